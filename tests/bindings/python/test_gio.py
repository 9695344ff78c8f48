# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Sixty functions of Gio and more: what twins give is what the synchronous functions give that were written by hand.

import os
import re
import shutil
import socket
from contextlib import contextmanager

from helpers import BUS_FLAGS, Gio, GLib, SmartAsync, claim, main, private_bus, temporary_folder

NONE, NOFOLLOW = Gio.FileQueryInfoFlags.NONE, Gio.FileQueryInfoFlags.NOFOLLOW_SYMLINKS
CREATE = Gio.FileCreateFlags.NONE
WHOLE = "standard::name,standard::type,standard::size"
ENTITY_TAG = re.compile(r"\d+:\d+(:\d+)?")
BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")


class World:
    """What both ways of a function find, made anew for each of them."""

    def __init__(self, address):
        self.address = address
        self.folder = temporary_folder()
        (self.folder / "text").write_text("first\nsecond\nthird\n")
        (self.folder / "inner").mkdir()

    def file(self, name=""):
        return Gio.File.new_for_path(str(self.folder / name))

    def stream(self, name="text"):
        return self.file(name).read()

    def memory(self):
        return Gio.MemoryInputStream.new_from_bytes(GLib.Bytes(b"first\nsecond\0third"))

    def data(self):
        return Gio.DataInputStream.new(self.memory())

    def output(self):
        return Gio.MemoryOutputStream.new_resizable()

    def connection(self):
        return Gio.DBusConnection.new_for_address_sync(self.address, BUS_FLAGS, None, None)

    def proxy(self):
        return Gio.DBusProxy.new_sync(self.connection(), Gio.DBusProxyFlags.NONE, None, *BUS, None)

    def listener(self):
        """Listens, and has a client that knocks already."""
        listener = Gio.SocketListener()
        port = listener.add_any_inet_port()
        self.client = socket.create_connection(("127.0.0.1", port))
        return listener

    def port(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        return self.server.getsockname()[1]

    def process(self, *arguments):
        return Gio.Subprocess.new(arguments, Gio.SubprocessFlags.STDIN_PIPE | Gio.SubprocessFlags.STDOUT_PIPE)

    def pair(self):
        self.ends = socket.socketpair()
        sockets = [Gio.Socket.new_from_fd(os.dup(end.fileno())) for end in self.ends]
        return [end.connection_factory_create_connection() for end in sockets]

    def displayed(self):
        info = Gio.FileInfo()
        info.set_attribute_uint32("unix::mode", 0o100600)
        return info

    def end(self):
        shutil.rmtree(self.folder)


def key_of(text):
    return GLib.Variant("(s)", (text,))


# Each case: the name of the asynchronous function, that of the synchronous one, what makes the object or class that
# both belong to, and the arguments.
CASES = []


def case(name, by_hand, make, *args, by_hand_args=None, finish=None):
    CASES.append((name, by_hand, make, args, args if by_hand_args is None else by_hand_args, finish))


def on_file(name, by_hand, file, *args, **kwargs):
    case(name, by_hand, lambda world: world.file(file), *args, **kwargs)


on_file("append_to_async", "append_to", "text", CREATE)
on_file("create_async", "create", "new", CREATE)
on_file("create_async", "create", "text", CREATE)  # which exists
on_file("create_readwrite_async", "create_readwrite", "new", CREATE)
on_file("delete_async", "delete", "text")
on_file("enumerate_children_async", "enumerate_children", "", WHOLE, NONE)
on_file("find_enclosing_mount_async", "find_enclosing_mount", "text")
on_file("load_bytes_async", "load_bytes", "text")
on_file("load_contents_async", "load_contents", "text")
on_file("make_directory_async", "make_directory", "new")
on_file("make_directory_async", "make_directory", "inner")  # which exists
on_file("make_symbolic_link_async", "make_symbolic_link", "new", "text")
on_file("open_readwrite_async", "open_readwrite", "text")
on_file("query_default_handler_async", "query_default_handler", "text")
on_file("query_filesystem_info_async", "query_filesystem_info", "text", "filesystem::type")
on_file("query_info_async", "query_info", "text", WHOLE, NONE)
on_file("query_info_async", "query_info", "nowhere", WHOLE, NOFOLLOW)
on_file("read_async", "read", "text")
on_file("replace_async", "replace", "text", None, False, CREATE)
on_file("replace_contents_bytes_async", "replace_contents", "text", GLib.Bytes(b"new"), None, False, CREATE,
        by_hand_args=(b"new", None, False, CREATE), finish="replace_contents_finish")
on_file("replace_readwrite_async", "replace_readwrite", "text", None, False, CREATE)
on_file("set_display_name_async", "set_display_name", "text", "renamed")
on_file("trash_async", "trash", "nowhere")
on_file("copy_async", "copy", "text", Gio.File.new_for_path("/nowhere/copy"), Gio.FileCopyFlags.NONE, None)
on_file("move_async", "move", "text", Gio.File.new_for_path("/nowhere/moved"), Gio.FileCopyFlags.NONE, None)
case("new_tmp_async", "new_tmp", lambda world: Gio.File, "smartasync-XXXXXX")
case("close_async", "close", lambda world: world.file().enumerate_children(WHOLE, NONE))
case("query_info_async", "query_info", World.stream, WHOLE)
case("query_info_async", "query_info", lambda world: world.file("text").append_to(CREATE), WHOLE)
case("query_info_async", "query_info", lambda world: world.file("text").open_readwrite(), WHOLE)

case("read_bytes_async", "read_bytes", World.memory, 5)
case("skip_async", "skip", World.memory, 5)
case("close_async", "close", World.memory)
case("fill_async", "fill", World.data, -1)
case("read_line_async", "read_line", World.data)
case("read_line_async", "read_line_utf8", World.data, finish="read_line_finish_utf8")
case("read_upto_async", "read_upto", World.data, "\0", 1)
case("write_async", "write", World.output, b"hello")
case("write_all_async", "write_all", World.output, b"hello")
case("write_bytes_async", "write_bytes", World.output, GLib.Bytes(b"hello"))
case("flush_async", "flush", World.output)
case("splice_async", "splice", World.output, Gio.MemoryInputStream.new_from_bytes(GLib.Bytes(b"")),
     Gio.OutputStreamSpliceFlags.NONE)
case("close_async", "close", World.output)
case("close_async", "close", lambda world: world.file("text").open_readwrite())

case("wait_async", "wait", lambda world: world.process("false"))
case("wait_check_async", "wait_check", lambda world: world.process("false"))
case("wait_check_async", "wait_check", lambda world: world.process("true"))
case("communicate_async", "communicate", lambda world: world.process("cat"), GLib.Bytes(b"hello"))
case("communicate_utf8_async", "communicate_utf8", lambda world: world.process("cat"), "hello")

case("lookup_by_name_async", "lookup_by_name", lambda world: Gio.Resolver.get_default(), "127.0.0.1")
case("lookup_by_name_with_flags_async", "lookup_by_name_with_flags", lambda world: Gio.Resolver.get_default(),
     "127.0.0.1", Gio.ResolverNameLookupFlags.IPV4_ONLY)
case("lookup_by_address_async", "lookup_by_address", lambda world: Gio.Resolver.get_default(),
     Gio.InetAddress.new_from_string("127.0.0.1"))
case("lookup_async", "lookup", lambda world: Gio.SimpleProxyResolver.new("http://proxy.example", ["localhost"]),
     "http://localhost/")
case("next_async", "next", lambda world: Gio.NetworkAddress.new("127.0.0.1", 80).enumerate())
case("connect_to_host_async", "connect_to_host", lambda world: Gio.SocketClient(), "127.0.0.1:1", 1)
case("connect_to_uri_async", "connect_to_uri", lambda world: Gio.SocketClient(), "http://127.0.0.1:1", 1)
case("connect_async", "connect", lambda world: Gio.SocketClient(),
     Gio.InetSocketAddress.new_from_string("127.0.0.1", 1))
case("accept_async", "accept", World.listener)
case("accept_socket_async", "accept_socket", World.listener)
case("can_reach_async", "can_reach", lambda world: Gio.NetworkMonitor.get_default(),
     Gio.InetSocketAddress.new_from_string("127.0.0.1", 1))
case("send_credentials_async", "send_credentials", lambda world: world.pair()[0])

case("new_for_address", "new_for_address_sync", lambda world: Gio.DBusConnection, "unix:path=/nowhere", BUS_FLAGS, None)
case("dbus_address_get_stream", "dbus_address_get_stream_sync", lambda world: Gio, "unix:path=/nowhere")
case("flush", "flush_sync", World.connection)
case("close", "close_sync", World.connection)
case("call", "call_sync", World.connection, *BUS, "GetNameOwner", key_of("org.freedesktop.DBus"), None,
     Gio.DBusCallFlags.NONE, -1)
case("call", "call_sync", World.connection, *BUS, "GetNameOwner", key_of("no.such.Name"), None,
     Gio.DBusCallFlags.NONE, -1)
case("call_with_unix_fd_list", "call_with_unix_fd_list_sync", World.connection, *BUS, "GetNameOwner",
     key_of("org.freedesktop.DBus"), None, Gio.DBusCallFlags.NONE, -1, None)
case("call", "call_sync", World.proxy, "GetNameOwner", key_of("org.freedesktop.DBus"), Gio.DBusCallFlags.NONE, -1)
case("new", "new_sync", lambda world: Bound(Gio.DBusProxy, world.connection()), Gio.DBusProxyFlags.NONE, None, *BUS)
case("bus_get", "bus_get_sync", lambda world: Gio, Gio.BusType.STARTER)

case("acquire_async", "acquire", lambda world: Gio.SimplePermission.new(False))
case("release_async", "release", lambda world: Gio.SimplePermission.new(False))
case("load_async", "load", lambda world: Gio.BytesIcon.new(GLib.Bytes(b"icon")), 16)


class Bound:
    """A class, whose functions get a first argument."""

    def __init__(self, type_, first):
        self.type_, self.first = type_, first


def values_of(result):
    """What can be compared of a result."""
    if isinstance(result, (tuple, list)):
        return [values_of(item) for item in result]
    if isinstance(result, GLib.Bytes):
        return result.get_data()
    if isinstance(result, GLib.Variant):
        return result.print_(True)
    if isinstance(result, Gio.FileInfo):
        return {name: result.get_attribute_as_string(name) for name in result.list_attributes(None)}
    if isinstance(result, (Gio.InetAddress, Gio.InetSocketAddress)):
        return result.to_string()
    if isinstance(result, str) and ENTITY_TAG.fullmatch(result):
        return "an entity tag"  # made of the time
    if isinstance(result, Gio.File):
        result.delete()  # Only new_tmp() gives one.
        return type(result)
    return type(result) if hasattr(result, "__gtype__") else result


def outcome(function, *args, **kwargs):
    try:
        return values_of(function(*args, **kwargs))
    except GLib.Error as error:
        return error.domain, error.code
    except TypeError as error:
        return f"{type(error).__name__}: {error}"


def place_of(made):
    return (made.type_, (made.first,)) if isinstance(made, Bound) else (made, ())


FUNCTIONS = set()
"""Those that were called, by their names in C."""


def by_twin(made, name, args, finish):
    place, first = place_of(made)
    FUNCTIONS.add(getattr(place, name).get_symbol())
    twin = getattr(place, name.replace("_async", "") + "_sync", None)
    given = {"finish": getattr(place, finish)} if finish else {}
    if not hasattr(getattr(twin, "__func__", twin), "__smartasync_twin__"):
        return outcome(SmartAsync.sync, getattr(place, name), *first, *args, **given)
    return outcome(twin, *first, *args, **given)


@contextmanager
def world(address):
    made = World(address)
    try:
        yield made
    finally:
        made.end()


def call_by_hand(made, by_hand, args):
    place, first = place_of(made)
    function = getattr(place, by_hand)
    missing = [None] if "cancellable" in (function.__doc__ or "") else []
    return outcome(function, *first, *args, *missing)


def differences():
    with private_bus() as address:
        for name, by_hand, make, args, hand_args, finish in CASES:
            with world(address) as one, world(address) as other:
                twin = by_twin(make(one), name, args, finish)
                hand = call_by_hand(make(other), by_hand, hand_args)
            if repr(twin) != repr(hand):
                yield f"{name} {args}: {twin} by its twin, {hand} by hand"


@claim("installed twins equal hand written ones")
def equal():
    SmartAsync.install("Gio")
    try:
        problems = list(differences())
    finally:
        SmartAsync.uninstall("Gio")
    assert not problems, "\n".join(problems)
    assert len(FUNCTIONS) >= 60, len(FUNCTIONS)


if __name__ == "__main__":
    main()
