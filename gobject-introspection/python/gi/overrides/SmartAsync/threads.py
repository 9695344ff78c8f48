# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The threads in which blocking functions run, and that in which operations of GLib are for loops that GLib can't run.

import asyncio
import atexit
import os
import sys
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, ContextVar, copy_context
from types import BuiltinFunctionType, MethodType
from typing import Any, Callable, Iterator, List, Optional

from gi.repository import GLib

from .contexts import carry
from .kinds import is_a
from .loops import is_driven

# A pool with a limit can't tell a function that takes long from one that waits for another one, which waits for a
# thread. So the limit holds as long as functions end: if none has for a while, one that waits gets a thread beside it.

PATIENCE_SECONDS = 0.25
"""How long functions wait for a thread while none ends, before one of them gets another thread."""


GRACE_SECONDS = 1
"""How long the end of the program waits for what blocks the thread of the operations."""


class Job:
    """A function that one of several threads runs."""

    def __init__(self, context: Context, function: Callable, args: tuple) -> None:
        self.done: Future = Future()
        self._call = (function, *args)
        self._context = context
        self._taking = threading.Lock()

    def is_taken(self) -> bool:
        return self._taking.locked()

    def run(self) -> None:
        if not self._taking.acquire(blocking=False) or not self.done.set_running_or_notify_cancel():
            return
        try:
            self.done.set_result(self._context.run(*self._call))
        except BaseException as failure:
            self.done.set_exception(failure)
        _pool.last_end = time.monotonic()


class Pool:
    """The threads of the process."""

    def __init__(self) -> None:
        self.last_end = 0.0
        self._limited: Optional[Executor] = None
        self._beside: Optional[Executor] = None

    def limited(self) -> Executor:
        if self._limited is None:
            self._limited = ThreadPoolExecutor(thread_name_prefix="smartasync")
        return self._limited

    def relieve(self, job: Job) -> None:
        """Gives a job that waits another thread, if nothing has ended or was given one for a while."""
        now = time.monotonic()
        if now - self.last_end < PATIENCE_SECONDS:
            return
        self.last_end = now
        if self._beside is None:
            self._beside = ThreadPoolExecutor(max_workers=sys.maxsize, thread_name_prefix="smartasync beside")
        self._beside.submit(job.run)


_pool = Pool()


class OneThread:
    """A thread in which functions run one after another. It begins with the first, and ends with this object."""

    def __init__(self, identifiers: Optional[List[int]] = None) -> None:
        self._identifiers: List[int] = [] if identifiers is None else identifiers
        # Made here, as several threads may have their first functions at the same time.
        self.executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="smartasync one",
                                           initializer=_identify, initargs=(self._identifiers,))

    def is_here(self) -> bool:
        return threading.get_ident() in self._identifiers


def _identify(identifiers: List[int]) -> None:
    """Called in the thread, which must not hold the object that it ends with."""
    identifiers.append(threading.get_ident())
    _thread.bound = OneThread(identifiers)  # What is bound to it is used in it, also by loops that it runs.


class _Thread(threading.local):
    """What each thread that runs loops has: the thread for what is bound to one."""

    def __init__(self) -> None:
        self.bound = OneThread()


_thread = _Thread()
_chosen: ContextVar[Optional[OneThread]] = ContextVar("SmartAsync.one_thread", default=None)


@contextmanager
def one_thread() -> Iterator[None]:
    """Has blocking functions run in one thread, one after another, for all that is called and begun inside.

    ``with SmartAsync.one_thread():``
    ``    handle = await SmartAsync.awaitable(library.open, path)``
    ``    await SmartAsync.awaitable(library.write, handle, data)``
    """
    token = _chosen.set(OneThread())
    try:
        yield
    finally:
        _chosen.reset(token)


def _is_of_sqlite(values: Any) -> bool:
    """Whether a call uses a connection of SQLite, or makes one. Only the thread that has made it may use it."""
    sqlite = sys.modules.get("sqlite3")
    if sqlite is None:
        return False
    return any(value is sqlite.connect or is_a(value, sqlite.Connection, sqlite.Cursor) for value in values)


def _object_of(function: Any) -> Any:
    """What a method is bound to; None for anything else."""
    return function.__self__ if is_a(function, MethodType, BuiltinFunctionType) else None


def _thread_of(function: Callable, args: tuple) -> Optional[OneThread]:
    """The one thread that a call must run in; None for any."""
    chosen = _chosen.get()
    if chosen is not None:
        return chosen
    # The function and arguments that run() gets are those of the caller, in tuples and dictionaries.
    given: List[Any] = [function, _object_of(function)]
    for argument in args:
        values = argument.values() if type(argument) is dict else argument
        given.extend(values if type(argument) in (tuple, dict) else [argument])
    given.extend([_object_of(value) for value in given])
    return _thread.bound if _is_of_sqlite(given) else None


async def _ended(job: Job, loop: asyncio.AbstractEventLoop) -> Any:
    """Waits for a job, and gives it another thread if none takes it."""
    future = asyncio.wrap_future(job.done, loop=loop)
    try:
        while not job.is_taken():
            await asyncio.wait((future,), timeout=PATIENCE_SECONDS)
            if not job.is_taken():
                _pool.relieve(job)
    except asyncio.CancelledError:
        future.cancel()
        raise
    return await future


async def in_thread(function: Callable, *args: Any) -> Any:
    """Runs a blocking function in a thread: one of the loop's, if the loop is the program's."""
    loop = asyncio.get_running_loop()
    context = copy_context()
    one = _thread_of(function, args)
    try:
        if one is not None and one.is_here():
            return context.run(function, *args)
        job = Job(context, function, args)
        if one is not None:
            one.executor.submit(job.run)
            return await asyncio.wrap_future(job.done, loop=loop)
        if is_driven(loop):
            _pool.limited().submit(job.run)
        else:
            loop.run_in_executor(None, job.run)
        return await _ended(job, loop)
    finally:
        carry(context)


class Service:
    """The thread that runs a main context, with the operations of GLib for loops that GLib can't run."""

    def __init__(self) -> None:
        self._context = GLib.MainContext.new()
        self._loop = GLib.MainLoop.new(self._context, False)
        self._thread = threading.Thread(target=self._run, name="smartasync GLib", daemon=True)
        self._thread.start()
        atexit.register(self.end)

    def _run(self) -> None:
        self._context.push_thread_default()
        self._loop.run()
        self._context.pop_thread_default()

    def call(self, function: Callable[[], None]) -> None:
        source = GLib.idle_source_new()
        source.set_priority(GLib.PRIORITY_DEFAULT)
        source.set_callback(lambda *_: function())
        source.attach(self._context)

    def end(self) -> None:
        """Lets it end before Python does, unless an operation blocks."""
        self.call(self._loop.quit)
        self._thread.join(GRACE_SECONDS)


_services: List[Service] = []
_starting = threading.Lock()


def in_service(function: Callable[[], None]) -> None:
    """Calls a function in the thread that runs operations for loops that GLib can't run."""
    with _starting:
        if not _services:
            _services.append(Service())
    _services[0].call(function)


def _after_fork() -> None:
    """A child has no other threads than the one that has forked."""
    global _pool, _starting

    _pool = Pool()
    _starting = threading.Lock()
    for service in _services:
        atexit.unregister(service.end)
    _services.clear()
    _thread.bound = OneThread()


os.register_at_fork(after_in_child=_after_fork)
