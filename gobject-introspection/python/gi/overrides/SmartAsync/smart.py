# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The same call for every situation: it returns a value where no loop runs, and something to await in a loop.

import functools
import inspect
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, Callable, Optional

from gi.repository import Gio

from . import awaitables
from .kinds import is_a, own
from .scopes import Time
from .targets import NO_LIMITS, Limits, maker_of, target_of


def sync(function: Any, *args: Any, cancellable: Optional[Gio.Cancellable] = None, timeout: Optional[Time] = None,
         finish: Optional[Callable] = None, **kwargs: Any) -> Any:
    """Calls a function of any kind, waits, and returns its value, whatever loop may be running.

    ``contents = SmartAsync.sync(file.load_contents_async)``

    :param function: an asynchronous method or function of any introspected library; a coroutine function; a coroutine;
        or a blocking function, which is called
    :param args, kwargs: its arguments, less priority, cancellable, callback and user data
    :param cancellable: a Gio.Cancellable
    :param timeout: how long it may take: a datetime.timedelta, or a whole number of milliseconds
    :param finish: the finish function, where it can't be found by its name; called with the result
    :raises GLib.Error: as the operation has failed, or as SmartAsync.run() does
    """
    return target_of(function, args, kwargs, finish).wait(Limits(cancellable, timeout))


def awaitable(function: Any, *args: Any, cancellable: Optional[Gio.Cancellable] = None, timeout: Optional[Time] = None,
              finish: Optional[Callable] = None, **kwargs: Any) -> Any:
    """Calls a function of any kind, and returns what can be awaited. A blocking function runs in a thread.

    In a GLib main loop that is a task, which has begun; elsewhere it is a coroutine, for an asyncio loop.
    The arguments are those of sync().
    """
    return target_of(function, args, kwargs, finish).awaitable(Limits(cancellable, timeout))


def smart(function: Any, *args: Any, cancellable: Optional[Gio.Cancellable] = None, timeout: Optional[Time] = None,
          finish: Optional[Callable] = None, **kwargs: Any) -> Any:
    """Calls a function of any kind as the situation has it: sync() where no loop runs in this thread, else awaitable().

    The situation is looked at in each call, and nothing of it is remembered. The arguments are those of sync().
    """
    target = target_of(function, args, kwargs, finish)
    limits = Limits(cancellable, timeout)
    return target.awaitable(limits) if awaitables.runs_loop() else target.wait(limits)


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
        target = make(args, kwargs, None)
        return target.awaitable(NO_LIMITS) if awaitables.runs_loop() else target.wait(NO_LIMITS)

    wrapper.__smartasync__ = function  # type: ignore[attr-defined]
    return wrapper
