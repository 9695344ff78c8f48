# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A bus of our own, as the session's and as the system's, with the services that a library talks to: its own daemon, or
# what python-dbusmock makes of a template.

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

CONFIGURATION = '''<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
'''


class NoService(Exception):
    """Says which service did not come, and what it said."""


class Bus:
    """Lives as long as a `with` block. Services are pairs of a name on the bus and a command."""

    def __init__(self, services):
        self.services = services
        self.processes = []

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix='smartasync-bus-'))
        configuration = self.folder / 'bus.conf'
        configuration.write_text(CONFIGURATION.format(folder=self.folder))
        self.log = open(self.folder / 'log', 'w+')
        daemon = self.start(['dbus-daemon', f'--config-file={configuration}', '--nofork', '--print-address'],
                            stdout=subprocess.PIPE)
        with daemon.stdout:
            address = daemon.stdout.readline().decode().strip()
        self.environment = {'DBUS_SESSION_BUS_ADDRESS': address, 'DBUS_SYSTEM_BUS_ADDRESS': address}
        try:
            for name, command in self.services:
                self.start(command)
                self.wait_for(name)
        except NoService:
            self.__exit__()
            raise
        return self

    def start(self, command, **options):
        environment = {**os.environ, **getattr(self, 'environment', {})}
        options = {'stdin': subprocess.DEVNULL, 'stdout': self.log, **options}
        self.processes.append(subprocess.Popen(command, stderr=self.log, env=environment, cwd=self.folder, **options))
        return self.processes[-1]

    def wait_for(self, name):
        waited = subprocess.run(['gdbus', 'wait', '--system', '--timeout', '30', name], check=False,
                                env={**os.environ, **self.environment})
        if waited.returncode != 0:
            self.log.seek(0)
            said = self.log.read()
            raise NoService(f'{name} did not come to the bus: {said}')

    def __exit__(self, *_):
        for process in reversed(self.processes):
            process.terminate()
            process.wait()
        self.log.close()
        shutil.rmtree(self.folder)
