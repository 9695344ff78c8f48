# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Calls twins of colord, and prints what comes of it: on a bus with colord's own daemon, but nobody who imports profiles.

import os
import tempfile
from pathlib import Path

import gi

gi.require_version('Colord', '1.0')
from gi.repository import Colord, Gio, GLib  # noqa: E402


def say(*words):
    print(*words, flush=True)


def attempt(name, call):
    try:
        say(name, call())
    except GLib.Error as error:
        say(name, error.message)


def iterate_until(is_done):
    """Runs the caller's loop, in which signals come."""
    source = GLib.timeout_add_seconds(30, lambda: os._exit(1))
    while not is_done():
        GLib.MainContext.default().iteration(True)
    GLib.source_remove(source)


def main():
    with tempfile.TemporaryDirectory() as home:
        os.environ['XDG_DATA_HOME'] = home
        client = Colord.Client()
        attempt('connect', lambda: client.connect_sync(None))
        attempt('devices', lambda: len(client.get_devices_sync(None)))
        attempt('none', lambda: client.find_device_sync('nothing', None))

        device = client.create_device_sync('our-device', Colord.ObjectScope.TEMP, {'Kind': 'printer', 'Model': 'first'}, None)
        attempt('device', lambda: device.connect_sync(None))
        say('model', device.get_model())
        attempt('model', lambda: device.set_property_sync('Model', 'second', None))
        iterate_until(lambda: device.get_model() == 'second')
        say('model', device.get_model())

        icc = Colord.Icc()
        icc.create_default()
        file = Gio.File.new_for_path(str(Path(home) / 'new.icc'))
        icc.save_file(file, Colord.IccSaveFlags.NONE, None)
        attempt('import', lambda: client.import_profile_sync(file, None) is not None)


main()
