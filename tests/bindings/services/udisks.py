# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A template of python-dbusmock: UDisks, with one disk, which can be mounted once.

import dbus
import dbusmock

BUS_NAME = 'org.freedesktop.UDisks2'
MAIN_OBJ = '/org/freedesktop/UDisks2'
MAIN_IFACE = 'org.freedesktop.UDisks2'
SYSTEM_BUS = True
IS_OBJECT_MANAGER = True

MANAGER = f'{MAIN_OBJ}/Manager'
DISK = f'{MAIN_OBJ}/block_devices/sda'

MOUNT = '''
if getattr(self, "is_mounted", False):
    raise dbus.exceptions.DBusException("it is mounted already", name="org.freedesktop.UDisks2.Error.AlreadyMounted")
self.is_mounted = True
ret = "/media/disk"
'''


def load(mock, _parameters):
    mock.AddObject(MANAGER, f'{MAIN_IFACE}.Manager', {'Version': '2.9.4'}, [
        ('GetBlockDevices', 'a{sv}', 'ao', f'ret = [dbus.ObjectPath("{DISK}")]'),
    ])
    mock.AddObject(DISK, f'{MAIN_IFACE}.Block', {'IdLabel': 'Disk', 'Size': dbus.UInt64(4096)}, [])
    disk = dbusmock.get_object(DISK)
    disk.AddProperties(f'{MAIN_IFACE}.Filesystem', {'Size': dbus.UInt64(4096)})
    disk.AddMethods(f'{MAIN_IFACE}.Filesystem', [
        ('Mount', 'a{sv}', 's', MOUNT),
        ('Unmount', 'a{sv}', '', 'self.is_mounted = False'),
    ])
