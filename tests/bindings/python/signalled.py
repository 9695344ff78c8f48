# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Programs that wait in a call, and get a signal meanwhile: in a process of their own, which says when it has begun.

import faulthandler
import os
import signal
import subprocess
import sys

from helpers import HANGING_SECONDS

PROGRAM = '''
from helpers import *
import asyncio, os, signal, socket

def say(text):
    # Not print(): a signal may come in the middle of that, and its handler can't print then.
    os.write(1, f"{text}\\n".encode())

def say_begun():
    """Says so when the main thread waits: then our handler has taken the place of the program's."""
    def watch():
        while signal.getsignal(signal.SIGINT) is before:
            os.sched_yield()
        say("begun")
    before = signal.getsignal(signal.SIGINT)
    threading.Thread(target=watch).start()

def lasting_async(cancellable, callback):
    def cancelled(*_):
        say("cancelled")
        source = GLib.idle_source_new()
        source.set_callback(lambda *_: callback(None, Gio.Task.new(None, None, None)))
        source.attach(context)
    context = GLib.MainContext.ref_thread_default()
    cancellable.connect(cancelled)
    say("begun")

def lasting_finish(result):
    raise GLib.Error.new_literal(Gio.io_error_quark(), "cancelled", Gio.IOErrorEnum.CANCELLED)

async def lasting():
    say("begun")
    try:
        await asyncio.sleep(1000)
    except asyncio.CancelledError:
        say("cancelled")
        raise

def call():
    {call}

before = signal.getsignal(signal.SIGINT)
try:
    {run}
except KeyboardInterrupt:
    say("KeyboardInterrupt")
except GLib.Error as error:
    say(error.message)
if signal.getsignal(signal.SIGINT) is before and signal.set_wakeup_fd(-1) == -1:
    say(SmartAsync.sync(machine().echo_async, "goes on"))
'''

IN_LOOP = "call_in_loop(call)"
HANDLER = "lambda *_: say('handled')"


def interruptible_program(call, run="call()"):
    faulthandler.dump_traceback_later(2 * HANGING_SECONDS, exit=True)  # A program that hangs ends before.
    program = PROGRAM.replace("{call}", call).replace("{run}", run)
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True,
                            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})


def interrupted(call, run="call()", number=signal.SIGINT):
    """What a program prints that gets a signal while it waits."""
    process = interruptible_program(call, run)
    lines = [process.stdout.readline().strip()]
    assert lines == ["begun"], lines
    process.send_signal(number)
    with process:  # The first lines may be in the buffer of the file already, which communicate() passes over.
        return process.stdout.read().splitlines()
