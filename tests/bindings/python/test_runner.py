# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# SmartAsync.Runner(): a scope in which tasks and connections live longer than a call.

import asyncio
import os
import sys
import threading
import warnings

from helpers import (Gio, GLib, Moment, SmartAsync, assert_is, assert_is_io_error, call_in_loop, call_in_thread, claim,
                     count_descriptors, expect_no_warning, expect_warning, machine, main, raised, result_in_loop,
                     run_loop)


class Client:
    """It has a task of its own, like those that read from connections, and answers through it."""

    def __init__(self):
        self.requests = asyncio.Queue()
        self.events = []
        self.reader = asyncio.create_task(self._read(), name="reader")

    async def _read(self):
        try:
            while True:
                number, answer = await self.requests.get()
                await asyncio.sleep(0)
                answer.set_result(2 * number)
        finally:
            await asyncio.sleep(0)
            self.events.append("reader ended")

    async def double(self, number):
        answer = asyncio.get_running_loop().create_future()
        await self.requests.put((number, answer))
        return await answer


async def connect():
    return Client()


async def running_loop():
    return asyncio.get_running_loop()


def use_client():
    with SmartAsync.Runner():
        client = SmartAsync.sync(connect)
        assert SmartAsync.sync(client.double, 21) == 42
        assert SmartAsync.sync(client.double(2)) == 4
        assert SmartAsync.sync(SmartAsync.awaitable(client.double, 3)) == 6
        assert not client.reader.done()
    assert client.reader.cancelled() and client.events == ["reader ended"]


@claim("a client lives as long as the runner")
def client_lives():
    for run in (use_client, lambda: call_in_thread(use_client), lambda: call_in_loop(use_client)):
        with expect_no_warning():
            run()


@claim("a client lives as long as the runner in a coroutine")
def client_in_a_coroutine():
    async def inside():
        use_client()

    with expect_no_warning():
        asyncio.run(inside())
        SmartAsync.sync(inside)


@claim("smart calls use the loop of the runner")
def smart_calls():
    @SmartAsync.smartasync
    async def decorated():
        return asyncio.get_running_loop()

    with SmartAsync.Runner() as runner:
        assert SmartAsync.smart(running_loop) is runner.get_loop()
        assert decorated() is runner.get_loop()
        assert result_in_loop(lambda: SmartAsync.smart(running_loop)) is runner.get_loop()
        assert result_in_loop(decorated) is runner.get_loop()
        assert call_in_loop(lambda: SmartAsync.sync(running_loop)) is runner.get_loop()
        batch = SmartAsync.Batch(name="loops")
        for _ in range(10):
            batch.add_async(running_loop)
        batch.run()
        assert all(batch.get_value(i) is runner.get_loop() for i in range(10))
    assert SmartAsync.sync(running_loop) is not runner


async def tick(ticks):
    while True:
        await asyncio.sleep(0.001)
        ticks.append(threading.get_ident())


async def start(function, *args):
    return asyncio.create_task(function(*args))


def wait_for_ticks(ticks, count, iterate):
    enough = len(ticks) + count
    while len(ticks) < enough:
        iterate()


@claim("tasks of a runner go on while a call waits and at no other time")
def tasks_go_on():
    def calls():
        ticks = []
        with SmartAsync.Runner():
            SmartAsync.sync(start, tick, ticks)
            wait_for_ticks(ticks, 3, lambda: SmartAsync.sync(asyncio.sleep, 0.002))
            slow = Gio.Subprocess.new(["sleep", "0.05"], Gio.SubprocessFlags.NONE)
            before = len(ticks)
            SmartAsync.sync(slow.wait_async)
            assert len(ticks) > before
            before = len(ticks)
            threading.Event().wait(0.02)
            assert len(ticks) == before
        assert set(ticks) == {threading.get_ident()}

    calls()
    call_in_thread(calls)


@claim("tasks of a runner go on in a GLib main loop")
def tasks_in_main_loop():
    ticks = []
    with SmartAsync.Runner():
        SmartAsync.sync(start, tick, ticks)
        loop = GLib.MainLoop()
        GLib.idle_add(lambda: len(ticks) < 5 or loop.quit())
        run_loop(loop)
    before = len(ticks)
    for _ in range(10):
        GLib.MainContext.default().iteration(False)
    assert len(ticks) == before


@claim("tasks of a runner run in no other thread")
def thread_of_tasks():
    """Another thread runs the default context, on which the runner of the main thread is driven."""
    ticks = []
    with SmartAsync.Runner():
        SmartAsync.sync(start, tick, ticks)

        def iterate():
            loop = GLib.MainLoop()
            GLib.timeout_add(20, loop.quit)
            run_loop(loop)

        before = len(ticks)
        call_in_thread(iterate)
        assert len(ticks) == before
        wait_for_ticks(ticks, 3, lambda: SmartAsync.sync(asyncio.sleep, 0.002))
    assert set(ticks) == {threading.get_ident()}


@claim("a runner inside a runner has a loop of its own")
def nested():
    with SmartAsync.Runner() as outer:
        client = SmartAsync.sync(connect)
        with SmartAsync.Runner() as inner:
            assert SmartAsync.sync(running_loop) is inner.get_loop() is not outer.get_loop()
        assert SmartAsync.sync(running_loop) is outer.get_loop()
        assert SmartAsync.sync(client.double, 1) == 2
        assert not client.reader.done()


@claim("a runner belongs to its thread")
def other_threads():
    with SmartAsync.Runner() as runner:
        assert call_in_thread(SmartAsync.sync, running_loop) is not runner.get_loop()
        raised(RuntimeError, call_in_thread, runner.close)
        task = SmartAsync.sync(start, asyncio.sleep, 0.02, "slept")
        thread_values = []
        thread = threading.Thread(target=lambda: thread_values.append(SmartAsync.sync(task)))
        thread.start()
        while thread.is_alive():
            SmartAsync.sync(asyncio.sleep, 0.005)
        thread.join()
        assert thread_values == ["slept"]


@claim("a task of a runner can be waited for")
def tasks_are_waited_for():
    with SmartAsync.Runner():
        task = SmartAsync.sync(start, asyncio.sleep, 0.01, "slept")
        assert SmartAsync.sync(task) == "slept"

        async def blocks_its_own_loop():
            return SmartAsync.sync(asyncio.create_task(asyncio.sleep(0)))

        error = raised(GLib.Error, SmartAsync.sync, blocks_its_own_loop)
        assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.DEADLOCK)

    task = call_in_loop(lambda: SmartAsync.smart(asyncio.sleep, 0.01, "slept"))
    assert call_in_loop(lambda: SmartAsync.sync(task)) == "slept"

    def private_wait():
        task = SmartAsync.smart(asyncio.sleep, 0, "slept")
        with SmartAsync.policy(SmartAsync.Policy.PRIVATE):
            error = raised(GLib.Error, SmartAsync.sync, task)
        assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.STALLED)
        return task

    assert result_in_loop(private_wait) == "slept"


@claim("a runner ends in order")
def order():
    events = []

    async def generate():
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            events.append("generator")

    async def wait():
        try:
            await asyncio.sleep(1000)
        finally:
            await SmartAsync.awaitable(machine(Moment.IN_TASK_THREAD).echo_async, "awaits GLib")
            events.append("task")

    async def begin():
        nonlocal generator
        generator = generate()
        await generator.__anext__()
        await asyncio.get_running_loop().run_in_executor(None, int)
        asyncio.create_task(wait())
        await asyncio.sleep(0)

    generator = None
    with SmartAsync.Runner() as runner:
        SmartAsync.sync(begin)
        loop = runner.get_loop()
    assert events == ["task", "generator"], events
    assert loop.is_closed()
    raised(RuntimeError, runner.get_loop)
    runner.close()
    raised(RuntimeError, runner.__enter__)


@claim("a runner ends with exceptions too and reports those of its tasks")
def exceptions():
    reports = []

    async def fail_at_end():
        try:
            await asyncio.sleep(1000)
        finally:
            raise KeyError("at the end")

    def scope():
        with SmartAsync.Runner() as runner:
            runner.get_loop().set_exception_handler(lambda loop, report: reports.append(report["exception"]))
            SmartAsync.sync(start, fail_at_end)
            SmartAsync.sync(asyncio.sleep, 0)
            raise ValueError("inside")

    assert "inside" in str(raised(ValueError, scope))
    assert [type(error) for error in reports] == [KeyError]


@claim("limits hold for the end of a runner")
def limited_end():
    async def stubborn():
        while True:
            try:
                await asyncio.sleep(1000)
            except asyncio.CancelledError:
                pass

    def scope():
        with SmartAsync.timeout(50), SmartAsync.Runner() as runner:
            runner.get_loop().set_exception_handler(lambda *_: None)  # asyncio tells that it was destroyed.
            SmartAsync.sync(start, stubborn)

    assert_is_io_error(raised(GLib.Error, scope), Gio.IOErrorEnum.TIMED_OUT)
    assert SmartAsync.sync(asyncio.sleep, 0, 7) == 7


@claim("an asynchronous generator goes on with a runner")
def generators():
    async def count():
        for i in range(3):
            await asyncio.sleep(0)
            yield i, asyncio.get_running_loop()

    with SmartAsync.Runner() as runner:
        assert list(SmartAsync.sync(count())) == [(i, runner.get_loop()) for i in range(3)]
        begun = SmartAsync.sync(count())
        next(begun)
    begun.close()


@claim("a generator that a task of its runner waits for says why it does not go on")
def generators_in_task():
    async def count():
        for i in range(3):
            await asyncio.sleep(0)
            yield i

    async def go_on(begun):
        return next(begun)

    with SmartAsync.Runner():
        begun = SmartAsync.sync(count())
        next(begun)
        error = raised(GLib.Error, SmartAsync.sync, go_on(begun), timeout=5000)
        assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.DEADLOCK)


@claim("the end of a runner closes generators of calls that have not ended")
def generators_are_closed():
    events = []

    async def count():
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            events.append("closed")

    with SmartAsync.Runner(), expect_no_warning():
        begun = SmartAsync.sync(count)
        assert next(begun) == 1
    assert events == ["closed"], events
    with expect_no_warning():
        raised(RuntimeError, next, begun)


@claim("an async generator gets what is sent and thrown into it")
def generators_are_sent_to():
    async def echo():
        sent = yield "begun"
        while True:
            try:
                await asyncio.sleep(0)
                sent = yield sent
            except ValueError as error:
                sent = error

    echoes, failure = SmartAsync.sync(echo), ValueError("mine")
    assert next(echoes) == "begun"
    assert echoes.send(1) == 1 and echoes.throw(failure) is failure and echoes.send(2) == 2
    raised(KeyError, echoes.throw, KeyError("ends it"))
    raised(StopIteration, next, echoes)


@claim("an asyncio loop inside the scope of a runner is another one")
def asyncio_inside():
    async def awaits():
        return await SmartAsync.smart(running_loop), SmartAsync.sync(running_loop)

    with SmartAsync.Runner() as runner:
        awaited, waited_for = asyncio.run(awaits())
        assert awaited is not runner.get_loop() and waited_for is runner.get_loop()


@claim("a call says which tasks it ends")
def tasks_are_named():
    async def leave(cancel=False):
        task = asyncio.create_task(asyncio.sleep(1000), name="the reader")
        await asyncio.sleep(0)
        if cancel:
            task.cancel()

    async def generate():
        asyncio.create_task(asyncio.sleep(1000), name="the reader")
        yield 1

    for call in (lambda: SmartAsync.sync(leave), lambda: SmartAsync.smart(leave), lambda: SmartAsync.sync(leave()),
                 lambda: list(SmartAsync.sync(generate())), lambda: call_in_loop(lambda: SmartAsync.sync(leave))):
        with expect_warning("the reader", "sleep", "SmartAsync.Runner()"):
            call()
    with expect_no_warning():
        SmartAsync.sync(leave, cancel=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        assert "the reader" in str(raised(RuntimeWarning, SmartAsync.sync, leave))
    assert SmartAsync.sync(asyncio.sleep, 0, 7) == 7


@claim("what a task begins in a GLib main loop goes on when the task has ended")
def children_in_main_loop():
    reached = []

    async def wait(event):
        await event.wait()
        reached.append("waited")

    async def begin():
        event = asyncio.Event()
        child = asyncio.create_task(wait(event))
        return event, child

    loop = GLib.MainLoop()

    def ended(task):
        event, child = task.result()
        child.add_done_callback(lambda _: loop.quit())
        GLib.timeout_add(10, event.set)

    GLib.idle_add(lambda: SmartAsync.smart(begin).add_done_callback(ended))
    run_loop(loop)
    assert reached == ["waited"]


def rounds_of(function):
    """How often a main context calls a loop while a function runs."""
    count = 0

    def profile(frame, event, _argument):
        nonlocal count
        count += event == "call" and frame.f_code.co_name == "_run_round"

    sys.setprofile(profile)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count


@claim("a loop that stands still is not asked what it has to do")
def no_spinning():
    async def block():
        asyncio.get_running_loop().call_later(0.01, int)
        await asyncio.sleep(0)
        SmartAsync.sync(Gio.Subprocess.new(["sleep", "0.2"], Gio.SubprocessFlags.NONE).wait_async)

    def scope():
        with SmartAsync.Runner():
            call_in_loop(lambda: SmartAsync.sync(block))

    for function in (lambda: result_in_loop(lambda: SmartAsync.smart(block)), scope):
        assert rounds_of(function) < 50, rounds_of(function)


@claim("runners leave no descriptors")
def no_descriptors():
    use_client()
    before = count_descriptors()
    for _ in range(20):
        use_client()
    assert count_descriptors() <= before


@claim("a forked child has none of its parent's runners")
def forked():
    with SmartAsync.Runner() as runner:
        client = SmartAsync.sync(connect)
        child = os.fork()
        if child == 0:
            status = 1
            try:
                is_new = SmartAsync.sync(running_loop) is not runner
                runner.close()
                status = 0 if is_new and SmartAsync.sync(asyncio.sleep, 0.01, 7) == 7 else 2
            finally:
                os._exit(status)
        assert os.waitpid(child, 0)[1] == 0
        assert SmartAsync.sync(client.double, 4) == 8


if __name__ == "__main__":
    main()
