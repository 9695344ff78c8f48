# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What PyGObject shows of introspected functions and does with asyncio, in all of its versions. No other module asks it.

import asyncio
import importlib
import sys
import threading
from contextlib import contextmanager
from types import CodeType, MethodType
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Set

from gi._gi import FunctionInfo
from gi.module import get_introspection_module
from gi.repository import GLib

# PyGObject does not document how it shows what a typelib says. The names that are used here are those of 3.42 to 3.58,
# with these differences:
#
# - Bound methods and constructors are FunctionInfo themselves until 3.50, and do not tell their object. From 3.52 on
#   they are Python's method objects, and their __func__ is the FunctionInfo.
# - What a source calls gets None as its data until 3.54, and nothing from 3.56 on, if no data is given.
# - Asynchronous functions that are called with no callback return something to await from 3.50 on, where an asyncio
#   loop runs that has a _context, and None elsewhere. Until 3.56 it can't be cancelled with a message.
# - A loop that has a _context is taken for one of PyGObject's in 3.50, and must have paused() and running(). From 3.52
#   on only those of their class are.
#
# The same in all of them: __grefcount__ is how many references an object has in C, gi._ossighelper the module whose
# handlers GLib's loops have while they run, and sys.modules[] the namespace with its override, of a class of its own,
# while that is loaded.

OUR_NAMESPACE = get_introspection_module("SmartAsync")
"""The namespace without the override, which this package is."""

importlib.import_module("gi").require_version("SmartAsyncIntrospection", "1")
OUR_INTROSPECTION: Any = importlib.import_module("gi.repository.SmartAsyncIntrospection")


## Introspected functions


class Function(NamedTuple):
    """An introspected function, bound or not."""

    namespace: str
    container: Optional[str]
    name: str
    symbol: str
    is_method: bool

    def qualified_name(self) -> str:
        return ".".join(name for name in (self.namespace, self.container, self.name) if name)

    def place(self) -> Any:
        """The class or the module that it is in."""
        module = importlib.import_module("gi.repository." + self.namespace)
        return getattr(module, self.container) if self.container else module

    def attribute(self) -> str:
        """Its name there: PyGObject appends "_" to what is a keyword of Python, and to print."""
        return self.name if hasattr(self.place(), self.name) else self.name + "_"


def _of_info(info: FunctionInfo) -> Function:
    container = info.get_container()
    return Function(info.get_namespace(), container.get_name() if container else None, info.get_name(),
                    info.get_symbol(), info.is_method())


_known: Dict[str, Function] = {}
"""The functions that were called, by their names in C."""


def introspected(function: Any) -> Optional[Function]:
    """What a typelib says of a function; None for a function that no typelib has."""
    info: Any = function.__func__ if type(function) is MethodType else function
    if not issubclass(type(info), FunctionInfo):  # Mocks and proxies say that they are instances.
        return None
    symbol = info.get_symbol()
    if symbol not in _known:
        _known[symbol] = _of_info(info)
    return _known[symbol]


def is_bound(function: Callable) -> bool:
    """Whether an introspected method has its object. Until 3.50 it does not say so, but isn't bound again then."""
    probe: Any = type("Probe", (), {"method": function})
    return isinstance(function, MethodType) or probe().method is function


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


# PyGObject calls GLib.Error to make an exception of the GError of a function in C. No handler of a signal must raise in
# there: PyGObject prints that, and raises a RuntimeError. From Python 3.12 on, what is raised has the class of what
# GLib.Error gives, which is called once more if that is another one. Until 3.11 it stays a GLib.Error for functions in C
# such as those of asyncio; there the function that traces the caller can raise something else instead.

_INSTEAD = "_smartasync_is_raised_instead"


def _raise_in(caller: Any, failure: BaseException) -> None:
    """Has an exception raised in a frame that C code is about to return to with another one. That ends all tracing."""
    def raise_failure(*_: Any) -> None:
        raise failure

    caller.f_trace = raise_failure
    sys.settrace(lambda *_: None)


def raise_instead(take: Callable[[], Optional[BaseException]]) -> CodeType:
    """Has PyGObject raise, in place of the error of a function in C, what is taken in the main thread then, if anything.

    Gives the code in which a handler of a signal must not raise. No other line of Python runs before.
    """
    def new_error(cls: type, *args: Any, **kwargs: Any) -> Any:
        if args and hasattr(args[0], _INSTEAD):
            return args[0]
        failure = take() if threading.get_ident() == threading.main_thread().ident else None
        if failure is not None and sys.version_info >= (3, 12):
            setattr(failure, _INSTEAD, True)
            return failure
        if failure is not None:
            _raise_in(sys._getframe(1), failure)
        return RuntimeError.__new__(cls, *args, **kwargs)

    GLib.Error.__new__ = new_error
    return new_error.__code__


def quits_loop(handler: Any) -> bool:
    """Whether a handler of SIGINT is PyGObject's: it quits the innermost loop, which then raises KeyboardInterrupt."""
    return getattr(handler, "__module__", None) == "gi._ossighelper"


def has_quit_loop() -> bool:
    """Whether that handler has run, and a callback which the loop has called goes on. What is called when the loop has
    ended, such as the shutdown of an application, is no such callback."""
    return sys.modules["gi._ossighelper"]._sigint_called and GLib.main_depth() > 0  # type: ignore[attr-defined]


def cancels_task(handler: Any) -> bool:
    """Whether a handler of SIGINT is asyncio's: it cancels the main task, and asyncio.run() raises KeyboardInterrupt."""
    return getattr(getattr(handler, "func", None), "__module__", None) == "asyncio.runners"  # It is a partial().


def has_cancelled_task(handler: Any) -> bool:
    """Whether that handler has run in the main task, which goes on until it awaits something."""
    return getattr(handler.keywords.get("main_task"), "_must_cancel", False)
