# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Many operations at the same time, waited for as one.

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


def _as_glib(finish: Callable, result: Gio.AsyncResult) -> Any:
    """Finishes an operation for C, which knows no exception but GLib.Error."""
    try:
        return finish(result)
    except GLib.Error:
        raise
    except Exception as failure:
        raise io_error(Gio.IOErrorEnum.FAILED, f"{type(failure).__name__}: {failure}") from failure


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
            self._values[index] = _as_glib(item.finish, result)

        return super().add(start, finish=finish)

    def run(self, mode: "SmartAsync.BatchMode" = SmartAsync.BatchMode.ALL,
            cancellable: Optional[Gio.Cancellable] = None, timeout: Optional[Time] = None) -> bool:
        """Runs the batch.

        :param mode: what to wait for
        :param cancellable: a Gio.Cancellable
        :param timeout: how long all of it may take: a datetime.timedelta, or a whole number of milliseconds
        :raises GLib.Error: when it does not come to what the mode says
        """
        with call_scope(timeout), wait_scope(cancellable) as wait, standing_still():
            self._attach = wait.attach
            return super().run(mode, wait.cancellable)

    def __enter__(self) -> "Batch":
        return self

    def __exit__(self, failure: Any, *_: Any) -> None:
        if failure is None:
            self.run(SmartAsync.BatchMode.FIRST_ERROR)

    def get_value(self, index: int) -> Any:
        """Gets what an operation's finish function returned; None if it has not, or has failed."""
        return self._values.get(index)

    @property
    def _values(self) -> Dict[int, Any]:
        return self.__dict__.setdefault("_values_by_index", {})
