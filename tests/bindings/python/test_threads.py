# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# asyncio loops in threads: each has a main context of its own. Each program runs alone, and is killed if it hangs.

import os
import subprocess
import sys

from helpers import claim, main

KILL_AFTER = 60     # seconds; no program takes a tenth of that

PROGRAM = """
import asyncio, faulthandler, sys, threading
from helpers import *

faulthandler.cancel_dump_traceback_later()

async def await_some(n=5):
    for number in range(n):
        for moment in (Moment.IN_IDLE, Moment.IN_TASK_THREAD, Moment.IN_FOREIGN_THREAD):
            text = str(number)
            assert await SmartAsync.awaitable(machine(moment).echo_async, text) == text

failures = []

def run(coroutine_function, *args):
    try:
        asyncio.run(coroutine_function(*args))
    except BaseException as error:
        failures.append(error)

def start(coroutine_function, *args):
    thread = threading.Thread(target=run, args=(coroutine_function, *args))
    thread.start()
    return thread

# In which threads the application's callbacks run.
elsewhere = []
here = []

def application_callback():
    is_main = threading.current_thread() is threading.main_thread()
    (here if is_main else elsewhere).append(threading.current_thread().name)
    return False

def iterate_until(count):
    while len(here) + len(elsewhere) < count:
        GLib.MainContext.default().iteration(True)
"""


def expect_success(program):
    try:
        done = subprocess.run([sys.executable, '-c', PROGRAM + program + '\nassert not failures, failures\n'], text=True,
                              timeout=KILL_AFTER, capture_output=True, check=False,
                              env={**os.environ, 'PYTHONPATH': os.pathsep.join(sys.path), 'G_DEBUG': 'fatal-criticals'})
    except subprocess.TimeoutExpired as error:
        raise AssertionError(f'hung, and was killed: {error.stderr}') from error
    assert done.returncode == 0, f'status {done.returncode}: {done.stderr}'


@claim('asyncio loops in threads end where nobody runs a GLib loop')
def no_loop():
    expect_success("""
for _ in range(22):
    threads = [start(await_some) for _ in range(4)]
    for thread in threads:
        thread.join()
""")


@claim('an asyncio loop goes on when another that was there first has ended')
def first_one_ends():
    expect_success("""
def first_then_second():
    began, may_end = threading.Event(), threading.Event()

    async def first():
        await await_some(1)
        began.set()
        await asyncio.get_running_loop().run_in_executor(None, may_end.wait)

    async def second():
        await await_some(1)
        may_end.set()
        await asyncio.get_running_loop().run_in_executor(None, thread.join)
        await await_some(5)

    thread = start(first)
    began.wait()
    start(second).join()

for _ in range(4):
    first_then_second()
""")


@claim("an asyncio loop in a thread runs no callback of the application")
def application_callbacks():
    expect_success("""
thread = start(await_some, 200)
for _ in range(40):
    GLib.idle_add(application_callback)
    GLib.timeout_add(1, application_callback)
    thread.join(0.005)  # the program does something else for a while
thread.join()
iterate_until(80)
assert not elsewhere, elsewhere
""")


@claim("an application runs beside an asyncio loop in a thread")
def application_runs():
    for _ in range(5):
        expect_success("""
thread = start(await_some, 100)
for _ in range(20):
    application = Gio.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
    application.connect('activate', lambda *_: application_callback())
    status = application.run([])
    assert status == 0, status
thread.join()
assert len(here) == 20 and not elsewhere, (here, elsewhere)
""")


@claim("an asyncio loop in a thread may make calls of every kind")
def calls_inside():
    expect_success("""
async def call():
    assert SmartAsync.sync(machine(Moment.IN_TASK_THREAD).echo_async, "a") == "a"
    await await_some(3)
    assert await SmartAsync.awaitable(machine(Moment.IN_IDLE).echo_async, "b") == "b"
    with SmartAsync.policy(SmartAsync.Policy.PRIVATE):
        assert SmartAsync.sync(machine(Moment.IN_IDLE).echo_async, "c") == "c"

threads = [start(call) for _ in range(4)]
for thread in threads:
    thread.join()
""")


if __name__ == '__main__':
    main()
