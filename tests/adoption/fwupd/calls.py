# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Twins of each kind, called through the introspection data against the mocked daemon.

import sys
import threading

import gi

gi.require_version('Fwupd', '2.0')
from gi.repository import Fwupd, Gio, GLib  # noqa: E402

DEVICE = 'a' * 40

# Not clean_remote(): its prototype, and that of its async half, say that the cancellable is never NULL, and so the
# hand-written twin crashes without one.
CALLS = [
    ('get_devices', ()), ('get_plugins', ()), ('get_history', ()), ('get_releases', (DEVICE,)),
    ('get_upgrades', (DEVICE,)), ('get_downgrades', (DEVICE,)), ('search', ('word',)), ('get_results', (DEVICE,)),
    ('get_remotes', ()), ('get_remote_by_id', ('lvfs',)), ('get_host_security_attrs', ()),
    ('get_host_security_events', (3,)), ('get_bios_settings', ()),
    ('get_device_by_id', (DEVICE,)), ('get_device_by_id', ('c' * 40,)), ('get_devices_by_guid', ('guid',)),
    ('self_sign', ('text', Fwupd.SelfSignFlags.NONE)), ('inhibit', ('reason',)), ('uninhibit', ('inhibition',)),
    ('verify', (DEVICE,)), ('verify_update', (DEVICE,)), ('unlock', (DEVICE,)),
    ('clear_results', (DEVICE,)), ('modify_device', (DEVICE, 'Flags', 'notify')), ('modify_remote', ('lvfs', 'a', 'b')),
    ('modify_config', ('fwupd', 'a', 'b')), ('reset_config', ('fwupd',)),
    ('set_feature_flags', (Fwupd.FeatureFlags.CAN_REPORT,)),
    ('install_bytes', (DEVICE, GLib.Bytes.new(b'firmware'), Fwupd.InstallFlags.NONE)),
    ('get_details_bytes', (GLib.Bytes.new(b'firmware'),)), ('emulation_load', (__file__,)),
    ('get_details', (__file__,)), ('install', (DEVICE, __file__, Fwupd.InstallFlags.NONE)),
]


def describe(value):
    if isinstance(value, (list, tuple)):
        return [describe(entry) for entry in value]
    if isinstance(value, dict):
        return sorted(value.items())
    if hasattr(value, 'to_string'):
        lines = [line for line in value.to_string().splitlines() if 'Created' not in line]
        return type(value).__name__, ' '.join(lines).split()
    return value


def attempt(name, function, *arguments):
    try:
        print(name, '->', describe(function(*arguments)), flush=True)
    except GLib.Error as error:
        print(name, '-> error', error.domain, error.code, error.message, flush=True)


def call_all(where, client):
    for name, arguments in CALLS:
        attempt(f'{where}: {name}', getattr(client, name), *arguments, None)


def call_cancelled():
    """It fails; a hand-written twin begins nevertheless, and what its error says depends on what comes first."""
    cancellable = Gio.Cancellable()
    cancellable.cancel()
    try:
        print('cancelled ->', Fwupd.Client().get_devices(cancellable))
    except GLib.Error:
        print('cancelled -> error')


def call_in_thread(client):
    thread = threading.Thread(target=lambda: call_all('thread', client))
    thread.start()
    thread.join()


def listen():
    """Where the notifications of a client come whose context is set."""
    context = GLib.MainContext.new()
    client = Fwupd.Client()
    client.set_main_context(context)
    here = threading.get_ident()
    seen = []
    client.connect('notify::status', lambda *_: seen.append(threading.get_ident()))
    for _ in range(20):
        client.get_devices(None)
    print('notifications', len(seen) > 0, 'here', set(seen) <= {here})


def call_in_callback():
    """What the application has pending waits while a twin runs in one of its callbacks."""
    loop = GLib.MainLoop()
    ticks = []
    client = Fwupd.Client()

    def call():
        before = len(ticks)
        for _ in range(20):
            client.get_devices(None)
        print('callbacks meanwhile', len(ticks) - before)
        loop.quit()

    GLib.timeout_add(1, lambda: ticks.append(None) or True)
    GLib.timeout_add(10, call)
    loop.run()


def main():
    client = Fwupd.Client()
    call_all('main', client)
    call_in_thread(client)
    call_cancelled()
    listen()
    call_in_callback()
    # It is the name of GObject's own method, and must remain that in Python.
    print('connect', client.connect('notify::status', lambda *_: None) > 0)


if __name__ == '__main__':
    sys.exit(main())
