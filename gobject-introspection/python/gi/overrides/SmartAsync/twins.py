# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Synchronous twins for a whole namespace, with no code generation.

import importlib
import inspect
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from gi._gi import CallableInfo, FunctionInfo
from gi.docstring import _get_pytype_hint
from gi.module import repository

from .functions import CANCELLABLE, describe_async, is_async, visible_arguments, without_suffix
from .targets import Limits, target_of

KEYWORDS = {
    CANCELLABLE: "Gio.Cancellable, or None",
    "timeout": "how long it may take, in milliseconds",
    "finish": "the finish function, where it can't be found by its name",
}

_installed: Dict[str, List[Tuple[Any, str]]] = {}
"""By namespace: where twins were added, and their names."""


def _is_twin(function: Any) -> bool:
    return hasattr(getattr(function, "__func__", function), "__smartasync_twin__")


def _parameters(info: CallableInfo) -> Iterable[inspect.Parameter]:
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    if info.is_method():
        yield inspect.Parameter("self", kind)
    described = describe_async(info)
    for name in described.plain:
        yield inspect.Parameter(name, kind)
    keywords = list(_keywords(info))
    if keywords[0] == CANCELLABLE:  # which twins that a library has take by position
        yield inspect.Parameter(keywords.pop(0), kind, default=None)
    if described.io_priority:
        keywords.insert(0, described.io_priority)
    for name in keywords:
        yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None)


def _documentation(info: CallableInfo) -> str:
    described = describe_async(info)
    hints = {argument.get_name(): _get_pytype_hint(argument.get_type()) for argument in visible_arguments(info)}
    lines = [f"Calls {described.name}(), waits until it is done, and returns what its finish function returns.", ""]
    lines += [f":param {name}: {hints[name]}" for name in described.plain]
    if described.io_priority:
        lines.append(f":param {described.io_priority}: int, by default GLib.PRIORITY_DEFAULT")
    lines += [f":param {name}: {KEYWORDS[name]}" for name in _keywords(info)]
    lines.append(":raises GLib.Error: as the operation has failed, or as SmartAsync.run() does")
    return "\n".join(lines)


def _keywords(info: CallableInfo) -> Tuple[str, ...]:
    """Those of ours that the function has no parameter for: its own come first."""
    return tuple(name for name in KEYWORDS if name not in describe_async(info).plain)


def _call(function: Callable, args: tuple, kwargs: Dict[str, Any], keywords: Tuple[str, ...]) -> Any:
    ours = {name: kwargs.pop(name) for name in keywords if name in kwargs}
    target = target_of(function, args, kwargs, ours.pop("finish", None))
    return target.wait(Limits(**ours))


def _calling_method(name: str, keywords: Tuple[str, ...]) -> Callable:
    def twin(self: Any, *args: Any, **kwargs: Any) -> Any:
        return _call(getattr(self, name), args, kwargs, keywords)
    return twin


def _calling_function(place: Any, name: str, keywords: Tuple[str, ...]) -> Callable:
    def twin(*args: Any, **kwargs: Any) -> Any:
        return _call(getattr(place, name), args, kwargs, keywords)
    return twin


def _make_twin(place: Any, info: CallableInfo, name: str) -> Callable:
    keywords = _keywords(info)
    async_name = info.get_name()
    twin = _calling_method(async_name, keywords) if info.is_method() else _calling_function(place, async_name, keywords)
    twin.__name__ = name
    twin.__qualname__ = f"{place.__name__}.{name}" if inspect.isclass(place) else name
    twin.__module__ = "gi.repository." + info.get_namespace()
    twin.__doc__ = _documentation(info)
    twin.__signature__ = inspect.Signature(list(_parameters(info)))  # type: ignore[attr-defined]
    twin.__smartasync_twin__ = info  # type: ignore[attr-defined]
    return twin


def _async_functions(infos: Iterable[Any]) -> List[CallableInfo]:
    return [info for info in infos if isinstance(info, FunctionInfo) and is_async(info)]


def _loaded(module: Any, name: str) -> Any:
    """A class or interface; None for one that PyGObject can't make, as its type is not in the library."""
    try:
        return getattr(module, name)
    except (AttributeError, RuntimeError, TypeError):
        return None


def _places(namespace: str) -> Iterable[Tuple[Any, List[CallableInfo]]]:
    """The module and its classes and interfaces, each with its asynchronous functions, if it has any."""
    if not isinstance(namespace, str):
        raise TypeError(f"a namespace is given by its name, not {namespace!r}")
    module = importlib.import_module("gi.repository." + namespace)
    infos = repository.get_infos(namespace)
    yield module, _async_functions(infos)
    for info in infos:
        found = _async_functions(info.get_methods()) if hasattr(info, "get_methods") else []
        place = _loaded(module, info.get_name()) if found else None
        if place is not None:
            yield place, found


def _add(place: Any, info: CallableInfo) -> Optional[str]:
    """Adds the twin of one function, and returns its name; None where one is there already."""
    name = without_suffix(info.get_name()) + "_sync"
    existing = getattr(place, name, None)
    if existing is not None and not (_is_twin(existing) and name not in vars(place)):
        return None
    twin = _make_twin(place, info, name)
    setattr(place, name, twin if info.is_method() or not inspect.isclass(place) else staticmethod(twin))
    return name


def install(namespace: str) -> int:
    """Gives every asynchronous function of a namespace its twin: ``X_sync()`` for ``X_async()``, or for ``X()``.

    ``SmartAsync.install("Gio")``
    ``data, etag = Gio.File.new_for_path("/etc/hostname").load_bytes_sync()``

    Functions that have a twin of this name keep it. What is installed already stays.

    :param namespace: as in ``gi.repository``; say before which version is meant, with gi.require_version()
    :returns: how many twins were added
    """
    added = [(place, name) for place, infos in _places(namespace) for info in infos
             for name in [_add(place, info)] if name is not None]
    _installed.setdefault(namespace, []).extend(added)
    return len(added)


def uninstall(namespace: str) -> int:
    """Takes away what install() has added to a namespace, and returns how many twins that were."""
    added = _installed.pop(namespace, [])
    for place, name in added:
        delattr(place, name)
    return len(added)
