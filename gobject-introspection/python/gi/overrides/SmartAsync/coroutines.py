# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Coroutines and asynchronous generators, run to their end where nothing awaits them.

import asyncio
import inspect
from contextvars import copy_context
from sys import is_finalizing
from types import CoroutineType
from typing import Any, AsyncGenerator, AsyncIterator, Awaitable, Coroutine, Generator, List, Optional

from gi.repository import Gio, GLib, GObject

from .awaitables import await_any
from .contexts import carry
from .eventloops import DrivenLoop, running_loop, runs_here
from .kinds import name_of
from .loops import drive, goes_on, kept_loop, pool
from .operations import Done, GetCancellable
from .pygobject import cancel, loop_of, name_of_task
from .runtime import DONE, SmartAsync, as_asyncio, io_error, own_error
from .tasks import warn
from .tracebacks import trimmed
from .wait import wait_for


_ref_thread_default = GLib.MainContext.ref_thread_default


class CoroutineOperation:
    """A coroutine as an operation: the main context that it was started on runs its loop."""

    is_of_asyncio = True

    def __init__(self, name: str, coroutine: Coroutine, loop: Optional[DrivenLoop] = None) -> None:
        self.name = name
        self._coroutine = coroutine
        self._context = copy_context()
        self._given_loop = loop
        self._is_pooled = False
        self._done: Any = None
        self._loop: Any = None
        self._task: Any = None
        self._drive: Any = None
        self._ended: List[asyncio.Task] = []
        self._cancellable: Optional[Gio.Cancellable] = None
        self._cancelled_id = 0

    def _choose_loop(self) -> DrivenLoop:
        loop = self._given_loop or kept_loop()
        self._is_pooled = loop is None
        return loop or pool().take()

    def begin(self, get_cancellable: GetCancellable, done: Done) -> None:
        self._done = done
        self._loop = self._choose_loop()
        self._task = self._loop.create_task(self._coroutine, context=self._context)
        self._loop.begin_round()
        if self._task.done():
            self._end()
            return
        self._drive = drive(self._loop, _ref_thread_default())
        self._loop.watch(self._after_round)
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
            self._loop.unwatch(self._after_round)
            self._drive.release()
            if self._cancelled_id != 0:
                GObject.Object.disconnect(self._cancellable, self._cancelled_id)
            self._end()

    def _end(self) -> None:
        if self._is_pooled:
            self._ended = pool().give_back(self._loop)
        done, self._done = self._done, None  # It refers to this operation.
        done(DONE)

    def finish(self, result: Gio.AsyncResult) -> Any:
        if self._ended:
            warn_of_ended(self.name, self._ended)
        if self._task.cancelled() and self._cancellable is not None and self._cancellable.is_cancelled():
            raise as_asyncio(io_error(Gio.IOErrorEnum.CANCELLED, f"{self.name}: cancelled"))
        return self._task.result()

    def carry_context(self) -> None:
        """Sets what the coroutine has set in its context, as if it had been a plain function."""
        carry(self._context)


def warn_of_ended(name: str, tasks: List[asyncio.Task]) -> None:
    names = ", ".join(sorted(map(name_of_task, tasks)))
    warn(f"{name}: with the call ended what it has left running: {names}; in the scope of SmartAsync.Runner() it "
         "would go on")


async def await_elsewhere(awaitable: Awaitable, loop: asyncio.AbstractEventLoop) -> Any:
    """Awaits what belongs to a loop of another thread, or to the one that a scope keeps."""
    if loop is running_loop():
        return await awaitable
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(await_any(awaitable), loop))


def check_goes_on(loop: asyncio.AbstractEventLoop, name: str, if_still: str, if_not_run: str) -> None:
    """Checks that a loop goes on while this thread waits; else the messages say what to do."""
    if runs_here(loop):
        raise own_error(SmartAsync.Error.DEADLOCK, f"{name}: it belongs to the asyncio loop of this thread, which stands "
                        f"still while a call waits; {if_still}")
    if loop is kept_loop() or loop.is_running():
        return
    if not goes_on(loop, SmartAsync.get_policy() == SmartAsync.Policy.PRIVATE):
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
    return await_any(awaitable)


def _wait_for(name: str, coroutine: Coroutine, loop: Optional[DrivenLoop] = None, *limits: Any) -> Any:
    operation = CoroutineOperation(name, coroutine, loop)
    try:
        return wait_for(operation, *limits)
    except BaseException:
        if inspect.getcoroutinestate(coroutine) == inspect.CORO_CREATED:
            coroutine.close()  # It was never started.
        raise
    finally:
        operation.carry_context()


def wait_for_awaitable(awaitable: Awaitable, cancellable: Optional[Gio.Cancellable] = None,
                       milliseconds: Optional[int] = None) -> Any:
    return _wait_for(name_of(awaitable), coroutine_of(awaitable), None, cancellable, milliseconds)


# A loop shuts down the generators that make their first step while it runs: so each step is made in a coroutine.


async def _next(generator: AsyncIterator, sent: Any = None) -> Any:
    return await (generator.__anext__() if sent is None else generator.asend(sent))  # type: ignore[attr-defined]


async def _throw(generator: AsyncGenerator, failure: BaseException) -> Any:
    return await generator.athrow(failure)


async def _close(generator: AsyncGenerator) -> None:
    await generator.aclose()


def _yielded(generator: AsyncIterator, value: Any) -> Generator[Any, Any, Coroutine]:
    """Yields a value, and returns the next step: with what the plain generator is sent, or what is thrown into it."""
    try:
        sent = yield value
    except GeneratorExit:
        raise
    except BaseException as failure:
        if not isinstance(generator, AsyncGenerator):
            raise
        return _throw(generator, failure)
    return _next(generator, sent)


def _make_step(generator: AsyncIterator, step: Coroutine, loop: DrivenLoop) -> Any:
    if runs_here(loop):
        step.close()
        raise own_error(SmartAsync.Error.DEADLOCK, f"{name_of(generator)}: it belongs to the loop of a "
                        "SmartAsync.Runner(), which stands still while a call waits; use `async for` in its tasks")
    return _wait_for(name_of(generator), step, loop)


def _end(generator: AsyncIterator, loop: DrivenLoop, is_kept: bool) -> None:
    """Closes a generator that has made steps in a loop."""
    if isinstance(generator, AsyncGenerator):  # Plain iterators need no end.
        _make_step(generator, _close(generator), loop)
        loop.forget_generator(generator)
    ended = [] if is_kept else pool().give_back(loop)
    if ended:
        warn_of_ended(name_of(generator), ended)


def iterate(generator: AsyncIterator) -> Generator[Any, Any, None]:
    """Runs an asynchronous generator where nothing awaits it. All of its steps are made on the same loop."""
    kept = kept_loop()
    loop = kept or pool().take()
    step = _next(generator)
    try:
        while True:
            try:
                value = _make_step(generator, step, loop)
            except StopAsyncIteration:
                return
            except BaseException as failure:
                raise trimmed(failure)
            step = yield from _yielded(generator, value)
    finally:
        if is_finalizing():  # No coroutine can run any more.
            loop.close()
        elif not (loop.is_closed() or runs_here(loop)):  # A runner ends what is left of the generator.
            _end(generator, loop, kept is not None)
