# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A program that type checkers read, and nobody runs: what each call gives, and that mistakes are found.

import asyncio
from functools import partial
from typing import Any, AsyncIterator, Awaitable, Callable, Coroutine, Iterator, List, Optional, Union, assert_type

from gi.repository import Gio, SmartAsync
from gi.repository.SmartAsync import awaitable, smart, smartasync, sync


async def double(number: int) -> int:
    return 2 * number


async def count(number: int) -> AsyncIterator[int]:
    yield number


def steps(number: int) -> Iterator[int]:
    yield number


def length(text: str, *, of: int = 0) -> int:
    return len(text)


def say(text: str) -> None:
    print(text)


def limited(text: str, timeout: float) -> str:
    return text


@smartasync
async def decorated(number: int, *, text: str = "") -> int:
    return number


@smartasync
def blocking(number: int) -> str:
    return str(number)


@smartasync
async def counted(number: int) -> AsyncIterator[int]:
    yield number


class Typelib:
    """As the stubs of introspected libraries have it."""

    def load_async(self, cancellable: Any = None, callback: Optional[Callable[..., None]] = None,
                   *user_data: Any) -> None:
        pass


class Client:
    async def fetch(self, number: int) -> int:
        return number

    @smartasync
    async def get(self, number: int) -> str:
        return str(number)

    @classmethod
    @smartasync
    async def make(cls, number: int) -> "Client":
        return cls()


client = Client()

# sync() gives what the function gives in the end.
assert_type(sync(double, 21), int)
assert_type(sync(double(21)), int)
assert_type(sync(client.fetch, 21), int)
assert_type(sync(partial(double, 21)), int)
assert_type(sync(asyncio.sleep, 1), None)
assert_type(sync(lambda: double(21)), int)
assert_type(sync(count, 21), Iterator[int])
assert_type(sync(count(21)), Iterator[int])
assert_type(sync(steps, 21), Iterator[int])
assert_type(sync(length, "text", of=3), int)
assert_type(sync(limited, "text", timeout=1.5), str)
assert_type(sync(double, 21, timeout=500), int)
assert_type(sync(double, 21, cancellable=Gio.Cancellable()), int)
assert_type(sync(double, 21, timeout=500, cancellable=None), int)
assert_type(sync(double(21), timeout=500), int)

# What is decorated keeps its type.
assert_type(sync(decorated, 21, text="text"), int)
assert_type(sync(decorated, 21, timeout=500), int)
assert_type(sync(blocking, 21), str)
assert_type(sync(counted, 21), Iterator[int])
assert_type(sync(client.get, 21), str)
assert_type(sync(Client.make, 21), Client)
assert_type(decorated(21, text="text"), Union[int, Awaitable[int]])
assert_type(counted(21), Union[Iterator[int], AsyncIterator[int]])
assert_type(client.get(21), Union[str, Awaitable[str]])

# Functions of typelibs do not say what their finish functions return.
assert_type(sync(Typelib().load_async), Any)
assert_type(sync(Typelib().load_async, timeout=500, finish=print), Any)
assert_type(sync(say, "text"), Any)


async def main() -> None:
    assert_type(await awaitable(double, 21), int)
    assert_type(await awaitable(double(21), timeout=500), int)
    assert_type(await awaitable(double, 21, timeout=500), int)
    assert_type(await awaitable(length, "text"), int)
    assert_type(await awaitable(decorated, 21), int)
    assert_type(await awaitable(Typelib().load_async), Any)
    assert_type(awaitable(count, 21), AsyncIterator[int])
    assert_type(awaitable(counted, 21), AsyncIterator[int])
    assert_type([item async for item in awaitable(steps, 21)], List[int])


coroutine: Coroutine[Any, Any, None] = main()
sync(coroutine)

# Whether it is the value or an awaitable is known where it runs.
assert_type(smart(double, 21), Union[int, Awaitable[int]])
assert_type(smart(decorated, 21), Union[int, Awaitable[int]])
assert_type(smart(count, 21), Union[Iterator[int], AsyncIterator[int]])

# The next lines are mistakes, each of which is found.
sync(double, "text")  # mistake
sync(double, 21, 22)  # mistake
sync(double)  # mistake
sync(length, 21)  # mistake
sync(length, "text", off=3)  # mistake
sync(decorated, "text")  # mistake
sync(client.get)  # mistake
sync(double(21), timeout="soon")  # mistake
awaitable(double, "text")  # mistake
smart(double, "text")  # mistake
decorated("text")  # mistake
client.get("text")  # mistake
SmartAsync.sync(21)  # mistake
