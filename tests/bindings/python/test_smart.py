# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# SmartAsync.smart(), its explicit spellings and the decorator: by functions of every kind, in every situation.

import asyncio
import functools
import gc
import inspect
import os
import re
import selectors
import signal
import threading
from contextlib import closing

import gi
from helpers import (Awkward, Gio, GLib, Moment, Outcome, SmartAsync, assert_is, assert_is_io_error, call_in_loop,
                     call_in_thread, claim, count_descriptors, machine, main, raised, result_in_loop)

from tap import Skip


async def double(number):
    await asyncio.sleep(0)
    return 2 * number


async def fail():
    await asyncio.sleep(0)
    raise KeyError("failed")


def here():
    return threading.current_thread()


async def in_asyncio(function):
    """What a function returns that is called in a coroutine, awaited."""
    return await function()


## The four rows of the table


@claim("smart async function without a loop is the value")
def async_without_loop():
    assert SmartAsync.smart(machine().echo_async, "hello") == "hello"
    assert SmartAsync.smart(double, 21) == 42
    assert SmartAsync.smart(double(21)) == 42


@claim("smart async function inside a loop is awaitable")
def async_inside_loop():
    for moment in (Moment.AT_ONCE, Moment.IN_IDLE, Moment.IN_TASK_THREAD, Moment.ON_DEFAULT_CONTEXT):
        def echo():
            return SmartAsync.smart(machine(moment).echo_async, "hello")

        assert asyncio.run(in_asyncio(echo)) == "hello"
        assert result_in_loop(echo) == "hello"
    assert asyncio.run(in_asyncio(lambda: SmartAsync.smart(double, 21))) == 42
    assert result_in_loop(lambda: SmartAsync.smart(double, 21)) == 42


@claim("smart finishes inside the callback")
def finished_inside():
    def glimpse():
        return SmartAsync.smart(machine().glimpse_async, "hello")

    assert glimpse() == ("hello", 5)
    assert asyncio.run(in_asyncio(glimpse)) == ("hello", 5)
    assert result_in_loop(glimpse) == ("hello", 5)
    for loop in loops_that_glib_does_not_run():
        assert loop.run_until_complete(in_asyncio(glimpse)) == ("hello", 5)
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


@claim("smart blocking function without a loop is a direct call")
def blocking_without_loop():
    assert SmartAsync.smart(here) is threading.current_thread()


@claim("smart blocking function inside a loop runs in a thread")
def blocking_inside_loop():
    for run in (lambda: asyncio.run(in_asyncio(lambda: SmartAsync.smart(here))),
                lambda: result_in_loop(lambda: SmartAsync.smart(here))):
        assert run() is not threading.current_thread()


@claim("a blocking function that ends an iteration in a thread is an error and never a hang")
def stop_iteration():
    assert "StopIteration" in str(raised(RuntimeError, asyncio.run, in_asyncio(lambda: SmartAsync.smart(next, iter(())))))


@claim("smart remembers nothing")
def remembers_nothing():
    for _ in range(3):
        assert SmartAsync.smart(double, 1) == 2
        assert asyncio.run(in_asyncio(lambda: SmartAsync.smart(double, 2))) == 4
        assert result_in_loop(lambda: SmartAsync.smart(double, 3)) == 6
        assert SmartAsync.smart(machine().echo_async, "hello") == "hello"


@claim("smart threads do not influence each other")
def threads_are_independent():
    async def beside():
        value = await asyncio.to_thread(SmartAsync.smart, double, 21)
        return value, await SmartAsync.smart(double, 4)

    assert asyncio.run(beside()) == (42, 8)
    assert call_in_loop(lambda: call_in_thread(SmartAsync.smart, double, 21)) == 42


@claim("smart error comes through")
def errors():
    broken = machine(outcome=Outcome.ERROR).echo_async
    for run in (lambda: SmartAsync.smart(broken, "broken"),
                lambda: asyncio.run(in_asyncio(lambda: SmartAsync.smart(broken, "broken"))),
                lambda: result_in_loop(lambda: SmartAsync.smart(broken, "broken"))):
        assert_is(raised(GLib.Error, run), Awkward.error_quark(), Awkward.Error.SEVEN)
    for run in (lambda: SmartAsync.smart(fail),
                lambda: asyncio.run(in_asyncio(lambda: SmartAsync.smart(fail))),
                lambda: result_in_loop(lambda: SmartAsync.smart(fail))):
        assert raised(KeyError, run).args == ("failed",)


## The explicit spellings


@claim("awaitable is explicit")
def explicit_awaitable():
    coroutine = SmartAsync.awaitable(machine().echo_async, "hello")
    assert inspect.iscoroutine(coroutine)
    assert asyncio.run(coroutine) == "hello"
    assert SmartAsync.sync(SmartAsync.awaitable(double, 21)) == 42
    assert asyncio.run(SmartAsync.awaitable(here)) is not threading.current_thread()


@claim("sync is explicit inside an asyncio loop")
def explicit_sync():
    async def calls():
        return SmartAsync.sync(machine().echo_async, "hello"), SmartAsync.sync(double, 21)

    assert asyncio.run(calls()) == ("hello", 42)


@claim("awaitable cancelled cancels the operation")
def cancelled():
    endless = machine(Moment.WHEN_CANCELLED)

    async def cancel():
        task = asyncio.create_task(SmartAsync.awaitable(endless.echo_async, "hello"))
        while endless.get_n_started() == 0:
            await asyncio.sleep(0)
        task.cancel()
        raised_error = None
        try:
            await task
        except asyncio.CancelledError as error:
            raised_error = error
        return raised_error

    assert isinstance(asyncio.run(cancel()), asyncio.CancelledError)

    cancellable = Gio.Cancellable()

    async def cancel_by_gio():
        asyncio.get_running_loop().call_later(0.05, cancellable.cancel)
        await SmartAsync.awaitable(endless.echo_async, "hello", cancellable=cancellable)

    assert_is_io_error(raised(GLib.Error, asyncio.run, cancel_by_gio()), Gio.IOErrorEnum.CANCELLED)


def loops_that_glib_does_not_run():
    """The selector of the one has no descriptor, the other has no selector."""
    yield asyncio.SelectorEventLoop(selectors.SelectSelector())
    try:
        import uvloop
        yield uvloop.new_event_loop()
    except ImportError:
        pass


@claim("awaitables in loops that GLib does not run")
def foreign_loops():
    endless = machine(Moment.WHEN_CANCELLED)

    async def cancel_all():
        tasks = [asyncio.ensure_future(SmartAsync.awaitable(endless.echo_async, "hello")) for _ in range(3)]
        while endless.get_n_started() < 3:
            await asyncio.sleep(0.001)
        for task in tasks:
            task.cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    async def calls():
        return await SmartAsync.awaitable(machine().echo_async, "hello"), await SmartAsync.smart(double, 21)

    for loop in loops_that_glib_does_not_run():
        endless = machine(Moment.WHEN_CANCELLED)
        assert loop.run_until_complete(calls()) == ("hello", 42)
        assert all(isinstance(error, asyncio.CancelledError) for error in loop.run_until_complete(cancel_all()))
        loop.run_until_complete(loop.shutdown_default_executor())  # which waits for what has not been cancelled
        loop.close()


@claim("a task that is cancelled together with its cancellable ends as cancelled")
def both_cancelled():
    async def cancel_both():
        cancellable = Gio.Cancellable()
        task = asyncio.create_task(SmartAsync.awaitable(asyncio.sleep, 1000, cancellable=cancellable))
        await asyncio.sleep(0)
        task.cancel()
        cancellable.cancel()
        await asyncio.wait((task,))
        return task.cancelled()

    assert SmartAsync.sync(cancel_both)
    assert asyncio.run(cancel_both())


@claim("awaitable has a time limit")
def time_limit():
    endless = machine(Moment.WHEN_CANCELLED)
    for awaitable in (lambda: SmartAsync.awaitable(endless.echo_async, "hello", timeout=20),
                      lambda: SmartAsync.awaitable(asyncio.sleep, 1000, timeout=20)):
        assert_is_io_error(raised(GLib.Error, asyncio.run, in_asyncio(awaitable)), Gio.IOErrorEnum.TIMED_OUT)
    assert_is_io_error(raised(GLib.Error, SmartAsync.sync, asyncio.sleep, 1000, timeout=20), Gio.IOErrorEnum.TIMED_OUT)
    with SmartAsync.timeout(20):
        coroutine = SmartAsync.awaitable(endless.echo_async, "hello")
    assert_is_io_error(raised(GLib.Error, asyncio.run, coroutine), Gio.IOErrorEnum.TIMED_OUT)


@claim("a time limit ends an awaitable that catches its cancellation")
def stubborn():
    async def ignores_the_first():
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            await asyncio.sleep(1000)

    for run in (lambda: asyncio.run(SmartAsync.awaitable(ignores_the_first, timeout=20)),
                lambda: result_in_loop(lambda: SmartAsync.smart(ignores_the_first, timeout=20))):
        assert_is_io_error(raised(GLib.Error, run), Gio.IOErrorEnum.TIMED_OUT)


@claim("many at once through awaitables")
def many():
    async def echo_all():
        return await asyncio.gather(*[SmartAsync.awaitable(machine(moment).echo_async, f"{moment} {i}")
                                      for moment in (Moment.IN_IDLE, Moment.IN_TASK_THREAD) for i in range(50)])

    expected = [f"{moment} {i}" for moment in (Moment.IN_IDLE, Moment.IN_TASK_THREAD) for i in range(50)]
    assert asyncio.run(echo_all()) == expected
    assert SmartAsync.sync(echo_all) == expected
    assert result_in_loop(lambda: SmartAsync.smart(echo_all)) == expected


@claim("async function of the language completes")
def coroutines():
    async def both():
        echo = await SmartAsync.awaitable(machine(Moment.IN_TASK_THREAD).echo_async, "hello")
        number = await double(21)
        thread = await SmartAsync.awaitable(here)
        return echo, number, thread is not threading.current_thread()

    for run in (lambda: SmartAsync.sync(both), lambda: call_in_loop(lambda: SmartAsync.sync(both)),
                lambda: call_in_thread(SmartAsync.sync, both)):
        assert run() == ("hello", 42, True)


@claim("async function of the language that cannot complete says so")
def stuck_future():
    async def blocks_its_own_loop():
        task = asyncio.create_task(double(21))
        try:
            SmartAsync.sync(task)
        finally:
            task.cancel()

    error = raised(GLib.Error, asyncio.run, blocks_its_own_loop())
    assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.DEADLOCK)
    assert "await it" in error.message

    loop = asyncio.new_event_loop()
    try:
        error = raised(GLib.Error, SmartAsync.sync, loop.create_future())
        assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.STALLED)
    finally:
        loop.close()


@claim("a future of another thread's loop is waited for")
def future_elsewhere():
    async def give_future():
        task = asyncio.create_task(double(21))
        return await asyncio.to_thread(SmartAsync.sync, task)

    assert asyncio.run(give_future()) == 42


@claim("an awaitable of any class can be called for")
def any_awaitable():
    """As those that PyGObject 3.50 and later return for asynchronous functions without a callback."""
    class Promise:
        def __await__(self):
            yield from asyncio.sleep(0).__await__()
            return "kept"

    assert SmartAsync.sync(Promise()) == "kept"
    assert SmartAsync.smart(Promise()) == "kept"
    assert SmartAsync.smart(lambda: Promise()) == "kept"
    assert asyncio.run(in_asyncio(lambda: SmartAsync.smart(Promise()))) == "kept"


@claim("a GLib callback wakes a coroutine")
def woken():
    async def wait():
        future = asyncio.get_running_loop().create_future()
        source = GLib.timeout_source_new(5)
        source.set_callback(lambda *_: future.set_result("woken"))
        source.attach(GLib.MainContext.ref_thread_default())
        return await future

    assert SmartAsync.sync(wait) == "woken"
    assert result_in_loop(lambda: SmartAsync.smart(wait)) == "woken"


def run_in_own_loop(coroutine):
    """Runs a coroutine in a loop of PyGObject's."""
    from gi.events import GLibEventLoop
    with closing(GLibEventLoop(GLib.MainContext.default())) as loop:
        return loop.run_until_complete(coroutine)


def skip_without_own_awaitables():
    if gi.version_info < (3, 50):
        raise Skip("PyGObject has awaitables and a loop of its own from 3.50 on")


@claim("a GLib main loop can be run in a coroutine")
def main_loop_inside():
    async def nest():
        await asyncio.sleep(0)
        loop = GLib.MainLoop()
        GLib.idle_add(lambda: loop.quit())
        loop.run()
        return GLib.MainContext.default().iteration(False) or "nested"

    async def nest_twice():
        await asyncio.sleep(0)
        return SmartAsync.sync(nest)

    for function in nest, nest_twice:
        for run in (lambda: SmartAsync.sync(function), lambda: call_in_loop(lambda: SmartAsync.sync(function)),
                    lambda: result_in_loop(lambda: SmartAsync.smart(function)), lambda: asyncio.run(function())):
            assert run()


@claim("awaitables of PyGObject are awaited in loops that GLib runs")
def own_awaitables():
    skip_without_own_awaitables()
    file = Gio.File.new_for_path("/proc/self/status")

    async def read():
        return (await file.load_bytes_async())[0].get_data()[:5]

    assert SmartAsync.sync(read) == b"Name:"
    assert result_in_loop(lambda: SmartAsync.smart(read)) == b"Name:"


@claim("limits end a coroutine that awaits what PyGObject returns")
def own_awaitables_are_limited():
    """Until 3.56 asyncio can't cancel it: PyGObject's awaitable takes no message."""
    skip_without_own_awaitables()

    async def endless():
        await machine(Moment.WHEN_CANCELLED).echo_async("hello")

    async def limited(**limits):
        return await SmartAsync.awaitable(endless, **limits)

    async def several():
        return await asyncio.gather(endless(), endless())

    async def cancelled_outside():
        task = asyncio.ensure_future(SmartAsync.awaitable(endless, timeout=60000))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    for function in endless, several:
        for call in (lambda: run_in_own_loop(SmartAsync.awaitable(function, timeout=50)),
                     lambda: run_in_own_loop(in_asyncio(lambda: SmartAsync.sync(function, timeout=50))),
                     lambda: SmartAsync.sync(function, timeout=50),
                     lambda: SmartAsync.sync(limited(timeout=50)),
                     lambda: result_in_loop(lambda: SmartAsync.smart(function, timeout=50))):
            assert_is_io_error(raised(GLib.Error, call), Gio.IOErrorEnum.TIMED_OUT)

    for call in (lambda cancellable: run_in_own_loop(limited(cancellable=cancellable)),
                 lambda cancellable: SmartAsync.sync(limited(cancellable=cancellable)),
                 lambda cancellable: SmartAsync.sync(endless, cancellable=cancellable)):
        cancellable = Gio.Cancellable()
        timer = threading.Timer(0.05, cancellable.cancel)
        timer.start()
        assert_is_io_error(raised(GLib.Error, call, cancellable), Gio.IOErrorEnum.CANCELLED)
        timer.join()
    assert raised(asyncio.CancelledError, run_in_own_loop, cancelled_outside()) is not None


@claim("sync of what PyGObject returns says what to do")
def own_awaitables_in_sync():
    file = Gio.File.new_for_path("/proc/self/status")
    error = raised(TypeError, lambda: SmartAsync.sync(file.load_contents_async()))
    assert "object.x_async, not object.x_async()" in str(error), error
    skip_without_own_awaitables()

    async def blocks_its_own_loop():
        return SmartAsync.sync(file.load_bytes_async())

    async def begun():
        return await SmartAsync.awaitable(file.load_bytes_async())

    async def ended():
        pending = file.load_bytes_async()
        await pending
        return SmartAsync.sync(pending)

    error = raised(GLib.Error, run_in_own_loop, blocks_its_own_loop())
    assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.DEADLOCK)
    assert "await it, or give the function" in error.message, error.message
    for coroutine in begun, ended:
        assert run_in_own_loop(coroutine())[0].get_data()[:5] == b"Name:"


@claim("an exception that ends the program passes through the call")
def leaving():
    async def leave():
        raise SystemExit(3)

    assert raised(SystemExit, SmartAsync.sync, leave).code == 3
    assert SmartAsync.sync(double, 21) == 42


## The decorator


@SmartAsync.smartasync
async def decorated(number: int, *, factor: int = 2) -> int:
    """Multiplies."""
    await asyncio.sleep(0)
    return factor * number


@claim("smartasync notices double wrapping")
def wrapped_twice():
    assert SmartAsync.smartasync(decorated) is decorated
    assert SmartAsync.smartasync(SmartAsync.smartasync(here)).__smartasync__ is here


@claim("smartasync keeps name docstring and signature")
def kept():
    assert decorated.__name__ == "decorated" and decorated.__doc__ == "Multiplies."
    assert str(inspect.signature(decorated)) == "(number: int, *, factor: int = 2) -> int"
    assert decorated.__annotations__["return"] is int
    assert decorated(21) == 42 and decorated(2, factor=3) == 6
    assert asyncio.run(in_asyncio(lambda: decorated(21))) == 42


class Counter:
    step = 1

    def __init__(self):
        self.count = 0

    @SmartAsync.smartasync
    async def add(self, number):
        await asyncio.sleep(0)
        self.count += number
        return self.count

    @SmartAsync.smartasync
    def block(self):
        return threading.current_thread()

    @classmethod
    @SmartAsync.smartasync
    async def get_step(cls):
        return cls.step

    @SmartAsync.smartasync
    @classmethod
    def get_step_too(cls):
        return cls.step

    @SmartAsync.smartasync
    @staticmethod
    async def echo(text):
        return text


@claim("smartasync wraps methods")
def methods():
    counter = Counter()
    assert counter.add(1) == 1 and counter.add(2) == 3
    assert counter.block() is threading.current_thread()
    assert (Counter.get_step(), counter.get_step_too(), counter.echo("hello")) == (1, 1, "hello")
    assert SmartAsync.sync(counter.add, 1) == 4

    async def inside():
        assert await counter.block() is not threading.current_thread()
        return await counter.add(1), await Counter.get_step(), await counter.get_step_too(), await counter.echo("hello")

    assert asyncio.run(inside()) == (5, 1, 1, "hello")
    assert SmartAsync.smart(functools.partial(counter.add, 1)) == 6


@claim("a decorated function may call decorated ones")
def nested():
    @SmartAsync.smartasync
    async def outer(number):
        return await decorated(number) + await decorated(number)

    @SmartAsync.smartasync
    def blocking(number):
        return decorated(number)

    assert outer(1) == 4
    assert blocking(1) == 2
    assert asyncio.run(in_asyncio(lambda: outer(1))) == 4
    assert asyncio.run(in_asyncio(lambda: blocking(1))) == 2


@SmartAsync.smartasync
async def count_to(number):
    try:
        for i in range(number):
            await asyncio.sleep(0)
            yield i
    finally:
        ended.append(number)


@SmartAsync.smartasync
def count_blocking(number):
    for i in range(number):
        yield i, threading.current_thread()


ended = []


@claim("smart async generator")
def generators():
    ended.clear()
    assert list(count_to(3)) == [0, 1, 2]
    for i in count_to(10):
        if i == 2:
            break
    gc.collect()
    assert ended == [3, 10]

    async def collect(generator):
        return [item async for item in generator]

    async def inside():
        return await collect(count_to(3)), await collect(count_blocking(2))

    numbers, steps = asyncio.run(inside())
    assert numbers == [0, 1, 2]
    assert [number for number, _ in steps] == [0, 1]
    assert all(thread is not threading.current_thread() for _, thread in steps)
    assert list(count_blocking(1)) == [(0, threading.current_thread())]


@claim("an async generator or a coroutine that has begun can be called for")
def begun():
    async def count(number):
        for i in range(number):
            yield i

    class Countdown:
        number = 3

        def __aiter__(self):
            return self

        async def __anext__(self):
            self.number -= 1
            if self.number < 0:
                raise StopAsyncIteration
            return self.number

    assert list(SmartAsync.sync(count(3))) == [0, 1, 2]
    assert list(SmartAsync.sync(Countdown())) == [2, 1, 0]
    generator = count(3)
    assert SmartAsync.awaitable(generator) is generator
    for thing in (generator, in_asyncio(lambda: None)):
        assert "arguments already" in str(raised(TypeError, SmartAsync.sync, thing, 7))
    thing.close()


## What is left


def make_task(loop, coroutine, **kwargs):
    return asyncio.Task(coroutine, loop=loop, **kwargs)


@claim("ended threads leave nothing")
def no_descriptors():
    async def awaits():
        await asyncio.sleep(0.001)
        return await SmartAsync.awaitable(machine().echo_async, "hello")

    def settle():
        # A thread that had to leave a context, because another still had a reference to it, leaves it to the main one.
        gc.collect()
        for _ in range(10):
            GLib.MainContext.default().iteration(False)

    assert call_in_thread(SmartAsync.smart, awaits) == "hello"
    settle()
    before = count_descriptors()
    for _ in range(50):
        assert call_in_thread(SmartAsync.smart, awaits) == "hello"
    settle()
    assert count_descriptors() <= before, f"{before} before, {count_descriptors()} after"


@claim("what a coroutine leaves behind does not reach the next")
def left_tasks():
    seen = []

    async def leave_task():
        task = asyncio.create_task(asyncio.sleep(1000))
        task.add_done_callback(lambda task: seen.append(task.cancelled()))
        await asyncio.sleep(0)

    async def leave_waiting_task():
        future = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(asyncio.wait([future]))
        task.add_done_callback(lambda task: seen.append(task.cancelled()))
        await asyncio.sleep(0)

    async def leave_task_of_factory():
        asyncio.get_running_loop().set_task_factory(make_task)
        await leave_waiting_task()

    async def leave_timer():
        asyncio.get_running_loop().call_later(0.01, seen.append, "late")

    SmartAsync.sync(leave_task)
    assert seen == [True]
    SmartAsync.sync(leave_waiting_task)
    assert seen == [True, True]
    SmartAsync.sync(leave_task_of_factory)
    assert seen == [True, True, True]
    SmartAsync.sync(leave_timer)
    SmartAsync.sync(asyncio.sleep, 0.05)
    assert seen == [True, True, True]


@claim("what a coroutine sets in its loop does not reach the next")
def left_settings():
    seen = []
    reader, writer = os.pipe()
    os.write(writer, b"always ready")

    async def leave(function):
        function(asyncio.get_running_loop())

    async def look():
        await asyncio.sleep(0.001)
        loop = asyncio.get_running_loop()
        return loop.get_task_factory(), loop.get_exception_handler(), loop.remove_signal_handler(signal.SIGUSR1)

    for function in (lambda loop: loop.add_reader(reader, seen.append, "read"),
                     lambda loop: loop.add_signal_handler(signal.SIGUSR1, seen.append, "signal"),
                     lambda loop: loop.set_exception_handler(lambda *_: None),
                     lambda loop: loop.set_task_factory(make_task)):
        SmartAsync.sync(leave, function)
        seen.clear()
        assert SmartAsync.sync(look) == (None, None, False)
        assert seen == []
    os.close(reader)
    os.close(writer)


@claim("the tasks of a coroutine have names")
def names_of_tasks():
    async def name():
        return asyncio.current_task().get_name()

    async def names():
        return await asyncio.create_task(name()), await asyncio.create_task(name(), name="mine")

    given, own = SmartAsync.sync(names)[::-1]
    assert given == "mine" and re.fullmatch(r"Task-\d+", own), (own, given)


@claim("a task that a coroutine leaves behind may end by operations of GLib")
def left_cleaning():
    async def clean():
        try:
            await asyncio.sleep(1000)
        finally:
            cleaned.append(await SmartAsync.awaitable(machine(Moment.IN_TASK_THREAD).echo_async, "cleaned"))

    async def leave_cleaning():
        asyncio.create_task(clean())
        await asyncio.sleep(0)

    async def leave_own_awaitable():
        asyncio.create_task(own_awaitable())
        await asyncio.sleep(0)

    async def own_awaitable():
        try:
            await machine(Moment.WHEN_CANCELLED).echo_async("hello")
        finally:
            cleaned.append("cleaned")

    functions = [leave_cleaning] if gi.version_info < (3, 50) else [leave_cleaning, leave_own_awaitable]
    for function in functions:  # PyGObject has awaitables from 3.50 on
        for call in (lambda: SmartAsync.sync(function), lambda: call_in_loop(lambda: SmartAsync.sync(function)),
                     lambda: call_in_thread(SmartAsync.sync, function)):
            cleaned = []
            call()
            assert cleaned == ["cleaned"], cleaned


@claim("an asyncio loop delivers what GLib operations leave behind")
def joined_loops():
    async def main():
        assert await SmartAsync.awaitable(machine().echo_async, "hello") == "hello"
        ready = asyncio.Event()
        GLib.timeout_add(10, lambda: ready.set())
        await ready.wait()
        return "delivered"

    assert asyncio.run(main()) == "delivered"


if __name__ == "__main__":
    main()
