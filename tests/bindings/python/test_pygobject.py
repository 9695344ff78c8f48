# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the override knows of PyGObject and asyncio: the same for the override, whatever their versions show.

import ast
import asyncio
import warnings
from pathlib import Path
from unittest.mock import MagicMock

from helpers import Awkward, Gio, GLib, GObject, SmartAsync, claim, machine, main, raised

from gi.overrides.SmartAsync import eventloops, functions, introspection, pygobject
from tap import expect_empty

FILE = Gio.File.new_for_path("/")
PACKAGE = Path(pygobject.__file__).parent


class Own(Gio.Permission):
    def do_acquire_async(self, cancellable, callback, user_data):
        pass


@claim("functions of every kind are known by namespace, container and name")
def identity():
    memory = Gio.MemoryInputStream.new_from_bytes(GLib.Bytes(b""))
    for function, *expected in (
            (FILE.load_contents_async, "Gio", "File", "load_contents_async"),
            (Gio.File.load_contents_async, "Gio", "File", "load_contents_async"),
            (memory.skip_async, "Gio", "InputStream", "skip_async"),
            (Own().acquire_async, "Gio", "Permission", "acquire_async"),
            (Gio.File.new_tmp_async, "Gio", "File", "new_tmp_async"),
            (Gio.DBusProxy.new, "Gio", "DBusProxy", "new"),
            (Gio.bus_get, "Gio", None, "bus_get"),
            (machine().echo_async, "Awkward", "Machine", "echo_async")):
        known = pygobject.introspected(function)
        assert [known.namespace, known.container, known.name] == expected, (function, known)
        assert getattr(known.place(), known.name), function


@claim("what no typelib has is not taken for introspected")
def others():
    for function in (print, len, lambda: None, identity, Own, Own().do_acquire_async, Gio.File, Gio, None, 7,
                     MagicMock(), GLib.idle_add, GObject.Object.connect, Gio.Permission.do_acquire_async):
        assert pygobject.introspected(function) is None, function


@claim("a bound method is told from an unbound one")
def bound():
    for method in (FILE.load_contents_async, machine().echo_async, Own().acquire_async):
        assert pygobject.is_bound(method), method
    for method in (Gio.File.load_contents_async, Awkward.Machine.echo_async, Own.acquire_async):
        assert not pygobject.is_bound(method), method


@claim("arguments are those that a function has in Python")
def arguments():
    """Without the lengths of arrays, user data, what frees it, and what only comes out."""
    for function, *expected in (
            (FILE.load_contents_async, "cancellable"),
            (Gio.OutputStream.write_all_async, "buffer", "io_priority", "cancellable"),
            (Gio.File.new_tmp_async, "tmpl", "io_priority", "cancellable"),
            (Gio.InputStream.read_all_async, "io_priority", "cancellable")):
        described = functions.describe(pygobject.introspected(function))
        assert described.in_order == expected, described.in_order
        assert described.callback == "callback"


@claim("functions that take a closure for their result are asynchronous")
def closures():
    for function in (Gio.File.copy_async, Gio.File.move_async):
        described = functions.describe(pygobject.introspected(function))
        assert described.plain[:2] == ["destination", "flags"] and len(described.plain) == 3, described.plain
        assert described.plain[2].startswith("progress_callback"), described.plain
        assert "callback" in described.callback and described.callback not in described.in_order, described.callback
    for function in (Gio.bus_own_name_on_connection, Gio.File.load_contents_finish, Gio.File.copy):
        assert functions.describe(pygobject.introspected(function)) is None, function


@claim("each finish function is there, and nothing is warned of")
def finish_functions():
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # None of these is called, deprecated or not.
        found = [function for function in introspection.functions("Gio")
                 if functions.finish_of(function, functions.describe_async(function)) is not None]
    assert len(found) > 100, found


@claim("inside a task that stands still another loop runs")
def standing_still():
    async def inner():
        return asyncio.current_task()

    async def outer():
        task = asyncio.current_task()
        with eventloops.standing_still():
            assert eventloops.running_loop() is None
            raised(RuntimeError, asyncio.current_task)
            assert asyncio.run(inner()) is not task
            assert SmartAsync.sync(inner) is not task
        assert asyncio.current_task() is task and eventloops.running_loop() is asyncio.get_running_loop()
        raised(KeyError, leave_by_error)
        assert asyncio.current_task() is task
        await asyncio.sleep(0)

    def leave_by_error():
        with eventloops.standing_still():
            raise KeyError

    asyncio.run(outer())


## Where names are used that are nobody's promise

PROMISED = {"gi.repository", "gi.overrides"}
OF_INFOS = {name for name in dir(type(Gio.bus_get)) if not name.startswith("_")} - {"is_method"}


def outside(tree, package):
    """What is used of a package, and is no part of its interface: modules that begin with an underscore, names too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            yield from (f"{node.module}.{alias.name}" for alias in node.names
                        if alias.name.startswith("_") or (package == "gi" and node.module not in PROMISED))
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            if isinstance(node.value, ast.Name) and node.value.id == package:
                yield f"{package}.{node.attr}"


def foreign_privates(tree):
    """Attributes that begin with an underscore, of other objects than a method's own."""
    own = {"self", "cls", "_thread"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
            if not (isinstance(node.value, ast.Name) and node.value.id in own):
                yield f"line {node.lineno}: {ast.unparse(node)}"


def trees(*without):
    for path in sorted(PACKAGE.glob("*.py")):
        if path.name not in without:
            yield path.name, ast.parse(path.read_text(encoding="utf-8"))


@claim("one module knows PyGObject, and one knows asyncio")
def one_module_each():
    expect_empty(f"{name}: {used}" for name, tree in trees("pygobject.py") for used in outside(tree, "gi"))
    expect_empty(f"{name}: {used}" for name, tree in trees("eventloops.py") for used in outside(tree, "asyncio"))
    expect_empty(f"{name}, {used}" for name, tree in trees("pygobject.py", "eventloops.py")
                 for used in foreign_privates(tree))
    expect_empty(f"{name}, line {node.lineno}: {node.attr}" for name, tree in trees("pygobject.py", "introspection.py")
                 for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in OF_INFOS)


if __name__ == "__main__":
    main()
