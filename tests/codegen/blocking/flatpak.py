# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes a Flatpak installation and lists what it has, with pairs and without.

import asyncio
import sys
from pathlib import Path

import gi

gi.require_version('SmartAsync', '1')
gi.require_version('Flatpak', '1.0')
gi.require_version('FlatpakAsync', '1.0')
from gi.repository import Flatpak, FlatpakAsync, Gio, GLib, SmartAsync

FOLDER = Path(sys.argv[1])
call = SmartAsync.awaitable


async def add_remote(installation):
    remote = Flatpak.Remote.new('some')
    remote.set_url('file:///nowhere')
    remote.set_gpg_verify(False)
    assert await call(FlatpakAsync.installation_add_remote_async, installation, remote, True)


async def run():
    file = Gio.File.new_for_path(str(FOLDER))
    installation = await call(FlatpakAsync.installation_new_for_path_async, file, True)
    assert await call(FlatpakAsync.installation_list_remotes_async, installation) == []
    await add_remote(installation)

    lists = await asyncio.gather(*[call(FlatpakAsync.installation_list_remotes_async, installation) for _ in range(64)])
    names = [remote.get_name() for remote in installation.list_remotes(None)]
    assert names == ['some'] and all([remote.get_name() for remote in one] == names for one in lists)
    assert await call(FlatpakAsync.installation_list_installed_refs_async, installation) == []
    assert isinstance(await call(FlatpakAsync.installation_create_monitor_async, installation), Gio.FileMonitor)

    try:
        await call(FlatpakAsync.installation_get_remote_by_name_async, installation, 'other')
        raise AssertionError('it did not fail')
    except GLib.Error as error:
        assert error.matches(Flatpak.error_quark(), Flatpak.Error.REMOTE_NOT_FOUND), error


SmartAsync.sync(run())
print('all right')
