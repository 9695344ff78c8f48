# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What PyGObject shows of introspected functions and does with asyncio, in all of its versions. No other module asks it.

import asyncio
import importlib
import sys
from contextlib import contextmanager
from types import MethodType
from typing import Any, Callable, Dict, Iterable, Iterator, List, NamedTuple, Optional, Set

from gi._gi import ArgInfo, CallbackInfo, FunctionInfo, TypeInfo
from gi.docstring import Direction, _get_pytype_hint
from gi.module import get_introspection_module, repository
from gi.repository import GLib

# PyGObject does not document how it shows what a typelib says. The names that are used here are those of 3.42 to 3.58,
# with these differences:
#
# - Bound methods and constructors are FunctionInfo themselves until 3.50, and do not tell their object. From 3.52 on
#   they are Python's method objects, and their __func__ is the FunctionInfo.
# - get_type(), get_closure(), get_destroy() and get_array_length() are called get_type_info(), get_closure_index(),
#   get_destroy_index() and get_array_length_index() from 3.52 on. There is None where there was -1.
# - get_finish_func() exists from 3.54 on. It is None for functions whose typelib does not say it, and warns of those
#   that are deprecated, as if they were called.
# - What a source calls gets None as its data until 3.54, and nothing from 3.56 on, if no data is given.
# - Asynchronous functions that are called with no callback return something to await from 3.50 on, where an asyncio
#   loop runs that has a _context, and None elsewhere. Until 3.56 it can't be cancelled with a message.
# - A loop that has a _context is taken for one of PyGObject's in 3.50, and must have paused() and running(). From 3.52
#   on only those of their class are.
#
# The same in all of them: _get_pytype_hint() is what docstrings name a type by, __grefcount__ how many references an
# object has in C, gi._ossighelper the module whose handlers GLib's loops have while they run, and sys.modules[] the
# namespace with its override, of a class of its own, while that is loaded.

OUR_NAMESPACE = get_introspection_module("SmartAsync")
"""The namespace without the override, which this package is."""


def _first(kind: type, *names: str) -> Callable[[Any], Any]:
    """The method that has one of these names."""
    return next(getattr(kind, name) for name in names if hasattr(kind, name))


_get_type = _first(ArgInfo, "get_type_info", "get_type")
_get_closure = _first(ArgInfo, "get_closure_index", "get_closure")
_get_destroy = _first(ArgInfo, "get_destroy_index", "get_destroy")
_get_array_length = _first(TypeInfo, "get_array_length_index", "get_array_length")


## Introspected functions


class Argument(NamedTuple):
    """An argument that a function has in Python."""

    name: str
    type_name: str
    """Like "Gio.Cancellable", or "int"."""
    may_be_null: bool


def _filled_in(argument: ArgInfo) -> Iterable[Optional[int]]:
    """The indexes of the arguments that PyGObject fills in because of another one."""
    of_type = _get_type(argument)
    yield _get_array_length(of_type)
    # Some typelibs say the same of the data, which then points back to its callback.
    if isinstance(of_type.get_interface(), CallbackInfo):
        yield _get_closure(argument)
        yield _get_destroy(argument)


class Function:
    """An introspected function, bound or not."""

    __slots__ = ("namespace", "container", "name", "symbol", "is_method", "_info")

    def __init__(self, info: FunctionInfo) -> None:
        container = info.get_container()
        self.namespace: str = info.get_namespace()
        self.container: Optional[str] = container.get_name() if container else None
        self.name: str = info.get_name()
        self.symbol: str = info.get_symbol()
        self.is_method: bool = info.is_method()
        self._info = info

    def qualified_name(self) -> str:
        return ".".join(name for name in (self.namespace, self.container, self.name) if name)

    def arguments(self) -> List[Argument]:
        arguments = self._info.get_arguments()
        hidden = {place for argument in arguments for place in _filled_in(argument)}
        return [Argument(argument.get_name(), _get_pytype_hint(_get_type(argument)), argument.may_be_null())
                for i, argument in enumerate(arguments)
                if i not in hidden and argument.get_direction() != Direction.OUT]

    def place(self) -> Any:
        """The class or the module that it is in."""
        module = importlib.import_module("gi.repository." + self.namespace)
        return getattr(module, self.container) if self.container else module

    def annotated_finish(self) -> Optional[str]:
        """The finish function, by its name or by its name in C, if the typelib says it."""
        for attribute in ("glib:finish-func", "finish-func"):
            name = self._info.get_attribute(attribute)
            if name:
                return name.rsplit(".", 1)[-1]
        if self._info.is_deprecated() or not hasattr(self._info, "get_finish_func"):
            return None
        finish = self._info.get_finish_func()
        return finish.get_symbol() if finish else None


_known: Dict[str, Function] = {}
"""The functions that were called, by their names in C."""


def introspected(function: Any) -> Optional[Function]:
    """What a typelib says of a function; None for a function that no typelib has."""
    info: Any = function.__func__ if type(function) is MethodType else function
    if not issubclass(type(info), FunctionInfo):  # Mocks and proxies say that they are instances.
        return None
    symbol = info.get_symbol()
    if symbol not in _known:
        _known[symbol] = Function(info)
    return _known[symbol]


def is_bound(function: Callable) -> bool:
    """Whether an introspected method has its object. Until 3.50 it does not say so, but isn't bound again then."""
    probe: Any = type("Probe", (), {"method": function})
    return isinstance(function, MethodType) or probe().method is function


def functions(namespace: str) -> Iterator[Function]:
    """All functions of a namespace: its own, and those of its types."""
    for info in repository.get_infos(namespace):
        if isinstance(info, FunctionInfo):
            yield Function(info)
        elif hasattr(info, "get_methods"):
            yield from map(Function, info.get_methods())


def present(documentation: str, public: List[str], hidden: Set[str]) -> None:
    """Says of the namespace, while its override is loaded, what help() shows, and what dir() hides.

    Besides, dir() hides what it has as an object of its class, which help() would show, too.
    """
    module: Any = sys.modules["gi.repository." + OUR_NAMESPACE._namespace]
    module_type: Any = type(module)
    names = module_type.__dir__
    module.__doc__ = documentation
    module.__all__ = public
    module_type.__dir__ = lambda self: sorted(name for name in {*names(self)} - hidden if not name.startswith("_"))


## asyncio


def iterates_glib(loop: asyncio.AbstractEventLoop) -> bool:
    """Whether a loop is one of PyGObject's, which has them from 3.50 on."""
    return type(loop).__module__.startswith("gi.")


class PausableLoop:
    """What PyGObject asks an asyncio loop for: its awaitables do, and its functions that iterate a main context."""

    _driving_context: Optional[GLib.MainContext] = None

    @property
    def _context(self) -> GLib.MainContext:
        return self._driving_context or GLib.MainContext.ref_thread_default()

    def set_context(self, context: Optional[GLib.MainContext]) -> None:
        """Sets the main context that runs it, by default the thread-default one."""
        self._driving_context = context

    @contextmanager
    def paused(self) -> Iterator[None]:
        """PyGObject enters it when it iterates the context by hand. This loop does not prevent that."""
        yield

    @contextmanager
    def running(self, quit_loop: Callable[[], None]) -> Iterator[None]:
        """PyGObject enters it when a GLib.MainLoop runs in one of its tasks. This loop does not run then."""
        yield


def loop_of(future: Any) -> asyncio.AbstractEventLoop:
    """The loop that a future belongs to. PyGObject's have no get_loop(); asyncio itself then looks at this."""
    return future.get_loop() if hasattr(future, "get_loop") else future._loop


def name_of_task(task: asyncio.Task) -> str:
    """The name of a task, and of its coroutine."""
    coroutine = task.get_coro()
    return f"{task.get_name()} ({getattr(coroutine, '__qualname__', None) or type(coroutine).__name__})"


def _awaited_by(coroutine: Any) -> Any:
    """What a coroutine awaits in the end."""
    while True:
        inner = getattr(coroutine, "cr_await", None) or getattr(coroutine, "ag_await", None)
        if inner is None:
            return coroutine
        coroutine = inner


def cancel(task: asyncio.Task) -> None:
    """Cancels a task, or what it awaits if that is one of the awaitables that can't be cancelled with a message.

    Where it awaits other tasks that await such, nothing can be cancelled.
    """
    try:
        task.cancel()
    except TypeError:
        awaited = _awaited_by(task.get_coro())
        if hasattr(awaited, "cancel"):
            awaited.cancel()


## Objects, sources and signals


def set_callback(source: GLib.Source, function: Callable[[Any], bool]) -> None:
    """Sets what a source calls, with None."""
    source.set_callback(function, None)


def is_held_once(instance: Any) -> bool:
    """Whether nobody in C holds an object."""
    return instance.__grefcount__ == 1


def quits_loop(handler: Callable) -> bool:
    """Whether a handler of SIGINT is PyGObject's: it quits the innermost loop, which then raises KeyboardInterrupt."""
    return getattr(handler, "__module__", None) == "gi._ossighelper"
