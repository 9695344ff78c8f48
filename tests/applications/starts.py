# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Starts Gio.Application again and again, beside threads that make calls, some of which run an asyncio loop.

import asyncio
import sys
import threading

import gi

gi.require_version('Awkward', '1')
gi.require_version('SmartAsync', '1')
from gi.repository import Awkward, Gio, GLib, SmartAsync  # noqa: E402

over = threading.Event()


def echo(moment):
    return Awkward.Machine.new(moment, Awkward.Outcome.VALUE).echo_async


def call():
    while not over.is_set():
        for moment in (Awkward.Moment.IN_IDLE, Awkward.Moment.IN_TASK_THREAD):
            assert SmartAsync.sync(echo(moment), 'hello') == 'hello'


async def await_some():
    for moment in (Awkward.Moment.IN_IDLE, Awkward.Moment.IN_TASK_THREAD):
        assert await SmartAsync.awaitable(echo(moment), 'hello') == 'hello'
    await asyncio.sleep(0.001)


def run_asyncio():
    while not over.is_set():
        asyncio.run(await_some())


def assert_main():
    assert threading.current_thread() is threading.main_thread(), threading.current_thread()


def start():
    done = []

    def note(*_):
        assert_main()
        done.append(True)

    application = Gio.Application(flags=Gio.ApplicationFlags.NON_UNIQUE)
    application.connect('activate', note)
    GLib.idle_add(note)
    status = application.run([])
    assert status == 0, status
    while len(done) < 2:
        GLib.MainContext.default().iteration(True)


# In a callback, too, or in a thread, an exception is the program's failure.
failures = []
threading.excepthook = lambda arguments: failures.append(arguments) or threading.__excepthook__(arguments)
sys.excepthook = lambda *arguments: failures.append(arguments) or sys.__excepthook__(*arguments)

threads = [threading.Thread(target=target) for target in (call, run_asyncio, run_asyncio)]
for thread in threads:
    thread.start()
Awkward.workers_start(2, Awkward.Work.TOGETHER)

for _ in range(int(sys.argv[1])):
    start()

over.set()
for thread in threads:
    thread.join()
Awkward.workers_stop()
sys.exit(1 if failures else 0)
