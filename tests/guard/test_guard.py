# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The guard sees what an override does.

import signal
import subprocess
import sys

from tap import claim, main

# A thread, and what it does with the default context.
PROGRAM = """
import threading
from gi.repository import GLib

def touch():
    context = GLib.MainContext.default()
    {}

thread = threading.Thread(target=touch)
thread.start()
thread.join()
"""


def run(touch):
    return subprocess.run([sys.executable, '-c', PROGRAM.format(touch)], capture_output=True, text=True, check=False)


@claim('an override that touches the default context in a thread is found')
def touches_are_found():
    for touch in ('context.acquire()', 'context.iteration(False)', 'context.pending()'):
        done = run(touch)
        assert done.returncode == -signal.SIGABRT, (touch, done)
        assert 'guard: g_main_context_' in done.stderr, (touch, done)


@claim("a script's own loop in a thread is not")
def loops_are_not():
    done = run('loop = GLib.MainLoop(); GLib.idle_add(loop.quit); loop.run(); context.is_owner()')
    assert done.returncode == 0, done


if __name__ == '__main__':
    sys.exit(main('guard'))
