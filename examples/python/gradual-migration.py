# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Gradual migration: one function has become asynchronous, and its blocking callers did not have to change.

import asyncio

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import SmartAsync


# The first step: what waits becomes a coroutine; the decorator keeps its callers working.
@SmartAsync.smartasync
async def price_of(article):
    await asyncio.sleep(0.001)  # where requests.get() was
    return {"apple": 3, "pear": 4}[article]


# Not migrated yet: calls it as it always did.
def total_of(basket):
    return sum(price_of(article) for article in basket)


# Written after the migration.
async def total_of_many(baskets):
    prices = await asyncio.gather(*[price_of(article) for basket in baskets for article in basket])
    return sum(prices)


if __name__ == "__main__":
    print("old code:", total_of(["apple", "pear"]))
    print("new code:", asyncio.run(total_of_many([["apple", "pear"], ["apple"]])))
    # Old code inside the new: in a thread, where it may block.
    print("old in new:", asyncio.run(SmartAsync.awaitable(total_of, ["pear"])))
