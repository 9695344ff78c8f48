# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What asynchronous functions take, and which functions finish them: in typelibs, and written in Python.

import importlib
import inspect
from typing import Any, Callable, Dict, Iterable, List, Optional

from gi._gi import CallableInfo, CallbackInfo, FunctionInfo
from gi.docstring import Direction
from gi.module import repository
from gi.repository import Gio, GLib

from .configuration import configured_finish

FINISH_ATTRIBUTES = ("glib:finish-func", "finish-func")
AsyncResult = Gio.AsyncResult
PRIORITY_DEFAULT = GLib.PRIORITY_DEFAULT
SPECIAL = ("callback", "cancellable", "io_priority")

Finish = Callable[[Any, Any], Any]
"""Gets the source object and the result."""


class AsyncFunction:
    """An asynchronous function: its parameters by what they are for, and its finish function."""

    __slots__ = ("name", "short_name", "is_method", "plain", "callback", "cancellable", "io_priority", "finish")

    def __init__(self, name: str, short_name: str, is_method: bool) -> None:
        self.name = name
        self.short_name = short_name
        self.is_method = is_method
        self.plain: List[str] = []
        self.callback = ""
        self.cancellable: Optional[str] = None
        self.io_priority: Optional[str] = None
        self.finish: Optional[Finish] = None

    def bind(self, args: tuple, kwargs: Dict[str, Any]) -> Dict[str, Any]:
        """The arguments by name, with the priority filled in."""
        if len(args) > len(self.plain):
            raise TypeError(f"{self.name}() takes {len(self.plain)} arguments here "
                            f"({', '.join(self.plain) or 'none'}), {len(args)} were given")
        bound = dict(zip(self.plain, args))
        for name, value in kwargs.items():
            if name in bound:
                raise TypeError(f"{self.name}() got two values for '{name}'")
            bound[name] = value
        if self.io_priority:
            bound.setdefault(self.io_priority, PRIORITY_DEFAULT)
        return bound

    def is_unbound_call(self, args: tuple) -> bool:
        """Whether a method was taken from its class, so that the object comes first."""
        return self.is_method and len(args) == len(self.plain) + 1


def ignoring_source(finish: Callable) -> Finish:
    return lambda source, result: finish(result)


def without_suffix(name: str) -> str:
    return name[:-len("_async")] if name.endswith("_async") else name


def finish_names(name: str) -> Iterable[str]:
    return (without_suffix(name) + "_finish", name + "_finish")


## Typelibs


def _interface_name(argument: Any) -> Optional[str]:
    interface = argument.get_type().get_interface()
    return f"{interface.get_namespace()}.{interface.get_name()}" if interface is not None else None


def is_async(info: CallableInfo) -> bool:
    return any(_interface_name(argument) == "Gio.AsyncReadyCallback" for argument in info.get_arguments())


def visible_arguments(info: CallableInfo) -> Iterable[Any]:
    """The arguments that a function has in Python."""
    arguments = info.get_arguments()
    hidden = set()
    for argument in arguments:
        hidden.add(argument.get_type().get_array_length())
        # Some typelibs say the same of the data, which then points back to its callback.
        if isinstance(argument.get_type().get_interface(), CallbackInfo):
            hidden |= {argument.get_closure(), argument.get_destroy()}
    return [argument for i, argument in enumerate(arguments)
            if i not in hidden and argument.get_direction() != Direction.OUT]


def qualified_name(info: CallableInfo) -> str:
    container = info.get_container()
    names = [info.get_namespace(), container.get_name() if container else None, info.get_name()]
    return ".".join(name for name in names if name)


def _describe(info: CallableInfo) -> Optional[AsyncFunction]:
    if not is_async(info):
        return None
    described = AsyncFunction(qualified_name(info), info.get_name(), info.is_method())
    for argument in visible_arguments(info):
        name, interface = argument.get_name(), _interface_name(argument)
        if interface == "Gio.AsyncReadyCallback":
            described.callback = name
        elif interface == "Gio.Cancellable":
            described.cancellable = name
        elif name == "io_priority":
            described.io_priority = name
        else:
            described.plain.append(name)
    return described


_described: Dict[str, Optional[AsyncFunction]] = {}


def describe(info: CallableInfo) -> Optional[AsyncFunction]:
    """The asynchronous function of a typelib; None for one that is not asynchronous."""
    symbol = info.get_symbol()
    if symbol not in _described:
        _described[symbol] = _describe(info)
    return _described[symbol]


def describe_async(info: CallableInfo) -> AsyncFunction:
    """The description of a function that is known to be asynchronous."""
    described = describe(info)
    assert described is not None
    return described


def _place(info: CallableInfo) -> Any:
    """The class or the module that a function is in."""
    module = importlib.import_module("gi.repository." + info.get_namespace())
    container = info.get_container()
    return getattr(module, container.get_name()) if container else module


def _functions(namespace: str) -> Iterable[CallableInfo]:
    for info in repository.get_infos(namespace):
        if isinstance(info, FunctionInfo):
            yield info
        elif hasattr(info, "get_methods"):
            yield from info.get_methods()


def _by_symbol(namespace: str, symbols: Iterable[str]) -> Any:
    """A function by its name in C, wherever in the namespace it is."""
    wanted = set(symbols)
    for info in _functions(namespace):
        if info.get_symbol() in wanted:
            return getattr(_place(info), info.get_name(), None)
    return None


def _annotated_finish(info: CallableInfo, place: Any) -> Any:
    for attribute in FINISH_ATTRIBUTES:
        name = info.get_attribute(attribute)
        if name:
            return getattr(place, name.rsplit(".", 1)[-1], None) or _by_symbol(info.get_namespace(), [name])
    return None


def _configured_finish(info: CallableInfo) -> Any:
    name = configured_finish(info.get_namespace(), info.get_symbol())
    return _by_symbol(info.get_namespace(), [name]) if name else None


def _named_finish(info: CallableInfo, place: Any) -> Any:
    for name in finish_names(info.get_name()):
        finish = getattr(place, name, None)
        if finish is not None:
            return finish
    return _by_symbol(info.get_namespace(), finish_names(info.get_symbol()))


def _calling(finish: Any, place: Any) -> Finish:
    is_method = finish.is_method() if isinstance(finish, CallableInfo) else inspect.isclass(place)
    return finish if is_method else ignoring_source(finish)


def finish_of(info: CallableInfo, described: AsyncFunction) -> Optional[Finish]:
    """The finish function of a typelib's function, by annotation, name or configuration; None if there is none."""
    if described.finish is None:
        place = _place(info)
        finish = _annotated_finish(info, place) or _named_finish(info, place) or _configured_finish(info)
        described.finish = _calling(finish, place) if finish is not None else None
    return described.finish


## Functions written in Python


def _python_finish(function: Callable) -> Optional[Finish]:
    """The finish function beside a function: of the same object, or in the same module."""
    owner = getattr(function, "__self__", None)
    inner = inspect.unwrap(function)
    for name in finish_names(inner.__name__):
        finish = getattr(owner, name, None) if owner is not None else getattr(inner, "__globals__", {}).get(name)
        if callable(finish):
            return ignoring_source(finish)
    return None


def describe_python(function: Callable) -> Optional[AsyncFunction]:
    """An asynchronous function that is written in Python as in GLib: a callback, and a finish function beside it."""
    if not (inspect.isfunction(function) or inspect.ismethod(function)):
        return None
    parameters = inspect.signature(function).parameters
    if "callback" not in parameters:
        return None
    described = AsyncFunction(function.__qualname__, function.__name__, False)
    described.plain = [name for name in parameters if name not in SPECIAL and name != "user_data"]
    described.callback = "callback"
    described.cancellable = "cancellable" if "cancellable" in parameters else None
    described.io_priority = "io_priority" if "io_priority" in parameters else None
    described.finish = _python_finish(function)
    return described


def needs_user_data(function: Callable) -> bool:
    parameter = inspect.signature(function).parameters.get("user_data")
    return parameter is not None and parameter.default is inspect.Parameter.empty


def is_result(result: Any) -> bool:
    return isinstance(result, AsyncResult)
