# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Operations that are awaited: in asyncio loops, and in GLib main loops.

import asyncio
import threading
from contextvars import copy_context
from typing import Any, AsyncGenerator, Awaitable, Callable, Coroutine, Generator, Optional

from gi.repository import Gio, GLib, GObject

from . import pygobject
from .contexts import carry
from .eventloops import joined, joins_glib, running_loop
from .kinds import is_awaitable
from .loops import is_driven, spawn
from .operations import Operation, Outcome
from .runtime import io_error
from .threads import in_service, in_thread
from .tracebacks import trimmed


_ref_thread_default = GLib.MainContext.ref_thread_default


def runs_asyncio() -> bool:
    """Whether this thread runs an asyncio loop."""
    return running_loop() is not None


def runs_glib() -> bool:
    """Whether this thread runs the main loop of its GLib main context."""
    return _ref_thread_default().is_owner()


def runs_loop() -> bool:
    """Whether this thread runs a loop, of asyncio or of GLib."""
    return runs_asyncio() or runs_glib()


def in_running_loop(coroutine: Coroutine) -> Any:
    """What can be awaited where it is called: in asyncio the coroutine; in a GLib main loop, where nobody else would
    run it, a task that has begun."""
    return spawn(coroutine) if not runs_asyncio() and runs_glib() else coroutine


## Awaiting


class _Awaited:
    """An operation that a future of a running loop stands for."""

    def __init__(self, operation: Operation, loop: asyncio.AbstractEventLoop) -> None:
        self._operation = operation
        self._loop = loop
        self._thread = threading.get_ident()
        self._outcome: Optional[Outcome] = None
        self.future = loop.create_future()

    def begin(self, cancellable: Gio.Cancellable) -> None:
        self._operation.begin(lambda: cancellable, self._done)

    def begin_elsewhere(self, cancellable: Gio.Cancellable) -> None:
        """Begins it in another thread than that of the loop, and calls back there."""
        self._thread = threading.get_ident()
        try:
            self.begin(cancellable)
        except BaseException as failure:
            self._loop.call_soon_threadsafe(self._fail, failure)

    def _fail(self, failure: BaseException) -> None:
        if not self.future.done():
            self.future.set_exception(failure)

    def _done(self, result: Gio.AsyncResult) -> None:
        """Called in any thread, perhaps long after the last one who waited has given up."""
        if self._loop.is_closed():
            return
        if self._outcome is None and not self.future.done() and threading.get_ident() == self._thread:
            self._outcome = Outcome(self._operation, result)
        self._loop.call_soon_threadsafe(self._set_result, result)

    def _set_result(self, result: Gio.AsyncResult) -> None:
        if not self.future.done():
            self.future.set_result(result)

    async def finish(self) -> Any:
        result = await self.future
        return self._outcome.take() if self._outcome else self._operation.finish(result)


async def _await(operation: Operation, cancellable: Gio.Cancellable) -> Any:
    loop = asyncio.get_running_loop()
    awaited = _Awaited(operation, loop)
    if is_driven(loop) or pygobject.iterates_glib(loop) or joins_glib(loop):
        with joined(loop):
            awaited.begin(cancellable)
    else:
        in_service(lambda: awaited.begin_elsewhere(cancellable))
    return await awaited.finish()


async def await_operation(operation: Operation) -> Any:
    """Starts an operation in the running loop, and gives what comes out of it. Cancelling the task cancels it."""
    cancellable = Gio.Cancellable()
    try:
        return await _await(operation, cancellable)
    except asyncio.CancelledError:
        cancellable.cancel()
        raise
    except BaseException as failure:
        raise trimmed(failure)


def _call(function: Callable, args: tuple, kwargs: dict) -> Any:
    try:
        return function(*args, **kwargs)
    except StopIteration as end:  # A future can't hold it, and would never be done.
        raise RuntimeError(f"{function!r} raised StopIteration") from end


async def await_any(awaitable: Awaitable) -> Any:
    return await awaitable


async def call_in_loop(function: Callable, args: tuple, kwargs: dict) -> Any:
    """Calls a function in the loop that then awaits what it returns."""
    result = function(*args, **kwargs)
    return await result if is_awaitable(result) else result


async def await_blocking(function: Callable, args: tuple, kwargs: dict) -> Any:
    """Runs a blocking function in a thread. What it returns may be awaitable itself."""
    try:
        result = await in_thread(_call, function, args, kwargs)
        return await result if is_awaitable(result) else result
    except BaseException as failure:
        raise trimmed(failure)


GRACE_SECONDS = 1

ErrorOf = Callable[[GLib.Error], GLib.Error]
"""Gives the error that a limit ends a call with."""


async def _give_up(task: asyncio.Task, seconds: Optional[float] = None) -> None:
    """Cancels a task, and waits until it has ended, or abandons it."""
    pygobject.cancel(task)
    await asyncio.wait((task,), timeout=seconds)
    task.add_done_callback(lambda task: task.cancelled() or task.exception())  # else asyncio warns of the exception


async def _ends(task: asyncio.Task, seconds: Optional[float] = None) -> bool:
    """Waits for a task, which is cancelled if this coroutine is. Returns whether it has ended in time."""
    try:
        done, _ = await asyncio.wait((task,), timeout=seconds)
    except asyncio.CancelledError:
        await _give_up(task)
        raise
    return bool(done)


async def with_timeout(coroutine: Coroutine, milliseconds: int, name: str, error_of: ErrorOf) -> Any:
    """A coroutine with a time limit. It fails as a call does: a second after its time at most."""
    context = copy_context()
    task = asyncio.get_running_loop().create_task(coroutine, context=context)
    try:
        if await _ends(task, milliseconds / 1000):
            return task.result()
    except BaseException as failure:
        raise trimmed(failure)
    finally:
        carry(context)
    await _give_up(task, GRACE_SECONDS)
    raise error_of(io_error(Gio.IOErrorEnum.TIMED_OUT, f"{name}: no result within {milliseconds} ms"))


async def with_cancellable(coroutine: Coroutine, cancellable: Gio.Cancellable, name: str, error_of: ErrorOf) -> Any:
    """A coroutine that a Gio.Cancellable cancels."""
    loop = asyncio.get_running_loop()
    context = copy_context()
    task = loop.create_task(coroutine, context=context)

    def cancelled_cb(*_: Any) -> None:
        loop.call_soon_threadsafe(pygobject.cancel, task)

    cancelled_id = GObject.Object.connect(cancellable, "cancelled", cancelled_cb)
    if cancellable.is_cancelled():
        task.cancel()
    try:
        await _ends(task)  # It raises CancelledError if the task that awaits this is cancelled, which must stay so.
    finally:
        GObject.Object.disconnect(cancellable, cancelled_id)
        carry(context)
    if task.cancelled() and cancellable.is_cancelled():
        raise error_of(io_error(Gio.IOErrorEnum.CANCELLED, f"{name}: cancelled"))
    try:
        return task.result()
    except BaseException as failure:
        raise trimmed(failure)


async def iterate_blocking(generator: Generator) -> AsyncGenerator[Any, None]:
    """Runs each step of a generator that blocks in a thread."""
    end = object()
    while True:
        value = await in_thread(next, generator, end)
        if value is end:
            return
        yield value
