# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What makes SmartAsync natural in Python: calls without generated code, and scopes.

import importlib
from contextlib import contextmanager

from gi.docstring import Direction, _get_pytype_hint
from gi.repository import Gio, GLib

from ..module import get_introspection_module

SmartAsync = get_introspection_module("SmartAsync")

__all__ = []


def _export(function):
    __all__.append(function.__name__)
    return function


@_export
@contextmanager
def policy(policy):
    """Sets the policy of the calls made inside: ``with SmartAsync.policy(SmartAsync.Policy.PRIVATE): …``"""
    SmartAsync.push_policy(policy)
    try:
        yield
    finally:
        SmartAsync.pop_policy()


@_export
@contextmanager
def timeout(milliseconds):
    """Limits the time of each call made inside, in milliseconds: ``with SmartAsync.timeout(500): …``"""
    SmartAsync.push_timeout(milliseconds)
    try:
        yield
    finally:
        SmartAsync.pop_timeout()


def _qualified_name(function):
    container = function.get_container()
    names = [function.get_namespace(), container.get_name() if container else None, function.get_name()]
    return ".".join(name for name in names if name)


class _Parameters:
    """The parameters of an asynchronous function: which ones a caller gives, and which we fill in."""

    def __init__(self, function):
        self.callback = self.cancellable = self.io_priority = None
        self.plain = []

        for name, hint in self._visible(function.get_arguments()):
            if hint == "Gio.AsyncReadyCallback":
                self.callback = name
            elif hint == "Gio.Cancellable":
                self.cancellable = name
            elif name == "io_priority":
                self.io_priority = name
            else:
                self.plain.append(name)

        if self.callback is None:
            raise TypeError(f"{_qualified_name(function)}() is not asynchronous: it takes no Gio.AsyncReadyCallback")

    @staticmethod
    def _visible(arguments):
        hidden = set()
        for argument in arguments:
            hidden |= {argument.get_closure(), argument.get_destroy(), argument.get_type().get_array_length()}
        for i, argument in enumerate(arguments):
            if i not in hidden and argument.get_direction() != Direction.OUT:
                yield argument.get_name(), _get_pytype_hint(argument.get_type())

    def bind(self, function, args, kwargs):
        if len(args) > len(self.plain):
            raise TypeError(f"{_qualified_name(function)}() takes {len(self.plain)} arguments here "
                            f"({', '.join(self.plain) or 'none'}), {len(args)} were given")
        bound = dict(zip(self.plain, args))
        for name, value in kwargs.items():
            if name in bound:
                raise TypeError(f"{_qualified_name(function)}() got two values for '{name}'")
            bound[name] = value
        if self.io_priority:
            bound.setdefault(self.io_priority, GLib.PRIORITY_DEFAULT)
        return bound


def _find_finish(function):
    """The finish function, from where the asynchronous one is: takes the source object and the result."""
    container = function.get_container()
    module = importlib.import_module("gi.repository." + function.get_namespace())
    place = getattr(module, container.get_name()) if container else module
    name = function.get_name()
    stem = name[:-len("_async")] if name.endswith("_async") else name

    for candidate in (stem + "_finish", name + "_finish"):
        finish = getattr(place, candidate, None)
        if finish is not None:
            return finish if finish.is_method() else lambda source, result: finish(result)

    raise TypeError(f"{_qualified_name(function)}() has no finish function of that name; "
                    f"give it: sync(…, finish=object.its_finish)")


@_export
def sync(function, *args, cancellable=None, timeout=None, finish=None, **kwargs):
    """Calls an asynchronous function, waits, and returns what its finish function returns.

    ``contents = SmartAsync.sync(file.load_contents_async)``

    :param function: an asynchronous method or function of any introspected library
    :param args, kwargs: its arguments, less priority, cancellable, callback and user data
    :param cancellable: a Gio.Cancellable
    :param timeout: how long it may take, in milliseconds
    :param finish: the finish function, where it can't be found by its name; called with the result
    :raises GLib.Error: as the operation has failed, or as SmartAsync.run() does
    """
    parameters = _Parameters(function)
    arguments = parameters.bind(function, args, kwargs)
    finish_with = (lambda source, result: finish(result)) if finish else _find_finish(function)
    sources = []
    failures = []

    def start(call, *_):
        def ready(source, result, *_):
            sources.append(source)
            call.complete(result)

        arguments[parameters.callback] = ready
        if parameters.cancellable:
            arguments[parameters.cancellable] = call.get_cancellable()
        try:
            function(**arguments)
        except BaseException as failure:
            # It was not started, and will never call back.
            failures.append(failure)
            call.complete(Gio.Task.new(None, None, None))

    result = _run(function, start, cancellable, timeout)
    if failures:
        raise failures[0]
    return finish_with(sources[0], result)


def _run(function, start, cancellable, milliseconds):
    name, flags = _qualified_name(function), SmartAsync.OperationFlags.NONE
    if milliseconds is None:
        return SmartAsync.run(name, flags, cancellable, start)
    with timeout(milliseconds):
        return SmartAsync.run(name, flags, cancellable, start)
