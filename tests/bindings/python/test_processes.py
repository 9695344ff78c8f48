# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Calls in forked processes, and where Python ends. Each program runs alone, with every warning an error.

import os
import subprocess
import sys

from helpers import NOT_OURS, claim, main

PROGRAM = """
import asyncio, faulthandler, os, signal, sys, threading
from helpers import *

faulthandler.cancel_dump_traceback_later()  # whose end waits for a thread, which no child has

async def double(number):
    await asyncio.sleep(0)
    return 2 * number

async def count(number):
    for i in range(number):
        yield i

def calls():
    assert SmartAsync.sync(machine().echo_async, "hello") == "hello"  # no thread: GLib has none left in a child
    assert SmartAsync.sync(double, 21) == 42
    return "calls"

def in_child(function):
    child = os.fork()
    if child == 0:
        print(function(), flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
"""


def output(program):
    """What a program prints, errors included."""
    process = subprocess.run([sys.executable, "-W", "error", *NOT_OURS, "-c", PROGRAM + program], text=True, timeout=60,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    return process.stdout.splitlines()


def expect(program, *lines):
    found = output(program)
    assert found == list(lines), found


@claim("a forked child calls as its parent does")
def forked():
    expect("calls(); in_child(calls); print(calls())", "calls", "calls")
    expect("calls(); in_child(lambda: in_child(calls) or calls()); print(calls())", "calls", "calls", "calls")


@claim("a forked child takes no event from its parent's loops")
def forked_loops():
    expect("""
calls()
read_end, write_end = os.pipe()

def wait_for_byte():
    async def wait():
        loop, came = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(read_end, came.set)
        await came.wait()
        return os.read(read_end, 1).decode()
    return SmartAsync.sync(wait)

def add_and_leave():
    async def add():
        asyncio.get_running_loop().add_reader(write_end, print)
    SmartAsync.sync(add)
    return "child"

in_child(add_and_leave)
os.write(write_end, b"p")
print(wait_for_byte())
""", "child", "p")


@claim("a child that was forked in a call has Ctrl-C back")
def forked_in_call():
    expect("""
def interrupted():
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        return "KeyboardInterrupt"

async def fork():
    in_child(interrupted)
    in_child(calls)

SmartAsync.sync(fork)
print(calls())
""", "KeyboardInterrupt", "calls", "calls")


@claim("a child that goes on with the call it was forked in ends it")
def forked_on():
    expect("""
def fork_async(callback):
    child = os.fork()
    source = GLib.idle_source_new()
    source.set_callback(lambda *_: callback(None, child))
    source.attach(GLib.MainContext.ref_thread_default())

child = SmartAsync.sync(fork_async, finish=lambda child: child)
if child:
    assert os.waitpid(child, 0)[1] == 0
print(calls(), signal.getsignal(signal.SIGINT) is signal.default_int_handler, flush=True)
""", "calls True", "calls True")


@claim("no call is warned of")
def no_warnings():
    expect("""
async def both():
    assert SmartAsync.sync(double, 21) == 42
    return await SmartAsync.smart(machine().echo_async, "hello"), await SmartAsync.smart(lambda: "thread")

def every_call():
    calls()
    list(SmartAsync.sync(count, 3))
    with SmartAsync.Batch() as batch:
        batch.add_async(machine().echo_async, "hello")
    return SmartAsync.sync(both)

import gc
assert SmartAsync.install("Gio") > 100
assert Gio.File.new_for_path("/").query_info_sync("standard::type", 0)
assert every_call() == call_in_loop(every_call) == call_in_thread(every_call) == asyncio.run(both())
assert result_in_loop(lambda: SmartAsync.smart(both)) == ("hello", "thread")
SmartAsync.uninstall("Gio")
gc.collect()
print("done")
""", "done")


@claim("a call while Python ends is an error and never a hang")
def finalizing():
    found = output("""
class Late:
    def __del__(self):
        SmartAsync.sync(machine().echo_async, "late")
        print("not reached")

late = Late()
calls()
""")
    assert "shutting down" in found[-1] and "not reached" not in found, found


@claim("an iteration that Python's end interrupts ends quietly")
def iterating():
    expect("iterator = SmartAsync.sync(count, 3); print(next(iterator))", "0")


@claim("calls that are in flight do not keep Python from ending")
def in_flight():
    expect("""
for function in (machine(Moment.WHEN_CANCELLED).echo_async, asyncio.sleep):
    threading.Thread(target=SmartAsync.sync, args=(function, 1000 if function is asyncio.sleep else "x"),
                     daemon=True).start()
import atexit
atexit.register(lambda: print(calls()))
""", "calls")


if __name__ == "__main__":
    main()
