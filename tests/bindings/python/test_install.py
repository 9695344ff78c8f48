# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# SmartAsync.install() and uninstall().

import inspect
import os
import pydoc
import shutil
import subprocess
import sys
import warnings

import gi
from helpers import (Awkward, Gio, GLib, SmartAsync, call_in_loop, claim, machine, main, raised,
                     temporary_folder)

from tap import Skip


def installed(namespace):
    """Installs twins for one test, and gives their number."""
    def decorate(test):
        def run():
            count = SmartAsync.install(namespace)
            try:
                test(count)
            finally:
                SmartAsync.uninstall(namespace)
        return run
    return decorate


@claim("install adds twins")
@installed("Gio")
def adds_twins(count):
    assert count > 50, count
    data, etag = Gio.File.new_for_path("/proc/self/status").load_bytes_sync()
    assert data.get_data().startswith(b"Name:")
    process = Gio.Subprocess.new(["true"], Gio.SubprocessFlags.NONE)
    assert process.wait_check_sync()
    assert call_in_loop(lambda: Gio.File.new_for_path("/").query_info_sync("standard::type", 0)).get_file_type()


@claim("install adds twins to interfaces")
@installed("Gio")
def adds_to_interfaces(count):
    assert "load_contents_sync" in vars(Gio.File)
    file = Gio.File.new_for_path("/proc/self/status")
    assert type(file) is not Gio.File and "load_contents_sync" in dir(file)
    assert file.load_contents_sync()[0]


@claim("install adds twins to constructors and functions")
@installed("Gio")
def adds_to_functions(count):
    file, stream = Gio.File.new_tmp_sync("smartasync-XXXXXX", io_priority=GLib.PRIORITY_LOW)
    file.delete()
    assert hasattr(Gio.AppInfo.get_default_for_type_sync, "__smartasync_twin__")
    assert hasattr(Gio.app_info_get_default_for_type_sync, "__smartasync_twin__")


@claim("install keeps existing twins")
def keeps_twins():
    before = Gio.DBusProxy.new_sync, Gio.bus_get_sync, Awkward.Machine.echo_sync
    SmartAsync.install("Gio")
    try:
        assert (Gio.DBusProxy.new_sync, Gio.bus_get_sync, Awkward.Machine.echo_sync) == before
        assert SmartAsync.install("Awkward") == 0
        assert machine().echo_sync("hello", None) == "hello"
    finally:
        SmartAsync.uninstall("Gio")


@claim("install twice changes nothing")
@installed("Gio")
def twice(count):
    twin = Gio.File.load_bytes_sync
    assert SmartAsync.install("Gio") == 0
    assert Gio.File.load_bytes_sync is twin


@claim("install documents the twins")
@installed("Gio")
def documented(count):
    assert "load_bytes_sync" in dir(Gio.File)
    text = pydoc.render_doc(Gio.File.load_bytes_sync, renderer=pydoc.plaintext)
    assert "Gio.File.load_bytes_async()" in text and "timeout" in text and "cancellable" in text, text
    text = pydoc.render_doc(Gio.File.query_info_sync, renderer=pydoc.plaintext)
    assert ":param attributes: str" in text and "io_priority" in text, text
    parameters = inspect.signature(Gio.File.query_info_sync).parameters
    assert list(parameters)[:4] == ["self", "attributes", "flags", "cancellable"]


@claim("installed twins take the cancellable as hand written ones do")
@installed("Gio")
def positional_cancellable(count):
    cancellable = Gio.Cancellable()
    root = Gio.File.new_for_path("/")
    assert root.query_info_sync("standard::type", Gio.FileQueryInfoFlags.NONE, cancellable).get_file_type()
    assert Gio.File.new_for_path("/proc/self/status").load_bytes_sync(None)
    cancellable.cancel()
    error = raised(GLib.Error, root.query_info_sync, "standard::type", Gio.FileQueryInfoFlags.NONE, cancellable)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED), error


@claim("uninstall takes them away")
def uninstalled():
    def all_names():
        with warnings.catch_warnings():  # of names that have moved to GioUnix
            warnings.simplefilter("ignore", gi.PyGIDeprecationWarning)
            return names()

    def names():
        return {(name, attribute) for name in dir(Gio) for place in [getattr(Gio, name)] if inspect.isclass(place)
                for attribute in vars(place)}

    before = all_names()
    count = SmartAsync.install("Gio")
    added = all_names() - before
    assert ("File", "load_bytes_sync") in added
    assert SmartAsync.uninstall("Gio") == count
    assert all_names() == before
    assert SmartAsync.uninstall("Gio") == 0
    assert not hasattr(Gio.File, "load_bytes_sync")


STRANDED_GIR = """<?xml version="1.0"?>
<repository version="1.2" xmlns="http://www.gtk.org/introspection/core/1.0"
            xmlns:c="http://www.gtk.org/introspection/c/1.0" xmlns:glib="http://www.gtk.org/introspection/glib/1.0">
  <include name="Gio" version="2.0"/>
  <namespace name="Stranded" version="1" c:identifier-prefixes="Stranded" c:symbol-prefixes="stranded">
    <interface name="Door" c:type="StrandedDoor" glib:type-name="StrandedDoor" glib:get-type="stranded_door_get_type">
      <method name="open_async" c:identifier="stranded_door_open_async">
        <return-value transfer-ownership="none"><type name="none" c:type="void"/></return-value>
        <parameters>
          <instance-parameter name="self" transfer-ownership="none">
            <type name="Door" c:type="StrandedDoor*"/>
          </instance-parameter>
          <parameter name="callback" transfer-ownership="none" scope="async" closure="1">
            <type name="Gio.AsyncReadyCallback" c:type="GAsyncReadyCallback"/>
          </parameter>
          <parameter name="user_data" transfer-ownership="none"><type name="gpointer" c:type="gpointer"/></parameter>
        </parameters>
      </method>
    </interface>
  </namespace>
</repository>
"""

STRANDED = """
import gi
gi.require_version("SmartAsync", "1")
gi.require_version("Stranded", "1")
from gi.repository import SmartAsync, Stranded
print("Door" in dir(Stranded), SmartAsync.install("Stranded"))
"""


@claim("install leaves out types that are not in the library")
def stranded_type():
    if shutil.which("g-ir-compiler") is None:
        raise Skip("g-ir-compiler is not installed")
    folder = temporary_folder()
    (folder / "Stranded-1.gir").write_text(STRANDED_GIR, encoding="utf-8")
    subprocess.run(["g-ir-compiler", "Stranded-1.gir", "-o", "Stranded-1.typelib"], cwd=folder, check=True)
    env = {**os.environ, "GI_TYPELIB_PATH": f"{folder}:{os.environ['GI_TYPELIB_PATH']}"}
    output = subprocess.run([sys.executable, "-c", STRANDED], env=env, text=True, check=True, timeout=60,
                            stdout=subprocess.PIPE).stdout
    shutil.rmtree(folder)
    assert output == "True 0\n", output


@claim("install of an unknown namespace names it")
def unknown_namespace():
    assert "Nowhere" in str(raised(ImportError, SmartAsync.install, "Nowhere"))


@claim("install of something else than a name says so")
def module_instead():
    assert "by its name" in str(raised(TypeError, SmartAsync.install, Gio))


if __name__ == "__main__":
    main()
