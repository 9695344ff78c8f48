# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A program that uses a library, in each way that Python has: python3 program.py LIBRARY

import asyncio
import sys
import uuid

import gi
from gi.repository import GLib, SmartAsync

NAMESPACES = {'libnm': ('NM', '1.0'), 'UDisks': ('UDisks', '2.0'), 'libsecret': ('Secret', '1'), 'libportal': ('Xdp', '1.0')}


async def use_libnm(call, nm):
    client = await call(nm.Client.new_async)
    assert [device.get_iface() for device in client.get_devices()] == ['eth0']
    connection = nm.SimpleConnection.new()
    connection.add_setting(nm.SettingConnection(id='office', uuid=str(uuid.uuid4()), type='802-3-ethernet'))
    connection.add_setting(nm.SettingWired())
    added = await call(client.add_connection_async, connection, True)
    assert client.get_connection_by_uuid(connection.get_uuid()).get_id() == added.get_id() == 'office'
    assert await call(added.delete_async)
    assert await call(client.check_connectivity_async) == nm.ConnectivityState.FULL


async def use_udisks(call, udisks):
    client = await call(udisks.Client.new)
    options = GLib.Variant('a{sv}', {})
    [path] = await call(client.get_manager().call_get_block_devices, options)
    disk = client.get_object(path)
    assert (disk.get_block().props.id_label, disk.get_block().props.size) == ('Disk', 4096)
    assert await call(disk.get_filesystem().call_mount, options) == '/media/disk'
    error = await failure(call(disk.get_filesystem().call_mount, options))
    assert error.matches(udisks.error_quark(), udisks.Error.ALREADY_MOUNTED), error
    await call(disk.get_filesystem().call_unmount, options)


async def use_libsecret(call, secret):
    schema = secret.Schema.new('org.example.Program', secret.SchemaFlags.NONE, {'user': secret.SchemaAttributeType.STRING})
    user = {'user': 'somebody'}
    assert await call(secret.password_store, schema, user, None, 'A password', 'hidden')
    assert await call(secret.password_lookup, schema, user) == 'hidden'
    service = await call(secret.Service.get, secret.ServiceFlags.LOAD_COLLECTIONS)
    [item] = await call(service.search, schema, user, secret.SearchFlags.UNLOCK)
    await call(item.load_secret)
    assert (item.get_label(), item.get_secret().get_text()) == ('A password', 'hidden')
    assert await call(item.delete)
    assert await call(secret.password_lookup, schema, user) is None


async def use_libportal(call, xdp):
    portal = xdp.Portal()
    user = await call(portal.get_user_information, None, 'for a test', xdp.UserInformationFlags.NONE)
    assert user.unpack()['name'] == 'A User'
    assert await call(portal.take_screenshot, None, xdp.ScreenshotFlags.NONE) == 'file:///picture.png'
    error = await failure(call(portal.get_user_information, None, 'refuse', xdp.UserInformationFlags.NONE))
    assert 'cancel' in error.message.lower(), error


PROGRAMS = {'libnm': use_libnm, 'UDisks': use_udisks, 'libsecret': use_libsecret, 'libportal': use_libportal}


async def failure(awaitable):
    try:
        await awaitable
    except GLib.Error as error:
        return error
    raise AssertionError('no error')


async def by_sync(function, *args):
    return SmartAsync.sync(function, *args)


async def by_smart(function, *args):
    return SmartAsync.smart(function, *args)


def run_without_loop(coroutine):
    """Nothing in it suspends."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    raise AssertionError('it waits for a loop')


def main(name):
    use = PROGRAMS[name]
    gi.require_version(*NAMESPACES[name])
    library = getattr(__import__('gi.repository', fromlist=[NAMESPACES[name][0]]), NAMESPACES[name][0])
    for run, call in ((run_without_loop, by_sync), (run_without_loop, by_smart), (asyncio.run, SmartAsync.awaitable),
                      (asyncio.run, SmartAsync.smart)):
        print(call.__name__, flush=True)
        run(use(call, library))


if __name__ == '__main__':
    main(*sys.argv[1:])
