# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What makes SmartAsync natural in Python: calls without generated code, and scopes.

import importlib
from contextlib import contextmanager, nullcontext

from gi.docstring import Direction, _get_pytype_hint
from gi.repository import Gio, GLib

from . import override
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


class _Operation:
    """A start and a finish function. One that can't be started fails; it never leaves its call without a callback."""

    def __init__(self, start, finish):
        self._start, self._finish = start, finish
        self._failure = None

    def start(self, call, *_):
        try:
            self._start(call)
        except BaseException as failure:
            self._failure = failure
            call.complete(Gio.Task.new(None, None, None))
            if self._finish is None:
                raise

    def finish(self, result):
        if self._failure:
            raise self._failure
        return self._finish(result)


def _call_of(function, args, kwargs, finish):
    """The operation that calls an asynchronous function of an introspected library."""
    parameters = _Parameters(function)
    arguments = parameters.bind(function, args, kwargs)
    finish_with = (lambda source, result: finish(result)) if finish else _find_finish(function)
    sources = []

    def start(call):
        def ready(source, result, *_):
            sources.append(source)
            call.complete(result)

        arguments[parameters.callback] = ready
        if parameters.cancellable:
            arguments[parameters.cancellable] = call.get_cancellable()
        function(**arguments)

    return _Operation(start, lambda result: finish_with(sources[0], result))


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
    operation = _call_of(function, args, kwargs, finish)
    return operation.finish(_run(function, operation.start, cancellable, timeout))


def _limited_to(milliseconds):
    return nullcontext() if milliseconds is None else timeout(milliseconds)


def _run(function, start, cancellable, milliseconds):
    with _limited_to(milliseconds):
        return SmartAsync.run(_qualified_name(function), SmartAsync.OperationFlags.NONE, cancellable, start)


def _keep_value(operation, values, index):
    """A finish function for C, which only knows GLib.Error."""
    def finish(result, *_):
        try:
            values[index] = operation.finish(result)
        except GLib.Error:
            raise
        except Exception as failure:
            raise GLib.Error.new_literal(Gio.io_error_quark(), f"{type(failure).__name__}: {failure}",
                                         Gio.IOErrorEnum.FAILED) from failure

    return finish


@_export
@override
class Batch(SmartAsync.Batch):
    """Many operations at the same time, waited for as one.

    ``batch = SmartAsync.Batch(name="stars", max_concurrent=16)``
    ``batch.add_async(client.get_repo_async, "GNOME", "glib")``
    ``batch.run()``
    ``repo = batch.get_value(0)``
    """

    def add(self, start, finish=None):
        """Adds an operation and returns its index.

        :param start: called with a SmartAsync.Call, starts the operation
        :param finish: called with the result; what it returns is the operation's value, what it raises its error;
            without it get_result() gives the result
        """
        operation = _Operation(start, finish)
        if finish is None:
            return super().add(operation.start)
        return super().add(operation.start, finish=_keep_value(operation, self._values, self.get_n_operations()))

    def add_async(self, function, *args, finish=None, **kwargs):
        """Adds a call of an asynchronous function, given as for SmartAsync.sync(), and returns its index."""
        operation = _call_of(function, args, kwargs, finish)
        return super().add(operation.start, finish=_keep_value(operation, self._values, self.get_n_operations()))

    def run(self, mode=SmartAsync.BatchMode.ALL, cancellable=None, timeout=None):
        """Runs the batch.

        :param mode: what to wait for
        :param cancellable: a Gio.Cancellable
        :param timeout: how long all of it may take, in milliseconds
        :raises GLib.Error: when it does not come to what the mode says
        """
        with _limited_to(timeout):
            return super().run(mode, cancellable)

    def get_value(self, index):
        """Gets what an operation's finish function returned; None if it has not, or has failed."""
        return self._values.get(index)

    @property
    def _values(self):
        return self.__dict__.setdefault("_values_by_index", {})
