# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What kind of thing is called: known by its type, as proxies and mocks have whatever they are asked for.

import asyncio
import functools
import inspect
from types import (AsyncGeneratorType, BuiltinFunctionType, CoroutineType, FunctionType, GeneratorType, MethodType)
from typing import Any, Callable

from .pygobject import introspected

# An attribute is only asked for where the type is one of Python's own, or looked for where no __getattr__ is called: a
# proxy for a server would ask that, and a mock would answer. isinstance() is no help: it believes __class__.

CacheType = type(functools.lru_cache(len))

_NAMED = (FunctionType, MethodType, BuiltinFunctionType, CoroutineType, GeneratorType, AsyncGeneratorType, type)

# The modules of asyncio whose functions return futures and tasks of the loop that runs; and the methods of loops that
# block.
_MODULES_OF_FUTURES = ("asyncio.tasks", "asyncio.futures", "asyncio.taskgroups")
_BLOCKING_METHODS = ("close", "run_forever", "run_until_complete")


def is_a(thing: Any, *kinds: type) -> bool:
    return issubclass(type(thing), kinds)


def own(thing: Any, name: str) -> Any:
    """What was set on a thing itself, or on the function of a method; None if nothing was."""
    if type(thing) is MethodType:
        thing = thing.__func__
    if type(thing) is FunctionType:
        return getattr(thing, name, None)
    try:
        return object.__getattribute__(thing, "__dict__").get(name)
    except AttributeError:
        return None


def of_type(kind: type, name: str) -> Any:
    """What a type or one of its parents has; None if none has. The type of a type may have __getattr__, too."""
    return next((vars(parent)[name] for parent in kind.__mro__ if name in vars(parent)), None)


def name_of(thing: Any) -> str:
    """A name for messages."""
    if type(thing) is CoroutineType:
        return thing.__qualname__
    known = introspected(thing)
    if known is not None:
        return known.qualified_name()
    if is_a(thing, functools.partial):
        return name_of(thing.func)
    if is_a(thing, MethodType) and not is_a(thing.__func__, *_NAMED):
        return name_of(thing.__func__)
    return thing.__qualname__ if is_a(thing, *_NAMED) else type(thing).__name__


def close(thing: Any) -> None:
    """Closes a coroutine that will never run, of which Python would warn."""
    if type(thing) is CoroutineType:
        thing.close()


def is_awaitable(thing: Any) -> bool:
    if type(thing) is GeneratorType:
        return bool(thing.gi_code.co_flags & inspect.CO_ITERABLE_COROUTINE)
    return of_type(type(thing), "__await__") is not None


def is_async_iterator(thing: Any) -> bool:
    return of_type(type(thing), "__anext__") is not None


def has_code(function: Any, flag: int) -> bool:
    """Whether a function that is written in Python, or a method, has a flag: what calling it gives."""
    if type(function) is MethodType:
        function = function.__func__
    return type(function) is FunctionType and bool(function.__code__.co_flags & flag)


def _inner(function: Any) -> Any:
    return function.func if is_a(function, functools.partial) else own(function, "__wrapped__")


def innermost(function: Any) -> Any:
    """The function below all decorators that say what they decorate."""
    seen = [function]
    while True:
        inner = _inner(function)
        if inner is None or any(inner is other for other in seen):
            return function
        seen.append(inner)
        function = inner


def _is_marked(function: Any) -> bool:
    """Marked as inspect.markcoroutinefunction() does, which Python 3.12 and later have, or as mocks do."""
    return any(own(function, mark) is not None for mark in ("_is_coroutine_mark", "_is_coroutine"))


def _is_of_asyncio(function: Any) -> bool:
    """Whether it is a function of asyncio, or a method of a loop, that gives a future of the loop that runs."""
    if is_loop_method(function):
        return function.__name__ not in _BLOCKING_METHODS
    return is_a(function, FunctionType, MethodType) and function.__module__ in _MODULES_OF_FUTURES


def is_loop_method(function: Any) -> bool:
    return (is_a(function, MethodType, BuiltinFunctionType)
            and is_a(function.__self__, asyncio.AbstractEventLoop))


def _makes_awaitables(function: Any) -> bool:
    """Whether it is a class of awaitables, or an object whose calls are coroutines."""
    if is_a(function, type):
        return of_type(function, "__await__") is not None
    call = of_type(type(function), "__call__")
    return is_a(call, FunctionType) and gives_awaitable(call)


def gives_awaitable(function: Callable) -> bool:
    """Whether what a function returns is to be awaited, as far as that is known before the call."""
    inner = innermost(function)
    return (has_code(inner, inspect.CO_COROUTINE | inspect.CO_ITERABLE_COROUTINE) or _is_marked(function)
            or _is_of_asyncio(inner) or _makes_awaitables(inner))
