# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Plug-ins: the host does not ask whether a plug-in is asynchronous.

import asyncio

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import Gio, GObject, SmartAsync


def shout(text):
    """A plug-in that is a plain function."""
    return text.upper()


async def reverse(text):
    """One that is a coroutine."""
    await asyncio.sleep(0)
    return text[::-1]


class Sort(GObject.Object):
    """One in GLib's manner: a callback, and a finish function."""

    def run_async(self, text, cancellable, callback):
        task = Gio.Task.new(self, cancellable, None)
        task.return_value("".join(sorted(text)))
        callback(self, task)

    def run_finish(self, result):
        return result.propagate_value()[1]


PLUGINS = [shout, reverse, Sort().run_async]


def run_all(text):
    """The host of a command line tool."""
    return [SmartAsync.sync(plugin, text) for plugin in PLUGINS]


async def run_all_at_once(text):
    """The host of a server."""
    return await asyncio.gather(*[SmartAsync.awaitable(plugin, text) for plugin in PLUGINS])


if __name__ == "__main__":
    print(run_all("plug"))
    print(asyncio.run(run_all_at_once("plug")))
