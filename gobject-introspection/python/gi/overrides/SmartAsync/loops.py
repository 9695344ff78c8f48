# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# asyncio event loops that a GLib main context turns.

import asyncio
import os
import selectors
import threading
from asyncio import _get_running_loop, _set_running_loop
from contextlib import contextmanager
from typing import Any, Callable, Coroutine, Dict, Iterator, List, Optional, Set

from gi.repository import GLib

from .interrupt import FOREVER_MSEC, descriptor_source

# A coroutine needs an event loop of asyncio. asyncio would block in that loop's own poll; here GLib polls instead: the
# loop's selector has a descriptor (epoll), which a source watches, and each time the loop makes one round. So a
# coroutine runs wherever GLib iterates a main context: on the private context of a call, with its policy, deadline and
# cancellable, or in the program's own main loop.


class DrivenLoop(asyncio.SelectorEventLoop):
    """An event loop that runs a round when it is told to."""

    # asyncio's own, in all of its versions.
    _ready: Any
    _scheduled: Any
    _asyncgens: Any
    _default_executor: Any
    _selector: Any

    def __init__(self) -> None:
        super().__init__()
        self.n_tasks = 0
        self._wake: Optional[Callable[[], None]] = None
        self._context: Optional[GLib.MainContext] = None
        self.set_task_factory(self._make_task)

    def _make_task(self, loop: asyncio.AbstractEventLoop, coroutine: Any, **kwargs: Any) -> asyncio.Task:
        self.n_tasks += 1
        return asyncio.Task(coroutine, loop=self, **kwargs)

    def drive(self, context: Optional[GLib.MainContext], wake: Optional[Callable[[], None]]) -> None:
        """Sets which main context turns it, and what to call when it has something to do meanwhile.

        PyGObject from 3.50 on gives its own awaitables to loops that have these attributes.
        """
        self._context = context
        self._wake = wake

    @contextmanager
    def paused(self) -> Iterator[None]:
        """For PyGObject, when the context is iterated by hand: this loop is never in the way of that."""
        yield

    def call_soon(self, *args: Any, **kwargs: Any) -> asyncio.Handle:
        """A GLib callback may call it, and is no part of a turn."""
        handle = super().call_soon(*args, **kwargs)
        if self._wake is not None and not self.is_running():
            self._wake()
        return handle

    def turn(self) -> None:
        """Runs what is ready, without waiting. What ends the program (SystemExit) ends the task that has raised it."""
        if self.is_running():
            return
        outer = _get_running_loop()
        if outer is not None:
            _set_running_loop(None)
        try:
            self.stop()
            self.run_forever()
        except (KeyboardInterrupt, SystemExit):
            pass
        finally:
            if outer is not None:
                _set_running_loop(outer)

    def next_turn(self) -> int:
        """When it must run again though no descriptor is ready, as GLib counts time; -1 for never."""
        if self._ready:
            return 0
        if self._scheduled:
            return int(self._scheduled[0]._when * 1e6)
        return -1

    def is_clean(self) -> bool:
        """Whether nothing is left of what has run on it, so that it can serve the next."""
        if self._ready or self._scheduled or self._asyncgens or self._default_executor is not None:
            return False
        return self.n_tasks <= 1 or not asyncio.all_tasks(self)

    def end(self) -> None:
        """What asyncio.run() does in the end: cancels tasks, closes generators, and then the loop."""
        outer = _get_running_loop()
        _set_running_loop(None)
        try:
            tasks = asyncio.all_tasks(self)
            for task in tasks:
                task.cancel()
            if tasks:
                self.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self.run_until_complete(self.shutdown_asyncgens())
            self.run_until_complete(self.shutdown_default_executor())
        finally:
            _set_running_loop(outer)
            self.close()

    def abandon(self) -> None:
        """What is to be done in a forked child instead of close(): that would change the parent's epoll."""
        self._selector.close()
        self._selector = selectors.SelectSelector()
        self.close()


class Pool:
    """The loops at rest of one thread; they end with it."""

    def __init__(self) -> None:
        self._loops: List[DrivenLoop] = []

    def take(self) -> DrivenLoop:
        return self._loops.pop() if self._loops else DrivenLoop()

    def give_back(self, loop: DrivenLoop) -> None:
        if loop.is_clean():
            loop.n_tasks = 0
            self._loops.append(loop)
        else:
            loop.end()

    def abandon(self) -> None:
        while self._loops:
            self._loops.pop().abandon()

    def __del__(self) -> None:
        for loop in self._loops:
            loop.close()


class _Thread(threading.local):
    """What each thread has."""

    def __init__(self) -> None:
        self.pool = Pool()
        self.residents: Dict[GLib.MainContext, "Resident"] = {}


_thread = _Thread()


def pool() -> Pool:
    return _thread.pool


def _after_fork() -> None:
    """A child shares the descriptors of its parent's loops, and would take their events."""
    _thread.pool.abandon()
    _thread.residents = {}


os.register_at_fork(after_in_child=_after_fork)


class Drive:
    """Turns a loop from a main context.

    There are two sources because one of this kind sets its own time when its function has returned: in the function of
    the one the time is set on the other.
    """

    def __init__(self, loop: DrivenLoop, context: GLib.MainContext, after_turn: Callable[[], None]) -> None:
        self._loop = loop
        self._after_turn = after_turn
        self._sources = [descriptor_source(loop._selector.fileno(), lambda *_: self._turn(1)),
                         GLib.timeout_source_new(FOREVER_MSEC)]
        self._sources[1].set_callback(lambda *_: self._turn(0))
        for source in self._sources:
            source.attach(context)
        loop.drive(context, lambda: self.arm(0))
        self.arm(0)

    def arm(self, which: int) -> None:
        """Sets the time of the next turn on one of the sources."""
        self._sources[which].set_ready_time(self._loop.next_turn())

    def _turn(self, other: int) -> bool:
        self._loop.turn()
        self._after_turn()
        if not self._sources:
            return False
        self.arm(other)
        return True

    def detach(self) -> None:
        for source in self._sources:
            source.destroy()
        self._sources = []
        self._loop.drive(None, None)


class Resident:
    """The loop of a main context that the program itself runs: for all coroutines that are started in there."""

    def __init__(self, context: GLib.MainContext) -> None:
        self._context = context
        self._loop = pool().take()
        self._tasks: Set[asyncio.Task] = set()
        self._drive = Drive(self._loop, context, self._after_turn)

    def spawn(self, coroutine: Coroutine) -> asyncio.Task:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        self._drive.arm(0)
        return task

    def _after_turn(self) -> None:
        self._tasks = {task for task in self._tasks if not task.done()}
        if not self._tasks and self._loop.next_turn() < 0:
            self._drive.detach()
            del _thread.residents[self._context]
            pool().give_back(self._loop)


def spawn(coroutine: Coroutine) -> asyncio.Task:
    """Starts a coroutine in the GLib main loop that this thread runs."""
    context = GLib.MainContext.ref_thread_default()
    resident = _thread.residents.get(context)
    if resident is None:
        resident = _thread.residents[context] = Resident(context)
    return resident.spawn(coroutine)


def is_driven(loop: Optional[asyncio.AbstractEventLoop]) -> bool:
    return isinstance(loop, DrivenLoop)
