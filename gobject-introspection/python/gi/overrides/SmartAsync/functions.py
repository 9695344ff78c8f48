# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What asynchronous functions take, and which functions finish them: in typelibs, and written in Python.

import inspect
from types import FunctionType
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Union

from gi.repository import Gio, GLib

from . import introspection
from .introspection import Argument, Role
from .pygobject import Function, introspected, is_bound
from .runtime import SmartAsync

AsyncResult = Gio.AsyncResult
PRIORITY_DEFAULT = GLib.PRIORITY_DEFAULT
CALLBACK, CANCELLABLE, PRIORITY = "callback", "cancellable", "io_priority"

Finish = Callable[[Any, Any], Any]
"""Gets the source object and the result."""


class AsyncFunction:
    """An asynchronous function: its parameters by what they are for, and its finish function."""

    __slots__ = ("name", "short_name", "owner", "plain", "in_order", "required", "closures", "callback", "cancellable",
                 "io_priority", "finish", "gives_context_stream")

    def __init__(self, name: str, short_name: str, owner: Union[type, tuple] = ()) -> None:
        self.name = name
        self.short_name = short_name
        self.owner = owner  # the class of a method in a typelib
        self.plain: List[str] = []
        self.in_order: List[str] = []  # all, with priority and cancellable
        self.required: List[str] = []
        self.closures: List[str] = []  # that may be left out
        self.callback = CALLBACK
        self.cancellable: Optional[str] = None
        self.io_priority: Optional[str] = None
        self.finish: Optional[Finish] = None
        self.gives_context_stream = False  # one that insists on the main context on which it was made

    def add(self, argument: Argument) -> None:
        """Adds a typelib's argument."""
        if argument.role == Role.READY:
            self.callback = argument.name
            return
        self.in_order.append(argument.name)
        if argument.role == Role.CANCELLABLE:
            self.cancellable = argument.name
        elif argument.role == Role.PRIORITY:
            self.io_priority = argument.name
        else:
            self.plain.append(argument.name)
            if not argument.may_be_null:
                self.required.append(argument.name)
            elif argument.is_closure:
                self.closures.append(argument.name)

    def bind(self, args: tuple, kwargs: Dict[str, Any]) -> Dict[str, Any]:
        """The arguments by name, with the priority filled in. A cancellable is there if one was given."""
        bound = dict(zip(self._names_of(args), args))
        for name, value in kwargs.items():
            if f"{name}_closure" in self.closures:  # The name that it has where the function takes a callback instead.
                name = f"{name}_closure"
            if name in bound:
                raise TypeError(f"{self.name}() got two values for '{name}'")
            if name == self.callback:
                raise TypeError(f"{self.name}() takes no '{name}' here: what it would get is returned")
            bound[name] = value
        for name in self.required:
            if name not in bound:
                raise TypeError(f"{self.name}() misses its argument '{name}'")
        for name in self.closures:
            bound.setdefault(name, None)
        if self.io_priority and bound.get(self.io_priority) is None:
            bound[self.io_priority] = PRIORITY_DEFAULT
        return bound

    def _names_of(self, args: tuple) -> Sequence[str]:
        """The names of arguments that are given by position. They may be the plain ones, or all that the function
        takes, or those of a synchronous twin, with the cancellable last and no priority; their types tell which."""
        if len(args) <= len(self.plain):
            return self.plain
        cancellable = self.cancellable or CANCELLABLE
        for names in (self.in_order, [*self.plain, cancellable]):
            given = dict(zip(names, args))
            if (len(args) == len(given) and isinstance(given.get(cancellable), (Gio.Cancellable, type(None)))
                    and isinstance(given.get(self.io_priority or PRIORITY, PRIORITY_DEFAULT), int)):
                return names
        raise TypeError(f"{self.name}() takes {len(self.plain)} arguments here ({', '.join(self.plain) or 'none'}), "
                        f"and perhaps priority and cancellable; {len(args)} were given")

    def is_unbound_call(self, function: Callable, args: tuple) -> bool:
        """Whether a method was taken from its class, so that the object comes first."""
        return bool(args) and isinstance(args[0], self.owner) and not is_bound(function)

    def check_object(self, function: Callable) -> None:
        """Checks that a method has its object. This takes long, and is only done for calls that have failed."""
        if self.owner and introspected(function) and not is_bound(function):
            message = f"{self.name}() is a method: take it from an object, object.{self.short_name}"
            raise TypeError(message) from None


def ignoring_source(finish: Callable) -> Finish:
    return lambda source, result: finish(result)


def given_finish(finish: Callable) -> Finish:
    """A finish function that the caller has named; perhaps a method of a class, which gets the object."""
    function = introspected(finish)
    if function is not None and function.is_method and not is_bound(finish):
        return finish
    return ignoring_source(finish)


def making_context_stream(finish: Finish) -> Finish:
    """A finish function whose stream can be used on any main context. It is called inside the callback."""
    return lambda source, result: SmartAsync.ContextStream.take(finish(source, result))


def without_suffix(name: str) -> str:
    return name[:-len("_async")] if name.endswith("_async") else name


def finish_names(name: str) -> Iterable[str]:
    return (without_suffix(name) + "_finish", name + "_finish")


## Typelibs


def _describe(function: Function) -> Optional[AsyncFunction]:
    arguments = introspection.arguments(function)
    if arguments is None:
        return None
    described = AsyncFunction(function.qualified_name(), function.name, function.place() if function.is_method else ())
    described.gives_context_stream = introspection.setting(function, "context-stream") == "true"
    for argument in arguments:
        described.add(argument)
    return described


_described: Dict[Function, Optional[AsyncFunction]] = {}


def describe(function: Function) -> Optional[AsyncFunction]:
    """The asynchronous function of a typelib; None for one that is not asynchronous."""
    if function not in _described:
        _described[function] = _describe(function)
    return _described[function]


def describe_async(function: Function) -> AsyncFunction:
    """The description of a function that is known to be asynchronous."""
    described = describe(function)
    assert described is not None
    return described


def _finish_of(function: Function) -> Optional[Finish]:
    found = introspection.finish(function)
    if found is None:
        return None
    its, takes_source = found
    finish = getattr(its.place(), its.attribute())
    return finish if takes_source else ignoring_source(finish)


def finish_of(function: Function, described: AsyncFunction) -> Optional[Finish]:
    """The finish function of a typelib's function, by configuration, annotation or name; None if there is none."""
    if described.finish is None:
        described.finish = _finish_of(function)
    return described.finish


## Functions written in Python


def _owner(function: Callable, args: tuple) -> Any:
    """The object that a method is called for, which comes first where it was taken from its class."""
    is_unbound = args and hasattr(type(args[0]), function.__name__)
    return getattr(function, "__self__", args[0] if is_unbound else None)


def _python_finish(function: Callable, args: tuple) -> Optional[Finish]:
    """The finish function beside a function: of the same object, or in the same module."""
    owner = _owner(function, args)
    inner = inspect.unwrap(function)
    for name in finish_names(inner.__name__):
        is_there = inspect.getattr_static(owner, name, None) is not None  # An owner with __getattr__ may have all.
        finish = getattr(owner, name) if is_there else getattr(inner, "__globals__", {}).get(name)
        if callable(finish):
            return ignoring_source(finish)
    return None


def describe_python(function: Callable, args: tuple) -> Optional[AsyncFunction]:
    """An asynchronous function that is written in Python as in GLib: a callback, and a finish function beside it."""
    if not isinstance(getattr(function, "__func__", function), FunctionType):
        return None
    parameters = inspect.signature(function).parameters
    if CALLBACK not in parameters:
        return None
    described = AsyncFunction(function.__qualname__, function.__name__)
    described.in_order = [name for name in parameters if name not in (CALLBACK, "user_data")]
    described.plain = [name for name in described.in_order if name not in (CANCELLABLE, PRIORITY)]
    described.cancellable = CANCELLABLE if CANCELLABLE in parameters else None
    described.io_priority = PRIORITY if PRIORITY in parameters else None
    described.finish = _python_finish(function, args)
    return described


def waits_for_callback(function: Callable, args: tuple, kwargs: Dict[str, Any]) -> bool:
    """Whether a function with a callback is called without one, and can only be meant as an asynchronous one."""
    signature = inspect.signature(function)
    if CALLBACK in signature.bind_partial(*args, **kwargs).arguments:
        return False
    return function.__name__.endswith("_async") or signature.parameters[CALLBACK].default is inspect.Parameter.empty


def needs_user_data(function: Callable) -> bool:
    parameter = inspect.signature(function).parameters.get("user_data")
    return parameter is not None and parameter.default is inspect.Parameter.empty


def is_result(result: Any) -> bool:
    return isinstance(result, AsyncResult)
