# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Coroutines and asynchronous generators, run to their end where nothing awaits them.

import asyncio
import inspect
from sys import is_finalizing
from types import CoroutineType
from typing import Any, AsyncGenerator, AsyncIterator, Awaitable, Coroutine, Iterator, Optional

from gi.repository import Gio, GLib, GObject

from .eventloops import DrivenLoop, running_loop
from .loops import Drive, pool
from .kinds import name_of
from .operations import Done, GetCancellable
from .pygobject import cancel, loop_of
from .runtime import DONE, SmartAsync, as_asyncio, io_error, own_error
from .tracebacks import trimmed
from .wait import wait_for


_ref_thread_default = GLib.MainContext.ref_thread_default


class CoroutineOperation:
    """A coroutine as an operation: the main context that it was started on runs its loop."""

    is_of_asyncio = True

    def __init__(self, name: str, coroutine: Coroutine, loop: Optional[DrivenLoop] = None) -> None:
        self.name = name
        self._coroutine = coroutine
        self._own_loop = loop
        self._done: Any = None
        self._loop: Any = None
        self._task: Any = None
        self._drive: Any = None
        self._cancellable: Optional[Gio.Cancellable] = None
        self._cancelled_id = 0

    def begin(self, get_cancellable: GetCancellable, done: Done) -> None:
        self._done = done
        self._loop = self._own_loop or pool().take()
        self._loop.drive(context := _ref_thread_default(), None)
        self._task = self._loop.create_task(self._coroutine)
        self._loop.run_round()
        if self._task.done():
            self._end()
            return
        self._drive = Drive(self._loop, context, self._after_round)
        self._heed(get_cancellable())

    def _heed(self, cancellable: Optional[Gio.Cancellable]) -> None:
        if cancellable is None:
            return
        self._cancellable = cancellable
        self._cancelled_id = GObject.Object.connect(cancellable, "cancelled", self._cancelled_cb)
        if cancellable.is_cancelled():
            self._cancelled_cb()

    def _cancelled_cb(self, *_: Any) -> None:
        """Called in the thread that cancels."""
        self._loop.call_soon_threadsafe(cancel, self._task)

    def _after_round(self) -> None:
        if self._task.done():
            self._drive.detach()
            if self._cancelled_id != 0:
                GObject.Object.disconnect(self._cancellable, self._cancelled_id)
            self._end()

    def _end(self) -> None:
        if self._own_loop is None:
            pool().give_back(self._loop)
        done, self._done = self._done, None  # It refers to this operation.
        done(DONE)

    def finish(self, result: Gio.AsyncResult) -> Any:
        if self._task.cancelled() and self._cancellable is not None and self._cancellable.is_cancelled():
            raise as_asyncio(io_error(Gio.IOErrorEnum.CANCELLED, f"{self.name}: cancelled"))
        return self._task.result()


async def _await(awaitable: Awaitable) -> Any:
    return await awaitable


async def await_elsewhere(awaitable: Awaitable, loop: asyncio.AbstractEventLoop) -> Any:
    """Awaits what belongs to a loop of another thread."""
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_await(awaitable), loop))


def check_goes_on(loop: asyncio.AbstractEventLoop, name: str, if_still: str, if_not_run: str) -> None:
    """Checks that a loop goes on while this thread waits; else the messages say what to do."""
    if loop.is_running() and loop is running_loop():
        raise own_error(SmartAsync.Error.DEADLOCK, f"{name}: it belongs to the asyncio loop of this thread, which stands "
                        f"still while a call waits; {if_still}")
    if not loop.is_running():
        raise own_error(SmartAsync.Error.STALLED, f"{name}: it belongs to an asyncio loop that nobody runs; {if_not_run}")


def _coroutine_of_future(future: asyncio.Future) -> Coroutine:
    """A future can only be awaited in its own loop, which must go on meanwhile."""
    loop = loop_of(future)
    check_goes_on(loop, name_of(future), "await it, or give the function instead of what it has returned",
                  "run that loop, or give the function instead of what it has returned")
    return await_elsewhere(future, loop)


def coroutine_of(awaitable: Awaitable) -> Coroutine:
    """The coroutine that stands for anything that can be awaited."""
    if isinstance(awaitable, CoroutineType):
        return awaitable
    if asyncio.isfuture(awaitable) and not awaitable.done():
        return _coroutine_of_future(awaitable)
    return _await(awaitable)


def wait_for_awaitable(awaitable: Awaitable, cancellable: Optional[Gio.Cancellable] = None,
                       milliseconds: Optional[int] = None) -> Any:
    coroutine = coroutine_of(awaitable)
    try:
        return wait_for(CoroutineOperation(name_of(awaitable), coroutine), cancellable, milliseconds)
    except BaseException:
        if inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
            coroutine.close()  # It was never started.
        raise


def iterate(generator: AsyncIterator) -> Iterator[Any]:
    """Runs an asynchronous generator where nothing awaits it. All of its steps are made on the same loop."""
    loop = pool().take()

    def step(awaitable: Awaitable) -> Any:
        return wait_for(CoroutineOperation(name_of(generator), _await(awaitable), loop))

    try:
        while True:
            try:
                value = step(generator.__anext__())
            except StopAsyncIteration:
                return
            except BaseException as failure:
                raise trimmed(failure)
            yield value
    finally:
        if is_finalizing():  # No coroutine can run any more.
            loop.close()
        else:
            if isinstance(generator, AsyncGenerator):  # Plain iterators need no end.
                step(generator.aclose())
            pool().give_back(loop)
