# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the override uses of the inside of asyncio's event loops, in all versions of Python. No other module does.

import asyncio
import selectors
import sys
import threading
from asyncio import _enter_task, _get_running_loop, _leave_task, _set_running_loop
from collections import deque
from contextlib import closing, contextmanager
from types import AsyncGeneratorType
from typing import Any, Callable, Iterator, List, Optional, Tuple

from gi.repository import GLib

from .interrupt import descriptor_source
from .pygobject import PausableLoop, cancel, iterates_glib

# The four names above are for those who write event loops, and are the same from Python 3.7 on. The current task is
# kept by its loop until 3.13, and by its thread from 3.14 on, where it must be left before a task of another loop is
# entered. The other names, in DrivenLoop, joins_glib(), after_step() and _start_child(), are asyncio's own, the same from
# 3.9 to 3.14.

running_loop = _get_running_loop
"""The loop that this thread runs, or None."""


def runs_here(loop: Any) -> bool:
    """Whether this thread runs a loop, perhaps further out, so that it stands still while a call waits."""
    thread = getattr(loop, "_thread_id", None)
    is_here = loop is running_loop() if thread is None else thread == threading.get_ident()
    return is_here and loop.is_running()


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


def may_be_joined(default: GLib.MainContext) -> bool:
    """Whether this thread may iterate the global default context, and no other does."""
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
        self._is_own = is_default and not may_be_joined(self.context)
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


def join_loops(loop: Optional[asyncio.AbstractEventLoop] = None) -> None:
    """Lets an asyncio loop iterate the GLib main context of this thread, too, from now on.

    Without it, the first operation of GLib that is awaited in the loop does the same.

    :param loop: by default the running one
    :raises RuntimeError: for loops that can't, such as those of uvloop
    """
    loop = loop or asyncio.get_running_loop()
    if not (isinstance(loop, DrivenLoop) or iterates_glib(loop) or joins_glib(loop)):
        raise RuntimeError(f"{type(loop).__name__} has no selector with a descriptor: it can't iterate a main context")


@contextmanager
def joined(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """The scope in which operations of GLib are started that are awaited in a loop."""
    selector = getattr(loop, "_selector", None)
    if not isinstance(selector, JoiningSelector):
        yield
        return
    with selector.joined():
        yield


# Until Python 3.13 asyncio asks the policy for somebody who watches child processes. Policies for other loops have
# nobody, as uvloop's. So each child of our loops is waited for by a thread, which is what asyncio does by default, too.
# From 3.14 on asyncio asks no policy.

_ASKS_POLICY = sys.version_info < (3, 14)


def _watch_child(loop: Any, transport: Any) -> None:
    status = transport._proc.wait()
    try:
        loop.call_soon_threadsafe(transport._process_exited, status)
    except RuntimeError:  # The loop was closed meanwhile.
        pass


async def _start_child(loop: Any, protocol: Any, args: Any, shell: Any, stdin: Any, stdout: Any, stderr: Any,
                       bufsize: Any, extra: Any = None, **kwargs: Any) -> Any:
    """Starts a child process, and gives the transport for its streams."""
    started = loop.create_future()
    transport = asyncio.unix_events._UnixSubprocessTransport(  # type: ignore[attr-defined]
        loop, protocol, args, shell, stdin, stdout, stderr, bufsize, waiter=started, extra=extra, **kwargs)
    threading.Thread(target=_watch_child, args=(loop, transport), name="smartasync child", daemon=True).start()
    try:
        await started
    except BaseException:
        transport.close()
        await transport._wait()
        raise
    return transport


class DrivenLoop(PausableLoop, asyncio.SelectorEventLoop):
    """An event loop that runs one round when run_round() is called."""

    _ready: Any
    _scheduled: Any
    _asyncgens: Any
    _default_executor: Any
    _selector: Any
    _signal_handlers: Any
    _thread_id: Any
    _asyncgen_firstiter_hook: Any
    _asyncgen_finalizer_hook: Any

    def __init__(self) -> None:
        super().__init__()
        self.n_tasks = 0
        self._drives: List[Any] = []
        self._watchers: List[Callable[[], None]] = []

    def count_task(self) -> None:
        self.n_tasks += 1

    def create_task(self, coroutine: Any, **kwargs: Any) -> asyncio.Task:  # type: ignore[override]
        """Uses no task factory, which a coroutine may replace, and for which Python 3.13 names no tasks."""
        self.n_tasks += 1
        return asyncio.Task(coroutine, loop=self, **kwargs)

    def add_drive(self, drive: Any) -> None:
        """Says which main context runs it, too: the last one is the one that operations are started on."""
        self._drives.append(drive)
        self.set_context(drive.context)

    def remove_drive(self, drive: Any) -> None:
        self._drives.remove(drive)
        self.set_context(self._drives[-1].context if self._drives else None)

    def drive_of(self, context: GLib.MainContext) -> Any:
        """The drive on a main context, or None."""
        return next((drive for drive in self._drives if drive.context == context), None)

    def is_driven(self) -> bool:
        return bool(self._drives)

    def is_driven_here(self) -> bool:
        return any(drive.is_here() for drive in self._drives)

    def watch(self, watcher: Callable[[], None]) -> None:
        """Has a function called after each round."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[], None]) -> None:
        self._watchers.remove(watcher)

    if _ASKS_POLICY:
        async def _make_subprocess_transport(self, *args: Any, **kwargs: Any) -> Any:
            return await _start_child(self, *args, **kwargs)

    def fileno(self) -> int:
        """The descriptor that can be read when one of those that the loop polls is ready."""
        return self._selector.fileno()

    def call_soon(self, callback: Callable, *args: Any,  # type: ignore[override]
                  context: Any = None) -> asyncio.Handle:
        """It may be called by a GLib callback, outside of a round."""
        handle = super().call_soon(callback, *args, context=context)
        if self._drives and not self.is_running():
            for drive in self._drives:
                drive.arm()
        return handle

    def begin_round(self) -> None:
        """Runs the callbacks that are ready, as the first step of a task, without looking at descriptors and times. That
        is a part of run_forever(), all of which takes longer than many a coroutine."""
        if self.get_debug() or self.is_running() or running_loop() is not None:
            self.run_round()
            return
        hooks = sys.get_asyncgen_hooks()
        self._thread_id = threading.get_ident()
        sys.set_asyncgen_hooks(self._asyncgen_firstiter_hook, self._asyncgen_finalizer_hook)
        _set_running_loop(self)
        try:
            self._run_ready()
        finally:
            self._stopping = False
            self._thread_id = None
            _set_running_loop(None)
            sys.set_asyncgen_hooks(*hooks)
        self._after_round()

    def _run_ready(self) -> None:
        try:
            for _ in range(len(self._ready)):
                handle = self._ready.popleft()
                if not handle.cancelled():
                    handle._run()
        except (KeyboardInterrupt, SystemExit):
            pass

    def run_round(self) -> None:
        """Runs the callbacks that are ready, without waiting. A task that raises SystemExit ends, and nothing else."""
        if self.is_running():
            return
        if running_loop() is None:
            self._run_callbacks()
        else:
            with standing_still():
                self._run_callbacks()
        self._after_round()

    def _after_round(self) -> None:
        for watcher in tuple(self._watchers):
            watcher()
        for drive in tuple(self._drives):
            drive.arm()

    def _run_callbacks(self) -> None:
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

    def is_idle(self) -> bool:
        """Whether nothing is left that it would do, or wait for."""
        if self._ready or self._scheduled or self._asyncgens:
            return False
        if self._signal_handlers or len(self._selector.get_map()) > 1:  # One is the loop's own descriptor.
            return False
        return self.n_tasks <= 1 or not asyncio.all_tasks(self)

    def forget_generator(self, generator: Any) -> None:
        """Says that an asynchronous generator was closed, which others may still hold."""
        if isinstance(generator, AsyncGeneratorType):
            self._asyncgens.discard(generator)

    def is_clean(self) -> bool:
        """Whether nothing is left of what has run on it, so that it can serve the next."""
        if self._default_executor is not None:
            return False
        if self.get_task_factory() is not None or self.get_exception_handler() is not None:
            return False
        return self.is_idle()

    def end(self) -> List[asyncio.Task]:
        """Does what asyncio.run() does in the end: cancels tasks, closes generators, and then the loop. Returns the
        tasks that nobody had cancelled."""
        with closing(self), standing_still():
            tasks = asyncio.all_tasks(self)
            ended = [task for task in tasks if not task.cancelling()]
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
            return ended

    def abandon(self) -> None:
        """Closes the loop in a forked child, where close() would change the parent's epoll."""
        for drive in self._drives:
            drive.forget()
        self._selector.close()
        self._selector = selectors.SelectSelector()
        self.close()
