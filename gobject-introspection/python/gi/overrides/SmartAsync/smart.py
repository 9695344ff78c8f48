# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The same call for every situation: it returns a value where no loop runs, and something to await in a loop.

import functools
import inspect
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, Callable, Dict, Tuple

from . import awaitables
from .arguments import CANCELLABLE, FINISH, NOT_GIVEN, OPTIONS, TIMEOUT, split
from .kinds import is_a, own
from .limits import NO_LIMITS, Limits
from .targets import maker_of, target_of
from .tasks import handed_out
from .tracebacks import trimmed

__tracebackhide__ = True  # pytest shows none of the functions of this module.

_OURS = (CANCELLABLE, TIMEOUT, FINISH, OPTIONS)


def _target(function: Any, args: tuple, kwargs: Dict[str, Any], *given: Any) -> Tuple[Any, Limits]:
    """The target of a call, and its limits. These are checked first, as a coroutine that is made must run."""
    for value in given:  # They may be the function's, and compare as they like.
        if value is not NOT_GIVEN:
            return _limited_target(function, args, kwargs, *given)
    return target_of(function, args, kwargs), NO_LIMITS


def _limited_target(function: Any, args: tuple, kwargs: Dict[str, Any], *given: Any) -> Tuple[Any, Limits]:
    ours = split(function, {name: value for name, value in zip(_OURS, given) if value is not NOT_GIVEN}, kwargs)
    finish = ours.pop(FINISH, None)
    limits = Limits(**ours)
    return target_of(function, args, kwargs, finish), limits


def sync(function: Any, *args: Any, cancellable: Any = NOT_GIVEN, timeout: Any = NOT_GIVEN, finish: Any = NOT_GIVEN,
         options: Any = NOT_GIVEN, **kwargs: Any) -> Any:
    """Calls a function of any kind, waits, and returns its value, whatever loop may be running.

    ``contents = SmartAsync.sync(file.load_contents_async)``

    A parameter of the function that is called like one of these is the function's.

    :param function: an asynchronous method or function of any introspected library; a coroutine function; a coroutine;
        or a blocking function, which is called, and can have no limits
    :param args, kwargs: its arguments, less priority, cancellable, callback and user data
    :param cancellable: a Gio.Cancellable
    :param timeout: how long it may take: a datetime.timedelta, or a whole number of milliseconds
    :param finish: the finish function, where it can't be found by its name; called with the result
    :param options: a SmartAsync.Options
    :raises GLib.Error: as the operation has failed, or as SmartAsync.run() does
    :raises TypeError: for arguments that it can't have
    """
    try:
        target, limits = _target(function, args, kwargs, cancellable, timeout, finish, options)
        return target.wait(limits)
    except BaseException as failure:
        raise trimmed(failure)


def awaitable(function: Any, *args: Any, cancellable: Any = NOT_GIVEN, timeout: Any = NOT_GIVEN,
              finish: Any = NOT_GIVEN, options: Any = NOT_GIVEN, **kwargs: Any) -> Any:
    """Calls a function of any kind, and returns what can be awaited. A blocking function runs in a thread.

    In a GLib main loop that is a task, which has begun; elsewhere it is a coroutine, for an asyncio loop.
    The arguments are those of sync(). What a thread runs goes on in it when its time is over.
    """
    try:
        target, limits = _target(function, args, kwargs, cancellable, timeout, finish, options)
        return target.awaitable(limits)
    except BaseException as failure:
        raise trimmed(failure)


def smart(function: Any, *args: Any, cancellable: Any = NOT_GIVEN, timeout: Any = NOT_GIVEN, finish: Any = NOT_GIVEN,
          options: Any = NOT_GIVEN, **kwargs: Any) -> Any:
    """Calls a function of any kind as the situation has it: sync() where no loop runs in this thread, else awaitable().

    The situation is looked at in each call, and nothing of it is remembered. The arguments are those of sync().
    """
    try:
        target, limits = _target(function, args, kwargs, cancellable, timeout, finish, options)
        return handed_out(target.awaitable(limits)) if awaitables.runs_loop() else target.wait(limits)
    except BaseException as failure:
        raise trimmed(failure)


def _looks_like(function: Any) -> Callable:
    """Gives a wrapper the name, docstring and signature of a function. Objects that can be called may have any."""
    if is_a(function, FunctionType, MethodType, BuiltinFunctionType):
        return functools.wraps(function)
    return functools.wraps(function, assigned=("__doc__",) if own(function, "__doc__") else (), updated=())


def smartasync(function: Any) -> Any:
    """Decorator: each call of the function is a call of smart().

    ``@SmartAsync.smartasync``
    ``async def fetch(url): …``
    ``page = fetch(url)         # in a script``
    ``page = await fetch(url)   # in a coroutine``

    All arguments are the function's.

    :param function: a function of any kind, asynchronous or blocking; one that is decorated already stays as it is
    """
    if is_a(function, classmethod, staticmethod):
        return type(function)(smartasync(function.__func__))
    if own(function, "__smartasync__") is not None:
        return function
    if inspect.isclass(function):
        raise TypeError(f"{function.__qualname__} is a class: its methods can be decorated")

    make = maker_of(function)

    @_looks_like(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        try:
            target = make(args, kwargs, None)
            return handed_out(target.awaitable(NO_LIMITS)) if awaitables.runs_loop() else target.wait(NO_LIMITS)
        except BaseException as failure:
            raise trimmed(failure)

    wrapper.__smartasync__ = function  # type: ignore[attr-defined]
    return wrapper
