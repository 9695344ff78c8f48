# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Context variables, by kinds of calls: the table in docs/python.md.

import asyncio
import re
from contextvars import ContextVar, copy_context
from pathlib import Path

from helpers import Gio, SmartAsync, call_in_loop, claim, main, raised, result_in_loop

PAGE = Path(__file__).resolve().parents[3] / "docs" / "python.md"

into = ContextVar("into")
out = ContextVar("out")

seen = []


def work():
    seen.append(into.get(None))
    out.set("set")


async def work_async():
    await asyncio.sleep(0)
    work()


async def generate():
    await asyncio.sleep(0)
    work()
    yield
    assert out.get() == "set"


def generate_blocking():
    work()
    yield
    assert out.get() == "set"


async def in_asyncio(function, *args, **kwargs):
    await SmartAsync.awaitable(function, *args, **kwargs)


async def through_generator(function):
    async for _ in SmartAsync.awaitable(function):
        pass


async def through_gather():
    await asyncio.gather(SmartAsync.awaitable(work_async))


def add_to_batch(function):
    with SmartAsync.Batch() as batch:
        batch.add_async(function)


def in_a_runner():
    with SmartAsync.Runner():
        SmartAsync.sync(work_async)


def in_callback():
    progress = SmartAsync.sync(Gio.File.new_tmp, "XXXXXX")[0]
    copy = Gio.File.new_for_path(progress.get_path() + ".copy")
    SmartAsync.sync(progress.copy_async, copy, Gio.FileCopyFlags.NONE, progress_callback=lambda *_: work())
    progress.delete()
    copy.delete()


def called_in_asyncio(coroutine_function, *args, **kwargs):
    """What it sets is looked at inside, as asyncio.run() keeps its own context."""
    async def main():
        await coroutine_function(*args, **kwargs)
        return out.get(None)

    outcome = asyncio.run(main())
    if outcome is not None:
        out.set(outcome)


CALLS = {
    "`sync()` of a coroutine": lambda: SmartAsync.sync(work_async),
    "the same inside a GLib main loop": lambda: call_in_loop(lambda: SmartAsync.sync(work_async)),
    "the same inside an asyncio loop": lambda: called_in_asyncio(sync_inside),
    "the same with a time limit or a cancellable": lambda: SmartAsync.sync(work_async, timeout=60000,
                                                                           cancellable=Gio.Cancellable()),
    "the same in the scope of a `Runner()`": in_a_runner,
    "`sync()` of a blocking function": lambda: SmartAsync.sync(work),
    "`sync()` of an asynchronous generator, each step": lambda: list(SmartAsync.sync(generate)),
    "callbacks of an operation of GLib, such as for its progress": in_callback,
    "`awaitable()` of a coroutine": lambda: called_in_asyncio(in_asyncio, work_async),
    "the same with a time limit or a cancellable, awaited": lambda: called_in_asyncio(
        in_asyncio, work_async, timeout=60000, cancellable=Gio.Cancellable()),
    "`awaitable()` of a blocking function, in a thread": lambda: called_in_asyncio(in_asyncio, work),
    "`awaitable()` of a generator, each step in a thread": lambda: called_in_asyncio(through_generator,
                                                                                    generate_blocking),
    "tasks, as `asyncio.gather()` makes them": lambda: called_in_asyncio(through_gather),
    "tasks that `smart()` begins in a GLib main loop": lambda: result_in_loop(lambda: SmartAsync.smart(work_async)),
    "operations of a batch, coroutines": lambda: add_to_batch(work_async),
    "operations of a batch, blocking functions": lambda: add_to_batch(work),
}


async def sync_inside():
    SmartAsync.sync(work_async)


def what_happens(call):
    """Whether a call's function sees what its caller has set, and its caller what the function has set."""
    seen.clear()

    def caller():
        into.set("given")
        call()
        return out.get(None)

    is_set = copy_context().run(caller) == "set"
    assert seen and len(set(seen)) == 1, seen
    return seen[0] == "given", is_set


def rows():
    """The table of the page."""
    text = PAGE.read_text(encoding="utf-8")
    for what, given, carried in re.findall(r"^\| (.+?) \| (yes|no) \| (yes|no) \|$", text, re.MULTILINE):
        yield what, (given == "yes", carried == "yes")


@claim("context variables are carried as the page says")
def as_documented():
    happens = {what: what_happens(call) for what, call in CALLS.items()}
    documented = dict(rows())
    assert happens == documented, "\n".join(f"{what}: {happens.get(what)}, on the page {documented.get(what)}"
                                            for what in {**happens, **documented}
                                            if happens.get(what) != documented.get(what))


@claim("context variables are carried out of what fails")
def carried_by_errors():
    async def fail():
        work()
        raise KeyError("failed")

    def fail_blocking():
        work()
        raise KeyError("failed")

    async def awaits(function):
        try:
            await SmartAsync.awaitable(function, timeout=60000)
        except KeyError:
            return out.get(None)

    def caller():
        raised(KeyError, SmartAsync.sync, fail)
        return out.get(None)

    assert copy_context().run(caller) == "set"
    for function in fail, fail_blocking:
        assert copy_context().run(asyncio.run, awaits(function)) == "set"


if __name__ == "__main__":
    main()
