# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Asynchronous functions that are written in Python, called through twins from Python and from C.

import asyncio
import sys

from helpers import (Gio, GLib, GObject, Moment, SmartAsync, assert_is_io_error, call_in_loop, claim, machine, main,
                     raised)


class Grant(Gio.Permission):
    """A virtual asynchronous method, overridden; how it completes is a function's business."""

    def __init__(self, complete):
        super().__init__()
        self.complete = complete

    def do_acquire_async(self, cancellable, callback, user_data):
        task = Gio.Task.new(self, cancellable, None)
        task.return_boolean(True)
        self.complete(lambda: callback(self, task))

    def do_acquire_finish(self, result):
        return result.propagate_boolean()


def in_idle(ready):
    source = GLib.idle_source_new()
    source.set_callback(lambda *_: ready() and False)
    source.attach(GLib.MainContext.ref_thread_default())


def on_default_context(ready):
    GLib.timeout_add(1, lambda: ready() and False)


def after_another_call(ready):
    assert SmartAsync.sync(machine(Moment.IN_TASK_THREAD).echo_async, "inner") == "inner"
    ready()


def in_coroutine(ready):
    async def later():
        await asyncio.sleep(0.001)
        await SmartAsync.awaitable(machine().echo_async, "inner")
        ready()

    SmartAsync.smart(later)


@claim("overridden virtual async method completes")
def overridden():
    SmartAsync.install("Gio")
    try:
        for complete in (lambda ready: ready(), in_idle, on_default_context, after_another_call, in_coroutine):
            permission = Grant(complete)
            for call in (lambda: SmartAsync.sync(permission.acquire_async), lambda: permission.acquire_sync(),
                         lambda: call_in_loop(lambda: SmartAsync.sync(permission.acquire_async)),
                         lambda: asyncio.run(in_asyncio(permission))):
                assert call() is True
    finally:
        SmartAsync.uninstall("Gio")


async def in_asyncio(permission):
    return SmartAsync.sync(permission.acquire_async)


class Door(GObject.Object):
    """An asynchronous function written in Python, with signals."""

    __gsignals__ = {"opened": (GObject.SignalFlags.RUN_LAST, None, (str,))}

    def __init__(self, knocks):
        super().__init__()
        self.knocks = knocks

    def open_async(self, guest, io_priority, cancellable, callback, user_data):
        task = Gio.Task.new(self, cancellable, None)

        def opened_cb(door, name):
            self.disconnect(handler)
            task.return_value(f"{name} by {guest}")
            callback(self, task)

        handler = self.connect("opened", opened_cb)
        self.knocks(lambda: self.emit("opened", "opened"))

    def open_finish(self, result):
        return result.propagate_value()[1]


@claim("signal driven async function completes")
def signal_driven():
    for knocks in (lambda emit: emit(), in_idle, on_default_context, in_coroutine):
        door = Door(knocks)
        assert SmartAsync.sync(door.open_async, "me") == "opened by me"
        assert SmartAsync.sync(door.open_async, guest="you", timeout=60000) == "opened by you"
        assert call_in_loop(lambda: SmartAsync.sync(door.open_async, "me")) == "opened by me"


@claim("twin calls into the language")
def twin_calls_back():
    """A generated twin: C waits, and what completes its operation is a function of Python."""
    held = machine(Moment.WHEN_RELEASED)
    GLib.idle_add(lambda: held.release() and False)
    with SmartAsync.policy(SmartAsync.Policy.FORWARD):
        assert held.echo_sync("hello", None) == "hello"


@claim("a start that raises is an exception and never a hang")
def start_raises():
    def broken_async(callback):
        raise KeyError("no start")

    def broken_late_async(callback):
        callback(None, Gio.Task.new(None, None, None))
        raise KeyError("after the callback")

    for function in (broken_async, broken_late_async):
        raised(KeyError, SmartAsync.sync, function, finish=lambda result: None)


class Broken(Gio.Permission):
    def do_acquire_async(self, cancellable, callback, user_data):
        raise KeyError("no start")


class Misdeclared(Gio.Permission):
    def do_acquire_async(self, callback):
        pass


@claim("a virtual async method that raises is an exception and never a hang")
def override_raises():
    silenced, sys.excepthook = sys.excepthook, lambda *_: None  # for PyGObject, which prints it
    try:
        for call in (SmartAsync.sync, lambda function: asyncio.run(SmartAsync.awaitable(function))):
            raised(KeyError, call, Broken().acquire_async)
            assert "do_acquire_async()" in str(raised(TypeError, call, Misdeclared().acquire_async))
    finally:
        sys.excepthook = silenced


@claim("an unbound method of Python finds its finish function")
def unbound_method():
    assert SmartAsync.sync(Door.open_async, Door(lambda emit: emit()), "me") == "opened by me"


def unfinished_async(callback=None):
    pass


@claim("a function of Python with no finish function says so")
def no_finish():
    for function in (unfinished_async, lambda callback: None):
        error = raised(TypeError, SmartAsync.sync, function)
        assert function.__name__ in str(error) and "finish=" in str(error), error
    given = []
    assert SmartAsync.sync(lambda callback: callback(7), given.append) is None and given == [7]


@claim("a result that is none of GIO's comes through")
def own_result():
    def plain_async(text, callback):
        callback(None, text)

    assert SmartAsync.sync(plain_async, "plain", finish=lambda result: result) == "plain"


def module_async(text, callback):
    callback(None, text)


def module_finish(result):
    return result


@claim("a function of a module finds its finish function there")
def module_function():
    assert SmartAsync.sync(module_async, "hello") == "hello"


@claim("a method of Python that nothing completes ends with its time limit")
def never_completes():
    door = Door(lambda emit: None)
    error = raised(GLib.Error, SmartAsync.sync, door.open_async, "me", timeout=20)
    assert_is_io_error(error, Gio.IOErrorEnum.TIMED_OUT)


@claim("version can be required")
def version():
    there = SmartAsync.get_major_version(), SmartAsync.get_minor_version(), SmartAsync.get_micro_version()
    assert there == (SmartAsync.MAJOR_VERSION, SmartAsync.MINOR_VERSION, SmartAsync.MICRO_VERSION), there
    assert SmartAsync.check_version(*there) is None
    assert "too old" in SmartAsync.check_version(there[0] + 1, 0, 0)


if __name__ == "__main__":
    main()
