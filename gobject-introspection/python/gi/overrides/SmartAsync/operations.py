# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# One asynchronous operation: how it is started, and what comes out of it.

import functools
import sys
from types import FunctionType, MethodType
from typing import Any, Callable, Dict, Optional, Protocol

from gi.repository import Gio

from . import functions, introspection
from .kinds import CacheType, innermost, is_a
from .pygobject import Function, introspected, is_bound
from .runtime import DONE

GetCancellable = Callable[[], Optional[Gio.Cancellable]]
Done = Callable[[Gio.AsyncResult], None]


class Operation(Protocol):
    """An operation that can be waited for, or awaited."""

    name: str
    is_of_asyncio: bool
    """Whether its limits end it with the errors of asyncio."""

    def begin(self, get_cancellable: GetCancellable, done: Done) -> None:
        """Starts it. It asks for the cancellable only if it uses it, and calls ``done`` once, in any thread, inside the
        callback."""

    def finish(self, result: Gio.AsyncResult) -> Any:
        """Returns the value, or raises the error. Some results are good only inside the callback."""


class Outcome:
    """The value or the error of an operation that was finished inside its callback."""

    def __init__(self, operation: Operation, result: Gio.AsyncResult) -> None:
        self._value: Any = None
        self._failure: Optional[BaseException] = None
        try:
            self._value = operation.finish(result)
        except BaseException as failure:
            self._failure = failure

    def take(self) -> Any:
        failure, self._failure = self._failure, None  # Its traceback refers to this object.
        if failure is None:
            return self._value
        try:
            raise failure
        finally:
            del failure


def _is_of(failure: BaseException, function_name: str) -> bool:
    """Whether a function has raised the error itself, instead of being called with wrong arguments.

    PyGObject only prints what a virtual function in Python raises, and nobody would call back then.
    """
    if failure.__traceback__ is None:
        return f"{function_name}()" in str(failure)
    return failure.__traceback__.tb_frame.f_code.co_name == function_name


class CallbackOperation:
    """A call of a function that takes a Gio.AsyncReadyCallback."""

    is_of_asyncio = False

    def __init__(self, function: Callable, described: functions.AsyncFunction, arguments: Dict[str, Any],
                 finish: functions.Finish) -> None:
        self.name = described.name
        name = described.cancellable or functions.CANCELLABLE
        self.cancellable: Optional[Gio.Cancellable] = arguments.pop(name, None)
        self._function = function
        self._described = described
        self._arguments = arguments
        self._finish = finish
        self._source: Any = None
        self._result: Any = None

    def begin(self, get_cancellable: GetCancellable, done: Done) -> None:
        def ready(source: Any, result: Any, *_: Any) -> None:
            if self._result is None:
                self._source, self._result = source, result
            done(result if functions.is_result(result) else DONE)

        arguments, self._arguments = self._arguments, {}  # They may refer to this operation.
        arguments[self._described.callback] = ready
        if self._described.cancellable:
            arguments[self._described.cancellable] = get_cancellable()
        last = getattr(sys, "last_value", None)
        self._call(arguments)
        failure: Any = getattr(sys, "last_value", None)
        if failure is not last and self._result is None and _is_of(failure, f"do_{self._described.short_name}"):
            raise failure

    def _call(self, arguments: Dict[str, Any]) -> None:
        try:
            self._function(**arguments)
        except TypeError:
            self._described.check_object(self._function)
            raise

    def finish(self, result: Gio.AsyncResult) -> Any:
        return self._finish(self._source, self._result)


def _no_finish(described: functions.AsyncFunction) -> TypeError:
    return TypeError(f"{described.name}() has no finish function of that name; "
                     "give it: sync(…, finish=object.its_finish)")


def _in_typelib(function: Callable, inner: Callable, known: Function, args: tuple, kwargs: Dict[str, Any],
                finish: Optional[Callable]) -> Optional[CallbackOperation]:
    """A function of a typelib, perhaps below decorators. A cache is left out: it would keep each callback."""
    described = functions.describe(known)
    if described is None:
        return None
    if is_a(function, CacheType):
        function = inner
    finish_with = functions.given_finish(finish) if finish else functions.finish_of(known, described)
    if finish_with is None:
        raise _no_finish(described)
    if described.gives_context_stream:
        finish_with = functions.making_context_stream(finish_with)
    call: Callable = function
    if described.is_unbound_call(inner, args):
        call = functools.partial(function, args[0])
        args = args[1:]
    try:
        arguments = described.bind(args, kwargs)
    except TypeError:
        described.check_object(call)
        raise
    return CallbackOperation(call, described, arguments, finish_with)


def _in_python(function: Callable, args: tuple, kwargs: Dict[str, Any],
               finish: Optional[Callable]) -> Optional[CallbackOperation]:
    described = functions.describe_python(function, args)
    if described is None:
        return None
    finish_with = functions.given_finish(finish) if finish else described.finish
    if finish_with is None:
        if functions.waits_for_callback(function, args, kwargs):
            raise _no_finish(described)
        return None
    arguments = described.bind(args, kwargs)
    if functions.needs_user_data(function):
        arguments.setdefault("user_data", None)
    return CallbackOperation(function, described, arguments, finish_with)


def _may_take_callback(function: Any) -> bool:
    """Whether it is written in Python; and has a parameter of that name, where that can be seen at once."""
    written = function.__func__ if type(function) is MethodType else function
    if type(written) is not FunctionType:
        return False
    return bool(vars(written)) or functions.CALLBACK in written.__code__.co_varnames


def operation_of_pair(function: Callable, args: tuple, kwargs: Dict[str, Any]) -> Optional[CallbackOperation]:
    """The operation of the pair that a blocking function has in a library of pairs which the program has imported; None
    for any other function. Methods are functions there, which take the object first; until PyGObject 3.50, a method that
    was taken from its object does not tell which one that is."""
    known = introspected(function)
    if known is None or f"gi.repository.{known.namespace}Async" not in sys.modules:
        return None
    its = introspection.pair(known)
    if its is None:
        return None
    if isinstance(function, MethodType):
        args = (function.__self__, *args)
    elif known.is_method and is_bound(function):
        return None
    return operation_of(getattr(its.place(), its.attribute()), args, kwargs)


def operation_of(function: Callable, args: tuple, kwargs: Dict[str, Any],
                 finish: Optional[Callable] = None) -> Optional[CallbackOperation]:
    """The operation that a function with a callback starts; None for any other function."""
    inner = function
    known = introspected(function)
    if known is None:
        inner = innermost(function)
        known = introspected(inner)
    if known is not None:
        return _in_typelib(function, inner, known, args, kwargs, finish)
    return _in_python(function, args, kwargs, finish) if _may_take_callback(function) else None
