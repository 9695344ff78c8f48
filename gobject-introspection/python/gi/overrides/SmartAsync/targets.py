# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What can be called: functions of every kind, and how each is waited for and awaited.

import asyncio
import functools
import inspect
from types import MethodType
from typing import Any, AsyncIterator, Awaitable, Callable, Coroutine, Dict, Optional

from gi.repository import Gio, GLib

from . import awaitables
from .coroutines import CoroutineOperation, await_elsewhere, check_goes_on, coroutine_of, iterate, wait_for_awaitable
from .kinds import (close, gives_awaitable, has_code, is_a, is_async_iterator, is_awaitable, is_loop_method, name_of,
                    own)
from .operations import CallbackOperation, Operation, operation_of
from .pygobject import introspected
from .scopes import Time, checked_time, timeout_here
from .wait import wait_for

Cancellable = Gio.Cancellable


class Limits:
    """What may end a call early: a timeout, a cancellable."""

    __slots__ = ("cancellable", "timeout")

    def __init__(self, cancellable: Optional[Gio.Cancellable] = None, timeout: Optional[Time] = None) -> None:
        if cancellable is not None and not isinstance(cancellable, Cancellable):
            raise TypeError(f"a cancellable is a Gio.Cancellable or None, not {cancellable!r}")
        self.cancellable = cancellable
        self.timeout = None if timeout is None else checked_time(timeout)

    def following(self, cancellable: Optional[Gio.Cancellable], name: str) -> "Limits":
        """These limits, with a cancellable that was given among a function's arguments."""
        if cancellable is None:
            return self
        if self.cancellable is not None:
            raise TypeError(f"{name}() got two cancellables")
        return Limits(cancellable, self.timeout)

    def of(self, coroutine: Coroutine, name: str) -> Coroutine:
        """A coroutine within these limits."""
        if self.cancellable is not None:
            coroutine = awaitables.with_cancellable(coroutine, self.cancellable, name)
        milliseconds = timeout_here() if self.timeout is None else self.timeout
        if milliseconds > 0:
            coroutine = awaitables.with_timeout(coroutine, milliseconds, name)
        return coroutine


NO_LIMITS = Limits()


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
        return wait_for(self._operation, limits.cancellable, limits.timeout)

    def awaitable(self, limits: Limits) -> Any:
        name = self._operation.name
        limits = limits.following(self._operation.cancellable, name)
        return awaitables.in_running_loop(limits.of(awaitables.await_operation(self._operation), name))


class AwaitableTarget:
    """A coroutine, or anything else that can be awaited."""

    def __init__(self, awaitable: Awaitable) -> None:
        self._awaitable = awaitable

    def operation(self) -> Operation:
        return CoroutineOperation(name_of(self._awaitable), coroutine_of(self._awaitable))

    def wait(self, limits: Limits) -> Any:
        return wait_for_awaitable(self._awaitable, limits.cancellable, limits.timeout)

    def awaitable(self, limits: Limits) -> Any:
        if asyncio.isfuture(self._awaitable):
            return self._awaitable
        return awaitables.in_running_loop(limits.of(coroutine_of(self._awaitable), name_of(self._awaitable)))


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
        coroutine = await_elsewhere(self._awaitable, self._loop)
        return wait_for_awaitable(coroutine, limits.cancellable, limits.timeout)


class AsyncGeneratorTarget:
    """An asynchronous generator, or any other asynchronous iterator: a plain iterator where nothing awaits it."""

    def __init__(self, generator: AsyncIterator) -> None:
        self._generator = generator

    def operation(self) -> Operation:
        raise TypeError(f"{name_of(self._generator)}: a generator is no single operation")

    def wait(self, limits: Limits) -> Any:
        return iterate(self._generator)

    def awaitable(self, limits: Limits) -> Any:
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
        result = self._function(*self._args, **self._kwargs)
        return wait_for_awaitable(result, limits.cancellable, limits.timeout) if is_awaitable(result) else result

    def awaitable(self, limits: Limits) -> Any:
        if has_code(self._function, inspect.CO_GENERATOR):
            return awaitables.iterate_blocking(self._function(*self._args, **self._kwargs))
        coroutine = awaitables.await_blocking(self._function, self._args, self._kwargs)
        return awaitables.in_running_loop(limits.of(coroutine, name_of(self._function)))


def plain(function: Callable) -> Callable:
    """The function that smartasync() has wrapped."""
    inner = own(function, "__smartasync__")
    if inner is None:
        return function
    return inner.__get__(function.__self__) if is_a(function, MethodType) else inner  # type: ignore[attr-defined]


Maker = Callable[[tuple, Dict[str, Any], Optional[Callable]], Any]
"""Makes the target of one call, with its arguments. Nothing blocks there, and nothing is started."""


def _make_with_callback(function: Callable) -> Maker:
    def make(args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable]) -> Any:
        operation = operation_of(function, args, kwargs, finish)
        return BlockingTarget(function, args, kwargs) if operation is None else CallbackTarget(operation)
    return make


def _make(target_type: Callable[[Any], Any], function: Callable) -> Maker:
    def make(args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable]) -> Any:
        return target_type(function(*args, **kwargs))
    return make


def _make_in_loop(function: Callable) -> Maker:
    def make(args: tuple, kwargs: Dict[str, Any], finish: Optional[Callable]) -> Any:
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
