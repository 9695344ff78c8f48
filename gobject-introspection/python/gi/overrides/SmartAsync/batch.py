# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Many operations at the same time, waited for as one.

import asyncio
from threading import get_ident
from typing import Any, Callable, Dict, Optional

from gi.overrides import override
from gi.repository import Gio, GLib

from .arguments import FINISH, NOT_GIVEN, split
from .eventloops import standing_still
from .interrupt import wait_scope
from .operations import Operation, Outcome
from .runtime import DONE, SmartAsync, io_error
from .scopes import Time, call_scope
from .targets import target_of
from .tracebacks import trimmed

__tracebackhide__ = True  # pytest shows none of the functions of this module.


class _Item:
    """One operation: a start and a finish function. If it can't be started, it fails at once."""

    def __init__(self, start: Callable, finish: Optional[Callable]) -> None:
        self._start, self._finish = start, finish
        self._failure: Optional[BaseException] = None

    @classmethod
    def of(cls, operation: Operation) -> "_Item":
        """The runtime finishes it inside its callback, or later if it calls back before its start function returns."""
        outcome: Optional[Outcome] = None
        starting_thread: Optional[int] = None

        def start(call: "SmartAsync.Call") -> None:
            def done(result: Gio.AsyncResult) -> None:
                nonlocal outcome
                if starting_thread == get_ident() and outcome is None:
                    outcome = Outcome(operation, result)
                call.complete(result)

            nonlocal starting_thread
            starting_thread = get_ident()
            try:
                operation.begin(call.get_cancellable, done)
            finally:
                starting_thread = None

        return cls(start, lambda result: outcome.take() if outcome else operation.finish(result))

    def start(self, call: "SmartAsync.Call", *_: Any) -> None:
        try:
            self._start(call)
        except BaseException as failure:
            self._failure = failure
            call.complete(DONE)
            if self._finish is None:
                raise

    def finish(self, result: Gio.AsyncResult) -> Any:
        if self._failure:
            raise self._failure
        return self._finish(result)  # type: ignore[misc]


def _as_glib(failure: BaseException) -> GLib.Error:
    """An exception for C, which knows none but GLib.Error."""
    if isinstance(failure, GLib.Error):
        return failure
    is_cancelled = isinstance(failure, asyncio.CancelledError)
    code = Gio.IOErrorEnum.CANCELLED if is_cancelled else Gio.IOErrorEnum.FAILED
    error = io_error(code, f"{type(failure).__name__}: {failure}")
    error.__cause__ = failure
    return error


def _is_same(error: Optional[GLib.Error], other: GLib.Error) -> bool:
    return error is not None and (error.domain, error.code, error.message) == (other.domain, other.code, other.message)


def _ends_program(failure: BaseException) -> bool:
    return not isinstance(failure, (Exception, asyncio.CancelledError))


@override
class Batch(SmartAsync.Batch):
    """Many operations at the same time, waited for as one.

    ``batch = SmartAsync.Batch(name="stars", max_concurrent=16)``
    ``batch.add_async(client.get_repo_async, "GNOME", "glib")``
    ``batch.run()``
    ``repo = batch.get_value(0)``

    As a scope it runs at the end of the block, and raises the first error:

    ``with SmartAsync.Batch(name="stars") as batch:``
    ``    batch.add_async(client.get_repo_async, "GNOME", "glib")``
    """

    __module__ = "gi.overrides.SmartAsync"  # where override() looks for the namespace

    def add(self, start: Callable, finish: Optional[Callable] = None) -> int:
        """Adds an operation and returns its index.

        :param start: called with a SmartAsync.Call, starts the operation
        :param finish: called with the result; what it returns is the operation's value, what it raises its error;
            without it get_result() gives the result
        """
        return self._add(_Item(start, finish), finish is not None)

    def add_async(self, function: Any, *args: Any, finish: Any = NOT_GIVEN, **kwargs: Any) -> int:
        """Adds a call of a function of any kind, given as for sync(), and returns its index.

        A blocking function runs in a thread.
        """
        ours = {} if finish is NOT_GIVEN else split(function, {FINISH: finish}, kwargs)
        return self._add(_Item.of(target_of(function, args, kwargs, ours.get(FINISH)).operation()), True)

    def _add(self, item: _Item, has_finish: bool) -> int:
        def start(call: "SmartAsync.Call", *_: Any) -> None:
            self._attach()
            item.start(call)

        if not has_finish:
            return super().add(start)
        index = self.get_n_operations()

        def finish(result: Gio.AsyncResult, *_: Any) -> None:
            try:
                self._values[index] = item.finish(result)
            except BaseException as failure:
                self._failures[index] = trimmed(failure)
                raise _as_glib(failure)

        return super().add(start, finish=finish)

    def run(self, mode: "SmartAsync.BatchMode" = SmartAsync.BatchMode.ALL,
            cancellable: Optional[Gio.Cancellable] = None, timeout: Optional[Time] = None) -> bool:
        """Runs the batch.

        :param mode: what to wait for
        :param cancellable: a Gio.Cancellable
        :param timeout: how long all of it may take: a datetime.timedelta, or a whole number of milliseconds
        :raises GLib.Error: when it does not come to what the mode says; if an operation is to blame that has raised
            another exception, then that
        """
        try:
            with call_scope(timeout), wait_scope(cancellable) as wait, standing_still():
                self._attach = wait.attach
                succeeded = super().run(mode, wait.cancellable)
        except GLib.Error as error:
            raise trimmed(self._failure_behind(error)) from None
        except BaseException as failure:
            raise trimmed(failure)
        self._leave()
        return succeeded

    def _leave(self) -> None:
        """Raises what is to end the program, and no failure of an operation."""
        for failure in self._failures.values():
            if _ends_program(failure):
                raise failure

    def _failure_behind(self, error: GLib.Error) -> BaseException:
        """What an operation has raised, where its error is that of the batch."""
        self._leave()
        for index, failure in self._failures.items():
            if _is_same(super().get_error(index), error):
                return failure
        return error

    def __enter__(self) -> "Batch":
        return self

    def __exit__(self, failure: Any, *_: Any) -> None:
        if failure is None:
            self.run(SmartAsync.BatchMode.FIRST_ERROR)

    def get_value(self, index: int) -> Any:
        """Gets what an operation's finish function returned; None if it has not, or has failed."""
        return self._values.get(index)

    def get_error(self, index: int) -> Optional[GLib.Error]:
        """Gets the error of an operation, None if it has none. Where it was another exception, that is its cause."""
        error = super().get_error(index)
        if error is None:
            return None
        failure = self._failures.get(index)
        return error if failure is None else _as_glib(failure)

    def get_exception(self, index: int) -> Optional[BaseException]:
        """Gets what an operation has failed with, of whatever class: the very exception, with its traceback."""
        return self._failures.get(index) or super().get_error(index)

    @property
    def _failures(self) -> Dict[int, BaseException]:
        return self.__dict__.setdefault("_failures_by_index", {})

    @property
    def _values(self) -> Dict[int, Any]:
        return self.__dict__.setdefault("_values_by_index", {})
