# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Waits for an operation: the only place where SmartAsync.run() is called.

from threading import get_ident
from typing import Any, Optional

from gi.repository import Gio, GLib

from .eventloops import running_loop, standing_still
from .interrupt import wait_scope
from .loops import Drive, drive, kept_loop
from .operations import Operation, Outcome
from .runtime import DONE, SmartAsync, as_asyncio
from .scopes import call_scope, task_settings


_NONE = SmartAsync.OperationFlags.NONE

_run_named = SmartAsync.run


class Start:
    """The start function of a call. An operation that can't be started fails: its call is always completed.

    It is finished inside its callback, if that comes in the thread that started it, and while the call goes on.
    """

    def __init__(self, operation: Operation, attach: Any) -> None:
        self.failure: Optional[BaseException] = None
        self._operation = operation
        self._attach = attach
        self._outcome: Optional[Outcome] = None
        self._is_done = False
        self._is_over = False
        self._drive: Optional[Drive] = None

    def __call__(self, call: "SmartAsync.Call", *_: Any) -> None:
        thread = get_ident()

        def done(result: Gio.AsyncResult) -> None:
            is_second, self._is_done = self._is_done, True
            if not is_second and not self._is_over and get_ident() == thread:
                self._outcome = Outcome(self._operation, result)
            call.complete(result)

        try:
            self._operation.begin(call.get_cancellable, done)
            if not self._is_done:
                self._attach()
                self._drive_kept_loop()
        except BaseException as failure:
            self.failure = failure
            if not self._is_done:
                self._is_done = True
                call.complete(DONE)

    def _drive_kept_loop(self) -> None:
        """Lets the tasks of this thread's runner go on while the call waits."""
        loop = kept_loop()
        if loop is not None:
            self._drive = drive(loop, GLib.MainContext.ref_thread_default())

    def finish(self, result: Gio.AsyncResult) -> Any:
        if self.failure is not None:
            raise self.failure
        return self._outcome.take() if self._outcome else self._operation.finish(result)

    def leave(self) -> None:
        self._is_over = True
        if self._drive is not None:
            self._drive.release()


def _run(operation: Operation, start: Start, cancellable: Optional[Gio.Cancellable]) -> Gio.AsyncResult:
    if running_loop() is None:
        return _run_named(operation.name, _NONE, cancellable, start)
    with standing_still():
        return _run_named(operation.name, _NONE, cancellable, start)


def wait_for(operation: Operation, cancellable: Optional[Gio.Cancellable] = None,
             milliseconds: Optional[int] = None) -> Any:
    """Runs an operation to its end, and returns what comes out of it."""
    if milliseconds is not None or task_settings():
        with call_scope(milliseconds):
            return wait_for(operation, cancellable)

    with wait_scope(cancellable) as wait:
        start = Start(operation, wait.attach)
        try:
            result = _run(operation, start, wait.cancellable)
        except GLib.Error as error:
            raise (as_asyncio(error) if operation.is_of_asyncio else error) from None
        finally:
            start.leave()
    return start.finish(result)
