# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Synchronous twins for a whole namespace, with no code generation.

import importlib
import inspect
import keyword
import re
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from .arguments import CANCELLABLE, FINISH, OPTIONS, TIMEOUT
from .functions import describe_async, without_suffix
from .introspection import functions
from .limits import Limits
from .pygobject import Function
from .targets import target_of
from .tracebacks import trimmed

__tracebackhide__ = True  # pytest shows none of the functions of this module.

KEYWORDS = {
    CANCELLABLE: "Gio.Cancellable, or None",
    TIMEOUT: "how long it may take: a datetime.timedelta, or a whole number of milliseconds",
    FINISH: "the finish function, where it can't be found by its name",
    OPTIONS: "a SmartAsync.Options",
}

TYPE = re.compile(r"(\w+):([\w.]+)")
"""A parameter in the text that PyGObject makes of a function."""

_installed: Dict[str, List[Tuple[Any, str]]] = {}
"""By namespace: where twins were added, and their names."""


def _is_twin(function: Any) -> bool:
    return hasattr(getattr(function, "__func__", function), "__smartasync_twin__")


def _parameters(function: Function) -> Iterable[inspect.Parameter]:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    if function.is_method:
        yield inspect.Parameter("self", kind)
    described = describe_async(function)
    for name in described.plain:
        yield inspect.Parameter(f"{name}_" if keyword.iskeyword(name) else name, kind)
    keywords = list(_keywords(function))
    if keywords[0] == CANCELLABLE:  # Twins that a library has take it by position.
        yield inspect.Parameter(keywords.pop(0), kind, default=None)
    if described.io_priority:
        keywords.insert(0, described.io_priority)
    for name in keywords:
        yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None)


def _documentation(function: Function) -> str:
    described = describe_async(function)
    shown = getattr(function.place(), function.attribute(), None)
    types = dict(TYPE.findall(shown.__doc__ or "")) if shown else {}
    lines = [f"Calls {described.name}(), waits until it is done, and returns what its finish function returns.", ""]
    lines += [f":param {name}: {types.get(name, 'object')}" for name in described.plain]
    if described.io_priority:
        lines.append(f":param {described.io_priority}: int, by default GLib.PRIORITY_DEFAULT")
    lines += [f":param {name}: {KEYWORDS[name]}" for name in _keywords(function)]
    lines.append(":raises GLib.Error: as the operation has failed, or as SmartAsync.run() does")
    return "\n".join(lines)


def _keywords(function: Function) -> Tuple[str, ...]:
    """Our keyword arguments, without those for which the function has a parameter of the same name."""
    return tuple(name for name in KEYWORDS if name not in describe_async(function).plain)


def _call(function: Callable, args: tuple, kwargs: Dict[str, Any], keywords: Tuple[str, ...]) -> Any:
    ours = {name: kwargs.pop(name) for name in keywords if name in kwargs}
    finish = ours.pop(FINISH, None)
    limits = Limits(**ours)
    return target_of(function, args, kwargs, finish).wait(limits)


def _calling_method(name: str, keywords: Tuple[str, ...]) -> Callable:
    def twin(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return _call(getattr(self, name), args, kwargs, keywords)
        except BaseException as failure:
            raise trimmed(failure)
    return twin


def _calling_function(place: Any, name: str, keywords: Tuple[str, ...]) -> Callable:
    def twin(*args: Any, **kwargs: Any) -> Any:
        try:
            return _call(getattr(place, name), args, kwargs, keywords)
        except BaseException as failure:
            raise trimmed(failure)
    return twin


def _make_twin(place: Any, function: Function, name: str) -> Callable:
    keywords = _keywords(function)
    twin = (_calling_method(function.attribute(), keywords) if function.is_method
            else _calling_function(place, function.attribute(), keywords))
    twin.__name__ = name
    twin.__qualname__ = f"{place.__name__}.{name}" if inspect.isclass(place) else name
    twin.__module__ = "gi.repository." + function.namespace
    twin.__doc__ = _documentation(function)
    twin.__signature__ = inspect.Signature(list(_parameters(function)))  # type: ignore[attr-defined]
    twin.__smartasync_twin__ = function  # type: ignore[attr-defined]
    return twin


def _place(function: Function) -> Any:
    """The class or module of a function; None for one that PyGObject can't make, as its type is not in the library."""
    try:
        return function.place()
    except (AttributeError, RuntimeError, TypeError):
        return None


def _async_functions(namespace: str) -> Iterable[Tuple[Any, Function]]:
    """The asynchronous functions of a namespace, and where they are."""
    if not isinstance(namespace, str):
        raise TypeError(f"a namespace is given by its name, not {namespace!r}")
    importlib.import_module("gi.repository." + namespace)
    for function in functions(namespace):
        place = _place(function)
        if place is not None:
            yield place, function


def _add(place: Any, function: Function) -> Optional[str]:
    """Adds the twin of one function, and returns its name; None where one is there already."""
    name = without_suffix(function.name) + "_sync"
    existing = getattr(place, name, None)
    if existing is not None and not (_is_twin(existing) and name not in vars(place)):
        return None
    twin = _make_twin(place, function, name)
    setattr(place, name, twin if function.is_method or not inspect.isclass(place) else staticmethod(twin))
    return name


def install(namespace: str) -> int:
    """Gives every asynchronous function of a namespace its twin: ``X_sync()`` for ``X_async()``, or for ``X()``.

    ``SmartAsync.install("Gio")``
    ``data, etag = Gio.File.new_for_path("/etc/hostname").load_bytes_sync()``

    Functions that have a twin of this name keep it. What is installed already stays.

    :param namespace: as in ``gi.repository``; say before which version is meant, with gi.require_version()
    :returns: how many twins were added
    """
    added = [(place, name) for place, function in _async_functions(namespace)
             for name in [_add(place, function)] if name is not None]
    _installed.setdefault(namespace, []).extend(added)
    return len(added)


def uninstall(namespace: str) -> int:
    """Takes away what install() has added to a namespace, and returns how many twins that were."""
    added = _installed.pop(namespace, [])
    for place, name in added:
        delattr(place, name)
    return len(added)
