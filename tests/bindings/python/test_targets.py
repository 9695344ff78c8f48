# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is called: proxies, mocks and permissive objects as they are, and what returns awaitables in the loop.

import asyncio
import functools
import inspect
import threading
import types
import unittest.mock
import weakref
import xmlrpc.client
from contextlib import contextmanager
from xmlrpc.server import SimpleXMLRPCDispatcher, SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from helpers import (Gio, GLib, GObject, Moment, SmartAsync, assert_is, call_in_loop, call_in_thread, claim, machine,
                     main, raised, result_in_loop)


async def double(number):
    await asyncio.sleep(0)
    return 2 * number


async def in_asyncio(function):
    return await function()


def decorated(function):
    """A class can't be decorated, as only its methods are functions."""
    return SmartAsync.smartasync(functools.partial(function) if inspect.isclass(function) else function)


def each_way(function, *args, **kwargs):
    """The value of a call, in each situation."""
    yield SmartAsync.sync(function, *args, **kwargs)
    yield SmartAsync.smart(function, *args, **kwargs)
    yield decorated(function)(*args, **kwargs)
    yield call_in_loop(lambda: SmartAsync.sync(function, *args, **kwargs))
    yield call_in_thread(lambda: SmartAsync.sync(function, *args, **kwargs))
    yield result_in_loop(lambda: SmartAsync.smart(function, *args, **kwargs))
    yield asyncio.run(in_asyncio(lambda: SmartAsync.smart(function, *args, **kwargs)))
    yield asyncio.run(in_asyncio(lambda: SmartAsync.awaitable(function, *args, **kwargs)))
    yield asyncio.run(in_asyncio(lambda: decorated(function)(*args, **kwargs)))

    batch = SmartAsync.Batch(name="one")
    batch.add_async(function, *args, **kwargs)
    batch.run(SmartAsync.BatchMode.FIRST_ERROR)
    yield batch.get_value(0)


N_WAYS = 10

## Proxies, mocks, permissive objects


@contextmanager
def xmlrpc_server():
    """A server in a thread: gives its address, and the names of the methods that it was asked for."""
    asked = []

    class Server(SimpleXMLRPCServer):
        def _dispatch(self, method, params):
            asked.append(method)
            return SimpleXMLRPCDispatcher._dispatch(self, method, params)

    with Server(("127.0.0.1", 0), requestHandler=SimpleXMLRPCRequestHandler, logRequests=False) as server:
        server.register_function(lambda a, b: a + b, "add")
        server.register_function(lambda: 42, "sub.answer")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", asked
        finally:
            server.shutdown()
            thread.join()


@claim("what answers to everything is asked for nothing else")
def xmlrpc_proxy():
    with xmlrpc_server() as (address, asked):
        with xmlrpc.client.ServerProxy(address) as server:
            assert list(each_way(server.add, 1, 2)) == [3] * N_WAYS
            assert asked == ["add"] * N_WAYS, asked
            asked.clear()
            assert list(each_way(server.sub.answer)) == [42] * N_WAYS
            assert asked == ["sub.answer"] * N_WAYS, asked
            asked.clear()
            assert SmartAsync.sync(functools.partial(server.add, 1), 2) == 3
            assert "can't be kept" in str(raised(TypeError, SmartAsync.sync, server.add, 1, 2, timeout=20))
            raised(xmlrpc.client.Fault, SmartAsync.sync, server.subtract, 1, 2)
            assert asked == ["add", "subtract"], asked


@claim("mocks are called as they are")
def mocks():
    async def coroutine_function():
        pass

    kinds = [None, double, lambda: None, SmartAsync.smartasync(double), machine().echo_async, Gio.File.load_contents,
             functools.partial(double), coroutine_function, GObject.Object]
    for spec in kinds:
        for mock in (unittest.mock.Mock(spec=spec), unittest.mock.MagicMock(spec=spec)):
            mock.return_value = "mocked"
            assert list(each_way(mock, 1)) == ["mocked"] * N_WAYS, spec
            assert mock.mock_calls == [unittest.mock.call(1)] * N_WAYS, mock.mock_calls
    mock = unittest.mock.AsyncMock(return_value="awaited")
    assert list(each_way(mock, 1)) == ["awaited"] * N_WAYS
    assert mock.await_count == N_WAYS
    patched = unittest.mock.create_autospec(double, return_value="awaited")
    assert list(each_way(patched, 1)) == ["awaited"] * N_WAYS
    magic = unittest.mock.MagicMock()
    magic.method.return_value = 7
    assert list(each_way(magic.method)) == [7] * N_WAYS


class Permissive:
    """Has whatever it is asked for, and notes what that was."""

    def __init__(self):
        vars(self)["asked"] = []

    def __getattr__(self, name):
        self.asked.append(name)
        return Permissive()

    def __call__(self, *args):
        return args

    def method(self, callback=None):
        return callback


class Meta(type):
    """A type of types that have whatever they are asked for."""

    def __getattr__(cls, name):
        return name


class PermissiveType(metaclass=Meta):
    pass


@claim("an argument that has every attribute is asked for none")
def permissive_argument():
    asked = []

    class Proxy:
        def __getattribute__(self, name):
            asked.append(name)
            return super().__getattribute__(name)

    assert list(each_way(lambda given: type(given) is Proxy, Proxy())) == [True] * N_WAYS
    assert not asked, asked


@claim("an object that has every attribute is asked for none")
def permissive():
    thing = Permissive()
    assert list(each_way(thing, 1, 2)) == [(1, 2)] * N_WAYS
    assert thing.asked == [], thing.asked
    assert list(each_way(thing.method, "mine")) == ["mine"] * N_WAYS
    assert thing.asked == [], thing.asked
    assert list(map(type, each_way(PermissiveType))) == [PermissiveType] * N_WAYS


@claim("weak references to functions are called as they are")
def weak():
    class Holder:
        def __call__(self, number):
            return number + 1

        def method(self, number):
            return number + 1

        async def later(self, number):
            return await double(number)

    holder = Holder()

    def function(number):
        return number + 1

    for thing in (weakref.proxy(holder), weakref.proxy(holder).method, weakref.proxy(function)):
        assert list(each_way(thing, 1)) == [2] * N_WAYS
    for thing in (weakref.proxy(holder).later, weakref.proxy(double)):
        assert list(each_way(thing, 1)) == [2] * N_WAYS


## What returns awaitables runs in the loop


def needs_loop(function):
    """A decorator as libraries have them: what is decorated is no coroutine function any more."""
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        assert asyncio.get_running_loop()
        return function(*args, **kwargs)
    return wrapper


def makes_task(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return asyncio.create_task(function(*args, **kwargs))
    return wrapper


class Later:
    def __init__(self, number):
        asyncio.get_running_loop()
        self.number = number

    def __await__(self):
        return double(self.number).__await__()


class AsyncCallable:
    async def __call__(self, number):
        return await double(number)


class DecoratedCallable:
    @needs_loop
    async def __call__(self, number):
        return await double(number)

    @makes_task
    async def method(self, number):
        return await double(number)

    @classmethod
    @needs_loop
    async def of_class(cls, number):
        return await double(number)


@types.coroutine
def old_style(number):
    yield from asyncio.sleep(0).__await__()
    return 2 * number


def returning():
    """Functions that return what is to be awaited, and are no coroutine functions."""
    decorated = DecoratedCallable()
    yield from (needs_loop(double), makes_task(double), needs_loop(needs_loop(double)), makes_task(needs_loop(double)))
    yield from (functools.partial(needs_loop(double)), needs_loop(functools.partial(double)))
    yield from (Later, AsyncCallable(), AsyncCallable().__call__, decorated, decorated.method, decorated.of_class)
    yield from (DecoratedCallable.of_class, old_style, SmartAsync.smartasync(needs_loop(double)))


@claim("functions that give promises or awaitables run in the loop")
def in_the_loop():
    for function in returning():
        assert list(each_way(function, 21)) == [42] * N_WAYS, function


@claim("functions of asyncio that return futures run in the loop")
def of_asyncio():
    def gather(**kwargs):
        return SmartAsync.sync(asyncio.gather, double(1), double(2), **kwargs)

    async def in_loop():
        loop = asyncio.get_running_loop()
        return (await SmartAsync.smart(asyncio.gather, double(1), double(2)),
                await SmartAsync.smart(asyncio.create_task, double(2)),
                await SmartAsync.smart(loop.create_task, double(2)),
                await SmartAsync.smart(loop.run_in_executor, None, threading.current_thread) is not
                threading.current_thread())

    expected = ([2, 4], 4, 4, True)
    assert gather() == [2, 4] and call_in_loop(gather) == [2, 4] and call_in_thread(gather) == [2, 4]
    assert gather(timeout=60000) == [2, 4]
    assert SmartAsync.sync(asyncio.create_task, double(21)) == 42
    assert SmartAsync.sync(asyncio.ensure_future, double(21)) == 42
    assert SmartAsync.sync(asyncio.shield, double(21)) == 42
    for run in (lambda: asyncio.run(in_loop()), lambda: SmartAsync.sync(in_loop),
                lambda: result_in_loop(lambda: SmartAsync.smart(in_loop))):
        assert run() == expected
    error = raised(GLib.Error, SmartAsync.sync, asyncio.gather, asyncio.sleep(1000), timeout=20)
    assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT)


@claim("a method of a loop runs in that loop or says why not")
def loop_methods():
    async def in_own_loop():
        SmartAsync.sync(asyncio.get_running_loop().run_in_executor, None, double)

    async def in_other_thread():
        return await asyncio.to_thread(SmartAsync.sync, asyncio.get_running_loop().run_in_executor, None,
                                       threading.get_ident)

    error = raised(GLib.Error, asyncio.run, in_own_loop())
    assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.DEADLOCK)
    assert asyncio.run(in_other_thread()) != threading.get_ident()
    loop = asyncio.new_event_loop()
    error = raised(GLib.Error, SmartAsync.sync, loop.run_in_executor, None, double)
    assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.STALLED)
    assert SmartAsync.sync(loop.run_until_complete, double(21)) == 42
    loop.close()


@claim("a decorated function with a callback is waited for")
def decorated_callback():
    called = []

    def noting(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            called.append(function)
            return function(*args, **kwargs)
        return wrapper

    echo = machine().echo_async
    for function in (functools.lru_cache(echo), functools.lru_cache(maxsize=None)(echo), functools.cache(echo),
                     noting(echo), functools.partial(noting(echo)), noting(functools.lru_cache(echo))):
        assert list(each_way(function, "hello")) == ["hello"] * N_WAYS
        assert list(each_way(function, text="hello")) == ["hello"] * N_WAYS
    assert len(called) == 6 * N_WAYS
    assert SmartAsync.sync(functools.lru_cache(type(machine()).echo_async), machine(), "hello") == "hello"


@claim("what a cache holds is not kept alive by callbacks")
def cache_is_empty():
    cached = functools.lru_cache(machine().echo_async)
    assert SmartAsync.sync(cached, "hello") == "hello"
    assert cached.cache_info().currsize == 0


@claim("a blocking function that turns out to return an awaitable is awaited in the loop")
def unexpected():
    loops = []

    async def note():
        loops.append(asyncio.get_running_loop())
        return 42

    async def with_lambda():
        value = await SmartAsync.smart(lambda: note())
        return value, loops[-1] is asyncio.get_running_loop()

    assert asyncio.run(with_lambda()) == (42, True)
    assert list(each_way(lambda: note())) == [42] * N_WAYS
    # In a thread it finds no running loop, and says so.
    raised(RuntimeError, asyncio.run, in_asyncio(lambda: SmartAsync.smart(lambda: asyncio.create_task(endless))))


endless = None

if __name__ == "__main__":
    main()
