# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# No work is lost: what is called where nobody can await it, or where nobody does.

import asyncio
import gc
import inspect
import warnings
from contextlib import closing

import gi
from helpers import (GLib, GObject, Moment, SmartAsync, claim, expect_warning, machine, main, raised, result_in_loop,
                     run_loop)

from tap import Skip

# PyGObject's loops count whole milliseconds, and run nothing of a lower priority in the last one.
POLL_SECONDS = 0.01

done = []


@SmartAsync.smartasync
async def save(text="saved"):
    await asyncio.sleep(POLL_SECONDS)
    done.append(await SmartAsync.awaitable(machine(Moment.IN_IDLE).echo_async, text))
    return text


@SmartAsync.smartasync
def save_blocking():
    done.append("saved")


async def wait_for_saved(count=1):
    while len(done) < count or len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(POLL_SECONDS)


def loops():
    """Kinds of loops that iterate the main context of GLib."""
    yield asyncio.run
    yield SmartAsync.sync
    if gi.version_info >= (3, 50):  # PyGObject has loops from 3.50 on.
        yield run_in_own_loop


def run_in_own_loop(coroutine):
    from gi.events import GLibEventLoop
    with closing(GLibEventLoop(GLib.MainContext.default())) as loop:
        return loop.run_until_complete(coroutine)


def add_idle(function):
    """Like GLib.idle_add(), on the main context of the call."""
    source = GLib.idle_source_new()
    source.set_callback(lambda *_: function())
    source.attach(GLib.MainContext.ref_thread_default())


class Window(GObject.Object):
    __gsignals__ = {"closing": (GObject.SignalFlags.RUN_LAST, bool, ()), "saved": (GObject.SignalFlags.RUN_LAST, None, ())}


@claim("smart in a GLib callback inside asyncio is a task")
def in_glib_callback():
    for function in save, save_blocking, lambda: SmartAsync.smart(save), lambda: SmartAsync.smart(asyncio.sleep, 0):
        def callback():
            tasks.append(function())
            return False

        async def main():
            SmartAsync.join_loops()
            add_idle(callback)
            while not tasks or not tasks[0].done():
                await asyncio.sleep(POLL_SECONDS)
            return isinstance(tasks[0], asyncio.Task)

        for run in loops():
            tasks = []
            assert run(main())


@claim("smart in a callback of asyncio is a task")
def in_asyncio_callback():
    async def main():
        done.clear()
        asyncio.get_running_loop().call_soon(save)
        asyncio.get_running_loop().call_soon(save_blocking)
        gc.collect()
        await wait_for_saved(2)

    for run in loops():
        run(main())


@claim("a smart call whose result is dropped is a task")
def dropped():
    def plain():
        save()
        save_blocking()
        SmartAsync.smart(save)
        Window().connect("saved", lambda *_: save())
        window = Window()
        window.connect("saved", lambda *_: save())
        window.emit("saved")

    async def main():
        done.clear()
        plain()
        await wait_for_saved(4)

    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        for run in loops():
            run(main())


@claim("what a smart call returns in asyncio is used as a coroutine is")
def used_as_coroutine():
    async def main():
        done.clear()
        assert await save("a") == "a"
        assert await asyncio.create_task(save("b")) == "b"
        assert await asyncio.gather(save("c"), asyncio.wait_for(save("d"), 10)) == ["c", "d"]
        assert asyncio.iscoroutine(coroutine := save("e")) and inspect.isawaitable(coroutine)
        assert coroutine.__qualname__ == "save" and "save" in repr(asyncio.ensure_future(coroutine))
        await wait_for_saved(5)
        assert SmartAsync.sync(save("f")) == "f"
        save("never").close()
        cancelled = asyncio.create_task(save("never"))
        await asyncio.sleep(0)
        cancelled.cancel()
        await asyncio.wait((cancelled,))
        assert cancelled.cancelled()
        twice = save("g")
        await twice
        try:
            await twice
        except RuntimeError:
            return sorted(done)

    for run in loops():
        assert run(main()) == ["a", "b", "c", "d", "e", "f", "g"]


@claim("the exception of a task that nobody awaits is reported")
def reported():
    @SmartAsync.smartasync
    async def fail():
        await asyncio.sleep(0)
        raise KeyError("lost")

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, report: reports.append(report["exception"]))
        loop.call_soon(fail)
        fail()
        while len(reports) < 2:
            await asyncio.sleep(POLL_SECONDS)
            gc.collect()

    for run in loops():
        reports = []
        run(main())
        assert [type(error) for error in reports] == [KeyError, KeyError]


@claim("the exception of a task in a GLib main loop is reported")
def reported_in_main_loop():
    async def fail():
        asyncio.get_running_loop().set_exception_handler(lambda loop, report: reports.append(report["exception"]))
        await asyncio.sleep(0)
        raise KeyError("lost")

    reports = []
    loop = GLib.MainLoop()
    GLib.idle_add(lambda: SmartAsync.smart(fail) and False or False)
    GLib.idle_add(lambda: not (gc.collect() >= 0 and reports) or loop.quit())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the truth of a task
        run_loop(loop)
    assert [type(error) for error in reports] == [KeyError]


@claim("what is left of a call when its loop has ended is no task")
def loop_has_ended():
    left = []

    async def main():
        left.append(save("never"))

    asyncio.run(main())
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        left.clear()
    assert "never awaited" in str(seen[0].message)


## What handlers return to GLib


@claim("an idle that is a smart function is called once")
def idle():
    def start():
        done.clear()
        GLib.idle_add(save)
        GLib.timeout_add(1, save, "later")
        return SmartAsync.smart(wait_for_saved, 2)

    async def main():
        SmartAsync.join_loops()
        done.clear()
        GLib.idle_add(save)
        await wait_for_saved()
        await asyncio.sleep(0.01)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result_in_loop(start)
        assert sorted(done) == ["later", "saved"], done
        asyncio.run(main())
        assert done == ["saved"], done


@claim("a signal handler that returns what a smart call returns says so")
def truth_in_handlers():
    window = Window()
    window.connect("closing", lambda *_: save())

    def ask():
        with expect_warning("save", "return True or False"):
            answers.append(window.emit("closing"))

    def start():
        done.clear()
        ask()
        return SmartAsync.smart(wait_for_saved)

    async def main():
        done.clear()
        ask()
        await wait_for_saved()

    answers = []
    result_in_loop(start)
    for run in loops():
        run(main())
    assert answers and not any(answers)


@claim("where warnings are errors the truth of a task is one")
def truth_is_an_error():
    async def main():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            coroutine = save()
            assert "save" in str(raised(RuntimeWarning, bool, coroutine))
            return await coroutine

    assert asyncio.run(main()) == "saved"


## Joined loops


@claim("the loops of asyncio and GLib are joined when told so")
def joined():
    async def main():
        SmartAsync.join_loops()
        ready = asyncio.Event()
        GLib.timeout_add(5, ready.set)
        await ready.wait()
        return "delivered"

    assert asyncio.run(main()) == "delivered"
    raised(RuntimeError, SmartAsync.join_loops)


@claim("a loop that can't be joined says so")
def not_joined():
    try:
        import uvloop
    except ImportError as error:
        raise Skip(error)

    async def main():
        SmartAsync.join_loops()

    with closing(uvloop.new_event_loop()) as loop:
        assert "Loop" in str(raised(RuntimeError, loop.run_until_complete, main()))


if __name__ == "__main__":
    main()
