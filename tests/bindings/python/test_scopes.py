# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Time limits in each unit.

import asyncio
import math
import re
from datetime import timedelta
from fractions import Fraction

from helpers import GLib, Moment, SmartAsync, claim, machine, main, raised

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


if __name__ == "__main__":
    main()
