# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# An asynchronous program that uses a blocking library: the loop goes on while SQLite works.

import asyncio
import contextlib
import sqlite3
import tempfile

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import SmartAsync


@SmartAsync.smartasync
def store(path, words):
    """Blocks; inside a loop it is awaited, and runs in a thread."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS words (word TEXT)")
        database.executemany("INSERT INTO words VALUES (?)", [(word,) for word in words])


@SmartAsync.smartasync
def count(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT COUNT(*) FROM words").fetchone()[0]


async def tick(ticks):
    while True:
        ticks.append(1)
        await asyncio.sleep(0)


async def main():
    ticks = []
    ticking = asyncio.create_task(tick(ticks))
    with tempfile.NamedTemporaryFile() as file:
        await store(file.name, ["one", "two", "three"])
        print(await count(file.name), "words are stored")
    ticking.cancel()
    print("The loop went on" if ticks else "The loop stood still")


if __name__ == "__main__":
    asyncio.run(main())
