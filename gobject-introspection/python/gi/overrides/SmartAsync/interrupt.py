# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Ctrl-C in a call that waits: cancels the operation, then raises KeyboardInterrupt.

import os
import select
import signal
import socket
import threading
import weakref
from _signal import getsignal, set_wakeup_fd  # type: ignore[import]
from _signal import signal as set_signal  # The module signal wraps numbers in enumerations, which takes longer.
from contextlib import contextmanager, suppress
from sys import _getframe, exc_info, is_finalizing
from typing import Any, Callable, Generator, Iterator, List, Optional, Tuple

from gi.repository import Gio, GLib, GObject

from .pygobject import cancels_task, has_cancelled_task, has_quit_loop, is_held_once, quits_loop, set_callback

# While C code waits, no Python runs, hence no Python signal handler. When a signal comes Python writes to a descriptor.
# The main context which is iterated polls that descriptor and calls a Python function, and with it the handler runs.
# An exception must not leave the handler there, in a callback of GLib. So the handler of Ctrl-C is replaced by one that
# keeps the exception and cancels the operations that wait. It is raised where the waiting functions return.
#
# Ctrl-C may also have come just before a wait begins, where nobody could raise anything: in a callback of GLib, in a
# coroutine of asyncio, or in a scope of interruptible(). The wait asks for that when its own handler is installed, so
# that nothing is missed in between, and ends at once. One call does so for each signal: others can clean up then.

FOREVER_MSEC = GLib.MAXUINT32

# Looked up once: an attribute of an overridden namespace takes half a microsecond each time.
_IN = GLib.IOCondition.IN
_PRIORITY_HIGH = GLib.PRIORITY_HIGH
_timeout_source_new = GLib.timeout_source_new
_ref_thread_default = GLib.MainContext.ref_thread_default
_Cancellable = Gio.Cancellable
_main_thread = threading.main_thread
_get_ident = threading.get_ident


SocketPair = Tuple[socket.socket, socket.socket]


def _new_pair() -> SocketPair:
    pair = socket.socketpair()
    for end in pair:
        end.setblocking(False)
    return pair


class Descriptors:
    """The pair of sockets that signals are reported through; each process has its own."""

    def __init__(self) -> None:
        self._pair: Optional[SocketPair] = None

    def forget(self) -> None:
        """Forgets them in a forked child. The source of a wait that has forked refers to them: then they stay open."""
        for end in self._pair or ():
            end.detach() if _waits else end.close()
        self._pair = None

    def get(self) -> SocketPair:
        if self._pair is None:
            self._pair = _new_pair()
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
    return quits_loop(handler) or cancels_task(handler)


def _raises() -> bool:
    """Whether Ctrl-C will end the waits, as far as that is known before the handler runs."""
    return _previous_handler is signal.default_int_handler or _is_raised_later(_previous_handler)


def _has_come(handler: Any) -> bool:
    """Whether such a handler has run before, and what it began is still to come."""
    return (quits_loop(handler) and has_quit_loop()) or (cancels_task(handler) and has_cancelled_task(handler))


def steps(step: Any) -> Generator[Any, None, None]:
    """Makes a step each time that C code calls its send(), and gives its value.

    Python runs the handlers of the main thread when it goes on: in a generator that is inside of the try. In a function
    it would be before the first line, and PyGObject would get what they raise, and print it. The step is made
    nevertheless, once, and told what was raised. Handlers also run where Python calls something, and where a loop goes
    back: hence there is one try in another, and no call beside the yield.

    :param step: makes itself, and says when it has done so, in make(); hears of what was raised in fail()
    """
    failure: Optional[BaseException] = None
    while True:
        try:
            while True:
                try:
                    if failure is None:
                        step.is_made = False
                        yield step.value
                    if not step.is_made:
                        step.make()
                    if failure is not None:
                        step.fail(failure)
                        failure = None
                except GeneratorExit:
                    raise
                except BaseException as raised:
                    failure = raised
        except GeneratorExit:
            return
        except BaseException as raised:
            failure = raised


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

_raised_for: Callable[[], Any] = lambda: None
"""Gives the handler, if it is one that raises later, for whose signal a wait has raised."""


class Came:
    """The signal that has come last."""

    number = int(signal.SIGINT)


came = Came()

_spare: List[Gio.Cancellable] = []
"""A cancellable that has served a call, and that nobody else holds."""


class Interrupted:
    """The scope of a wait in the main thread. Its cancellable is that of the call."""

    __slots__ = ("cancellable", "failure", "interrupted", "is_made", "_pair", "_outer_cancellable", "_cancelled_id",
                 "_source", "_has_installed", "_previous_fd")

    value = True

    def __init__(self, cancellable: Optional[Gio.Cancellable], pair: Optional[SocketPair] = None) -> None:
        self.cancellable = _spare.pop() if _spare else _Cancellable()
        self.failure: Optional[BaseException] = None
        self.is_made = False
        self.interrupted: Any = None  # The frame in which Ctrl-C came, if no call has raised anything for it.
        self._pair = pair  # That of a scope of the program, which has code of its own inside.
        self._outer_cancellable = cancellable
        self._cancelled_id = 0
        self._source: Optional[GLib.Source] = None
        self._has_installed = False
        self._previous_fd: Optional[int] = None

    def __enter__(self) -> "Interrupted":
        try:
            self.begin()
        except BaseException:  # What a handler has raised.
            self.end()
            raise
        return self

    def begin(self) -> None:
        if self._outer_cancellable is not None:
            self._follow(self._outer_cancellable)
        _waits.append(self)
        self._install_handler()
        fd = (self._pair or _descriptors.get())[1].fileno()
        self._previous_fd = set_wakeup_fd(fd, warn_on_full_buffer=False)
        if len(_waits) > 1 and _waits[-2].interrupted is not None and _waits[-2].ends_next():
            came.number = int(signal.SIGINT)
            self.end_with(_waits[-2].failure)

    def ends_next(self) -> bool:
        """Whether what begins now, inside, is to end at once: Ctrl-C has come in this scope, or in this callback.

        If a function in C has failed in the scope, as it was cancelled, what cleans up is not ended.
        """
        if exc_info()[1] is not None if self._pair is not None else not _is_running(self.interrupted):
            return False
        self.interrupted = None
        return True

    def end_with(self, failure: Optional[BaseException]) -> None:
        """Ends the call, which raises something."""
        self.failure = failure
        self.cancellable.cancel()

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
        self.interrupted = None
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
            self._has_installed = True
            set_signal(signal.SIGINT, _interrupt)
            if handler is not signal.default_int_handler and _has_come(handler) and _raised_for() is not handler:
                _note_raised()
                came.number = int(signal.SIGINT)
                self.end_with(KeyboardInterrupt())

    def _follow(self, cancellable: Gio.Cancellable) -> None:
        self._cancelled_id = GObject.Object.connect(cancellable, "cancelled", lambda *_: self.cancellable.cancel())
        if cancellable.is_cancelled():
            self.cancellable.cancel()

    def attach(self) -> None:
        """Lets the context that the operation was started on notice signals."""
        if self._source is None:
            has_come = steps(self)
            next(has_come)
            self._source = descriptor_source(_descriptors.get()[0].fileno(), has_come.send)
            self._source.set_name("[smartasync] signals of Python")
            self._source.set_priority(_PRIORITY_HIGH)  # Before others: a handler must not raise in their callbacks.
            self._source.attach(_ref_thread_default())

    def make(self) -> None:
        try:
            numbers = _descriptors.get()[0].recv(64)
        except BlockingIOError:
            return
        came.number = numbers[0]
        if self._previous_fd is not None and self._previous_fd not in (-1, _descriptors.get()[1].fileno()):
            with suppress(OSError):  # It is full.
                os.write(self._previous_fd, numbers)
        if _get_ident() != _main_thread().ident and signal.SIGINT in numbers and _raises():
            # In a forwarded call, no handler runs in this thread. Cancelling wakes up the main one. There the handler
            # cancels, if it has not run before: then that has been another call.
            self.cancellable.cancel()

    def fail(self, failure: BaseException) -> None:
        fail_waits(failure)


def _is_running(frame: Any) -> bool:
    """Whether a frame has called what runs now."""
    current: Any = _getframe(1)
    while current is not None and current is not frame:
        current = current.f_back
    return current is not None


def _note_raised() -> None:
    """Notes that for this signal a wait raises, of those handlers whose loops raise later: no other wait has to."""
    global _raised_for

    if _is_raised_later(_previous_handler):
        _raised_for = weakref.ref(_previous_handler)


def fail_waits(failure: BaseException) -> None:
    for wait in _waits:
        wait.end_with(failure)


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
    if _waits:
        _note_raised()
        _waits[-1].interrupted = frame


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


def _watch_signals(wait: Interrupted, receiver: socket.socket, has_ended: threading.Event) -> None:
    """Cancels a call, in a thread. The main thread then runs Python again, and with it the handler."""
    while not has_ended.is_set():
        select.select([receiver], [], [])
        if signal.SIGINT in receiver.recv(64) and _raises():
            wait.cancellable.cancel()


@contextmanager
def _watching_thread(wait: Interrupted, pair: SocketPair) -> Iterator[None]:
    has_ended = threading.Event()
    thread = threading.Thread(target=_watch_signals, args=(wait, pair[0], has_ended), name="signals of Python",
                              daemon=True)
    thread.start()
    try:
        yield
    finally:
        has_ended.set()
        pair[1].send(b"\0")
        thread.join()


@contextmanager
def interruptible(cancellable: Optional[Gio.Cancellable] = None) -> Iterator[Gio.Cancellable]:
    """Lets Ctrl-C end calls of C functions: gives the cancellable that they take, then raises KeyboardInterrupt.

    ``with SmartAsync.interruptible() as cancellable:``
    ``    contents = file.load_contents(cancellable)``

    Calls through sync() do not need it, nor do generated twins. A thread watches for signals meanwhile.

    :param cancellable: a Gio.Cancellable that cancels the one which is given, too
    """
    if _get_ident() != _main_thread().ident:
        yield cancellable or _Cancellable()
        return
    # Signals in calls that wait inside are reported through their own descriptors, and the thread takes none of these.
    pair = _new_pair()
    with pair[0], pair[1], Interrupted(cancellable, pair) as wait, _watching_thread(wait, pair):
        yield wait.cancellable
