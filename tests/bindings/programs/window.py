# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A GTK 4 application whose handlers call, as does a worker thread beside them, and whose window goes on being drawn.

import threading

import gi

gi.require_version("Awkward", "1")
gi.require_version("Gtk", "4.0")

# pylint: disable=wrong-import-position
from gi.repository import Awkward, Gio, GLib, Gtk, SmartAsync  # noqa: E402

FRAMES = 5

application = Gtk.Application(application_id="org.example.Window", flags=Gio.ApplicationFlags.NON_UNIQUE)
said = []


def call(text, moment=Awkward.Moment.IN_TASK_THREAD):
    return SmartAsync.sync(Awkward.Machine.new(moment, Awkward.Outcome.VALUE).echo_async, text)


def work_until_drawn(window):
    """Work that ends when the window has been drawn some more times."""
    held = Awkward.Machine.new(Awkward.Moment.WHEN_RELEASED, Awkward.Outcome.VALUE)
    frames = 0

    def drawn(*_):
        nonlocal frames
        frames += 1
        if frames == FRAMES:
            held.release()
        return GLib.SOURCE_CONTINUE if frames < FRAMES else GLib.SOURCE_REMOVE

    window.add_tick_callback(drawn)
    return SmartAsync.sync(held.echo_async, f"drawn {FRAMES} times")


def work_in_thread():
    said.append(call("from a worker"))
    with SmartAsync.policy(SmartAsync.Policy.FORWARD):
        said.append(call("by the main loop", Awkward.Moment.IN_IDLE))
    GLib.idle_add(application.quit)


def clicked(button):
    said.append(call("in a thread"))
    with SmartAsync.policy(SmartAsync.Policy.PRIVATE):
        said.append(call("alone"))
    said.append(work_until_drawn(button.get_root()))
    threading.Thread(target=work_in_thread).start()


def click(button):
    button.emit("clicked")
    return GLib.SOURCE_REMOVE


def activate(_):
    button = Gtk.Button(label="Work")
    window = Gtk.ApplicationWindow(application=application, child=button)

    button.connect("clicked", clicked)
    window.present()
    GLib.idle_add(click, button, priority=GLib.PRIORITY_LOW)


application.connect("activate", activate)
application.run(None)
print("\n".join(said))
