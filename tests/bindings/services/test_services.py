# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Libraries that talk to services, used from Python and JavaScript as programs use them. The services are mocks.

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import gi

from bus import Bus
from tap import Skip, claim, main

HERE = Path(__file__).resolve().parent
SECRETS = HERE.parents[1] / 'codegen' / 'behaviour' / 'mock_secrets.py'
SECONDS = 60
LANGUAGES = ('Python', 'JavaScript')


def dbusmock(bus, name, *arguments):
    if find_spec('dbusmock') is None:
        raise Skip('python3-dbusmock is not installed')
    bus.start([sys.executable, '-W', 'ignore', '-m', 'dbusmock', '--template', *map(str, arguments)])
    bus.wait_for(name)


def start_network_manager(bus):
    dbusmock(bus, 'org.freedesktop.NetworkManager', 'networkmanager', '--parameters', '{"Version": "1.42.0"}')
    subprocess.run(['gdbus', 'call', '--system', '--dest=org.freedesktop.NetworkManager',
                    '--object-path=/org/freedesktop/NetworkManager',
                    '--method=org.freedesktop.DBus.Mock.AddEthernetDevice', 'eth0', 'eth0', '100'],
                   env={**os.environ, **bus.environment}, check=True, stdout=subprocess.DEVNULL)


def start_udisks(bus):
    dbusmock(bus, 'org.freedesktop.UDisks2', HERE / 'udisks.py')


def start_portal(bus):
    dbusmock(bus, 'org.freedesktop.portal.Desktop', HERE / 'portal.py')


def start_secrets(bus):
    bus.start([sys.executable, SECRETS], stdin=subprocess.PIPE)
    bus.wait_for('org.freedesktop.secrets')


SERVICES = {
    'libnm': ('NM', '1.0', start_network_manager),
    'UDisks': ('UDisks', '2.0', start_udisks),
    'libsecret': ('Secret', '1', start_secrets),
    'libportal': ('Xdp', '1.0', start_portal),
}


def command(language, name):
    if language == 'Python':
        return [sys.executable, '-W', 'ignore', HERE / 'program.py', name]
    if 'GJS' not in os.environ:
        raise Skip('GJS is not installed')
    return [os.environ['GJS'], '-m', HERE / 'program.js', name]


def use(language, name):
    namespace, version, start = SERVICES[name]
    try:
        gi.require_version(namespace, version)
    except ValueError as error:
        raise Skip(error) from None
    if shutil.which('dbus-daemon') is None:
        raise Skip('dbus-daemon is not installed')
    program = command(language, name)
    with Bus([]) as bus:
        start(bus)
        done = subprocess.run(program, env={**os.environ, **bus.environment}, capture_output=True, text=True,
                              timeout=SECONDS, check=False)
    assert done.returncode == 0 and done.stderr == '', f'{done.returncode}: {done.stdout}{done.stderr}'


for library in SERVICES:
    for language in LANGUAGES:
        claim(f'{library} is used from {language}')(lambda language=language, library=library: use(language, library))


if __name__ == '__main__':
    sys.exit(main('bindings/services'))
