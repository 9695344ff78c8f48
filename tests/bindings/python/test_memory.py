# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Ten thousand calls of each kind leave memory as it was, less what PyGObject itself loses in such calls by hand.

import asyncio
import gc
import resource
import sys

from helpers import GLib, SmartAsync, claim, machine, main

CALLS = 10000
WARM_UP = 2000
PAGE = resource.getpagesize()

# What a process has varies by this much, whatever it does: less than 32 bytes a call.
NOISE = 300000
MACHINE = machine()


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * PAGE


def settled():
    for _ in range(3):
        gc.collect()
    return resident(), sys.getallocatedblocks()


def growth(call):
    """By how many bytes, and blocks of Python, the calls let the process grow."""
    for _ in range(WARM_UP):
        call()
    before = settled()
    for _ in range(CALLS):
        call()
    return tuple(after - old for after, old in zip(settled(), before))


async def answer():
    return 42


async def suspend():
    await asyncio.sleep(0)


async def count():
    yield 1


def source_by_hand():
    """PyGObject passes one function to C."""
    source = GLib.timeout_source_new(1000)
    source.set_callback(int, None)
    source.destroy()


def in_thread():
    SmartAsync.sync(SmartAsync.awaitable(int))


def awaited():
    SmartAsync.sync(SmartAsync.awaitable(MACHINE.echo_async, "hello"))


def batch():
    with SmartAsync.Batch() as both:
        both.add_async(suspend)
        both.add_async(MACHINE.echo_async, "hello")


# How many functions each kind of call passes to C: the start function and the callback of the operation, the source for
# signals, the two that drive a loop.
KINDS = {
    "an operation": (lambda: SmartAsync.sync(MACHINE.echo_async, "hello"), 3),
    "an operation by a generated twin": (lambda: MACHINE.echo_sync("hello", None), 0),
    "an operation that a coroutine awaits": (awaited, 6),
    "a coroutine": (lambda: SmartAsync.sync(answer), 1),
    "a coroutine that suspends": (lambda: SmartAsync.sync(suspend), 4),
    "a coroutine with limits": (lambda: SmartAsync.sync(suspend, timeout=1000), 4),
    "an asynchronous generator": (lambda: list(SmartAsync.sync(count)), 3),
    "a blocking function": (lambda: SmartAsync.sync(int), 0),
    "a blocking function in a thread": (in_thread, 4),
    "a batch": (batch, 8),
}


def lost_by_hand():
    """Memory that was free before is used first, so that only the last measurement tells."""
    return max(growth(source_by_hand)[0] for _ in range(3))


def check(grown, functions, lost):
    size, blocks = grown
    assert blocks < CALLS / 10, f"{blocks} blocks of Python after {CALLS} calls"
    allowed = functions * max(lost, 0) * 1.25 + NOISE
    assert size <= allowed, f"{size} bytes after {CALLS} calls, {allowed} at most; a function that is passed loses {lost}"


@claim("ten thousand calls of each kind leave memory as it was")
def calls():
    lost = lost_by_hand()
    for kind, (call, functions) in KINDS.items():
        try:
            check(growth(call), functions, lost)
        except AssertionError as error:
            raise AssertionError(f"{kind}: {error}") from error


@claim("ten thousand calls in a runner leave memory as it was")
def calls_in_a_runner():
    lost = lost_by_hand()
    with SmartAsync.Runner():
        for call, functions in (lambda: SmartAsync.sync(suspend), 4), (awaited, 6):
            check(growth(call), functions, lost)


if __name__ == "__main__":
    main()
