# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What calls hand out in a loop: work that goes on, or begins, also if nobody awaits it.

import asyncio
import collections.abc
import inspect
import os
import warnings
from types import CoroutineType
from typing import Any, Generator, Set

from .eventloops import running_loop
from .pygobject import name_of_task

_ASYNCIO_FOLDER = os.path.dirname(asyncio.__file__)
_OUR_FOLDERS = (os.path.dirname(__file__), _ASYNCIO_FOLDER)

_begun: Set[asyncio.Task] = set()
"""The tasks that nobody else may hold. An event loop has only weak references to them."""


def warn(message: str) -> None:
    """Warns of the line of the program that led here."""
    frame, level = inspect.currentframe(), 1
    while frame is not None and frame.f_code.co_filename.startswith(_OUR_FOLDERS):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, RuntimeWarning, stacklevel=level)


def _caller() -> Any:
    """The frame that has called the function which asks for it."""
    return inspect.currentframe().f_back.f_back  # type: ignore[union-attr]


def _truth(name: str, asker: Any) -> bool:
    """GLib asks for the truth of what a handler returns: a task would stop a signal, and repeat an idle for ever.

    asyncio asks, too, to tell what there is from None.
    """
    if asker.f_code.co_filename.startswith(_ASYNCIO_FOLDER):
        return True
    warn(f"{name}: what the call has returned is neither true nor false, and is taken for False; await it, or have the "
         "handler return True or False itself")
    return False


class HandedOut(asyncio.Task):
    """A task that a call has begun."""

    def __bool__(self) -> bool:
        return _truth(name_of_task(self), _caller())


def begin(coroutine: Any, loop: asyncio.AbstractEventLoop) -> asyncio.Task:
    """Begins a coroutine in a loop of this thread. What it raises is reported by the loop, if nobody asks for it."""
    count_task = getattr(loop, "count_task", None)
    if count_task is not None:
        count_task()
    task = HandedOut(coroutine, loop=loop)
    _begun.add(task)
    task.add_done_callback(_begun.discard)
    return task


class Unawaited(collections.abc.Coroutine):
    """A coroutine that becomes a task if it is dropped before anybody has awaited it."""

    __slots__ = ("_coroutine", "_loop", "_is_awaited", "__weakref__")

    def __init__(self, coroutine: CoroutineType, loop: asyncio.AbstractEventLoop) -> None:
        self._coroutine = coroutine
        self._loop = loop
        self._is_awaited = False

    def __await__(self) -> Generator[Any, Any, Any]:
        self._is_awaited = True
        return self._coroutine.__await__()

    def send(self, value: Any) -> Any:
        self._is_awaited = True
        return self._coroutine.send(value)

    def throw(self, *raised: Any) -> Any:
        self._is_awaited = True
        return self._coroutine.throw(*raised)

    def close(self) -> None:
        self._is_awaited = True
        self._coroutine.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._coroutine, name)

    def __bool__(self) -> bool:
        return _truth(self._coroutine.__qualname__, _caller())

    def __del__(self) -> None:
        if self._is_awaited or self._loop.is_closed():  # Python says itself that a coroutine was never awaited.
            return
        if running_loop() is self._loop:
            begin(self._coroutine, self._loop)
        else:
            self._loop.call_soon_threadsafe(begin, self._coroutine, self._loop)


def handed_out(value: Any) -> Any:
    """What is given to the caller, who may be a callback that can't await it, or drops it."""
    loop = running_loop()
    if loop is None or not isinstance(value, CoroutineType):
        return value
    return begin(value, loop) if asyncio.current_task(loop) is None else Unawaited(value, loop)
