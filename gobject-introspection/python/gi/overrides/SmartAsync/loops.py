# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A pool of asyncio event loops, and loops that GLib main contexts run.

import asyncio
import os
import threading
from typing import Any, Coroutine, Dict, List, Optional, Set

from gi.repository import GLib

from .eventloops import DrivenLoop
from .interrupt import FOREVER_MSEC, descriptor_source
from .tasks import begin

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

    def give_back(self, loop: DrivenLoop) -> List[asyncio.Task]:
        """Returns the tasks that this has ended."""
        if not loop.is_clean():
            return loop.end()
        loop.n_tasks = 0
        self._loops.append(loop)
        return []

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
        self.kept: List[DrivenLoop] = []


_thread = _Thread()


def pool() -> Pool:
    return _thread.pool


def keep(loop: DrivenLoop) -> None:
    """Has the calls of this thread run their coroutines in a loop, until it is kept no more."""
    _thread.kept.append(loop)


def keep_no_more(loop: DrivenLoop) -> None:
    if loop in _thread.kept:  # It is not in a forked child.
        _thread.kept.remove(loop)


def kept_loop() -> Optional[DrivenLoop]:
    """The loop that calls of this thread use; None if there is none, or if it stands still for the time of the call."""
    loop = _thread.kept[-1] if _thread.kept else None
    return None if loop is None or loop.is_running() else loop


def _after_fork() -> None:
    """Drops the loops in a child, which shares their descriptors with its parent and would take away events."""
    _thread.pool.abandon()
    for loop in _thread.kept:
        if not loop.is_running():
            loop.abandon()
    _thread.kept = []
    _thread.residents = {}


os.register_at_fork(after_in_child=_after_fork)


class Drive:
    """Runs a loop from a main context, a round at a time.

    There are two sources, because a timeout source sets its own ready time when its function has returned. So the
    function of the one sets the ready time of the other.
    """

    def __init__(self, loop: DrivenLoop, context: GLib.MainContext) -> None:
        self.context = context
        self.n_holders = 0
        self._loop = loop
        self._thread = threading.get_ident()
        self._sources: List[GLib.Source] = []
        self._idle_source = 0
        loop.add_drive(self)
        self.arm()

    def _attach(self) -> None:
        self._sources = [descriptor_source(self._loop.fileno(), lambda *_: self._run_round(1)),
                         GLib.timeout_source_new(FOREVER_MSEC)]
        self._sources[1].set_callback(lambda *_: self._run_round(0))
        for source in self._sources:
            source.attach(self.context)

    def arm(self) -> None:
        """Sets the time of the next round, on the source that does not run one."""
        if not self._sources and self.is_here():
            self._attach()
        if self._sources:
            self._sources[self._idle_source].set_ready_time(self._loop.next_round())

    def _run_round(self, other: int) -> bool:
        if self._loop.is_running() or not self.is_here():
            # The context is iterated inside a round, or by another thread. The next round here attaches them again.
            self._destroy_sources()
            return False
        self._idle_source = other
        self._loop.run_round()
        return bool(self._sources)

    def forget(self) -> None:
        """Leaves the context alone in a forked child."""
        self._destroy_sources()
        self._thread = 0

    def _destroy_sources(self) -> None:
        for source in self._sources:
            source.destroy()
        self._sources = []

    def is_here(self) -> bool:
        return threading.get_ident() == self._thread

    def release(self) -> None:
        self.n_holders -= 1
        if self.n_holders == 0:
            self._destroy_sources()
            self._loop.remove_drive(self)


def drive(loop: DrivenLoop, context: GLib.MainContext) -> Drive:
    """Has a main context run a loop until the drive is released."""
    found = loop.drive_of(context) or Drive(loop, context)
    found.n_holders += 1
    return found


class Resident:
    """The loop on a main context that the program itself runs: for all coroutines that are started there."""

    def __init__(self, context: GLib.MainContext) -> None:
        self._context = context
        self._loop = pool().take()
        self._tasks: Set[asyncio.Task] = set()
        self._drive = drive(self._loop, context)
        self._loop.watch(self._after_round)

    def spawn(self, coroutine: Coroutine) -> asyncio.Task:
        task = begin(coroutine, self._loop)
        self._tasks.add(task)
        return task

    def _after_round(self) -> None:
        self._tasks = {task for task in self._tasks if not task.done()}
        if not self._tasks and self._loop.is_idle():
            self._loop.unwatch(self._after_round)
            self._drive.release()
            del _thread.residents[self._context]
            pool().give_back(self._loop)


def _spawn_in(loop: DrivenLoop, coroutine: Coroutine, context: GLib.MainContext) -> asyncio.Task:
    driving = drive(loop, context)
    task = begin(coroutine, loop)
    task.add_done_callback(lambda _: driving.release())
    return task


def spawn(coroutine: Coroutine) -> asyncio.Task:
    """Starts a coroutine in the GLib main loop that this thread runs."""
    context = GLib.MainContext.ref_thread_default()
    kept = kept_loop()
    if kept is not None:
        return _spawn_in(kept, coroutine, context)
    resident = _thread.residents.get(context)
    if resident is None:
        resident = _thread.residents[context] = Resident(context)
    return resident.spawn(coroutine)


def is_driven(loop: Any) -> bool:
    return isinstance(loop, DrivenLoop)


def goes_on(loop: Any, is_private: bool) -> bool:
    """Whether a main context runs a loop, now and then; a private call of the thread that does it keeps it from that."""
    if not is_driven(loop) or not loop.is_driven():
        return False
    return not (is_private and loop.is_driven_here())
