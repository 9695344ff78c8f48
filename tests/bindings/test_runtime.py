# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The runtime from Python: generated twins, calls without generated code, scopes.

import sys

import gi

gi.require_version("SmartAsync", "1")
gi.require_version("Awkward", "1")
from gi.repository import Awkward, Gio, GLib, SmartAsync

from tap import claim, main

MOMENTS = [
    Awkward.Moment.AT_ONCE,
    Awkward.Moment.IN_IDLE,
    Awkward.Moment.IN_TASK_THREAD,
]


def machine(moment=Awkward.Moment.IN_IDLE, outcome=Awkward.Outcome.VALUE):
    return Awkward.Machine.new(moment, outcome)


def raised(error_type, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error_type as error:
        return error
    raise AssertionError(f"{error_type.__name__} was not raised")


def call_in_loop(function):
    loop = GLib.MainLoop()
    results = []

    def in_loop():
        try:
            results.append(function())
        finally:
            loop.quit()

    GLib.idle_add(in_loop)
    loop.run()
    return results[0]


@claim("a generated twin returns the value")
def twin_returns():
    for moment in MOMENTS:
        assert machine(moment).echo_sync("hello", None) == "hello"


@claim("a generated twin returns the value inside a running loop")
def twin_returns_in_loop():
    assert call_in_loop(lambda: machine().echo_sync("hello", None)) == "hello"


@claim("a generated twin returns nothing where there is nothing")
def twin_returns_nothing():
    assert machine(outcome=Awkward.Outcome.NULL).echo_sync("hello", None) is None


@claim("a generated twin raises the error with its domain, code and message")
def twin_raises():
    error = raised(GLib.Error, machine(outcome=Awkward.Outcome.ERROR).echo_sync, "broken", None)
    assert error.matches(Awkward.error_quark(), Awkward.Error.SEVEN), error
    assert error.message == "broken"


@claim("any asynchronous method can be called and returns the value")
def sync_returns():
    for moment in MOMENTS:
        assert SmartAsync.sync(machine(moment).echo_async, "hello") == "hello"
        assert SmartAsync.sync(machine(moment).echo_async, text="hello") == "hello"


@claim("any asynchronous method can be called inside a running loop")
def sync_returns_in_loop():
    assert call_in_loop(lambda: SmartAsync.sync(machine().echo_async, "hello")) == "hello"


@claim("an error of any asynchronous method comes through")
def sync_raises():
    error = raised(GLib.Error, SmartAsync.sync, machine(outcome=Awkward.Outcome.ERROR).echo_async, "broken")
    assert error.matches(Awkward.error_quark(), Awkward.Error.SEVEN), error


@claim("priorities are filled in and several results come as the binding returns them")
def sync_fills_in():
    folder = Gio.File.new_for_path(GLib.get_tmp_dir())
    info = SmartAsync.sync(folder.query_info_async, "standard::type", Gio.FileQueryInfoFlags.NONE)
    assert info.get_file_type() == Gio.FileType.DIRECTORY

    stream = Gio.MemoryOutputStream.new_resizable()
    success, written = SmartAsync.sync(stream.write_all_async, b"hello")
    assert (success, written, stream.get_data_size()) == (True, 5, 5)


@claim("a constructor and a function of a namespace can be called")
def sync_functions():
    file, stream = SmartAsync.sync(Gio.File.new_tmp_async, "smartasync-XXXXXX") \
        if hasattr(Gio.File, "new_tmp_async") else Gio.File.new_tmp("smartasync-XXXXXX")
    assert file.delete()

    address = GLib.getenv("DBUS_SESSION_BUS_ADDRESS")
    GLib.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere", True)
    error = raised(GLib.Error, SmartAsync.sync, Gio.bus_get, Gio.BusType.SESSION)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND) or "/nowhere" in error.message, error
    if address:
        GLib.setenv("DBUS_SESSION_BUS_ADDRESS", address, True)


@claim("wrong arguments are an exception that names the function and never a hang")
def sync_wrong_arguments():
    assert "Awkward.Machine.echo_async" in str(raised(TypeError, SmartAsync.sync, machine().echo_async, "a", "b"))
    assert "str" in str(raised(TypeError, SmartAsync.sync, machine().echo_async, 7))
    assert "not asynchronous" in str(raised(TypeError, SmartAsync.sync, machine().get_n_started))
    raised(TypeError, SmartAsync.sync, machine().echo_async)


@claim("a timeout ends a call that would last")
def sync_times_out():
    endless = machine(Awkward.Moment.WHEN_CANCELLED)
    error = raised(GLib.Error, SmartAsync.sync, endless.echo_async, "hello", timeout=10)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT), error

    with SmartAsync.timeout(10):
        error = raised(GLib.Error, endless.echo_sync, "hello", None)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT), error


@claim("a cancellable that was cancelled before means not started")
def sync_cancelled():
    cancellable = Gio.Cancellable()
    cancellable.cancel()
    idle = machine()
    error = raised(GLib.Error, SmartAsync.sync, idle.echo_async, "hello", cancellable=cancellable)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED), error
    assert idle.get_n_started() == 0


@claim("policies and timeouts are scopes that end with exceptions too")
def scopes():
    try:
        with SmartAsync.policy(SmartAsync.Policy.REFUSE), SmartAsync.timeout(500):
            assert SmartAsync.get_policy() == SmartAsync.Policy.REFUSE
            assert SmartAsync.get_timeout() == 500
            raise KeyError
    except KeyError:
        pass
    assert SmartAsync.get_policy() == SmartAsync.Policy.AUTO
    assert SmartAsync.get_timeout() == 0


@claim("refusing to nest is an error that can be matched")
def refuse():
    def call():
        with SmartAsync.policy(SmartAsync.Policy.REFUSE):
            return raised(GLib.Error, machine().echo_sync, "hello", None)

    error = call_in_loop(call)
    assert error.matches(SmartAsync.error_quark(), SmartAsync.Error.WOULD_NEST), error


@claim("the situation is seen from Python")
def detect():
    assert SmartAsync.detect()[0] == SmartAsync.Situation.NO_LOOP
    assert call_in_loop(lambda: SmartAsync.detect()[0]) == SmartAsync.Situation.OWN_LOOP


if __name__ == "__main__":
    sys.exit(main("bindings/python"))
