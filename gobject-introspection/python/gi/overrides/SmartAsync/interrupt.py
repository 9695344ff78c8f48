# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Ctrl-C in a call that waits: cancels the operation, then raises KeyboardInterrupt.

import os
import select
import signal
import socket
import threading
from _signal import getsignal, set_wakeup_fd  # type: ignore[import]
from _signal import signal as set_signal  # The module signal wraps numbers in enumerations, which takes longer.
from contextlib import contextmanager
from sys import is_finalizing
from typing import Any, Callable, Generator, Iterator, List, Optional, Tuple

from gi.repository import Gio, GLib, GObject

from .pygobject import is_held_once, quits_loop, set_callback

# While C code waits, no Python runs, hence no Python signal handler. When a signal comes Python writes to a descriptor.
# The main context which is iterated polls that descriptor and calls a Python function, and with it the handler runs.
# An exception must not leave the handler there, in a callback of GLib. So the handler of Ctrl-C is replaced by one that
# keeps the exception and cancels the operations that wait. It is raised where the waiting functions return.

FOREVER_MSEC = GLib.MAXUINT32

# Looked up once: an attribute of an overridden namespace takes half a microsecond each time.
_IN = GLib.IOCondition.IN
_PRIORITY_HIGH = GLib.PRIORITY_HIGH
_timeout_source_new = GLib.timeout_source_new
_ref_thread_default = GLib.MainContext.ref_thread_default
_Cancellable = Gio.Cancellable
_main_thread = threading.main_thread
_get_ident = threading.get_ident


class Descriptors:
    """The pair of sockets that signals are reported through; each process has its own."""

    def __init__(self) -> None:
        self._pair: Optional[Tuple[socket.socket, socket.socket]] = None

    def forget(self) -> None:
        """Forgets them in a forked child. The source of a wait that has forked refers to them: then they stay open."""
        for end in self._pair or ():
            end.detach() if _waits else end.close()
        self._pair = None

    def get(self) -> Tuple[socket.socket, socket.socket]:
        if self._pair is None:
            self._pair = socket.socketpair()
            for end in self._pair:
                end.setblocking(False)
        return self._pair


_descriptors = Descriptors()


def descriptor_source(fd: int, function: Callable[[Any], bool]) -> GLib.Source:
    """A source that calls a function with None when a descriptor can be read.

    PyGObject can only call what takes no other arguments, so that GLib's own source for descriptors is no use.
    """
    source = _timeout_source_new(FOREVER_MSEC)
    source.add_unix_fd(fd, _IN)
    set_callback(source, function)
    return source


def _is_raised_later(handler: Any) -> bool:
    """Whether a handler raises nothing itself. PyGObject's quits the innermost loop, asyncio's cancels the main task,
    and these raise when they return. Calls in between must raise as well."""
    function = getattr(handler, "func", handler)  # That of asyncio is a partial().
    return quits_loop(function) or getattr(function, "__module__", None) == "asyncio.runners"


def _raises() -> bool:
    """Whether Ctrl-C will end the waits, as far as that is known before the handler runs."""
    return _previous_handler is signal.default_int_handler or _is_raised_later(_previous_handler)


class Uninterrupted:
    """The scope of a wait that no signal handler can reach: in another thread than the main one."""

    def __init__(self, cancellable: Optional[Gio.Cancellable]) -> None:
        self.cancellable = cancellable

    def __enter__(self) -> "Uninterrupted":
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def attach(self) -> None:
        pass


_waits: List["Interrupted"] = []
"""The waits of the main thread, the outermost first."""

_previous_handler: Any = None
"""The handler of SIGINT that ours stands for."""




class Came:
    """The signal that has come last."""

    number = int(signal.SIGINT)


came = Came()

_spare: List[Gio.Cancellable] = []
"""A cancellable that has served a call, and that nobody else holds."""


class Interrupted:
    """The scope of a wait in the main thread. Its cancellable is that of the call."""

    __slots__ = ("cancellable", "failure", "_outer_cancellable", "_cancelled_id", "_source", "_has_installed",
                 "_previous_fd")

    def __init__(self, cancellable: Optional[Gio.Cancellable]) -> None:
        self.cancellable = _spare.pop() if _spare else _Cancellable()
        self.failure: Optional[BaseException] = None
        self._outer_cancellable = cancellable
        self._cancelled_id = 0
        self._source: Optional[GLib.Source] = None
        self._has_installed = False
        self._previous_fd: Optional[int] = None

    def __enter__(self) -> "Interrupted":
        if self._outer_cancellable is not None:
            self._follow(self._outer_cancellable)
        _waits.append(self)
        self._install_handler()
        fd = _descriptors.get()[1].fileno()
        self._previous_fd = set_wakeup_fd(fd, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_: Any) -> None:
        self.end()
        if self.failure is not None:
            raise self.failure from None

    def end(self) -> None:
        """Ends the scope, which may have begun in part. It can be called again, if a handler has raised in here."""
        if self._previous_fd is not None:
            set_wakeup_fd(self._previous_fd)
        if self._source is not None:
            self._source.destroy()
            self._source = None  # Its __del__() runs now: what is raised in there is lost.
        if self._cancelled_id != 0:
            GObject.Object.disconnect(self._outer_cancellable, self._cancelled_id)
        if self in _waits:  # It is not in a forked child.
            _waits.remove(self)
        self._save_cancellable()
        # From here on the handler raises where it runs.
        if self._has_installed and getsignal(signal.SIGINT) is _interrupt:
            set_signal(signal.SIGINT, _previous_handler)

    def _save_cancellable(self) -> None:
        if not _spare and is_held_once(self.cancellable) and not self.cancellable.is_cancelled():
            _spare.append(self.cancellable)

    def _install_handler(self) -> None:
        global _previous_handler

        handler = getsignal(signal.SIGINT)
        if handler is not _interrupt and callable(handler):
            _previous_handler = handler
            set_signal(signal.SIGINT, _interrupt)
            self._has_installed = True

    def _follow(self, cancellable: Gio.Cancellable) -> None:
        self._cancelled_id = GObject.Object.connect(cancellable, "cancelled", lambda *_: self.cancellable.cancel())
        if cancellable.is_cancelled():
            self.cancellable.cancel()

    def attach(self) -> None:
        """Lets the context that the operation was started on notice signals."""
        if self._source is None:
            steps = self._handle_signals()
            next(steps)
            self._source = descriptor_source(_descriptors.get()[0].fileno(), steps.send)
            self._source.set_name("[smartasync] signals of Python")
            self._source.set_priority(_PRIORITY_HIGH)  # Before others: a handler must not raise in their callbacks.
            self._source.attach(_ref_thread_default())

    def _handle_signals(self) -> Generator[bool, None, None]:
        """Makes one step each time that signals have come.

        Python runs the handlers of the main thread when it goes on: in a generator that is inside of the try. In a
        function it would be before the first line, and PyGObject would get what they raise, and print it.
        """
        while True:
            try:
                while True:  # Handlers may run where a loop goes back.
                    yield True
                    self._signals_have_come()
            except GeneratorExit:
                return
            except BaseException as failure:
                fail_waits(failure)

    def _signals_have_come(self) -> None:
        try:
            numbers = _descriptors.get()[0].recv(64)
        except BlockingIOError:
            return
        came.number = numbers[0]
        if self._previous_fd is not None and self._previous_fd not in (-1, _descriptors.get()[1].fileno()):
            os.write(self._previous_fd, numbers)
        if _get_ident() != _main_thread().ident and signal.SIGINT in numbers and _raises():
            # In a forwarded call, no handler runs in this thread. Cancelling wakes up the main one. There the handler
            # cancels, if it has not run before: then that has been another call.
            self.cancellable.cancel()

    def cancel(self) -> None:
        """Cancels the call, in any thread."""
        self.cancellable.cancel()
        if self._source is not None:  # Not the call's own cancellable, for a twin.
            self._source.get_context().wakeup()


def fail_waits(failure: BaseException) -> None:
    for wait in _waits:
        wait.failure = failure
        wait.cancellable.cancel()


def _interrupt(number: int, frame: Any) -> None:
    """The handler of SIGINT while the main thread waits.

    The second time it raises wherever Python is, as in asyncio: that may be in a function that does not return.
    """
    failure: Optional[BaseException] = None
    try:
        _previous_handler(number, frame)
        if _is_raised_later(_previous_handler):
            failure = KeyboardInterrupt()
    except BaseException as raised:
        if not _waits:
            raise
        failure = raised
    if failure is None:
        return
    if _waits and all(wait.failure is not None for wait in _waits) and frame.f_globals is not globals():
        raise failure
    came.number = number
    fail_waits(failure)


def _after_fork() -> None:
    """Resets this module in a child. If that goes on with a wait of its parent, Ctrl-C raises wherever Python is."""
    _descriptors.forget()
    if _waits:
        _waits.clear()
        set_wakeup_fd(-1)
    if getsignal(signal.SIGINT) is _interrupt:
        set_signal(signal.SIGINT, _previous_handler)


os.register_at_fork(after_in_child=_after_fork)


def wait_scope(cancellable: Optional[Gio.Cancellable]) -> "Interrupted | Uninterrupted":
    """The scope of a wait."""
    if is_finalizing():
        raise RuntimeError("Python is shutting down: GLib can't call it any more, so that nothing would end a wait")
    if _get_ident() != _main_thread().ident:
        return Uninterrupted(cancellable)
    return Interrupted(cancellable)


def _watch_signals(has_ended: threading.Event) -> None:
    """Cancels the calls, in a thread. The main thread then runs Python again, and with it the handler."""
    receiver = _descriptors.get()[0]
    while not has_ended.is_set():
        select.select([receiver], [], [])
        try:
            numbers = receiver.recv(64)
        except BlockingIOError:
            continue
        if signal.SIGINT in numbers and _raises():
            for wait in list(_waits):
                wait.cancel()


@contextmanager
def _watching_thread() -> Iterator[None]:
    has_ended = threading.Event()
    thread = threading.Thread(target=_watch_signals, args=(has_ended,), name="signals of Python", daemon=True)
    thread.start()
    try:
        yield
    finally:
        has_ended.set()
        _descriptors.get()[1].send(b"\0")
        thread.join()


@contextmanager
def interruptible(cancellable: Optional[Gio.Cancellable] = None) -> Iterator[Gio.Cancellable]:
    """Lets Ctrl-C end calls of C functions: gives the cancellable that they take, then raises KeyboardInterrupt.

    ``with SmartAsync.interruptible() as cancellable:``
    ``    repo = client.get_repo_sync("GNOME", "glib", cancellable)``

    Calls through sync() do not need it. A thread watches for signals meanwhile.

    :param cancellable: a Gio.Cancellable that cancels the one which is given, too
    """
    with wait_scope(cancellable) as wait:
        if isinstance(wait, Interrupted):
            with _watching_thread():
                yield wait.cancellable
        else:
            yield cancellable or _Cancellable()
