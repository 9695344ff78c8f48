# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Mixed frameworks: a GLib main loop, coroutines of asyncio and a blocking function in one program.

import asyncio
import zlib

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import Gio, GLib, SmartAsync


async def checksum(path):
    """asyncio, GIO and a thread, in the main loop of GLib: no other loop is started."""
    contents, etag = await SmartAsync.awaitable(Gio.File.new_for_path(path).load_bytes_async)
    await asyncio.sleep(0.001)
    return await SmartAsync.awaitable(zlib.crc32, contents.get_data())


def main():
    loop = GLib.MainLoop()

    def checksum_cb(task):
        print("later:", task.result() > 0)
        loop.quit()

    def button_clicked_cb():
        """Any callback of a GLib program."""
        # A result that is needed here and now: the loop goes on meanwhile.
        print("here and now:", SmartAsync.sync(checksum, __file__) > 0)
        # One that can come later: smart() gives a task here, which has begun.
        SmartAsync.smart(checksum, __file__).add_done_callback(checksum_cb)
        return GLib.SOURCE_REMOVE

    GLib.idle_add(button_clicked_cb)
    loop.run()


if __name__ == "__main__":
    main()
