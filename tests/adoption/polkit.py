# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A template of python-dbusmock: polkit, which allows everything.

BUS_NAME = 'org.freedesktop.PolicyKit1'
MAIN_OBJ = '/org/freedesktop/PolicyKit1/Authority'
MAIN_IFACE = 'org.freedesktop.PolicyKit1.Authority'
SYSTEM_BUS = True


def load(mock, _parameters):
    mock.AddProperties(MAIN_IFACE, {'BackendName': 'mock', 'BackendVersion': '1'})
    mock.AddMethod(MAIN_IFACE, 'CheckAuthorization', '(sa{sv})sa{ss}us', '(bba{ss})', 'ret = (True, False, {})')
