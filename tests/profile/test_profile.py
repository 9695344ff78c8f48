# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What Sysprof records of a program that makes calls.

import functools
import html
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

SYSPROF, SYSPROF_CAT, PROGRAM = sys.argv[1:4]

# Of the system nothing is recorded, which would take privileges.
OPTIONS = '--no-perf --no-battery --no-cpu --no-disk --no-memory --no-network --no-decode'.split()
MARK = re.compile(r'mark \{\s*name: "(.*)";\s*message: "(.*)";\s*duration: (\d+);')
GROUP = re.compile(r'group \{\s*name: "(.*)";')


@functools.cache
def recorded():
    """The marks of the program, by group: a list of (name, message, nanoseconds) for each."""
    if '--no-sysprofd' not in subprocess.run([SYSPROF, '--help'], capture_output=True, text=True, check=True).stdout:
        raise Skip('this sysprof-cli can record nothing without its daemon')

    with tempfile.TemporaryDirectory() as folder:
        capture = Path(folder) / 'program.syscap'
        subprocess.run([SYSPROF, '--no-sysprofd', *OPTIONS, '--use-trace-fd', '--force', capture, '--', PROGRAM],
                       check=True, timeout=60, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env={**os.environ, 'XDG_RUNTIME_DIR': folder})
        text = subprocess.run([SYSPROF_CAT, capture], check=True, timeout=60, capture_output=True, text=True).stdout

    groups = GROUP.split(html.unescape(text))[1:]
    return {name: [(mark, message, int(duration)) for mark, message, duration in MARK.findall(marks)]
            for name, marks in zip(groups[::2], groups[1::2])}


def only(group, name):
    """The message and the duration of the only mark of that name."""
    marks = [mark[1:] for mark in recorded()[group] if mark[0] == name]
    assert len(marks) == 1, f'{len(marks)} marks {name} in “{group}”: {recorded()}'
    return marks[0]


@claim('a call is a mark with where it waited, its policy and how it ended')
def calls():
    for name, where in {'with_no_loop': 'on a private context', 'in_loop': "on its caller's context", 'in_fiber': 'in a fiber'}.items():
        message, duration = only('SmartAsync calls', name)
        assert re.search(rf'{where}.* \(0x[0-9a-f]+\), policy auto: called back', message), message
        assert duration > 0


@claim('a call that was begun by hand is a mark for as long as it is awaited')
def awaited():
    assert re.search(r'awaited .*: called back', only('SmartAsync calls', 'in_hand')[0])


@claim('each run of a fiber is a mark')
def fibers():
    runs = [message for name, message, _ in recorded()['SmartAsync fibers'] if name == 'worker']
    assert [run.rsplit(' ', 1)[1] for run in runs] == ['suspended', 'done'], runs


@claim('a batch is a mark with what has become of its operations')
def batches():
    message, _ = only('SmartAsync batches', 'some_answers')
    assert message == '3 operations: 3 succeeded, 0 failed, 0 abandoned', message


@claim('a report of the watchdog is a mark as long as the silence')
def silences():
    message, duration = only('SmartAsync silences', 'smart_async_await_signal')
    assert 'nothing has happened for' in message, message
    assert duration >= 50_000_000, duration


sys.exit(main('profile'))
