# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Batches from Python: modes, values and errors by index, limits, exceptions.

import asyncio
import gc
import threading
import time
import weakref

from helpers import Awkward, Gio, GLib, SmartAsync, call_in_loop, claim, machine, main, raised

ALL, ANY, FIRST_ERROR = SmartAsync.BatchMode.ALL, SmartAsync.BatchMode.ANY, SmartAsync.BatchMode.FIRST_ERROR
SUCCEEDED, FAILED = SmartAsync.BatchState.SUCCEEDED, SmartAsync.BatchState.FAILED
SKIPPED, ABANDONED = SmartAsync.BatchState.SKIPPED, SmartAsync.BatchState.ABANDONED
MOMENTS = [Awkward.Moment.AT_ONCE, Awkward.Moment.IN_IDLE, Awkward.Moment.IN_TASK_THREAD]


def echo_batch(count, **properties):
    batch = SmartAsync.Batch(name="echoes", **properties)
    for i in range(count):
        batch.add_async(machine(MOMENTS[i % 3]).echo_async, f"hello {i}")
    return batch


def assert_echoes(batch):
    assert batch.run()
    for i in range(batch.get_n_operations()):
        assert batch.get_value(i) == f"hello {i}", batch.get_value(i)
        assert batch.get_state(i) == SUCCEEDED
        assert batch.get_error(i) is None
    assert batch.count(SUCCEEDED) == batch.get_n_operations()


@claim("batch values by index")
def values():
    assert_echoes(echo_batch(100))
    assert_echoes(echo_batch(100, max_concurrent=7))


@claim("a batch runs inside a loop and in a thread")
def situations():
    call_in_loop(lambda: assert_echoes(echo_batch(10)))
    failures = []

    def run():
        try:
            assert_echoes(echo_batch(10))
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not failures, failures


@claim("a batch finishes inside the callbacks")
def finished_inside():
    batch = SmartAsync.Batch(name="glimpses")
    for moment in MOMENTS:
        batch.add_async(machine(moment).glimpse_async, "hello")
        batch.add_async(machine(moment, Awkward.Outcome.ERROR).glimpse_async, "broken")
    assert batch.run()
    for i in range(0, batch.get_n_operations(), 2):
        assert batch.get_value(i) == ("hello", 5), batch.get_error(i)
        assert batch.get_error(i + 1).matches(Awkward.error_quark(), Awkward.Error.SEVEN)


@claim("batch errors by index")
def errors():
    batch = echo_batch(2)
    batch.add_async(machine(outcome=Awkward.Outcome.ERROR).echo_async, "broken")
    assert batch.run(ALL)
    assert batch.get_error(0) is None
    assert batch.get_error(2).matches(Awkward.error_quark(), Awkward.Error.SEVEN)
    assert batch.get_error(2).message == "broken"
    assert (batch.get_state(2), batch.get_value(2)) == (FAILED, None)


@claim("the first error is raised and ends the batch")
def first_error():
    batch = SmartAsync.Batch(name="echoes", max_concurrent=1)
    failing, later = machine(outcome=Awkward.Outcome.ERROR), machine()
    batch.add_async(failing.echo_async, "broken")
    batch.add_async(later.echo_async, "later")
    error = raised(GLib.Error, batch.run, FIRST_ERROR)
    assert error.matches(Awkward.error_quark(), Awkward.Error.SEVEN), error
    assert batch.get_decisive() == 0
    assert batch.get_state(1) == SKIPPED
    assert batch.get_error(1).matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED)
    assert later.get_n_started() == 0


@claim("batch any ends with the first success")
def any_success():
    batch = SmartAsync.Batch(name="echoes")
    batch.add_async(machine(Awkward.Moment.WHEN_CANCELLED).echo_async, "endless")
    batch.add_async(machine(outcome=Awkward.Outcome.ERROR).echo_async, "broken")
    batch.add_async(machine().echo_async, "good")
    assert batch.run(ANY)
    assert batch.get_decisive() == 2
    assert batch.get_value(2) == "good"
    assert batch.get_error(0).matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED)


@claim("the former name of a state is still there")
def former_name():
    assert SmartAsync.BatchState.LEFT == ABANDONED


@claim("start and finish functions can be the script's own")
def own_functions():
    batch = SmartAsync.Batch.new("echoes")
    idle = machine()

    def start(call):
        idle.echo_async("own", call.get_cancellable(), lambda source, result, *_: call.complete(result))

    batch.add(start, idle.echo_finish)
    batch.add(start, lambda result: idle.echo_finish(result).upper())
    batch.add(start)
    assert batch.run()
    assert (batch.get_value(0), batch.get_value(1), batch.get_value(2)) == ("own", "OWN", None)
    assert batch.get_result(1) is None
    assert idle.echo_finish(batch.get_result(2)) == "own"
    assert batch.steal_result(2) is not None and batch.get_result(2) is None


@claim("an exception in a function is the operation's error and never a hang")
def exceptions():
    batch = echo_batch(1)
    idle = machine()

    def failing_start(call):
        raise KeyError("no start")

    def failing_finish(result):
        raise ValueError("no finish")

    batch.add(failing_start, idle.echo_finish)
    batch.add_async(idle.echo_async, "hello", finish=failing_finish)
    batch.add_async(idle.echo_async, 7)
    assert batch.run()
    for i, message in ((1, "KeyError: 'no start'"), (2, "ValueError: no finish"), (3, "TypeError: ")):
        assert batch.get_error(i).matches(Gio.io_error_quark(), Gio.IOErrorEnum.FAILED), batch.get_error(i)
        assert batch.get_error(i).message.startswith(message), batch.get_error(i)
    assert batch.get_value(0) == "hello 0"


@claim("one timeout is for all of them")
def times_out():
    for run in (run_with_timeout, run_in_timeout):
        timeout = 250
        while not ends_all(run, timeout):
            timeout *= 2


def run_with_timeout(batch, timeout):
    batch.run(timeout=timeout)


def run_in_timeout(batch, timeout):
    with SmartAsync.timeout(timeout):
        batch.run()


def ends_all(run, timeout):
    """False if the machine was too busy for what happens by itself before the timeout."""
    batch = echo_batch(1)
    for _ in range(10):
        batch.add_async(machine(Awkward.Moment.WHEN_CANCELLED).echo_async, "endless")
    error = raised(GLib.Error, run, batch, timeout)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT), error
    if batch.get_state(0) != SUCCEEDED or batch.count(SKIPPED) > 0:
        return False
    assert batch.get_value(0) == "hello 0"
    assert batch.count(FAILED) == 10
    return True


@claim("one cancellable is for all of them")
def cancelled():
    batch = SmartAsync.Batch(name="echoes", max_concurrent=2)
    endless = machine(Awkward.Moment.WHEN_CANCELLED)
    for _ in range(3):
        batch.add_async(endless.echo_async, "endless")
    cancellable = Gio.Cancellable()

    def cancel_when_started():
        while endless.get_n_started() < 2:
            time.sleep(0)
        cancellable.cancel()

    canceller = threading.Thread(target=cancel_when_started)
    canceller.start()
    error = raised(GLib.Error, batch.run, cancellable=cancellable)
    canceller.join()
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED), error
    assert [batch.get_state(i) for i in range(3)] == [FAILED, FAILED, SKIPPED]


@claim("functions may add operations while it runs")
def crawl():
    batch = SmartAsync.Batch(name="crawl", max_concurrent=3)
    idle = machine()

    def found(result):
        text = idle.echo_finish(result)
        if len(text) < 50:
            batch.add_async(idle.echo_async, text + "x", finish=found)
        return text

    batch.add_async(idle.echo_async, "x", finish=found)
    assert batch.run()
    assert [batch.get_value(i) for i in range(50)] == ["x" * (i + 1) for i in range(50)]


@claim("functions may run batches and call twins")
def nested():
    batch = SmartAsync.Batch(name="outer")
    inner = []

    def finish(result):
        inner.append(echo_batch(3).run())
        return machine().echo_sync("inside", None)

    for _ in range(20):
        batch.add_async(machine().echo_async, "outside", finish=finish)
    assert batch.run()
    assert inner == [True] * 20
    assert batch.get_value(19) == "inside"


@claim("batch limits what runs at the same time")
def limited():
    running, most = [], []

    async def work(i):
        running.append(i)
        most.append(len(running))
        await asyncio.sleep(0.001)
        running.remove(i)
        return i

    batch = SmartAsync.Batch(name="limited", max_concurrent=3)
    for i in range(20):
        batch.add_async(work, i)
    assert batch.run()
    assert max(most) == 3
    assert [batch.get_value(i) for i in range(20)] == list(range(20))


@claim("batch as a scope")
def scope():
    with SmartAsync.Batch(name="scope") as batch:
        for i in range(3):
            batch.add_async(machine().echo_async, f"hello {i}")
    assert [batch.get_value(i) for i in range(3)] == ["hello 0", "hello 1", "hello 2"]

    def fails(error_type):
        with SmartAsync.Batch(name="scope") as batch:
            batch.add_async(machine(outcome=Awkward.Outcome.ERROR).echo_async, "broken")
            if error_type is KeyError:
                raise KeyError

    assert raised(GLib.Error, fails, GLib.Error).matches(Awkward.error_quark(), Awkward.Error.SEVEN)
    raised(KeyError, fails, KeyError)


@claim("a batch takes functions of every kind")
def every_kind():
    async def double(number):
        return 2 * number

    batch = SmartAsync.Batch(name="kinds")
    batch.add_async(machine().echo_async, "hello")
    batch.add_async(double, 21)
    batch.add_async(threading.current_thread)
    assert batch.run()
    assert (batch.get_value(0), batch.get_value(1)) == ("hello", 42)
    assert batch.get_value(2) is not threading.current_thread()


@claim("a second run is an error that says so")
def twice():
    batch = echo_batch(1)
    batch.run()
    error = raised(GLib.Error, batch.run)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CLOSED), error
    assert "has run already" in error.message


@claim("no operation is all right but for any")
def nothing():
    assert SmartAsync.Batch(name="nothing").run(ALL)
    error = raised(GLib.Error, SmartAsync.Batch(name="nothing").run, ANY)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.INVALID_ARGUMENT), error


@claim("a batch and what its functions hold are freed")
def freed():
    class Witness:
        pass

    def run(mode):
        batch = SmartAsync.Batch(name="witnessed", max_concurrent=1)
        witness = Witness()

        def finish(result):
            return witness and batch and None

        for outcome in (Awkward.Outcome.ERROR, Awkward.Outcome.VALUE):
            batch.add_async(machine(outcome=outcome).echo_async, "hello", finish=finish)
        try:
            batch.run(mode)
        except GLib.Error:
            pass
        return weakref.ref(witness)

    for mode in (ALL, ANY, FIRST_ERROR):
        witness = run(mode)
        gc.collect()
        assert witness() is None, mode


if __name__ == "__main__":
    main()
