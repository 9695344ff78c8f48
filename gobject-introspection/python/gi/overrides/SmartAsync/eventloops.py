# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the override uses of the inside of asyncio's event loops, in all versions of Python. No other module does.

import asyncio
import selectors
import threading
from asyncio import _enter_task, _get_running_loop, _leave_task, _set_running_loop
from collections import deque
from contextlib import closing, contextmanager
from typing import Any, Callable, Iterator, List, Optional, Tuple

from gi.repository import GLib

from .interrupt import descriptor_source
from .pygobject import PausableLoop, cancel

# The four names above are for those who write event loops, and are the same from Python 3.7 on. The current task is
# kept by its loop until 3.13, and by its thread from 3.14 on, where it must be left before a task of another loop is
# entered. The other names, in DrivenLoop, joins_glib() and after_step(), are asyncio's own, the same from 3.9 to 3.14.

running_loop = _get_running_loop
"""The loop that this thread runs, or None."""


@contextmanager
def standing_still() -> Iterator[None]:
    """Lets other loops run inside a task of an asyncio loop, which does not run meanwhile."""
    loop = _get_running_loop()
    if loop is None:
        yield
        return
    task = asyncio.current_task(loop)
    if task is not None:
        _leave_task(loop, task)
    _set_running_loop(None)
    try:
        yield
    finally:
        _set_running_loop(loop)
        if task is not None:
            _enter_task(loop, task)


@contextmanager
def after_step(function: Callable[[], None]) -> Iterator[None]:
    """Calls a function when the step of the running task ends, before anything else runs in its loop; not if the scope
    ends in the same step, which leaves nothing in the loop."""
    loop: Any = _get_running_loop()
    ready = getattr(loop, "_ready", None)
    if not isinstance(ready, deque):
        handle = loop.call_soon(function)
        ready = deque()
    else:
        handle = asyncio.Handle(function, (), loop)
        ready.appendleft(handle)
    try:
        yield
    finally:
        handle.cancel()
        if handle in ready:
            ready.remove(handle)


LOOK_SECONDS = 0.25
"""How often it is checked whether another thread still runs the main context that a loop has joined."""


def _acquire_default(default: GLib.MainContext) -> bool:
    """Acquires the global default context, which only the main thread, or a thread that owns it, may iterate."""
    is_allowed = threading.current_thread() is threading.main_thread() or default.is_owner()
    return is_allowed and default.acquire()


def _may_be_joined(default: GLib.MainContext) -> bool:
    if not _acquire_default(default):
        return False
    default.release()
    return True


class JoiningSelector:
    """Iterates a GLib main context instead of waiting in the selector of an asyncio loop, which it stands in for.

    The context is the thread-default one. If that is the global default one, and this thread may not iterate it, the loop
    gets a context of its own.
    """

    def __init__(self, selector: Any) -> None:
        self._selector = selector
        self.context = GLib.MainContext.ref_thread_default()
        is_default = GLib.MainContext.get_thread_default() is None
        self._is_own = is_default and not _may_be_joined(self.context)
        self._is_default = is_default and not self._is_own
        if self._is_own:
            self.context = GLib.MainContext.new()
        self._source = descriptor_source(selector.fileno(), lambda *_: True)
        self._source.attach(self.context)

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Makes the context thread-default, so that operations that are started inside call back in this loop."""
        if not self._is_own:
            yield
            return
        self.context.push_thread_default()
        try:
            yield
        finally:
            self.context.pop_thread_default()

    def _acquire(self) -> bool:
        return _acquire_default(self.context) if self._is_default else self.context.acquire()

    def select(self, timeout: Optional[float] = None) -> List[Tuple[selectors.SelectorKey, int]]:
        if not self._acquire():  # Another thread iterates it, nobody knows for how long.
            return self._selector.select(LOOK_SECONDS if timeout is None else min(timeout, LOOK_SECONDS))
        try:
            self._source.set_ready_time(-1 if timeout is None else GLib.get_monotonic_time() + int(timeout * 1e6))
            with self.joined():
                self.context.iteration(timeout is None or timeout > 0)
        finally:
            self.context.release()
        return self._selector.select(0)

    def close(self) -> None:
        self._source.destroy()
        self._selector.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._selector, name)


def joins_glib(loop: asyncio.AbstractEventLoop) -> bool:
    """Lets the GLib main context of this thread go on while a loop runs, if that has a selector with a descriptor."""
    selector = getattr(loop, "_selector", None)
    if selector is None or not hasattr(selector, "fileno"):
        return False
    if not isinstance(selector, JoiningSelector):
        loop._selector = JoiningSelector(selector)  # type: ignore[attr-defined]
    return True


@contextmanager
def joined(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """The scope in which operations of GLib are started that are awaited in a loop."""
    selector = getattr(loop, "_selector", None)
    if not isinstance(selector, JoiningSelector):
        yield
        return
    with selector.joined():
        yield


class DrivenLoop(PausableLoop, asyncio.SelectorEventLoop):
    """An event loop that runs one round when run_round() is called."""

    _ready: Any
    _scheduled: Any
    _asyncgens: Any
    _default_executor: Any
    _selector: Any
    _signal_handlers: Any

    def __init__(self) -> None:
        super().__init__()
        self.n_tasks = 0
        self._wake: Optional[Callable[[], None]] = None

    def create_task(self, coroutine: Any, **kwargs: Any) -> asyncio.Task:  # type: ignore[override]
        """Uses no task factory, which a coroutine may replace, and for which Python 3.13 names no tasks."""
        self.n_tasks += 1
        return super().create_task(coroutine, **kwargs)

    def drive(self, context: Optional[GLib.MainContext], wake: Optional[Callable[[], None]]) -> None:
        """Sets which main context runs it, and what to call when it has something to do between two rounds."""
        self.set_context(context)
        self._wake = wake

    def fileno(self) -> int:
        """The descriptor that can be read when one of those that the loop polls is ready."""
        return self._selector.fileno()

    def call_soon(self, callback: Callable, *args: Any,  # type: ignore[override]
                  context: Any = None) -> asyncio.Handle:
        """It may be called by a GLib callback, outside of a round."""
        handle = super().call_soon(callback, *args, context=context)
        if self._wake is not None and not self.is_running():
            self._wake()
        return handle

    def run_round(self) -> None:
        """Runs the callbacks that are ready, without waiting. A task that raises SystemExit ends, and nothing else."""
        if self.is_running():
            return
        with standing_still():
            try:
                self.stop()
                self.run_forever()
            except (KeyboardInterrupt, SystemExit):
                pass

    def next_round(self) -> int:
        """When it must run again though no descriptor is ready, as GLib counts time; -1 for never."""
        if self._ready:
            return 0
        if self._scheduled:
            return int(self._scheduled[0]._when * 1e6)
        return -1

    def is_clean(self) -> bool:
        """Whether nothing is left of what has run on it, so that it can serve the next."""
        if self._ready or self._scheduled or self._asyncgens or self._default_executor is not None:
            return False
        if self._signal_handlers or len(self._selector.get_map()) > 1:  # One is the loop's own descriptor.
            return False
        if self.get_task_factory() is not None or self.get_exception_handler() is not None:
            return False
        return self.n_tasks <= 1 or not asyncio.all_tasks(self)

    def end(self) -> None:
        """Does what asyncio.run() does in the end: cancels tasks, closes generators, and then the loop."""
        with closing(self), standing_still():
            tasks = asyncio.all_tasks(self)
            for task in tasks:
                cancel(task)
            while self._ready:
                self.run_round()
            if asyncio.all_tasks(self):  # They may wait for operations of GLib.
                joins_glib(self)
                self.set_context(self._selector.context)
            if tasks:
                self.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self.run_until_complete(self.shutdown_asyncgens())
            self.run_until_complete(self.shutdown_default_executor())

    def abandon(self) -> None:
        """Closes the loop in a forked child, where close() would change the parent's epoll."""
        self._selector.close()
        self._selector = selectors.SelectSelector()
        self.close()
