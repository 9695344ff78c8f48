# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# SmartAsync.sync() with functions of typelibs, in each situation.

import asyncio
import gc
import os
import re
import shutil
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import gi

from helpers import (MOMENTS, Awkward, Gio, GLib, LoopThread, Moment, Outcome, SmartAsync, assert_is,
                     assert_is_io_error, bus_connection, call_in_loop, call_in_thread, claim, machine, main,
                     private_bus, raised, temporary_folder)

from tap import Skip


def awkward_error(error):
    assert_is(error, Awkward.error_quark(), Awkward.Error.SEVEN)
    assert error.message == "broken"


@claim("sync returns the value")
def sync_returns():
    for moment in MOMENTS:
        assert SmartAsync.sync(machine(moment).echo_async, "hello") == "hello", moment


@claim("a generated twin returns the value and the error")
def twin_returns():
    for moment in MOMENTS:
        assert machine(moment).echo_sync("hello", None) == "hello", moment
        awkward_error(raised(GLib.Error, machine(moment, Outcome.ERROR).echo_sync, "broken", None))
    assert call_in_loop(lambda: machine().echo_sync("hello", None)) == "hello"


@claim("sync finishes inside the callback")
def finished_inside():
    def glimpse(moment=Moment.IN_IDLE):
        return SmartAsync.sync(machine(moment).glimpse_async, "hello")

    for moment in (Moment.AT_ONCE, Moment.IN_IDLE, Moment.IN_TASK_THREAD, Moment.ON_DEFAULT_CONTEXT):
        assert glimpse(moment) == ("hello", 5), moment
        broken = machine(moment, Outcome.ERROR)
        awkward_error(raised(GLib.Error, SmartAsync.sync, broken.glimpse_async, "broken"))
    assert call_in_loop(glimpse) == ("hello", 5)
    assert call_in_thread(glimpse) == ("hello", 5)
    with LoopThread():
        assert call_in_thread(glimpse) == ("hello", 5)
        with SmartAsync.policy(SmartAsync.Policy.FORWARD):
            assert glimpse() == ("hello", 5)


@claim("what comes too late is not finished")
def too_late_is_not_finished():
    held = machine(Moment.WHEN_RELEASED)
    finished = []
    error = raised(GLib.Error, SmartAsync.sync, held.echo_async, "hello", timeout=20, finish=finished.append)
    assert_is_io_error(error, Gio.IOErrorEnum.TIMED_OUT)
    held.release()
    assert finished == []


@claim("what a finish function raises comes out of the call once and keeps nothing")
def finish_raises():
    class Broken(Exception):
        pass

    def fail(result):
        raise Broken

    assert raised(Broken, SmartAsync.sync, machine().echo_async, "hello", finish=fail).args == ()
    made = weakref.ref(Broken)
    del Broken, fail
    gc.collect()
    assert made() is None


@claim("sync of an interface method")
def interface_method():
    file = Gio.File.new_for_path("/proc/self/status")
    success, contents, etag = SmartAsync.sync(file.load_contents_async)
    assert success and contents.startswith(b"Name:")


@claim("sync of a static function")
def static_function():
    file, stream = SmartAsync.sync(Gio.File.new_tmp_async, "smartasync-XXXXXX")
    assert isinstance(stream, Gio.FileIOStream)
    file.delete()


BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


@claim("sync of a constructor")
def constructor():
    with bus_connection() as connection:
        proxy = SmartAsync.sync(Gio.DBusProxy.new, connection, Gio.DBusProxyFlags.NONE, None, *BUS)
        assert isinstance(proxy, Gio.DBusProxy)
        assert "org.freedesktop.DBus" in proxy.ListNames()


@claim("sync of a namespace function")
def namespace_function():
    with private_bus() as address:
        stream, guid = SmartAsync.sync(Gio.dbus_address_get_stream, address)
    assert isinstance(stream, Gio.IOStream) and guid


@claim("sync finds the finish function by name")
def finish_by_name():
    assert SmartAsync.sync(machine().echo_async, "X_async") == "X_async"

    resolver = Gio.NetworkAddress.new("127.0.0.1", 1).enumerate()
    assert isinstance(SmartAsync.sync(resolver.next_async), Gio.InetSocketAddress)


ANNOTATED = """
import gi
gi.require_version("SmartAsync", "1")
gi.require_version("Annotated", "1")
from gi.repository import Annotated, SmartAsync
machine = Annotated.Machine.new(Annotated.Moment.IN_IDLE, Annotated.Outcome.VALUE)
assert not hasattr(machine, "echo_finish")
print(SmartAsync.sync(machine.echo_async, "found"))
"""


def annotated_gir():
    """The data of Awkward, with a finish function that no name leads to."""
    folders = os.environ["GI_TYPELIB_PATH"].split(":")
    gir = next(path for folder in folders for path in [Path(folder) / "Awkward-1.gir"] if path.exists())
    text = gir.read_text(encoding="utf-8").replace('namespace name="Awkward"', 'namespace name="Annotated"')
    text = text.replace('<method name="echo_finish"', '<method name="collect"')
    return re.sub('(<method name="echo_async"[^>]*>)', r'\1<attribute name="glib:finish-func" value="collect"/>', text)


@claim("sync finds the finish function by annotation")
def finish_by_annotation():
    if shutil.which("g-ir-compiler") is None:
        raise Skip("g-ir-compiler is not installed")
    folder = temporary_folder()
    (folder / "Annotated-1.gir").write_text(annotated_gir(), encoding="utf-8")
    subprocess.run(["g-ir-compiler", "Annotated-1.gir", "-o", "Annotated-1.typelib"], cwd=folder, check=True)
    env = {**os.environ, "GI_TYPELIB_PATH": f"{folder}:{os.environ['GI_TYPELIB_PATH']}"}
    output = subprocess.run([sys.executable, "-c", ANNOTATED], env=env, text=True, check=True, timeout=60,
                            stdout=subprocess.PIPE).stdout
    shutil.rmtree(folder)
    assert output == "found\n", output


@claim("sync gives a finish function of the namespace the object")
def finish_with_object():
    gi.require_version("Kin", "1")
    from gi.repository import Kin
    assert SmartAsync.sync(Kin.visit_async, Kin.Child.new()) == 42


@claim("functions are found whose names PyGObject changes")
def changed_names():
    gi.require_version("Kin", "1")
    from gi.repository import Kin
    child = Kin.Child.new()
    assert SmartAsync.sync(child.print_) == 42
    SmartAsync.install("Kin")
    assert child.print_sync() == 42
    SmartAsync.uninstall("Kin")
    assert SmartAsync.sync(GLib.Variant("i", 7).print_, True) == "7"


@claim("sync finds the finish function by configuration")
def finish_by_configuration():
    try:
        gi.require_version("GdkPixbuf", "2.0")
        from gi.repository import GdkPixbuf
    except (ImportError, ValueError) as error:
        raise Skip("GdkPixbuf is not installed") from error
    picture = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, False, 8, 1, 1)
    stream = Gio.MemoryOutputStream.new_resizable()
    assert SmartAsync.sync(picture.save_to_streamv_async, stream, "png", [], [])
    assert stream.get_data_size() > 0


@claim("sync finds an inherited finish function")
def inherited_finish():
    class Child(Gio.FilterInputStream):
        pass

    child = Child(base_stream=Gio.MemoryInputStream.new_from_bytes(GLib.Bytes(b"inherited")))
    assert SmartAsync.sync(child.read_bytes_async, 9).get_data() == b"inherited"


@claim("sync takes a given finish function")
def given_finish():
    awkward = machine()
    assert SmartAsync.sync(awkward.echo_async, "hello", finish=awkward.echo_finish) == "hello"
    assert SmartAsync.sync(awkward.echo_async, "hello", finish=lambda r: awkward.echo_finish(r).upper()) == "HELLO"
    assert SmartAsync.sync(awkward.echo_async, "hello", finish=Awkward.Machine.echo_finish) == "hello"


@claim("sync without a finish function says so")
def no_finish():
    error = raised(TypeError, SmartAsync.sync, Gio.Task.new, None)
    assert "Gio.Task.new" in str(error) and "finish=" in str(error), error


@claim("sync fills in the priority")
def priority_filled_in():
    folder = Gio.File.new_for_path("/")
    info = SmartAsync.sync(folder.query_info_async, "standard::type", Gio.FileQueryInfoFlags.NONE)
    assert info.get_file_type() == Gio.FileType.DIRECTORY


@claim("sync takes a given priority")
def priority_given():
    folder = Gio.File.new_for_path("/")
    info = SmartAsync.sync(folder.query_info_async, "standard::type", Gio.FileQueryInfoFlags.NONE,
                           io_priority=GLib.PRIORITY_LOW)
    assert info.get_file_type() == Gio.FileType.DIRECTORY


@claim("sync fills in the cancellable")
def cancellable_filled_in():
    assert SmartAsync.sync(machine(Moment.WHEN_CANCELLED).echo_async, "x", cancellable=cancelled_soon(),
                           finish=lambda result: "finished") == "finished"
    process = Gio.Subprocess.new(["true"], Gio.SubprocessFlags.NONE)
    assert SmartAsync.sync(process.wait_check_async)


def cancelled_soon():
    cancellable = Gio.Cancellable()
    threading.Timer(0.05, cancellable.cancel).start()
    return cancellable


@claim("sync takes priority and cancellable by position too")
def positional_extras():
    """As the function itself does, or as a twin does."""
    folder, flags = Gio.File.new_for_path("/"), Gio.FileQueryInfoFlags.NONE
    for extra in ((None,), (GLib.PRIORITY_LOW,), (GLib.PRIORITY_LOW, None), (Gio.Cancellable(),)):
        for object_first, method in (((), folder.query_info_async), ((folder,), Gio.File.query_info_async)):
            info = SmartAsync.sync(method, *object_first, "standard::type", flags, *extra)
            assert info.get_file_type() == Gio.FileType.DIRECTORY, extra

    cancellable = Gio.Cancellable()
    cancellable.cancel()
    idle = machine()
    for call in (SmartAsync.sync, lambda *args: asyncio.run(SmartAsync.awaitable(*args))):
        assert_is_io_error(raised(GLib.Error, call, idle.echo_async, "x", cancellable), Gio.IOErrorEnum.CANCELLED)
    two = raised(TypeError, SmartAsync.sync, idle.echo_async, "x", cancellable, cancellable=cancellable)
    assert "two cancellables" in str(two), two
    batch = SmartAsync.Batch(name="one")
    assert "run()" in str(raised(TypeError, batch.add_async, idle.echo_async, "x", cancellable))
    assert idle.get_n_started() == 0


@claim("sync takes keyword arguments")
def keyword_arguments():
    assert SmartAsync.sync(machine().echo_async, text="hello") == "hello"
    file = Gio.File.new_for_path("/")
    info = SmartAsync.sync(file.query_info_async, flags=Gio.FileQueryInfoFlags.NONE, attributes="standard::type")
    assert info.get_file_type() == Gio.FileType.DIRECTORY


@claim("sync of an unbound method")
def unbound_method():
    assert SmartAsync.sync(Awkward.Machine.echo_async, machine(), "hello") == "hello"
    assert SmartAsync.sync(Awkward.Machine.echo_async, machine(), text="hello") == "hello"


@claim("sync of an unbound method without its object says so")
def unbound_method_alone():
    for args in ((), ("hello",), ("hello", "world")):
        error = raised(TypeError, SmartAsync.sync, Awkward.Machine.echo_async, *args)
        assert "Awkward.Machine.echo_async() is a method" in str(error) and "object.echo_async" in str(error), error


@claim("sync of a bound method whose first argument is of its class")
def bound_method_with_object():
    folder = temporary_folder()
    one, two = (Gio.File.new_for_path(str(folder / name)) for name in ("one", "two"))
    one.replace_contents(b"text", None, False, Gio.FileCreateFlags.NONE, None)
    assert SmartAsync.sync(one.copy_async, two, Gio.FileCopyFlags.NONE)
    assert SmartAsync.sync(Gio.File.copy_async, one, two, Gio.FileCopyFlags.OVERWRITE, GLib.PRIORITY_DEFAULT, None)
    assert two.load_contents(None)[1] == b"text"
    for file in (one, two):
        file.delete()
    folder.rmdir()


def copy_in_every_way(one, two):
    """The calls that copy one file to another: each gives what can be run to its end, and what it returns."""
    flags, progress = Gio.FileCopyFlags.OVERWRITE, []

    def progress_cb(done, total, *_):  # Callbacks get user data, too, and closures don't.
        progress.append((done, total))

    yield lambda: SmartAsync.sync(one.copy_async, two, flags), progress
    yield lambda: SmartAsync.sync(one.copy_async, two, flags, progress_cb), progress
    yield lambda: SmartAsync.smart(one.copy_async, two, flags, progress_callback=progress_cb), progress
    yield lambda: asyncio.run(SmartAsync.awaitable(one.copy_async, two, flags)), progress
    yield lambda: call_in_loop(lambda: SmartAsync.sync(one.copy_async, destination=two, flags=flags)), progress
    yield lambda: one.copy_sync(two, flags), progress
    yield lambda: one.copy_sync(two, flags, progress_callback=progress_cb), progress


@claim("sync of functions that take closures")
def closures():
    """As Gio.File.copy_async() does where GLib is 2.82 or newer; before, it takes callbacks."""
    folder = temporary_folder()
    one, two, three = (Gio.File.new_for_path(str(folder / name)) for name in ("one", "two", "three"))
    one.replace_contents(b"text", None, False, Gio.FileCreateFlags.NONE, None)
    SmartAsync.install("Gio")
    try:
        for call, progress in copy_in_every_way(one, two):
            assert call() is True
            assert two.load_contents(None)[1] == b"text"
            two.delete()
        assert progress and all(sizes == (4, 4) for sizes in progress), progress
        assert one.move_sync(three, Gio.FileCopyFlags.NONE) is True and SmartAsync.sync(
            three.move_async, one, Gio.FileCopyFlags.NONE) is True
        error = raised(GLib.Error, one.copy_sync, Gio.File.new_for_path("/nowhere/two"), Gio.FileCopyFlags.NONE)
        assert_is_io_error(error, Gio.IOErrorEnum.NOT_FOUND)
        cancellable = Gio.Cancellable()
        cancellable.cancel()
        error = raised(GLib.Error, SmartAsync.sync, one.copy_async, two, Gio.FileCopyFlags.NONE,
                       cancellable=cancellable)
        assert_is_io_error(error, Gio.IOErrorEnum.CANCELLED)
        assert "'flags'" in str(raised(TypeError, SmartAsync.sync, one.copy_async, two))
    finally:
        SmartAsync.uninstall("Gio")
        shutil.rmtree(folder)


@claim("sync returns outs as the binding does")
def several_results():
    stream = Gio.MemoryOutputStream.new_resizable()
    assert SmartAsync.sync(stream.write_all_async, b"hello") == (True, 5)
    assert stream.get_data_size() == 5

    folder = temporary_folder()
    (folder / "zeros").write_bytes(b"a\0b\0")
    file = Gio.File.new_for_path(str(folder / "zeros"))
    assert SmartAsync.sync(file.load_contents_async) == file.load_contents()
    children = SmartAsync.sync(Gio.File.new_for_path(str(folder)).enumerate_children_async, "standard::name",
                               Gio.FileQueryInfoFlags.NONE)
    assert [info.get_name() for info in SmartAsync.sync(children.next_files_async, 10)] == ["zeros"]
    shutil.rmtree(folder)


@claim("sync returns nothing where there is nothing")
def nothing():
    assert SmartAsync.sync(machine(outcome=Outcome.NULL).echo_async, "hello") is None
    assert machine(outcome=Outcome.NULL).echo_sync("hello", None) is None


@claim("sync keeps domain code and message")
def errors():
    for moment in MOMENTS:
        awkward_error(raised(GLib.Error, SmartAsync.sync, machine(moment, Outcome.ERROR).echo_async, "broken"))


@claim("sync with wrong arguments fails at once")
def wrong_arguments():
    too_many = raised(TypeError, SmartAsync.sync, machine().echo_async, machine(), "a", "b")
    assert "Awkward.Machine.echo_async" in str(too_many), too_many
    assert "str" in str(raised(TypeError, SmartAsync.sync, machine().echo_async, 7))
    assert "two values" in str(raised(TypeError, SmartAsync.sync, machine().echo_async, "a", text="b"))
    assert "misses its argument 'text'" in str(raised(TypeError, SmartAsync.sync, machine().echo_async))
    raised(TypeError, SmartAsync.sync, machine().echo_async, "a", colour="b")
    raised(TypeError, SmartAsync.sync, machine().echo_async, "a", "b")
    assert "'callback'" in str(raised(TypeError, SmartAsync.sync, machine().echo_async, "a", callback=print))


@claim("what can't be called or awaited is refused at once")
def wrong_things():
    for thing in (None, 7, "load_contents_async", Gio):
        for function in (SmartAsync.sync, SmartAsync.awaitable, SmartAsync.smart, SmartAsync.smartasync):
            assert "called nor awaited" in str(raised(TypeError, function, thing))
    assert "finish function" in str(raised(TypeError, SmartAsync.sync, machine().echo_async, "a", finish="echo_finish"))


@claim("limits of a wrong type are refused at once")
def wrong_limits():
    echo = machine().echo_async
    for function in (SmartAsync.sync, SmartAsync.awaitable, SmartAsync.smart):
        assert "milliseconds" in str(raised(TypeError, function, echo, "a", timeout=0.5))
        assert "milliseconds" in str(raised(ValueError, function, echo, "a", timeout=-1))
        assert "Gio.Cancellable" in str(raised(TypeError, function, echo, "a", cancellable=7))
    for scope in (SmartAsync.timeout(0.5), SmartAsync.watchdog(0.5)):
        assert "milliseconds" in str(raised(TypeError, scope.__enter__))
    assert SmartAsync.get_timeout() == 0


@claim("sync of a blocking function calls it")
def blocking():
    assert SmartAsync.sync(machine().get_n_started) == 0
    assert SmartAsync.sync(lambda x: x + 1, 2) == 3


@claim("sync inside a running loop")
def in_loop():
    ticks = []
    GLib.idle_add(lambda: ticks.append(1) or len(ticks) < 3)
    assert call_in_loop(lambda: SmartAsync.sync(machine(Moment.IN_TASK_THREAD).echo_async, "hello")) == "hello"
    assert ticks, "the loop stood still"


@claim("sync in a thread")
def in_thread():
    for moment in MOMENTS:
        assert call_in_thread(SmartAsync.sync, machine(moment).echo_async, "hello") == "hello"


@claim("sync in a thread beside a running loop")
def beside_a_loop():
    with LoopThread():
        for moment in MOMENTS + [Moment.ON_DEFAULT_CONTEXT]:
            assert SmartAsync.sync(machine(moment).echo_async, "hello") == "hello"
            assert call_in_thread(SmartAsync.sync, machine(moment).echo_async, "hello") == "hello"


@claim("sync inside a callback of sync")
def nested():
    inner = []

    def finish_later_async(depth, callback):
        source = GLib.idle_source_new()
        source.set_callback(lambda *_: finish(depth, callback))
        source.attach(GLib.MainContext.ref_thread_default())

    def finish(depth, callback):
        if depth > 0:
            inner.append(SmartAsync.sync(finish_later_async, depth - 1, finish=lambda result: depth))
        callback(None, Gio.Task.new(None, None, None))
        return False

    assert SmartAsync.sync(finish_later_async, 5, finish=lambda result: "outer") == "outer"
    assert inner == [1, 2, 3, 4, 5]


@claim("sync of an operation on the default context")
def on_default_context():
    assert SmartAsync.sync(machine(Moment.ON_DEFAULT_CONTEXT).echo_async, "hello") == "hello"


@claim("sync ignores a second callback")
def twice():
    """By a generated twin: PyGObject itself does not survive a callback of Python that is called twice."""
    log_nothing = GLib.log_set_handler("SmartAsync", GLib.LogLevelFlags.LEVEL_CRITICAL, lambda *_: None, None)
    try:
        assert machine(Moment.TWICE).echo_sync("first", None) == "first"
        assert machine().echo_sync("second", None) == "second"
        while GLib.MainContext.default().iteration(False):
            pass
    finally:
        GLib.log_remove_handler("SmartAsync", log_nothing)


@claim("object made in a call goes on working")
def object_lives_on():
    with bus_connection() as connection:
        proxy = SmartAsync.sync(Gio.DBusProxy.new, connection, Gio.DBusProxyFlags.NONE, None, *BUS)
        name = GLib.Variant("(su)", ("org.example.Heard", 0))
        SmartAsync.sync(proxy.call, "RequestName", name, Gio.DBusCallFlags.NONE, -1)
        loop = GLib.MainLoop()
        proxy.connect("g-signal", lambda proxy, sender, signal, parameters: signal == "NameLost" and loop.quit())
        proxy.call("ReleaseName", GLib.Variant("(s)", ("org.example.Heard",)), Gio.DBusCallFlags.NONE, -1, None, None)
        loop.run()


if __name__ == "__main__":
    main()
