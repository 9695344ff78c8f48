# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A screen of its own for a program with windows.

import os
import subprocess


class Screen:
    """An X server without a screen."""

    def __init__(self, size='480x520'):
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ['Xvfb', '-displayfd', str(writing), '-screen', '0', f'{size}x24', '-nolisten', 'tcp'],
            pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            self.display = f':{pipe.readline().strip()}'

    def environment(self):
        # Mesa may complain of this X server, which has no graphics hardware. What the program says must remain.
        return {'EGL_LOG_LEVEL': 'fatal', **os.environ, 'DISPLAY': self.display, 'GDK_BACKEND': 'x11',
                'GSK_RENDERER': 'cairo', 'GTK_A11Y': 'none', 'GSETTINGS_BACKEND': 'memory', 'LC_ALL': 'C.UTF-8'}

    def close(self):
        self.server.kill()
        self.server.wait()
