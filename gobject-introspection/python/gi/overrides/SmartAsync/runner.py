# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A scope whose calls share one asyncio loop, so that clients can live longer than a call.

import asyncio
import threading
from typing import Any, Optional

from gi.repository import GLib

from .coroutines import CoroutineOperation
from .eventloops import DrivenLoop, may_be_joined
from .loops import Drive, drive, keep, keep_no_more
from .pygobject import cancel
from .runtime import SmartAsync
from .scopes import policy
from .wait import wait_for


async def _end_tasks(loop: DrivenLoop) -> None:
    tasks = asyncio.all_tasks(loop) - {asyncio.current_task(loop)}
    for task in tasks:
        cancel(task)
    if tasks:
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled() and task.exception() is not None:
            loop.call_exception_handler({"message": "a task has failed when SmartAsync.Runner() ended it",
                                         "exception": task.exception(), "task": task})


async def _shut_down(loop: DrivenLoop) -> None:
    """What asyncio.run() does in the end, in its order."""
    try:
        await _end_tasks(loop)
    finally:
        await loop.shutdown_asyncgens()
        await loop.shutdown_default_executor()


def _main_context() -> Optional[GLib.MainContext]:
    """The main context that this thread may run, or is running."""
    context = GLib.MainContext.ref_thread_default()
    is_default = GLib.MainContext.get_thread_default() is None
    return None if is_default and not may_be_joined(context) else context


class Runner:
    """A scope in which the coroutines of all calls of this thread run in one asyncio loop, which stays.

    ``with SmartAsync.Runner():``
    ``    session = SmartAsync.sync(connect)``
    ``    page = SmartAsync.sync(session.get, url)``

    Tasks and connections go on from call to call: while one waits, and whenever this thread runs its GLib main loop;
    at no other time. The end of the scope cancels and awaits tasks, closes asynchronous generators, then the loop.
    """

    def __init__(self) -> None:
        self._loop: Optional[DrivenLoop] = None
        self._drive: Optional[Drive] = None
        self._thread = 0

    def __enter__(self) -> "Runner":
        if self._loop is not None:
            raise RuntimeError("a SmartAsync.Runner() is entered once")
        self._loop = DrivenLoop()
        self._thread = threading.get_ident()
        context = _main_context()
        if context is not None:
            self._drive = drive(self._loop, context)
        keep(self._loop)
        return self

    def get_loop(self) -> asyncio.AbstractEventLoop:
        """The loop, inside the scope."""
        if self._loop is None or self._loop.is_closed():
            raise RuntimeError("a SmartAsync.Runner() has its loop inside its scope only")
        return self._loop

    def __exit__(self, *_: Any) -> None:
        self.close()

    def close(self) -> None:
        """Ends the scope, as leaving it does. Limits hold, as for any call; after that nothing is waited for."""
        loop = self._loop
        if loop is None or loop.is_closed():
            return
        if threading.get_ident() != self._thread or loop.is_running():
            raise RuntimeError("a SmartAsync.Runner() ends in its thread, and not inside its own calls")
        try:
            with policy(SmartAsync.Policy.AUTO):
                wait_for(CoroutineOperation("SmartAsync.Runner", _shut_down(loop), loop))
        finally:
            keep_no_more(loop)
            if self._drive is not None:
                self._drive.release()
            loop.close()
