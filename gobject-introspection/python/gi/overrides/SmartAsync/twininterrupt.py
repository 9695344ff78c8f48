# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Ctrl-C in a generated twin, which is a function in C: raises KeyboardInterrupt where it was called.

import atexit
import os
import threading
from _signal import getsignal  # type: ignore[import]
from _signal import signal as set_signal
from functools import partial
from types import CodeType
from typing import Any, Callable, List, Optional

from gi.repository import Gio

from .interrupt import Interrupted, came, fail_waits, steps
from .pygobject import raise_instead
from .tracebacks import trimmed

# The runtime tells when twins wait in the main thread, and handlers run then as they do in other calls. What they raise
# must be raised where the twin returns. So the runtime raises the signal again just before, and Python calls its handler
# with the first line of Python that runs next. That is a line of the caller, if the twin succeeds. If it fails, it is
# the one which makes a GLib.Error, where the exception is made instead.

_twins: List[Interrupted] = []
"""The waits of twins, the outermost first."""


class Owed:
    """What is raised when the twin returns."""

    def __init__(self) -> None:
        self._failure: Optional[BaseException] = None
        self._number = 0
        self._handler: Any = None
        self._code: Optional[CodeType] = None

    def owe(self, failure: BaseException) -> int:
        """Gives the signal that is to come again."""
        if self._code is None:
            self._code = raise_instead(self.take)
        self.take()
        self._number = came.number
        self._handler = set_signal(self._number, self._deliver)
        self._failure = trimmed(failure)
        return self._number

    def take(self) -> Optional[BaseException]:
        failure, self._failure = self._failure, None
        if failure is not None and getsignal(self._number) == self._deliver:
            set_signal(self._number, self._handler)
        return failure

    def _deliver(self, _number: int, frame: Any) -> None:
        """The handler of the signal that comes again."""
        if frame is None or frame.f_code is not self._code:
            failure = self.take()
            if failure is not None:
                raise failure


_owed = Owed()


class Begin:
    """The step in which a twin begins to wait: gives what ends it."""

    is_made = False
    value: Optional[Gio.Cancellable] = None

    def make(self) -> None:
        wait = Interrupted(None)
        try:
            wait.begin()
            wait.attach()
        except BaseException as failure:
            wait.end_with(failure)
            wait.end()
        self.value = wait.cancellable
        _twins[:] = *_twins, wait  # No handler runs from here on.
        self.is_made = True

    def fail(self, failure: BaseException) -> None:
        fail_waits(failure)


class End:
    """The step in which the innermost one waits no more: gives the signal that is to come again, if one is."""

    is_made = False
    value = 0

    def make(self) -> None:
        self.value = 0
        if _twins:  # It is not in a forked child.
            wait = _twins[-1]
            wait.end()
            self.value = 0 if wait.failure is None else _owed.owe(wait.failure)
            del _twins[-1]  # No handler runs from here on.
        self.is_made = True

    def fail(self, failure: BaseException) -> None:
        self.value = _owed.owe(failure)


def watch_twins(set_functions: Callable) -> None:
    """Has signals end generated twins. ``set_functions`` tells the runtime whom it has to tell."""
    if threading.main_thread().native_id != os.getpid():
        return  # Python was started in another thread, which runs the handlers.
    # What is called has no line of Python; whether it gets None depends on the version of PyGObject.
    begins, ends = steps(Begin()), steps(End())
    next(begins)
    next(ends)
    os.register_at_fork(after_in_child=_twins.clear)
    set_functions(begin=partial(next, begins), end=partial(next, ends))
    atexit.register(set_functions, begin=None, end=None)  # Python can't be called when it has ended.
