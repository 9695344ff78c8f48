# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What our library in C says of introspected functions, by the rules and the configuration of the generator.

from typing import Any, Iterator, List, NamedTuple, Optional, Tuple

from gi.repository import GLib

from .pygobject import OUR_INTROSPECTION, Function

Role = OUR_INTROSPECTION.Role


class Argument(NamedTuple):
    """An argument that a function has in Python."""

    name: str
    role: Any
    may_be_null: bool
    is_closure: bool


def _lookup(function: Function) -> Any:
    return OUR_INTROSPECTION.Function.lookup_symbol(function.namespace, function.symbol)


def _function(found: Any) -> Function:
    return Function(found.get_namespace(), found.get_container(), found.get_name(), found.get_symbol(),
                    found.is_method())


def _arguments(found: Any) -> List[Argument]:
    """PyGObject fills in lengths of all arrays."""
    shown = (Argument(found.get_argument_name(i), found.get_argument_role(i), found.argument_is_nullable(i),
                      found.argument_is_closure(i)) for i in range(found.get_n_arguments()))
    return [argument for argument in shown if argument.role != Role.LENGTH]


def arguments(function: Function) -> Optional[List[Argument]]:
    """The arguments of an asynchronous function; None for any other."""
    found = _lookup(function)
    return _arguments(found) if found.is_async() else None


def names(function: Function) -> List[str]:
    """The names of the arguments of any function."""
    return [argument.name for argument in _arguments(_lookup(function))]


def finish(function: Function) -> Optional[Tuple[Function, bool]]:
    """The finish function, and whether it takes the source object; None if there is none."""
    found = _lookup(function)
    its = found.get_finish()
    return None if its is None else (_function(its), found.finish_takes_source())


def pair(function: Function) -> Optional[Function]:
    """The asynchronous function that a loaded library of pairs has for one that blocks; None if none has."""
    stem = function.symbol[:-len("_sync")] if function.symbol.endswith("_sync") else function.symbol
    for name in (f"{stem}_async", f"{stem}_async_with_closures"):
        try:
            return _function(OUR_INTROSPECTION.Function.lookup_symbol(f"{function.namespace}Async", name))
        except GLib.Error:
            pass
    return None


def setting(function: Function, key: str) -> Optional[str]:
    """What the configuration says of a function; None where it says nothing."""
    return _lookup(function).get_setting(key)


def functions(namespace: str) -> Iterator[Function]:
    """The asynchronous functions of a namespace."""
    return map(_function, OUR_INTROSPECTION.Function.list(namespace))
