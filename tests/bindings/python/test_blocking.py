# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Blocking functions in threads, and what needs threads in loops that GLib can't run. What could hang has a time limit.

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing

import gi
from helpers import (Gio, GLib, SmartAsync, call_in_thread, claim, count_descriptors, main, result_in_loop,
                     temporary_folder)

from tap import Skip

MANY = 40   # more than the threads of any pool here: os.cpu_count() + 4, 32 at most
LIMIT_MSEC = 60000


def uvloop():
    try:
        import uvloop
    except ImportError as error:
        raise Skip(error)
    return uvloop


def run_in_uvloop(coroutine):
    with closing(uvloop().new_event_loop()) as loop:
        return loop.run_until_complete(coroutine)


def run_in_glib(coroutine):
    return result_in_loop(lambda: SmartAsync.smart(coroutine))


def is_there_uvloop():
    try:
        return uvloop() is not None
    except Skip:
        return False


RUNS = [SmartAsync.sync, asyncio.run, run_in_glib] + ([run_in_uvloop] if is_there_uvloop() else [])


## Threads


def here():
    return threading.current_thread()


@claim("blocking functions that wait for each other end")
def meeting():
    """Each of them needs a thread before any can end."""
    async def meet():
        barrier = threading.Barrier(MANY)
        calls = [SmartAsync.awaitable(barrier.wait, 60) for _ in range(MANY)]
        return await asyncio.gather(*calls)

    for run in RUNS:
        assert sorted(run(meet())) == list(range(MANY))


@claim("blocking functions that do not wait for each other share a few threads")
def few_threads():
    async def gather():
        return await asyncio.gather(*[SmartAsync.awaitable(here) for _ in range(500)])

    for run in RUNS:
        assert len(set(run(gather()))) <= 32


@claim("a blocking function that is cancelled before it runs is not run")
def cancelled_before():
    async def cancel():
        may_end = threading.Event()
        blocked = [asyncio.ensure_future(SmartAsync.awaitable(may_end.wait, 60)) for _ in range(MANY)]
        await asyncio.sleep(0)
        task = asyncio.ensure_future(SmartAsync.awaitable(ran.append, 1))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait((task,))
        may_end.set()
        await asyncio.wait(blocked)
        return task.cancelled()

    for run in RUNS:
        ran = []
        assert run(cancel()) and not ran


@claim("blocking functions run in one thread where told so")
def in_one_thread():
    async def gather():
        calls = [SmartAsync.awaitable(here) for _ in range(20)]
        tasks = [asyncio.ensure_future(SmartAsync.awaitable(here)) for _ in range(20)]
        return await asyncio.gather(*calls, *tasks)

    async def scopes():
        with SmartAsync.one_thread():
            first = await gather()
            first += await asyncio.create_task(gather())
        with SmartAsync.one_thread():
            second = await gather()
        assert len(set(first)) == len(set(second)) == 1
        return first[0], second[0]

    for run in RUNS:
        first, second = run(scopes())
        assert first is not second and threading.current_thread() not in (first, second)
    with SmartAsync.one_thread():
        assert SmartAsync.sync(here) is threading.current_thread()
        assert len({SmartAsync.sync(SmartAsync.awaitable(here)) for _ in range(3)}) == 1


@claim("a call in the one thread may need it again")
def one_thread_again():
    async def inner():
        return await SmartAsync.awaitable(here), here()

    def blocking():
        return here(), *SmartAsync.sync(inner)

    async def outer():
        with SmartAsync.one_thread():
            return await SmartAsync.awaitable(blocking)

    for run in RUNS:
        assert len(set(run(outer()))) == 1


@claim("threads that ran blocking functions end")
def threads_end():
    async def call():
        with SmartAsync.one_thread():
            return await SmartAsync.awaitable(here)

    thread = SmartAsync.sync(call)
    thread.join(60)
    assert not thread.is_alive()


## SQLite


@claim("a connection of sqlite3 is used in its thread")
def connection():
    async def use(path):
        connection = await SmartAsync.awaitable(sqlite3.connect, path)

        def store(number):
            return connection.execute("INSERT INTO numbers VALUES (?)", (number,)).rowcount

        def sum_of(connection):
            return connection.execute("SELECT sum(number) FROM numbers").fetchone()[0]

        await SmartAsync.awaitable(connection.execute, "CREATE TABLE numbers (number)")
        await asyncio.gather(*[SmartAsync.awaitable(connection.execute, "INSERT INTO numbers VALUES (?)", (number,))
                               for number in range(20)])
        cursor = await SmartAsync.awaitable(connection.execute, "SELECT count(*) FROM numbers")
        assert await SmartAsync.awaitable(cursor.fetchone) == (20,)
        with SmartAsync.one_thread():
            pass
        await SmartAsync.awaitable(connection.commit)
        assert await asyncio.create_task(SmartAsync.awaitable(sum_of, connection)) == 190
        assert await SmartAsync.awaitable(sum_of, connection=connection) == 190
        await SmartAsync.awaitable(connection.close)

    folder = temporary_folder()
    for i, run in enumerate(RUNS):
        run(use(folder / f"{i}.sqlite"))
        (folder / f"{i}.sqlite").unlink()
    folder.rmdir()


@claim("a connection of sqlite3 is used in its thread by coroutines that are waited for there")
def sqlite_inside():
    async def count(connection):
        return (await SmartAsync.awaitable(connection.execute, "SELECT 1")) is not None

    async def use():
        connection = await SmartAsync.awaitable(sqlite3.connect, ":memory:")
        try:
            return await SmartAsync.awaitable(lambda it: SmartAsync.sync(count, it), connection)
        finally:
            await SmartAsync.awaitable(connection.close)

    for run in (asyncio.run, SmartAsync.sync):
        assert run(use()) is True


@claim("a connection of sqlite3 is used in several calls")
def connection_in_calls():
    async def connect():
        return await SmartAsync.awaitable(sqlite3.connect, ":memory:")

    async def use(connection):
        cursor = await SmartAsync.awaitable(connection.execute, "SELECT 42")
        return (await SmartAsync.awaitable(cursor.fetchone))[0]

    def calls():
        connection = SmartAsync.sync(connect)
        with SmartAsync.Runner():
            assert SmartAsync.sync(use, connection) == 42
        assert SmartAsync.sync(use, connection) == 42
        SmartAsync.sync(SmartAsync.awaitable(connection.close))

    calls()
    call_in_thread(calls)


## Loops that GLib can't run


@claim("operations of GLib take no threads of a loop that GLib can't run")
def accepts_and_connects():
    uvloop()

    async def accept_and_connect():
        services = [Gio.SocketListener() for _ in range(MANY)]  # GLib blocks when two accept from the same.
        ports = [service.add_any_inet_port(None) for service in services]
        client = Gio.SocketClient()
        accepts = [SmartAsync.awaitable(service.accept_async, timeout=LIMIT_MSEC) for service in services]
        connects = [SmartAsync.awaitable(client.connect_to_host_async, "127.0.0.1", port, timeout=LIMIT_MSEC)
                    for port in ports]
        before = threading.active_count()
        ends = await asyncio.gather(*accepts, *connects)
        assert threading.active_count() <= before + 1
        for end in ends:
            (end[0] if isinstance(end, tuple) else end).close()
        for service in services:
            service.close()
        return len(ends)

    assert run_in_uvloop(accept_and_connect()) == 2 * MANY
    before = count_descriptors()
    for _ in range(3):
        assert run_in_uvloop(accept_and_connect()) == 2 * MANY
    assert count_descriptors() <= before


@claim("errors come out of loops that GLib can't run")
def errors():
    uvloop()

    async def fail():
        try:
            await SmartAsync.awaitable(Gio.File.new_for_path("/nowhere").load_bytes_async)
        except GLib.Error as error:
            found = error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND)
        try:
            await SmartAsync.awaitable(Gio.File.new_for_path("/nowhere").query_info_async, 7, 8, 9)
        except TypeError:
            return found

    assert run_in_uvloop(fail())


## Child processes


CHILD = """
import asyncio, gc, sys, threading
from helpers import *

if sys.argv[1] == "uvloop":
    import uvloop
    policy = uvloop.EventLoopPolicy
elif sys.argv[1] == "gi":
    from gi.events import GLibEventLoopPolicy as policy
else:
    policy = asyncio.DefaultEventLoopPolicy
asyncio.set_event_loop_policy(policy())

async def echo():
    process = await asyncio.create_subprocess_exec("sh", "-c", "cat; exit 3", stdin=asyncio.subprocess.PIPE,
                                                   stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate(b"hello")
    endless = await asyncio.create_subprocess_exec("sleep", "1000")
    endless.kill()
    try:
        await asyncio.create_subprocess_exec("/nowhere")
    except FileNotFoundError:
        return output, process.returncode, await endless.wait()

def check(run):
    assert run() == (b"hello", 3, -9)

calls = [lambda: SmartAsync.sync(echo, timeout=60000), lambda: call_in_thread(SmartAsync.sync, echo),
         lambda: result_in_loop(lambda: SmartAsync.smart(echo)),
         lambda: call_in_loop(lambda: SmartAsync.sync(echo, timeout=60000))]
def count_after_calls():
    for call in calls:
        check(call)
    # A thread that had to leave a context, because another still had a reference to it, leaves it to the main one.
    gc.collect()
    for _ in range(10):
        GLib.MainContext.default().iteration(False)
    return count_descriptors()

before = count_after_calls()
after = count_after_calls()
assert after <= before, f"{before} before, {after} after"
"""


@claim("coroutines start child processes whatever the policy for loops is")
def child_processes():
    policies = ["default"] + ["uvloop"] * is_there_uvloop() + ["gi"] * (gi.version_info >= (3, 50))
    for policy in policies:  # PyGObject has loops from 3.50 on.
        done = subprocess.run([sys.executable, "-W", "error::ResourceWarning", "-c", CHILD, policy], text=True,
                              timeout=100, capture_output=True, check=False,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        assert done.returncode == 0 and "ResourceWarning" not in done.stderr, f"{policy}: {done.stderr}"


if __name__ == "__main__":
    main()
