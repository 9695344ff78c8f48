# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Programs that are started again and again beside threads that make calls: with GTK, in Python, in JavaScript.

import os
import shlex
import shutil
import subprocess
import sys

from screen import Screen
from tap import Skip, claim, main

STARTS = int(os.environ.get('PROGRAM_STARTS', '10'))
KILL_AFTER = 300    # seconds; no start takes a tenth of that


def program(variable):
    if variable not in os.environ:
        raise Skip(f'there is nothing to run {variable.lower()} with')
    return shlex.split(os.environ[variable])


def run(command, environment):
    """The program must end by itself, and have nothing to complain of."""
    done = subprocess.run(command, env={**environment, 'G_DEBUG': 'fatal-criticals'}, capture_output=True, text=True,
                          timeout=KILL_AFTER, check=False)
    assert done.returncode == 0, f'status {done.returncode}:\n{done.stderr[-4000:]}'
    return done


def fails(command, environment):
    try:
        run(command, environment)
    except (AssertionError, subprocess.TimeoutExpired) as error:
        return [str(error)]
    return []


@claim('a GTK program that builds windows beside calls neither crashes nor complains')
def windows():
    command = program('WINDOWS')
    if shutil.which('Xvfb') is None:
        raise Skip('Xvfb is not installed')

    screen = Screen()
    try:
        failures = [failure for _ in range(STARTS) for failure in fails(command, screen.environment())]
    finally:
        screen.close()
    assert not failures, f'{len(failures)} of {STARTS} starts failed; the first: {failures[0]}'


@claim('an application in Python starts beside calls and asyncio loops')
def starts_in_python():
    run([*program('STARTS_IN_PYTHON'), str(5 * STARTS)], os.environ)


@claim('an application in JavaScript starts beside calls')
def starts_in_javascript():
    run([*program('STARTS_IN_JAVASCRIPT'), str(5 * STARTS)], os.environ)


if __name__ == '__main__':
    sys.exit(main('applications'))
