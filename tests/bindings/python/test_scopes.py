# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Time limits in each unit, and scopes in coroutines.

import asyncio
import math
import re
from datetime import timedelta
from fractions import Fraction

from helpers import (Gio, GLib, Moment, SmartAsync, assert_is_io_error, call_in_loop, claim, machine, main, raised,
                     result_in_loop)

TIMED_OUT = Gio.IOErrorEnum.TIMED_OUT
MOST = GLib.MAXUINT32
GETTERS = ((SmartAsync.timeout, SmartAsync.get_timeout), (SmartAsync.watchdog, SmartAsync.get_watchdog))


def endless(**kwargs):
    return SmartAsync.sync(machine(Moment.WHEN_CANCELLED).echo_async, "x", **kwargs)


## Units


@claim("a whole number is milliseconds and a duration says its unit")
def units():
    for scope, get in GETTERS:
        for given, expected in ((500, 500), (timedelta(seconds=1.5), 1500), (timedelta(minutes=1), 60000), (0, 0),
                                (timedelta(0), 0), (MOST, MOST), (timedelta(milliseconds=MOST), MOST)):
            with scope(given):
                assert get() == expected, (given, get())
        for given, expected in ((1.5, 1500), (2, 2000), (0, 0), (0.1 + 0.2, 300), (Fraction(1, 2), 500)):
            with scope(seconds=given):
                assert get() == expected, (given, get())


@claim("no short limit becomes none")
def rounded_up():
    for limit in ({"seconds": 1e-9}, {"seconds": 1e-4}, {"milliseconds": timedelta(microseconds=1)}):
        with SmartAsync.timeout(**limit):
            assert SmartAsync.get_timeout() == 1, limit


def ways_to_give(value):
    echo = machine().echo_async
    yield lambda: SmartAsync.timeout(value).__enter__()
    yield lambda: SmartAsync.watchdog(value).__enter__()
    yield lambda: SmartAsync.sync(echo, "x", timeout=value)
    yield lambda: SmartAsync.smart(echo, "x", timeout=value)
    yield lambda: SmartAsync.awaitable(echo, "x", timeout=value)
    yield lambda: SmartAsync.Options(timeout=value)
    yield lambda: SmartAsync.Options(watchdog=value)
    yield lambda: SmartAsync.Batch(name="none").run(timeout=value)


@claim("a number that could be either unit is refused and the error says both ways")
def ambiguous():
    for value in (0.5, 20.0, True, False, math.nan, "500"):
        for way in ways_to_give(value):
            message = str(raised(TypeError, way))
            assert "timedelta(seconds=1.5)" in message and "milliseconds" in message and "1500" in message, message
    for seconds in (True, "1"):
        assert "seconds" in str(raised(TypeError, SmartAsync.timeout(seconds=seconds).__enter__))
    for scope in (SmartAsync.timeout(), SmartAsync.timeout(500, seconds=0.5)):
        assert "either" in str(raised(TypeError, scope.__enter__))
    assert SmartAsync.get_timeout() == 0


@claim("what is no policy is refused and the error names those that are")
def no_policy():
    for value in ("private", 99, -1, 10 ** 100, None, True, SmartAsync.Situation.FIBER):
        for way in (lambda: SmartAsync.Options(policy=value), SmartAsync.policy(value).__enter__):
            message = str(raised(TypeError, way))
            for name in ("AUTO", "PRIVATE", "FORWARD", "REFUSE"):
                assert f"SmartAsync.Policy.{name}" in message, message
    with SmartAsync.policy(int(SmartAsync.Policy.REFUSE)):
        assert SmartAsync.get_policy() == SmartAsync.Policy.REFUSE
    assert SmartAsync.Options(policy=SmartAsync.Policy.REFUSE).policy == SmartAsync.Policy.REFUSE


@claim("a limit out of range is refused with the range")
def out_of_range():
    for value in (-1, MOST + 1, timedelta(seconds=-1), timedelta(microseconds=-1), timedelta(days=50), 10 ** 100):
        for way in ways_to_give(value):
            assert f"from 0, for none, to {MOST} milliseconds" in str(raised(ValueError, way))
    for seconds in (math.nan, math.inf, -math.inf, -1, -1e-9, 1e300, 10 ** 400, MOST / 1000 + 1):
        for scope in (SmartAsync.timeout, SmartAsync.watchdog):
            assert f"to {MOST} milliseconds" in str(raised(ValueError, scope(seconds=seconds).__enter__))


@claim("the error of a limit that is over names the unit")
def message():
    limit = timedelta(seconds=0.02)
    assert "20 ms" in raised(GLib.Error, endless, timeout=limit).message
    assert "20 ms" in raised(GLib.Error, SmartAsync.sync, asyncio.sleep, 1000, timeout=limit).message
    assert "20 ms" in raised(GLib.Error, asyncio.run, SmartAsync.awaitable(asyncio.sleep, 1000, timeout=limit)).message
    with SmartAsync.watchdog(seconds=0.1):
        assert re.search(r"\d ms", raised(GLib.Error, endless).message)


## Coroutines


async def in_scope(rounds=1):
    """Sets a limit, lets others go on, and makes a call that has no end."""
    with SmartAsync.timeout(20):
        for _ in range(rounds):
            await asyncio.sleep(0.001)
        endless()


@claim("a coroutine keeps its scope when it has waited")
def kept():
    for rounds in (0, 1, 3):
        for run in (lambda: SmartAsync.sync(in_scope, rounds), lambda: asyncio.run(in_scope(rounds)),
                    lambda: call_in_loop(lambda: SmartAsync.sync(in_scope, rounds)),
                    lambda: result_in_loop(lambda: SmartAsync.smart(in_scope, rounds)),
                    lambda: asyncio.run(in_asyncio(lambda: SmartAsync.sync(in_scope, rounds)))):
            assert_is_io_error(raised(GLib.Error, run), TIMED_OUT)
            assert SmartAsync.get_timeout() == 0


async def in_asyncio(function):
    return function()


@claim("a scope that ends in the step in which it began leaves nothing in the loop")
def same_step():
    loops = []

    async def short():
        with SmartAsync.timeout(60000), SmartAsync.policy(SmartAsync.Policy.PRIVATE):
            loops.append(asyncio.get_running_loop())

    for _ in range(3):
        SmartAsync.sync(short)
    assert len(set(loops)) == 1, "the loop could not serve again"


@claim("a scope of a coroutine holds for awaitables and batches too")
def every_call():
    async def call(function):
        with SmartAsync.timeout(20):
            await asyncio.sleep(0.001)
            await function()

    async def run_batch():
        batch = SmartAsync.Batch(name="endless")
        batch.add_async(asyncio.sleep, 1000)
        batch.run()

    for function in (run_batch, lambda: SmartAsync.awaitable(asyncio.sleep, 1000),
                     lambda: SmartAsync.awaitable(machine(Moment.WHEN_CANCELLED).echo_async, "x"),
                     lambda: asyncio.create_task(SmartAsync.awaitable(asyncio.sleep, 1000)),
                     lambda: asyncio.to_thread(endless)):
        for run in (lambda: SmartAsync.sync(call, function), lambda: asyncio.run(call(function)),
                    lambda: call_in_loop(lambda: SmartAsync.sync(call, function))):
            assert_is_io_error(raised(GLib.Error, run), TIMED_OUT)


@claim("a generated twin has the scope of the step that calls it")
def twin():
    async def call():
        with SmartAsync.timeout(20):
            machine(Moment.WHEN_CANCELLED).echo_sync("x", None)

    for run in (lambda: SmartAsync.sync(call), lambda: asyncio.run(call())):
        assert_is_io_error(raised(GLib.Error, run), TIMED_OUT)


@claim("scopes of tasks beside one another do not mix")
def tasks():
    seen = {}

    async def look(name, limit, first, second):
        with SmartAsync.timeout(limit):
            first.set()
            await second.wait()
            seen[name] = SmartAsync.sync(timeout_now)
            await asyncio.sleep(0.001)
        seen[name + " after"] = SmartAsync.sync(timeout_now), SmartAsync.get_timeout()

    async def timeout_now():
        return SmartAsync.get_timeout()

    async def all_of_them():
        one, two = asyncio.Event(), asyncio.Event()
        await asyncio.gather(look("one", 60001, one, two), look("two", 60002, two, one), watch(one, two))

    async def watch(one, two):
        await one.wait()
        seen["other task"] = SmartAsync.get_timeout()

    for run in (lambda: asyncio.run(all_of_them()), lambda: SmartAsync.sync(all_of_them),
                lambda: result_in_loop(lambda: SmartAsync.smart(all_of_them))):
        seen.clear()
        run()
        assert seen == {"one": 60001, "two": 60002, "other task": 0, "one after": (0, 0), "two after": (0, 0)}, seen


@claim("callbacks that run while a coroutine waits do not have its scope")
def callbacks():
    seen = []

    def look():
        seen.append(SmartAsync.get_timeout())
        assert SmartAsync.sync(asyncio.sleep, 0.001) is None
        return False

    async def wait():
        with SmartAsync.timeout(60000):
            await asyncio.sleep(0.001)
            GLib.idle_add(look)
            while not seen:
                await asyncio.sleep(0.001)

    call_in_loop(lambda: SmartAsync.sync(wait))
    assert seen == [0], seen


if __name__ == "__main__":
    main()
