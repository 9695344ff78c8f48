# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is raised: the errors of GLib and of Python, exceptions of batches, and the tracebacks of both.

import asyncio
import os
import subprocess
import sys
import threading
import traceback
from datetime import timedelta

from helpers import (Awkward, Gio, GLib, Moment, Outcome, SmartAsync, assert_is, assert_is_io_error, call_in_loop,
                     claim, machine, main, raised, result_in_loop)

CANCELLED, TIMED_OUT = Gio.IOErrorEnum.CANCELLED, Gio.IOErrorEnum.TIMED_OUT
SHORT = timedelta(milliseconds=20)
BATCH_ALL, FIRST_ERROR, ANY = SmartAsync.BatchMode.ALL, SmartAsync.BatchMode.FIRST_ERROR, SmartAsync.BatchMode.ANY


## The table of docs/python.md: a test for each cell


def waits(function, *args, **limits):
    return SmartAsync.sync(function, *args, **limits)


def awaits(function, *args, **limits):
    async def call():
        return await SmartAsync.awaitable(function, *args, **limits)
    return asyncio.run(call())


def awaits_in_glib(function, *args, **limits):
    return result_in_loop(lambda: SmartAsync.smart(function, *args, **limits))


WAYS = (waits, awaits, awaits_in_glib, lambda *args, **limits: call_in_loop(lambda: waits(*args, **limits)))
AWAITING = (awaits, awaits_in_glib)


def endless_operation():
    return machine(Moment.WHEN_CANCELLED).echo_async, "x"


async def endless_coroutine():
    await asyncio.sleep(1000)


class Blocking:
    """A function that blocks until the test is over."""

    def __init__(self):
        self.release = threading.Event()

    def __call__(self):
        self.release.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.release.set()


def cancelled_soon():
    cancellable = Gio.Cancellable()
    threading.Timer(0.02, cancellable.cancel).start()
    return cancellable


def assert_of_glib(error, code):
    assert_is_io_error(error, code)
    assert not isinstance(error, (TimeoutError, asyncio.CancelledError)), type(error)


def assert_of_both(error, python, code):
    assert isinstance(error, python), type(error)
    assert_is_io_error(error, code)


@claim("the timeout of an operation of GLib")
def timeout_of_operation():
    for way in WAYS:
        assert_of_glib(raised(GLib.Error, way, *endless_operation(), timeout=SHORT), TIMED_OUT)


@claim("the timeout of a coroutine")
def timeout_of_coroutine():
    for way in WAYS:
        assert_of_both(raised(TimeoutError, way, endless_coroutine, timeout=SHORT), TimeoutError, TIMED_OUT)
        assert_of_both(raised(asyncio.TimeoutError, way, asyncio.sleep, 1000, timeout=SHORT), TimeoutError, TIMED_OUT)


@claim("the timeout of a blocking function")
def timeout_of_blocking():
    assert "can't be kept" in str(raised(TypeError, waits, Blocking(), timeout=SHORT))
    with Blocking() as blocking:
        assert_of_both(raised(TimeoutError, awaits_in_glib, blocking, timeout=SHORT), TimeoutError, TIMED_OUT)


@claim("the cancellable of an operation of GLib")
def cancellable_of_operation():
    for way in WAYS:
        assert_of_glib(raised(GLib.Error, way, *endless_operation(), cancellable=cancelled_soon()), CANCELLED)


@claim("the cancellable of a coroutine")
def cancellable_of_coroutine():
    for way in WAYS:
        error = raised(asyncio.CancelledError, way, endless_coroutine, cancellable=cancelled_soon())
        assert_of_both(error, asyncio.CancelledError, CANCELLED)
    before = Gio.Cancellable()
    before.cancel()
    for way in WAYS:
        error = raised(asyncio.CancelledError, way, endless_coroutine, cancellable=before)
        assert_of_both(error, asyncio.CancelledError, CANCELLED)


@claim("the cancellable of a blocking function")
def cancellable_of_blocking():
    assert "can't be kept" in str(raised(TypeError, waits, Blocking(), cancellable=Gio.Cancellable()))
    with Blocking() as blocking:
        error = raised(asyncio.CancelledError, awaits_in_glib, blocking, cancellable=cancelled_soon())
        assert_of_both(error, asyncio.CancelledError, CANCELLED)


@claim("the task that awaits is cancelled")
def task_cancelled():
    async def cancel(function, *args):
        task = asyncio.ensure_future(SmartAsync.awaitable(function, *args))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with Blocking() as blocking:
        for target in (endless_operation(), (endless_coroutine,)):
            for run in (lambda: asyncio.run(cancel(*target)), lambda: SmartAsync.sync(cancel, *target)):
                assert not isinstance(raised(asyncio.CancelledError, run), GLib.Error)
        error = raised(asyncio.CancelledError, SmartAsync.sync, cancel, blocking)
        assert not isinstance(error, GLib.Error)


@claim("the watchdog of each")
def watchdog():
    with SmartAsync.watchdog(seconds=0.1):
        for target in (endless_operation(), (asyncio.Event().wait,)):
            error = raised(GLib.Error, waits, *target)
            assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.STALLED)


class Failure(Exception):
    pass


failure = Failure("own")


async def fail_later():
    await asyncio.sleep(0)
    raise failure


def fail_at_once():
    raise failure


@claim("what each raises itself")
def own_errors():
    for way in WAYS:
        error = raised(GLib.Error, way, machine(outcome=Outcome.ERROR).echo_async, "broken")
        assert_is(error, Awkward.error_quark(), Awkward.Error.SEVEN)
        for function in (fail_later, fail_at_once):
            assert raised(Failure, way, function) is failure

    async def times_out():
        await asyncio.wait_for(asyncio.sleep(1000), 0.01)

    async def cancels_itself():
        raise asyncio.CancelledError("myself")

    for way in WAYS:
        for function, kind in ((times_out, asyncio.TimeoutError), (cancels_itself, asyncio.CancelledError)):
            assert not isinstance(raised(kind, way, function), GLib.Error)


@claim("the limits of a batch")
def limits_of_batch():
    for target in (endless_operation(), (endless_coroutine,)):
        for limit, code in ((lambda: {"timeout": SHORT}, TIMED_OUT),
                            (lambda: {"cancellable": cancelled_soon()}, CANCELLED)):
            batch = SmartAsync.Batch(name="endless")
            batch.add_async(*target)
            assert_of_glib(raised(GLib.Error, batch.run, **limit()), code)


## Batches


def failing_batch():
    batch = SmartAsync.Batch(name="failing", max_concurrent=1)
    batch.add_async(fail_later)
    return batch


@claim("a batch keeps the exception and where it was raised")
def batch_keeps():
    batch = failing_batch()
    batch.add_async(machine(outcome=Outcome.ERROR).echo_async, "broken")
    batch.add_async(machine().echo_async, "fine")
    assert batch.run(BATCH_ALL)
    assert batch.get_exception(0) is failure
    assert lines_of(failure)[-1] == "raise failure"
    assert batch.get_error(0).__cause__ is failure and batch.get_error(0).message == "Failure: own"
    assert_is(batch.get_exception(1), Awkward.error_quark(), Awkward.Error.SEVEN)
    assert_is(batch.get_error(1), Awkward.error_quark(), Awkward.Error.SEVEN)
    assert batch.get_exception(2) is None and batch.get_error(2) is None


@claim("a batch raises the very exception of an operation")
def batch_raises():
    for mode in (FIRST_ERROR, ANY):
        assert raised(Failure, failing_batch().run, mode) is failure

    def scope():
        with SmartAsync.Batch(name="scope") as batch:
            batch.add_async(fail_at_once)

    assert raised(Failure, scope) is failure


@claim("a coroutine of a batch that is cancelled fails as cancelled")
def batch_cancelled_error():
    async def cancels_itself():
        raise asyncio.CancelledError("myself")

    batch = SmartAsync.Batch(name="cancelled")
    batch.add_async(cancels_itself)
    assert batch.run()
    assert isinstance(batch.get_exception(0), asyncio.CancelledError)
    assert_is_io_error(batch.get_error(0), CANCELLED)


@claim("an exception that ends the program passes through a batch")
def batch_leaves():
    async def leave():
        raise SystemExit(3)

    for mode in (BATCH_ALL, FIRST_ERROR, ANY):
        batch = SmartAsync.Batch(name="leaving")
        batch.add_async(leave)
        assert raised(SystemExit, batch.run, mode).code == 3


@claim("an operation that was not run has an exception that says so")
def batch_skipped():
    batch = failing_batch()
    batch.add_async(machine().echo_async, "skipped")
    raised(Failure, batch.run, FIRST_ERROR)
    assert_is_io_error(batch.get_exception(1), CANCELLED)


## Tracebacks


def lines_of(error):
    return [entry.line for entry in traceback.extract_tb(error.__traceback__)]


def ours_in(error):
    files = [entry.filename for entry in traceback.extract_tb(error.__traceback__)]
    return sum(os.path.join("overrides", "SmartAsync") in name for name in files)


async def inner():
    await asyncio.sleep(0)
    raise KeyError("inner")


async def outer():
    await inner()


def blocking():
    raise KeyError("blocking")


def broken_finish(result):
    raise KeyError("finish")


async def generate():
    yield 1
    await inner()


def calls():
    """Calls that fail, and the last lines of the program's own that a traceback shows."""
    nested = ["await inner()", 'raise KeyError("inner")']
    yield lambda: SmartAsync.sync(outer), nested
    yield lambda: SmartAsync.sync(outer()), nested
    yield lambda: SmartAsync.sync(outer, timeout=60000, cancellable=Gio.Cancellable()), nested
    yield lambda: SmartAsync.smart(outer), nested
    yield lambda: SmartAsync.smartasync(outer)(), nested
    yield lambda: list(SmartAsync.sync(generate)), nested
    yield lambda: SmartAsync.sync(blocking), ['raise KeyError("blocking")']
    yield lambda: SmartAsync.smartasync(blocking)(), ['raise KeyError("blocking")']
    yield lambda: SmartAsync.sync(machine().echo_async, "x", finish=broken_finish), ['raise KeyError("finish")']
    yield lambda: asyncio.run(SmartAsync.awaitable(outer)), nested
    yield lambda: asyncio.run(SmartAsync.awaitable(outer, timeout=60000)), nested
    yield lambda: asyncio.run(SmartAsync.awaitable(blocking)), ['raise KeyError("blocking")']
    yield lambda: result_in_loop(lambda: SmartAsync.smart(outer)), nested
    yield lambda: run_batch(outer), nested
    yield lambda: run_batch(machine().echo_async, "x", finish=broken_finish), ['raise KeyError("finish")']


def run_batch(*args, **kwargs):
    batch = SmartAsync.Batch(name="one")
    batch.add_async(*args, **kwargs)
    batch.run(FIRST_ERROR)


@claim("a traceback shows the lines of the program and of ours only what was called")
def tracebacks():
    for call, expected in calls():
        error = raised(KeyError, call)
        assert lines_of(error)[-len(expected):] == expected, traceback.format_exception(error)
        # Python adds the function that the program has called; a thread of asyncio's own adds what awaits it.
        assert ours_in(error) <= 1, "".join(traceback.format_exception(error))


@claim("an error of GLib shows the line of the call")
def traceback_of_error():
    broken = machine(outcome=Outcome.ERROR).echo_async
    SmartAsync.install("Gio")
    try:
        for call in (lambda: SmartAsync.sync(broken, "broken"), lambda: SmartAsync.smart(broken, "broken"),
                     lambda: run_batch(broken, "broken"), lambda: SmartAsync.sync(*endless_operation(), timeout=SHORT),
                     lambda: Gio.File.new_for_path("/nowhere").load_bytes_sync(),
                     lambda: asyncio.run(SmartAsync.awaitable(broken, "broken"))):
            error = raised(GLib.Error, call)
            assert ours_in(error) == 1, "".join(traceback.format_exception(error))
    finally:
        SmartAsync.uninstall("Gio")


@claim("python -X dev shows all of a traceback")
def all_of_it():
    program = ("from test_errors import *\n"
               "assert ours_in(raised(KeyError, SmartAsync.sync, outer)) > 3\n")
    process = subprocess.run([sys.executable, "-X", "dev", "-W", "ignore", "-c", program], text=True, timeout=60,
                             stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert process.returncode == 0, process.stderr


if __name__ == "__main__":
    main()
