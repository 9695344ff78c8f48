# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A pool of asyncio event loops, and loops that GLib main contexts run.

import asyncio
import os
import threading
from typing import Callable, Coroutine, Dict, List, Optional, Set

from gi.repository import GLib

from .eventloops import DrivenLoop
from .interrupt import FOREVER_MSEC, descriptor_source

# A coroutine needs an event loop of asyncio. asyncio would block in that loop's own poll; here GLib polls instead: the
# loop's selector has a descriptor (epoll), which a source watches, and each time the loop makes one round. So a
# coroutine runs wherever GLib iterates a main context: on the private context of a call, with its policy, deadline and
# cancellable, or in the program's own main loop.


class Pool:
    """The unused loops of one thread; they end with it."""

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
    """Drops the loops in a child, which shares their descriptors with its parent and would take away events."""
    _thread.pool.abandon()
    _thread.residents = {}


os.register_at_fork(after_in_child=_after_fork)


class Drive:
    """Runs a loop from a main context, a round at a time.

    There are two sources, because a timeout source sets its own ready time when its function has returned. So the
    function of the one sets the ready time of the other.
    """

    def __init__(self, loop: DrivenLoop, context: GLib.MainContext, after_round: Callable[[], None]) -> None:
        self._loop = loop
        self._after_round = after_round
        self._sources = [descriptor_source(loop.fileno(), lambda *_: self._run_round(1)),
                         GLib.timeout_source_new(FOREVER_MSEC)]
        self._sources[1].set_callback(lambda *_: self._run_round(0))
        for source in self._sources:
            source.attach(context)
        loop.drive(context, lambda: self.arm(0))
        self.arm(0)

    def arm(self, which: int) -> None:
        """Sets the time of the next round on one of the sources."""
        self._sources[which].set_ready_time(self._loop.next_round())

    def _run_round(self, other: int) -> bool:
        self._loop.run_round()
        self._after_round()
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
    """The loop on a main context that the program itself runs: for all coroutines that are started there."""

    def __init__(self, context: GLib.MainContext) -> None:
        self._context = context
        self._loop = pool().take()
        self._tasks: Set[asyncio.Task] = set()
        self._drive = Drive(self._loop, context, self._after_round)

    def spawn(self, coroutine: Coroutine) -> asyncio.Task:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        self._drive.arm(0)
        return task

    def _after_round(self) -> None:
        self._tasks = {task for task in self._tasks if not task.done()}
        if not self._tasks and self._loop.next_round() < 0:
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
