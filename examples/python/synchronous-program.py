# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A synchronous program that uses asynchronous libraries: what is in a folder, and how big that is.

import sys

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import Gio, GLib, SmartAsync

ATTRIBUTES = "standard::name,standard::size,standard::type"


def list_folder(path):
    """GIO's asynchronous functions, called one after the other: no main loop, no callback."""
    folder = Gio.File.new_for_path(path)
    children = SmartAsync.sync(folder.enumerate_children_async, ATTRIBUTES, Gio.FileQueryInfoFlags.NONE)
    while True:
        infos = SmartAsync.sync(children.next_files_async, 100)
        if not infos:
            return
        yield from infos


def main(path):
    try:
        infos = sorted(list_folder(path), key=Gio.FileInfo.get_name)
    except GLib.Error as error:
        sys.exit(f"{path}: {error.message}")
    for info in infos:
        print(f"{info.get_size():8}  {info.get_name()}")


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["."])
