# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# One library interface for both: the same class serves a script and a coroutine.

import asyncio
import tempfile

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import Gio, GLib, SmartAsync


class Notes:
    """A library: written once, as coroutines."""

    def __init__(self, path):
        self._file = Gio.File.new_for_path(path)

    @SmartAsync.smartasync
    async def read(self):
        """Gives all notes."""
        data, etag = await SmartAsync.awaitable(self._file.load_bytes_async)
        return data.get_data().decode().splitlines()

    @SmartAsync.smartasync
    async def add(self, note):
        """Adds a note, and gives how many there are now."""
        stream = await SmartAsync.awaitable(self._file.append_to_async, Gio.FileCreateFlags.NONE)
        await SmartAsync.awaitable(stream.write_bytes_async, GLib.Bytes(f"{note}\n".encode()))
        await SmartAsync.awaitable(stream.close_async)
        return len(await self.read())


def in_a_script(path):
    notes = Notes(path)
    print(notes.add("from a script"), "note")


async def in_a_coroutine(path):
    notes = Notes(path)
    print(await notes.add("from a coroutine"), "notes")
    print(", ".join(await notes.read()))


if __name__ == "__main__":
    with tempfile.NamedTemporaryFile() as file:
        in_a_script(file.name)
        asyncio.run(in_a_coroutine(file.name))
