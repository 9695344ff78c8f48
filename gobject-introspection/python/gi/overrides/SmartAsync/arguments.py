# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Whose an argument is: a function's own parameters come before those of sync() that have the same name.

import functools
import inspect
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any, Callable, Dict, FrozenSet, NamedTuple

from . import functions, introspection
from .kinds import CacheType, innermost, is_a, is_awaitable, name_of
from .pygobject import introspected
from .runtime import SmartAsync


class NotGiven:
    """Stands for an argument that was left out: None is a value, which the function may take."""

    def __repr__(self) -> str:
        return "<not given>"


NOT_GIVEN: Any = NotGiven()

CANCELLABLE, TIMEOUT, FINISH, OPTIONS = functions.CANCELLABLE, "timeout", "finish", "options"

_ITSELF = {
    CANCELLABLE: "for this call, give what the function returns: sync({name}(…), cancellable=…)",
    TIMEOUT: "for this call, say `with SmartAsync.timeout(…):`, or options=SmartAsync.Options(timeout=…)",
    FINISH: "for this call, name it as a parameter of a function of your own",
    OPTIONS: "for this call, it is a SmartAsync.Options",
}

_WITH_SIGNATURES = (FunctionType, MethodType, BuiltinFunctionType, CacheType, functools.partial, type)


class Parameters(NamedTuple):
    """The parameters of a function that can be given by name."""

    names: FrozenSet[str]
    takes_others: bool
    """Whether it takes any name, or does not say which."""


NONE = Parameters(frozenset(), False)
UNKNOWN = Parameters(frozenset(), True)


def _in_typelib(known: Any) -> Parameters:
    described = functions.describe(known)
    names = introspection.names(known) if described is None else described.plain
    return Parameters(frozenset(names), False)


def _in_signature(function: Callable) -> Parameters:
    # Of an object, its type is asked: whoever wants to know an object's own signature asks the object.
    asked: Any = function if is_a(function, *_WITH_SIGNATURES) else MethodType(type(function).__call__, function)
    try:
        parameters = inspect.signature(asked).parameters.values()
    except (TypeError, ValueError):
        return UNKNOWN
    by_name = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    names = frozenset(parameter.name for parameter in parameters if parameter.kind in by_name)
    return Parameters(names, any(parameter.kind == inspect.Parameter.VAR_KEYWORD for parameter in parameters))


def _parameters(function: Any) -> Parameters:
    if not callable(function) or is_awaitable(function):
        return NONE
    known = introspected(innermost(function))
    return _in_signature(function) if known is None else _in_typelib(known)


def _is_ours(name: str, value: Any, theirs: Parameters) -> bool:
    if not theirs.takes_others:
        return True
    return is_a(value, SmartAsync.Options) if name == OPTIONS else name == FINISH and functions.CALLBACK in theirs.names


def split(function: Any, given: Dict[str, Any], kwargs: Dict[str, Any]) -> Dict[str, Any]:
    """Adds to a function's arguments those of ours that are the function's own, and returns the others."""
    theirs = _parameters(function)
    ours: Dict[str, Any] = {}
    for name, value in given.items():
        if name in theirs.names:
            kwargs[name] = value
        elif _is_ours(name, value, theirs):
            ours[name] = value
        else:
            called = name_of(function)
            raise TypeError(f"{called}() may take '{name}' itself, as it does not say which names it takes: "
                            f"for the function, give functools.partial({called}, {name}=…); "
                            f"{_ITSELF[name].replace('{name}', called)}")
    return ours
