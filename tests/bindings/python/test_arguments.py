# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Whose an argument is: a function's own parameters come first, and nothing is swallowed.

import asyncio
import functools
import subprocess
import sys
import threading
from datetime import timedelta

from helpers import (Gio, GLib, Moment, SmartAsync, assert_is_io_error, call_in_loop, claim, machine, main, raised,
                     result_in_loop)

TIMED_OUT = Gio.IOErrorEnum.TIMED_OUT
OURS = ("cancellable", "timeout", "finish", "options")


def refused(*parts):
    """A function that calls another, and checks the TypeError."""
    def call(function, *args, **kwargs):
        error = raised(TypeError, function, *args, **kwargs)
        missing = [part for part in parts if part not in str(error)]
        assert not missing, (missing, str(error))
    return call


async def own(cancellable=1, timeout=2, finish=3, options=4):
    return cancellable, timeout, finish, options


def own_blocking(*, cancellable=1, timeout=2, finish=3, options=4):
    return cancellable, timeout, finish, options


async def open_ended(url, **kwargs):
    await asyncio.sleep(0)
    return url, kwargs


def open_blocking(url, **kwargs):
    return url, kwargs


async def endless():
    await asyncio.sleep(1000)


## Whose it is


@claim("a parameter of the function itself comes before ours of the same name")
def own_first():
    given = {name: f"my {name}" for name in OURS}
    for function in (own, own_blocking, functools.partial(own, timeout=9), SmartAsync.smartasync(own)):
        for call in (SmartAsync.sync, SmartAsync.smart):
            assert call(function, **given) == tuple(given.values())
            assert call(function, timeout=None)[1] is None, "None is a value"
        assert asyncio.run(SmartAsync.awaitable(function, **given)) == tuple(given.values())
    assert SmartAsync.sync(functools.partial(own, timeout=9)) == (1, 9, 3, 4)
    assert SmartAsync.smartasync(own)(timeout=7) == (1, 7, 3, 4)

    batch = SmartAsync.Batch(name="own")
    batch.add_async(own, **given)
    assert batch.run() and batch.get_value(0) == tuple(given.values())


@claim("the timeout of subprocess.run is its own")
def subprocess_run():
    sleep = [sys.executable, "-c", "import time; time.sleep(100)"]
    for call in (SmartAsync.sync, SmartAsync.smart, lambda *args, **kwargs: asyncio.run(
            SmartAsync.awaitable(*args, **kwargs))):
        raised(subprocess.TimeoutExpired, call, subprocess.run, sleep, timeout=0.1)
    raised(asyncio.TimeoutError, SmartAsync.sync, asyncio.wait_for, endless(), timeout=0.01)


@claim("the cancellable of a blocking function of a library is its own")
def library_cancellable():
    cancellable = Gio.Cancellable()
    cancellable.cancel()
    file = Gio.File.new_for_path("/proc/self/status")
    error = raised(GLib.Error, SmartAsync.sync, file.load_contents, cancellable=cancellable)
    assert_is_io_error(error, Gio.IOErrorEnum.CANCELLED)
    assert SmartAsync.sync(file.load_contents, cancellable=None)[0]


@claim("an asynchronous function of Python keeps a parameter that is called like ours")
def own_with_callback():
    def wait_async(timeout, callback):
        callback(None, timeout)

    assert SmartAsync.sync(wait_async, timeout="mine", finish=lambda result: result) == "mine"


@claim("where it cannot be known whose an argument is the error says how to say it")
def unknown():
    given = {"timeout": 20, "cancellable": Gio.Cancellable(), "finish": print, "options": {}}
    for function in (open_ended, open_blocking, max, functools.partial(open_ended, "u")):
        for name, value in given.items():
            for call in (SmartAsync.sync, SmartAsync.smart, SmartAsync.awaitable):
                refused(f"'{name}'", f"functools.partial({function.__name__}" if hasattr(function, "__name__")
                        else "functools.partial(open_ended", f"{name}=…")(call, function, "u", **{name: value})
    refused("with SmartAsync.timeout(…)", "options=SmartAsync.Options(timeout=…)")(
        SmartAsync.sync, open_ended, "u", timeout=20)


@claim("each way that the error names works")
def every_way():
    assert SmartAsync.sync(functools.partial(open_ended, timeout=20), "u") == ("u", {"timeout": 20})
    assert SmartAsync.sync(functools.partial(open_blocking, timeout=20), "u") == ("u", {"timeout": 20})

    async def slow(**kwargs):
        assert not kwargs
        await endless()

    with SmartAsync.timeout(20):
        assert_is_io_error(raised(GLib.Error, SmartAsync.sync, slow), TIMED_OUT)
    options = SmartAsync.Options(timeout=20)
    for call in (SmartAsync.sync, SmartAsync.smart, lambda *args, **kwargs: asyncio.run(
            SmartAsync.awaitable(*args, **kwargs))):
        assert_is_io_error(raised(GLib.Error, call, slow, options=options), TIMED_OUT)
    assert_is_io_error(raised(GLib.Error, SmartAsync.sync, slow(), timeout=20), TIMED_OUT)
    assert SmartAsync.sync(slow_callback_async, finish=lambda result: result) == "done"


def slow_callback_async(callback, **kwargs):
    """Has a callback, which says that a finish function is ours."""
    callback(None, "done")


## Options of one call


@claim("options hold for one call")
def options():
    endless_echo = machine(Moment.WHEN_CANCELLED).echo_async
    timeout = SmartAsync.Options(timeout=timedelta(milliseconds=20))
    assert_is_io_error(raised(GLib.Error, SmartAsync.sync, endless_echo, "x", options=timeout), TIMED_OUT)
    assert_is_io_error(raised(GLib.Error, asyncio.run, SmartAsync.awaitable(endless_echo, "x", options=timeout)),
                       TIMED_OUT)
    assert SmartAsync.get_timeout() == 0

    refuse = SmartAsync.Options(policy=SmartAsync.Policy.REFUSE)
    assert SmartAsync.sync(machine().echo_async, "x", options=refuse) == "x"
    error = call_in_loop(lambda: raised(GLib.Error, SmartAsync.sync, machine().echo_async, "x", options=refuse))
    assert error.matches(SmartAsync.error_quark(), SmartAsync.Error.WOULD_NEST), error

    watchdog = SmartAsync.Options(watchdog=timedelta(milliseconds=100))
    error = raised(GLib.Error, SmartAsync.sync, endless_echo, "x", options=watchdog)
    assert error.matches(SmartAsync.error_quark(), SmartAsync.Error.STALLED), error


@claim("options that are wrong or can't be kept are refused at once")
def wrong_options():
    echo = machine().echo_async
    refused("SmartAsync.Options")(SmartAsync.sync, echo, "x", options=7)
    refused("two timeouts")(SmartAsync.sync, echo, "x", timeout=20, options=SmartAsync.Options(timeout=20))
    for target in ((echo, "x"), (endless,), (work,)):
        refused("can't be kept")(SmartAsync.awaitable, *target, options=SmartAsync.Options(watchdog=20))
    raised(TypeError, SmartAsync.Options, colour="blue")
    raised(TypeError, SmartAsync.Options, timeout=0.5)


@claim("installed twins take options too")
def twin_options():
    SmartAsync.install("Gio")
    try:
        file = Gio.File.new_for_path("/proc/self/status")
        assert file.load_bytes_sync(options=SmartAsync.Options(timeout=timedelta(minutes=1)))
        assert file.load_bytes_sync(timeout=timedelta(minutes=1))
        raised(TypeError, file.load_bytes_sync, timeout=0.5)
    finally:
        SmartAsync.uninstall("Gio")


## Limits that cannot be kept


def limits():
    yield {"timeout": 20}
    yield {"timeout": timedelta(seconds=1)}
    yield {"cancellable": Gio.Cancellable()}
    yield {"options": SmartAsync.Options(timeout=20)}


async def count():
    yield 1


def count_blocking():
    yield 1


def work():
    called.append(1)
    return "done"


called = []


@claim("a limit of a blocking function or a generator is refused and not ignored")
def not_kept():
    called.clear()
    for limit in limits():
        for function in (work, machine().get_n_started, lambda: own(), count, count()):
            for call in (SmartAsync.sync, SmartAsync.smart):
                refused(next(iter(limit)), "can't be kept")(call, function, **limit)
        for generator in (count, count(), count_blocking):
            refused("can't be kept")(SmartAsync.awaitable, generator, **limit)
    assert called == []


@claim("no limit is a limit that can be kept")
def no_limit():
    for limit in ({"timeout": None}, {"timeout": 0}, {"cancellable": None}, {"options": None},
                  {"options": SmartAsync.Options()}):
        assert SmartAsync.sync(work, **limit) == "done"
        assert list(SmartAsync.sync(count, **limit)) == [1]


@claim("a limit of a blocking function is kept where a thread runs it")
def kept_in_thread():
    release = threading.Event()

    def wait():
        release.wait()

    async def wait_in_asyncio():
        try:
            await SmartAsync.awaitable(wait, timeout=20)
        finally:
            release.set()

    assert_is_io_error(raised(GLib.Error, asyncio.run, wait_in_asyncio()), TIMED_OUT)
    release.clear()
    assert_is_io_error(raised(GLib.Error, result_in_loop, lambda: SmartAsync.smart(wait, timeout=20)), TIMED_OUT)
    release.set()


@claim("a scope around several calls does not make a blocking function fail")
def scope_around():
    with SmartAsync.timeout(20), SmartAsync.watchdog(20000):
        assert SmartAsync.sync(work) == "done"
        assert SmartAsync.smart(work) == "done"
        assert list(SmartAsync.sync(count)) == [1]
        assert_is_io_error(raised(GLib.Error, SmartAsync.sync, endless), TIMED_OUT)


@claim("limits hold for futures that are awaited")
def futures():
    async def wait(**limits):
        future = asyncio.get_running_loop().create_future()
        assert SmartAsync.awaitable(future) is future
        await SmartAsync.awaitable(future, **limits)

    assert_is_io_error(raised(GLib.Error, asyncio.run, wait(timeout=20)), TIMED_OUT)

    async def wait_in_scope():
        with SmartAsync.timeout(20):
            await SmartAsync.awaitable(asyncio.get_running_loop().create_future())

    assert_is_io_error(raised(GLib.Error, asyncio.run, wait_in_scope()), TIMED_OUT)


@claim("an argument is not asked whether it is one")
def incomparable():
    class Array:
        def __eq__(self, other):
            raise AssertionError("compared")

    array = Array()
    assert SmartAsync.sync(own_blocking, options=array)[-1] is array


@claim("a finish function of what has no callback is refused")
def no_callback():
    for function in (endless, work, count, machine().get_n_started, functools.partial(work), asyncio.gather):
        refused("finish=")(SmartAsync.sync, function, finish=print)
    coroutine = endless()
    refused("finish=")(SmartAsync.sync, coroutine, finish=print)
    coroutine.close()


if __name__ == "__main__":
    main()
