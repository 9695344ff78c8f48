# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Waits for an operation: the only place where SmartAsync.run() is called.

from typing import Any, Optional

from gi.repository import Gio

from .eventloops import running_loop, standing_still
from .interrupt import wait_scope
from .operations import Operation
from .runtime import DONE, SmartAsync
from .scopes import timeout


_NONE = SmartAsync.OperationFlags.NONE


class Start:
    """The start function of a call. An operation that can't be started fails; it never leaves its call unanswered."""

    def __init__(self, operation: Operation, attach: Any) -> None:
        self.failure: Optional[BaseException] = None
        self._operation = operation
        self._attach = attach
        self._is_done = False

    def __call__(self, call: "SmartAsync.Call", *_: Any) -> None:
        def done(result: Gio.AsyncResult) -> None:
            self._is_done = True
            call.complete(result)

        try:
            self._operation.begin(call.get_cancellable, done)
            if not self._is_done:
                self._attach()
        except BaseException as failure:
            self.failure = failure
            if not self._is_done:
                done(DONE)


def _run(operation: Operation, start: Start, cancellable: Optional[Gio.Cancellable]) -> Gio.AsyncResult:
    if running_loop() is None:
        return SmartAsync.run(operation.name, _NONE, cancellable, start)
    with standing_still():
        return SmartAsync.run(operation.name, _NONE, cancellable, start)


def wait_for(operation: Operation, cancellable: Optional[Gio.Cancellable] = None,
             milliseconds: Optional[int] = None) -> Any:
    """Runs an operation to its end, and returns what comes out of it."""
    if milliseconds is not None:
        with timeout(milliseconds):
            return wait_for(operation, cancellable)

    with wait_scope(cancellable) as wait:
        start = Start(operation, wait.attach)
        result = _run(operation, start, wait.cancellable)
    if start.failure is not None:
        raise start.failure
    return operation.finish(result)
