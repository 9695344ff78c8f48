# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A template of python-dbusmock: fwupd's daemon, which is always busy with something else, and says so.

import dbus
from gi.repository import GLib

BUS_NAME = 'org.freedesktop.fwupd'
MAIN_OBJ = '/'
MAIN_IFACE = 'org.freedesktop.fwupd'
SYSTEM_BUS = True

DEVICE = 'dbus.Dictionary({"DeviceId": "%s", "Name": "%s"}, signature="sv")'
DEVICES = [DEVICE % ('a' * 40, 'Keyboard'), DEVICE % ('b' * 40, 'Dock')]
RELEASES = ['dbus.Dictionary({"Version": "1.2.3", "RemoteId": "lvfs"}, signature="sv")']
REMOTES = ['dbus.Dictionary({"RemoteId": "lvfs", "Type": dbus.UInt32(1), "FilenameCache": "/nowhere"}, signature="sv")']


def listed(entries):
    return f'ret = dbus.Array([{", ".join(entries)}], signature="a{{sv}}")'


METHODS = [
    ('SetHints', 'a{ss}', '', ''),
    ('SetFeatureFlags', 't', '', ''),
    ('GetDevices', '', 'aa{sv}', listed(DEVICES)),
    ('GetPlugins', '', 'aa{sv}', listed(['dbus.Dictionary({"Name": "uefi"}, signature="sv")'])),
    ('GetHistory', '', 'aa{sv}', 'raise dbus.exceptions.DBusException("nothing yet", '
                                 'name="org.freedesktop.fwupd.NothingToDo")'),
    ('GetReleases', 's', 'aa{sv}', listed(RELEASES)),
    ('GetUpgrades', 's', 'aa{sv}', listed(RELEASES)),
    ('GetDowngrades', 's', 'aa{sv}', listed(RELEASES)),
    ('Search', 's', 'aa{sv}', listed(RELEASES)),
    ('GetDetails', 'h', 'aa{sv}', listed(DEVICES)),
    ('GetResults', 's', 'a{sv}', f'ret = {DEVICES[0]}'),
    ('GetRemotes', '', 'aa{sv}', listed(REMOTES)),
    ('GetReportMetadata', '', 'a{ss}', 'ret = {"Kernel": "6.1"}'),
    ('GetHostSecurityAttrs', '', 'aa{sv}', listed(['dbus.Dictionary({"AppstreamId": "org.fwupd.hsi.Mock"}, signature="sv")'])),
    ('GetHostSecurityEvents', 'u', 'aa{sv}',
     listed(['dbus.Dictionary({"AppstreamId": "org.fwupd.hsi.Mock"}, signature="sv")'])),
    ('GetBiosSettings', '', 'aa{sv}', listed(['dbus.Dictionary({"Name": "Boot"}, signature="sv")'])),
    ('GetApprovedFirmware', '', 'as', 'ret = ["abc", "def"]'),
    ('SetApprovedFirmware', 'as', '', ''),
    ('GetBlockedFirmware', '', 'as', 'ret = ["abc"]'),
    ('SetBlockedFirmware', 'as', '', ''),
    ('SelfSign', 'sa{sv}', 's', 'ret = "signed " + args[0]'),
    ('Inhibit', 's', 's', 'ret = "inhibition"'),
    ('Uninhibit', 's', '', ''),
    ('SetBiosSettings', 'a{ss}', '', ''),
    ('Install', 'sha{sv}', '', ''),
    ('EmulationLoad', 'h', '', ''),
    ('EmulationSave', 'h', '', ''),
    ('ModifyDevice', 'sss', '', ''),
    ('ModifyRemote', 'sss', '', ''),
    ('ModifyConfig', 'sss', '', ''),
    *[(name, 's', '', '') for name in ('Verify', 'VerifyUpdate', 'Unlock', 'Activate', 'ClearResults', 'CleanRemote',
                                      'ResetConfig', 'FixHostSecurityAttr', 'UndoHostSecurityAttr')],
]


def load(mock, _parameters):
    mock.AddProperties(MAIN_IFACE, {
        'DaemonVersion': '2.0.20', 'HostBkc': '', 'HostVendor': 'mock', 'HostProduct': 'mock', 'HostMachineId': 'mock',
        'HostSecurityId': 'HSI:0', 'Tainted': False, 'Interactive': False, 'OnlyTrusted': True,
        'Status': dbus.UInt32(1), 'Percentage': dbus.UInt32(0), 'BatteryLevel': dbus.UInt32(50),
        'BatteryThreshold': dbus.UInt32(10),
    })
    mock.AddMethods(MAIN_IFACE, METHODS)
    statuses = iter(range(1 << 30))

    def work():
        mock.UpdateProperties(MAIN_IFACE, {'Status': dbus.UInt32(1 + next(statuses) % 5)})
        return GLib.SOURCE_CONTINUE

    GLib.timeout_add(2, work)
