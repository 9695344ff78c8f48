# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A template of python-dbusmock: portals whose user agrees, unless the reason is to refuse.

import dbus
import dbus.lowlevel
from gi.repository import GLib

BUS_NAME = 'org.freedesktop.portal.Desktop'
MAIN_OBJ = '/org/freedesktop/portal/desktop'
MAIN_IFACE = 'org.freedesktop.portal.Account'
SYSTEM_BUS = False

SCREENSHOT = 'org.freedesktop.portal.Screenshot'
REQUEST = 'org.freedesktop.portal.Request'
AGREED, REFUSED = 0, 1
USER = dbus.Dictionary({'id': 'user', 'name': 'A User', 'image': ''}, signature='sv')
PICTURE = dbus.Dictionary({'uri': 'file:///picture.png'}, signature='sv')


def respond(mock, sender, options, response, results):
    """Answers by a signal of the request's, after the method has returned. Gives the path of the request."""
    path = f'{MAIN_OBJ}/request/{sender[1:].replace(".", "_")}/{options["handle_token"]}'
    signal = dbus.lowlevel.SignalMessage(path, REQUEST, 'Response')
    signal.set_destination(sender)
    signal.append(dbus.UInt32(response), results, signature='ua{sv}')
    GLib.idle_add(lambda: mock.connection.send_message(signal) < 0)
    return dbus.ObjectPath(path)


@dbus.service.method(MAIN_IFACE, in_signature='sa{sv}', out_signature='o', sender_keyword='sender')
def GetUserInformation(self, _window, options, sender=None):
    if options['reason'] == 'refuse':
        return respond(self, sender, options, REFUSED, dbus.Dictionary({}, signature='sv'))
    return respond(self, sender, options, AGREED, USER)


@dbus.service.method(SCREENSHOT, in_signature='sa{sv}', out_signature='o', sender_keyword='sender')
def Screenshot(self, _window, options, sender=None):
    return respond(self, sender, options, AGREED, PICTURE)


def load(mock, _parameters):
    mock.AddProperties(MAIN_IFACE, {'version': dbus.UInt32(1)})
    mock.AddProperties(SCREENSHOT, {'version': dbus.UInt32(2)})
