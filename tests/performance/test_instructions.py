# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The instructions of a warm call, counted by callgrind, stay within a budget.

import os
import re
import shutil
import subprocess
import sys
import tempfile

from tap import Skip, claim, main

# How many times the instructions of the same operation by hand a call may take. It takes 1.44 times as many, and in
# return no system call; 0.08 are for pushing and popping the context, 0.18 for the mark of the default context, without
# which an application's own sources would be taken for the operation's. The rest of the budget is for compilers that
# are less thorough.
BUDGET = 1.45
RUNS = 1000, 3000
COUNT = re.compile(r'^==\d+== Collected : (\d+)', re.MULTILINE)


def count(what, calls):
    with tempfile.TemporaryDirectory() as folder:
        command = ['valgrind', '--tool=callgrind', f'--callgrind-out-file={folder}/out',
                   os.environ['SMART_ASYNC_INSTRUCTIONS'], what, str(calls)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and COUNT.search(done.stderr), done.stderr
    return int(COUNT.search(done.stderr)[1])


def count_one(what):
    """The difference of two runs: what starting and warming up takes is in both."""
    few, many = RUNS
    return (count(what, many) - count(what, few)) / (many - few)


@claim('a warm call keeps to its budget of instructions')
def within_budget():
    if shutil.which('valgrind') is None:
        raise Skip('valgrind is not installed')
    twin, by_hand, push = (count_one(what) for what in ('twin', 'by-hand', 'push'))
    print(f'# instructions: {twin:.0f} for a call, {by_hand:.0f} for the same by hand, '
          f'{push:.0f} to push and pop a context; {twin / by_hand:.3f} to 1', flush=True)
    assert twin <= BUDGET * by_hand, f'{twin:.0f}, more than {BUDGET} times {by_hand:.0f}'


if __name__ == '__main__':
    sys.exit(main('instructions'))
