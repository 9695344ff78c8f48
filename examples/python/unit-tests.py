# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Tests of asynchronous code: plain test functions, no test runner that knows loops.

import asyncio
import unittest
from datetime import timedelta

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import SmartAsync


class Greeter:
    """What is tested."""

    async def greet(self, name):
        await asyncio.sleep(0.001)
        if not name:
            raise ValueError("nobody to greet")
        return f"Hello, {name}!"


class GreeterTest(unittest.TestCase):
    def setUp(self):
        self.greeter = Greeter()

    def test_greets(self):
        self.assertEqual(SmartAsync.sync(self.greeter.greet, "you"), "Hello, you!")

    def test_greets_nobody(self):
        with self.assertRaises(ValueError):
            SmartAsync.sync(self.greeter.greet, "")

    def test_ends_in_time(self):
        with self.assertRaises(TimeoutError):
            SmartAsync.sync(asyncio.sleep, 1000, timeout=timedelta(milliseconds=10))


if __name__ == "__main__":
    unittest.main()
