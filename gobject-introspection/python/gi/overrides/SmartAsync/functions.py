# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What asynchronous functions take, and which functions finish them: in typelibs, and written in Python.

import importlib
import inspect
from typing import Any, Callable, Dict, Iterable, List, Optional, Sequence, Union

from gi._gi import CallableInfo, CallbackInfo, FunctionInfo
from gi.docstring import Direction
from gi.module import repository
from gi.repository import Gio, GLib

from .configuration import configured_finish

FINISH_ATTRIBUTES = ("glib:finish-func", "finish-func")
AsyncResult = Gio.AsyncResult
PRIORITY_DEFAULT = GLib.PRIORITY_DEFAULT
CALLBACK, CANCELLABLE, PRIORITY = "callback", "cancellable", "io_priority"

Finish = Callable[[Any, Any], Any]
"""Gets the source object and the result."""


class AsyncFunction:
    """An asynchronous function: its parameters by what they are for, and its finish function."""

    __slots__ = ("name", "short_name", "owner", "plain", "in_order", "required", "callback", "cancellable",
                 "io_priority", "finish")

    def __init__(self, name: str, short_name: str, owner: Union[type, tuple] = ()) -> None:
        self.name = name
        self.short_name = short_name
        self.owner = owner  # the class of a method in a typelib
        self.plain: List[str] = []
        self.in_order: List[str] = []  # with priority and cancellable
        self.required: List[str] = []
        self.callback = CALLBACK
        self.cancellable: Optional[str] = None
        self.io_priority: Optional[str] = None
        self.finish: Optional[Finish] = None

    def bind(self, args: tuple, kwargs: Dict[str, Any]) -> Dict[str, Any]:
        """The arguments by name, with the priority filled in. A cancellable is there if one was given."""
        bound = dict(zip(self._names_of(args), args))
        for name, value in kwargs.items():
            if name in bound:
                raise TypeError(f"{self.name}() got two values for '{name}'")
            if name == self.callback:
                raise TypeError(f"{self.name}() takes no '{name}' here: what it would get is returned")
            bound[name] = value
        for name in self.required:
            if name not in bound:
                raise TypeError(f"{self.name}() misses its argument '{name}'")
        if self.io_priority and bound.get(self.io_priority) is None:
            bound[self.io_priority] = PRIORITY_DEFAULT
        return bound

    def _names_of(self, args: tuple) -> Sequence[str]:
        """The plain ones. Or else as the function takes them itself, or as a synchronous twin does, which has the
        cancellable last and no priority; what is in their places tells."""
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

    def is_unbound_call(self, function: CallableInfo, args: tuple) -> bool:
        """Whether a method was taken from its class, so that the object comes first."""
        return bool(args) and isinstance(args[0], self.owner) and not is_bound(function)

    def check_object(self, function: Callable) -> None:
        """That a method has its object. To find out takes long: this is for calls that have failed."""
        if self.owner and isinstance(function, CallableInfo) and not is_bound(function):
            message = f"{self.name}() is a method: take it from an object, object.{self.short_name}"
            raise TypeError(message) from None


def is_bound(method: CallableInfo) -> bool:
    """PyGObject does not say it. But what is bound already isn't bound again."""
    probe: Any = type("Probe", (), {"method": method})
    return probe().method is method


def ignoring_source(finish: Callable) -> Finish:
    return lambda source, result: finish(result)


def given_finish(finish: Callable) -> Finish:
    """A finish function that the caller has named; perhaps a method of a class, which gets the object."""
    if isinstance(finish, CallableInfo) and finish.is_method() and not is_bound(finish):
        return finish
    return ignoring_source(finish)


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


def _place(info: CallableInfo) -> Any:
    """The class or the module that a function is in."""
    module = importlib.import_module("gi.repository." + info.get_namespace())
    container = info.get_container()
    return getattr(module, container.get_name()) if container else module


def _describe(info: CallableInfo) -> Optional[AsyncFunction]:
    if not is_async(info):
        return None
    described = AsyncFunction(qualified_name(info), info.get_name(), _place(info) if info.is_method() else ())
    for argument in visible_arguments(info):
        name, interface = argument.get_name(), _interface_name(argument)
        if interface == "Gio.AsyncReadyCallback":
            described.callback = name
            continue
        described.in_order.append(name)
        if interface == "Gio.Cancellable":
            described.cancellable = name
        elif name == PRIORITY:
            described.io_priority = name
        else:
            described.plain.append(name)
            described.required += [] if argument.may_be_null() else [name]
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


def _takes_source(finish: CallableInfo) -> bool:
    """Methods do, and functions that take two arguments, of which the result is the second."""
    return finish.is_method() or len(list(visible_arguments(finish))) == 2


def _calling(finish: Any, place: Any) -> Finish:
    takes_source = _takes_source(finish) if isinstance(finish, CallableInfo) else inspect.isclass(place)
    return finish if takes_source else ignoring_source(finish)


def finish_of(info: CallableInfo, described: AsyncFunction) -> Optional[Finish]:
    """The finish function of a typelib's function, by annotation, name or configuration; None if there is none."""
    if described.finish is None:
        place = _place(info)
        finish = _annotated_finish(info, place) or _named_finish(info, place) or _configured_finish(info)
        described.finish = _calling(finish, place) if finish is not None else None
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
        finish = getattr(owner, name, None) or getattr(inner, "__globals__", {}).get(name)
        if callable(finish):
            return ignoring_source(finish)
    return None


def describe_python(function: Callable, args: tuple) -> Optional[AsyncFunction]:
    """An asynchronous function that is written in Python as in GLib: a callback, and a finish function beside it."""
    if not (inspect.isfunction(function) or inspect.ismethod(function)):
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
