# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Libraries and frameworks of the Python world, used from programs as their users write them.

import ast
import asyncio
import contextvars
import gc
import importlib
import inspect
import os
import subprocess
import sys
import tempfile
import threading

from helpers import (Gio, GLib, SmartAsync, call_in_loop, call_in_thread, claim, count_descriptors, expect_no_warning, main,
                     raised, result_in_loop, temporary_folder)

from tap import Skip


def library(name):
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Skip(error)


## aiohttp


class Server:
    """It counts requests by connection."""

    async def start(self):
        from aiohttp import web
        application = web.Application()
        application.router.add_get("/{name}", self._answer)
        application.router.add_get("/endless/", self._answer_without_end)
        self.runner = web.AppRunner(application)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        self.address = f"http://127.0.0.1:{self.runner.addresses[0][1]}"
        self.peers = []

    async def _answer(self, request):
        from aiohttp import web
        self.peers.append(request.transport.get_extra_info("peername"))
        return web.json_response({"name": request.match_info["name"]})

    async def _answer_without_end(self, request):
        await asyncio.sleep(1000)

    async def stop(self):
        handlers = asyncio.all_tasks() - {asyncio.current_task()}
        for handler in handlers:
            handler.cancel()
        await asyncio.wait(handlers | {asyncio.create_task(asyncio.sleep(0))})
        await self.runner.cleanup()


class Session:
    """What a program has around aiohttp: every method can be called everywhere."""

    def __init__(self, address):
        self.address = address

    @SmartAsync.smartasync
    async def open(self):
        import aiohttp
        self.session = aiohttp.ClientSession()

    @SmartAsync.smartasync
    async def get(self, path):
        async with self.session.get(f"{self.address}/{path}") as response:
            return (await response.json())["name"]

    @SmartAsync.smartasync
    async def close(self):
        await self.session.close()
        await asyncio.sleep(0)  # The transport closes in the next round.


class ServerThread:
    """A server in a thread with an asyncio loop of its own."""

    def __enter__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server = Server()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(60)
        return self._server

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def use_session(server, call=lambda function, *args: function(*args)):
    session = Session(server.address)
    with SmartAsync.Runner():
        call(session.open)
        assert call(session.get, "one") == "one"
        assert call(session.get, "two") == "two"
        assert SmartAsync.sync(asyncio.wait_for(session.session.get(f"{server.address}/three"), 60)).status == 200
        call(session.close)


@claim("a session of aiohttp is used in several calls")
def aiohttp_session():
    library("aiohttp")
    with ServerThread() as server, expect_no_warning():
        for run in (lambda: use_session(server), lambda: call_in_thread(use_session, server),
                    lambda: call_in_loop(lambda: use_session(server, SmartAsync.sync))):
            server.peers.clear()
            run()
            assert len(server.peers) == 3 and len(set(server.peers)) < 3, server.peers  # connections are used again


@claim("a session of aiohttp is used by callbacks of a GLib main loop")
def aiohttp_in_main_loop():
    library("aiohttp")

    async def use(session):
        return await asyncio.gather(*[session.get(name) for name in "abc"])

    with ServerThread() as server, SmartAsync.Runner():
        session = Session(server.address)
        session.open()
        assert result_in_loop(lambda: session.get("in-a-callback")) == "in-a-callback"
        assert result_in_loop(lambda: SmartAsync.smart(use, session)) == ["a", "b", "c"]
        assert call_in_loop(lambda: SmartAsync.sync(session.get, "waited-for")) == "waited-for"
        error = raised(GLib.Error, SmartAsync.sync, session.session.get(f"{server.address}/endless/"), timeout=50)
        assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT)
        assert session.get("afterwards") == "afterwards"
        session.close()


@claim("server and client of aiohttp share a runner")
def aiohttp_server():
    library("aiohttp")
    server = Server()
    with SmartAsync.Runner():
        SmartAsync.sync(server.start)
        use = Session(server.address)
        use.open()
        assert [use.get(name) for name in "abc"] == ["a", "b", "c"]
        use.close()
        SmartAsync.sync(server.stop)
    gc.collect()
    before = count_descriptors()
    with ServerThread() as server:
        use_session(server)
    gc.collect()
    assert count_descriptors() <= before


## asgiref, as Django uses it: plain views in threads, and asynchronous ones


user = contextvars.ContextVar("user", default="nobody")


@SmartAsync.smartasync
async def load(name):
    await asyncio.sleep(0)
    return f"{name} for {user.get()}"


async def asynchronous_view(request):
    user.set("asynchronous")
    return await load(request)


def plain_view(request):
    user.set("plain")
    return load(request)


@claim("views of Django's kinds call the same function")
def views():
    sync = library("asgiref.sync")

    async def asgi_handler():
        return [await asynchronous_view("a"), await sync.sync_to_async(plain_view)("b"),
                await SmartAsync.awaitable(plain_view, "c"), user.get()]

    def wsgi_handler():
        return [sync.async_to_sync(asynchronous_view)("a"), plain_view("b"), SmartAsync.sync(asynchronous_view, "c"),
                user.get()]

    context = contextvars.copy_context()
    for run in (lambda: asyncio.run(asgi_handler()), lambda: SmartAsync.sync(asgi_handler)):
        expected = ["a for asynchronous", "b for plain", "c for plain", "plain"]
        assert context.run(run) == expected, context.run(run)
    expected = ["a for asynchronous", "b for plain", "c for asynchronous", "asynchronous"]
    assert context.run(wsgi_handler) == expected


## pytest


PLUGIN = """
import inspect
import pytest
from helpers import SmartAsync


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem):
    if inspect.iscoroutinefunction(pyfuncitem.obj):
        names = pyfuncitem._fixtureinfo.argnames
        SmartAsync.sync(pyfuncitem.obj, **{name: pyfuncitem.funcargs[name] for name in names}, timeout=1000)
        return True


@pytest.fixture
def runner():
    with SmartAsync.Runner() as runner:
        yield runner


@pytest.fixture
def client(runner):
    import asyncio

    class Client:
        async def open(self):
            self.queue = asyncio.Queue()
            self.reading = asyncio.create_task(self.read())
            return self

        async def read(self):
            while True:
                question, answer = await self.queue.get()
                answer.set_result(question[::-1])

        async def ask(self, question):
            answer = asyncio.get_running_loop().create_future()
            await self.queue.put((question, answer))
            return await answer

    client = SmartAsync.sync(Client().open)
    yield client
    assert not client.reading.done()
"""

TESTS = """
import asyncio
import pytest
from helpers import Gio, GLib, SmartAsync


async def test_coroutine(client):
    assert await client.ask("live") == "evil"
    file = Gio.File.new_for_path("/proc/self/status")
    assert (await SmartAsync.awaitable(file.load_bytes_async))[0].get_size() > 0


def test_function(client):
    assert SmartAsync.sync(client.ask, "live") == "evil"


async def test_of_its_own():
    await asyncio.sleep(0)


async def test_fails():
    await asyncio.sleep(0)
    assert 1 == 2


async def test_hangs():
    await asyncio.sleep(1000)


async def test_leaves_a_task():
    asyncio.create_task(asyncio.sleep(1000))
    await asyncio.sleep(0)
"""


@claim("a plug-in for pytest runs coroutines and has clients as fixtures")
def pytest_plugin():
    library("pytest")
    folder = temporary_folder()
    (folder / "conftest.py").write_text(PLUGIN)
    (folder / "test_some.py").write_text(TESTS)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error::RuntimeWarning",
                           "--tb=short", folder], text=True, capture_output=True, timeout=100, check=False,
                          env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    assert "3 failed, 3 passed" in done.stdout, done.stdout + done.stderr
    for words in ("assert 1 == 2", "no result within 1000 ms", "SmartAsync.Runner()"):
        assert words in done.stdout, done.stdout


## Cells of Jupyter


def run_cells(*cells):
    """As ipykernel does: in a running loop, each cell in a task of its own."""
    names = {}

    async def run():
        for cell in cells:
            code = compile(inspect.cleandoc(cell), "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            outcome = eval(code, names)
            if inspect.iscoroutine(outcome):
                await asyncio.create_task(outcome)
            await asyncio.sleep(0)

    asyncio.run(run())
    return names


CELLS = ["""
         import asyncio
         from gi.repository import Gio, SmartAsync
         file = Gio.File.new_for_path("/proc/self/status")
         waited_for = SmartAsync.sync(file.load_bytes_async)[0].get_data()[:5]
         """, """
         awaited = (await SmartAsync.smart(file.load_bytes_async))[0].get_data()[:5]
         """, """
         runner = SmartAsync.Runner()
         runner.__enter__()
         async def start():
             return asyncio.create_task(asyncio.sleep(0.01, "slept"))
         task = SmartAsync.sync(start)
         """, """
         slept = SmartAsync.sync(task)
         """, """
         runner.close()
         """, """
         done = []
         @SmartAsync.smartasync
         async def append():
             done.append("dropped")
         append()
         begun = True  # IPython keeps what the last line gives.
         """]


def check_cells(names):
    assert (names["waited_for"], names["awaited"], names["slept"]) == (b"Name:", b"Name:", "slept"), names
    assert names["done"] == ["dropped"]


@claim("cells of a notebook use calls of every kind and a runner")
def cells():
    with expect_no_warning():
        check_cells(run_cells(*CELLS))


def ipython():
    """It keeps its files in a folder of its own, and no history."""
    interactive_shell = library("IPython.core.interactiveshell")
    config = library("traitlets.config").Config()
    config.HistoryManager.enabled = False
    with tempfile.TemporaryDirectory() as folder:
        return interactive_shell.InteractiveShell(config=config, ipython_dir=folder)


@claim("cells of IPython use calls of every kind and a runner")
def ipython_cells():
    shell = ipython()

    async def run():
        for cell in CELLS:
            code = inspect.cleandoc(cell)
            outcome = await shell.run_cell_async(code, transformed_cell=shell.transform_cell(code))
            outcome.raise_error()
            await asyncio.sleep(0)

    asyncio.run(run())
    check_cells(shell.user_ns)


if __name__ == "__main__":
    main()
