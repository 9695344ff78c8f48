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
from typing import Any, Callable, Iterator, List, Optional, TypeVar

from gi.repository import Gio

from .interrupt import Interrupted, came, fail_waits
from .pygobject import raise_instead

# The runtime tells when twins wait in the main thread, and handlers run then as they do in other calls. What they raise
# must be raised where the twin returns. So the runtime raises the signal again just before, and Python calls its handler
# with the first line of Python that runs next. That is a line of the caller, if the twin succeeds. If it fails, it is
# the one which makes a GLib.Error, where the exception is made instead.

T = TypeVar("T")

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
        self._failure = failure
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


def _begin() -> Optional[Gio.Cancellable]:
    """Gives what ends the twin that begins to wait."""
    if threading.get_ident() != threading.main_thread().ident:  # Python may have been started in another thread.
        return None
    wait = Interrupted(None)
    try:
        wait.__enter__()
        wait.attach()
    except BaseException:
        wait.end()
        raise
    _twins.append(wait)
    return wait.cancellable


def _fail(failure: BaseException, cancellable: Optional[Gio.Cancellable]) -> Optional[Gio.Cancellable]:
    fail_waits(failure)
    return cancellable


def _end() -> int:
    """Gives the signal that is to come again, if one is."""
    if not _twins:  # In a forked child.
        return 0
    wait = _twins[-1]
    wait.end()
    number = _owed.owe(wait.failure) if wait.failure is not None else 0
    del _twins[-1]
    return number


def _owe(failure: BaseException, _number: int) -> int:
    return _owed.owe(failure)


def _steps(step: Callable[[], T], fail: Callable[[BaseException, T], T]) -> Iterator[Optional[T]]:
    """Makes one step each time that the runtime calls.

    Python runs the handlers that are due when it goes on, and what they raise must not be lost: in a generator it is
    inside of the try. The step is made nevertheless.
    """
    answer: Any = None
    failure: Optional[BaseException] = None
    is_done = False
    while True:
        try:
            if failure is not None:
                answer = fail(failure, answer if is_done else step())
                failure = None
            while True:
                is_done = False
                yield answer
                answer = step()
                is_done = True
        except GeneratorExit:
            return
        except BaseException as raised:
            failure = raised


def watch_twins(set_functions: Callable) -> None:
    """Has signals end generated twins. ``set_functions`` tells the runtime whom it has to tell."""
    # What is called has no line of Python; whether it gets None depends on the version of PyGObject.
    begins, ends = _steps(_begin, _fail), _steps(_end, _owe)
    next(begins)
    next(ends)
    os.register_at_fork(after_in_child=_twins.clear)
    set_functions(begin=partial(next, begins), end=partial(next, ends))
    atexit.register(set_functions, begin=None, end=None)  # Python can't be called when it has ended.
