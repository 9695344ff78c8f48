# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What can be called: functions of every kind, and how each is waited for and awaited.

import asyncio
import functools
import inspect
from types import MethodType
from typing import Any, AsyncIterator, Awaitable, Callable, Coroutine, Dict, Optional

from gi.repository import GLib

from . import awaitables
from .arguments import FINISH
from .coroutines import CoroutineOperation, await_elsewhere, check_goes_on, coroutine_of, iterate, wait_for_awaitable
from .kinds import (close, gives_awaitable, has_code, is_a, is_async_iterator, is_awaitable, is_loop_method, name_of,
                    own)
from .limits import NO_LIMITS, Limits
from .operations import CallbackOperation, Operation, operation_of, operation_of_pair
from .pygobject import introspected
from .wait import wait_for


class CallbackTarget:
    """A function that takes a Gio.AsyncReadyCallback."""

    __slots__ = ("_operation",)

    def __init__(self, operation: CallbackOperation) -> None:
        self._operation = operation

    def operation(self) -> Operation:
        if self._operation.cancellable is not None:
            raise TypeError(f"{self._operation.name}(): give the cancellable to run(), it is for all of a batch")
        return self._operation

    def wait(self, limits: Limits) -> Any:
        limits = limits.following(self._operation.cancellable, self._operation.name)
        return limits.wait(wait_for, self._operation)

    def awaitable(self, limits: Limits) -> Any:
        name = self._operation.name
        limits = limits.following(self._operation.cancellable, name)
        limits.check_awaited(self._operation, name)
        coroutine = limits.of(awaitables.await_operation(self._operation), name, is_of_asyncio=False)
        return awaitables.in_running_loop(coroutine)


class AwaitableTarget:
    """A coroutine, or anything else that can be awaited."""

    def __init__(self, awaitable: Awaitable) -> None:
        self._awaitable = awaitable

    def operation(self) -> Operation:
        return CoroutineOperation(name_of(self._awaitable), coroutine_of(self._awaitable))

    def wait(self, limits: Limits) -> Any:
        return limits.wait(wait_for_awaitable, self._awaitable)

    def awaitable(self, limits: Limits) -> Any:
        limits.check_awaited(self._awaitable)
        name = name_of(self._awaitable)
        if asyncio.isfuture(self._awaitable):
            return limits.of_future(self._awaitable, name)
        return awaitables.in_running_loop(limits.of(coroutine_of(self._awaitable), name))


class LoopMethodTarget(AwaitableTarget):
    """A method of an asyncio loop that returns a future, which belongs to that loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, coroutine: Coroutine) -> None:
        super().__init__(coroutine)
        self._loop = loop

    def wait(self, limits: Limits) -> Any:
        try:
            check_goes_on(self._loop, name_of(self._awaitable), "await it", "run that loop")
        except GLib.Error:
            close(self._awaitable)
            raise
        return limits.wait(wait_for_awaitable, await_elsewhere(self._awaitable, self._loop))


class AsyncGeneratorTarget:
    """An asynchronous generator, or any other asynchronous iterator: a plain iterator where nothing awaits it."""

    def __init__(self, generator: AsyncIterator) -> None:
        self._generator = generator

    def operation(self) -> Operation:
        raise TypeError(f"{name_of(self._generator)}: a generator is no single operation")

    def _check(self, limits: Limits) -> None:
        limits.refuse(self._generator, "a generator is no single operation; limit what is inside it, or what "
                      "goes through it")

    def wait(self, limits: Limits) -> Any:
        self._check(limits)
        return iterate(self._generator)

    def awaitable(self, limits: Limits) -> Any:
        self._check(limits)
        return self._generator


class BlockingTarget:
    """Any other function. What it returns may have to be awaited all the same."""

    def __init__(self, function: Callable, args: tuple, kwargs: Dict[str, Any]) -> None:
        self._function = function
        self._args = args
        self._kwargs = kwargs

    def operation(self) -> Operation:
        """Runs it in a thread, beside others."""
        coroutine = awaitables.await_blocking(self._function, self._args, self._kwargs)
        return CoroutineOperation(name_of(self._function), coroutine)

    def wait(self, limits: Limits) -> Any:
        limits.refuse(self._function, "it is called as it is, and nothing ends it before it returns; if "
                      "it returns a coroutine, give that, or the coroutine function")
        result = self._function(*self._args, **self._kwargs)
        return wait_for_awaitable(result) if is_awaitable(result) else result

    def awaitable(self, limits: Limits) -> Any:
        limits.check_awaited(self._function)
        if has_code(self._function, inspect.CO_GENERATOR):
            limits.refuse(self._function, "a generator is no single operation")
            return awaitables.iterate_blocking(self._function(*self._args, **self._kwargs))
        coroutine = awaitables.await_blocking(self._function, self._args, self._kwargs)
        return awaitables.in_running_loop(limits.of(coroutine, name_of(self._function)))


class PairTarget(CallbackTarget):
    """A blocking function that a library of pairs has an asynchronous one for: it is called as it is where nothing else
    is wanted."""

    __slots__ = ("_blocking",)

    def __init__(self, operation: CallbackOperation, blocking: BlockingTarget) -> None:
        super().__init__(operation)
        self._blocking = blocking

    def wait(self, limits: Limits) -> Any:
        return self._blocking.wait(limits) if limits is NO_LIMITS else super().wait(limits)


def plain(function: Callable) -> Callable:
    """The function that smartasync() has wrapped."""
    inner = own(function, "__smartasync__")
    if inner is None:
        return function
    return inner.__get__(function.__self__) if is_a(function, MethodType) else inner  # type: ignore[attr-defined]


Maker = Callable[[tuple, Dict[str, Any], Optional[Callable]], Any]
"""Makes the target of one call, with its arguments. Nothing blocks there, and nothing is started."""


def _refuse_finish(finish: Optional[Callable], function: Any) -> None:
    if finish is not None:
        raise TypeError(f"{name_of(function)} takes no callback, so that there is nothing to finish: {FINISH}= is for "
                        "functions with a callback")


def _make_with_callback(function: Callable) -> Maker:
    def make(args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable]) -> Any:
        operation = operation_of(function, args, kwargs, finish)
        if operation is not None:
            return CallbackTarget(operation)
        _refuse_finish(finish, function)
        blocking = BlockingTarget(function, args, kwargs)
        operation = operation_of_pair(function, args, kwargs)
        return blocking if operation is None else PairTarget(operation, blocking)
    return make


def _make(target_type: Callable[[Any], Any], function: Callable) -> Maker:
    def make(args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable]) -> Any:
        _refuse_finish(finish, function)
        return target_type(function(*args, **kwargs))
    return make


def _make_in_loop(function: Callable) -> Maker:
    def make(args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable]) -> Any:
        _refuse_finish(finish, function)
        coroutine: Any = awaitables.call_in_loop(function, args, kwargs)
        coroutine.__qualname__ = name_of(function)
        if is_loop_method(function):
            return LoopMethodTarget(function.__self__, coroutine)  # type: ignore[attr-defined]
        return AwaitableTarget(coroutine)
    return make


def _make_partial(function: functools.partial) -> Maker:
    make = maker_of(function.func)
    return lambda args, kwargs, finish: make((*function.args, *args), {**function.keywords, **kwargs}, finish)


def _make_begun(target_type: Callable[[Any], Any], begun: Any) -> Maker:
    def make(args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable]) -> Any:
        _refuse_finish(finish, begun)
        if args or kwargs:
            raise TypeError(f"{name_of(begun)}: it has its arguments already")
        return target_type(begun)
    return make


NOTHING_AWAITABLE = ("; if it is what an asynchronous function has returned, give that function itself: "
                     "object.x_async, not object.x_async()")


def maker_of(function: Any) -> Maker:
    """The factory of targets for calls of a function, by its kind."""
    if introspected(function) is not None:
        return _make_with_callback(function)
    function = plain(function)
    if has_code(function, inspect.CO_COROUTINE):
        return _make(AwaitableTarget, function)
    if has_code(function, inspect.CO_ASYNC_GENERATOR):
        return _make(AsyncGeneratorTarget, function)
    if is_a(function, functools.partial):
        return _make_partial(function)
    if is_awaitable(function):
        return _make_begun(AwaitableTarget, function)
    if callable(function):
        return _make_in_loop(function) if gives_awaitable(function) else _make_with_callback(function)
    if is_async_iterator(function):
        return _make_begun(AsyncGeneratorTarget, function)
    raise TypeError(f"{function!r} can neither be called nor awaited"
                    f"{NOTHING_AWAITABLE if function is None else ''}")


def target_of(function: Any, args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable] = None) -> Any:
    """The target of one call of a function with these arguments."""
    if not (finish is None or callable(finish)):
        raise TypeError(f"a finish function can be called with the result, {finish!r} can't")
    return maker_of(function)(args, kwargs, finish)
