# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Operations that are made with libdex, in each situation.

import asyncio
import warnings

import gi
from helpers import Gio, GLib, SmartAsync, assert_is_io_error, call_in_loop, claim, main, raised, result_in_loop

gi.require_version("Dex", "1")
gi.require_version("Futures", "1")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from gi.repository import Dex, Futures

KINDS = Futures.list_kinds()


def answer(kind):
    return SmartAsync.sync(Futures.Machine.new(kind).answer_async)


async def answer_inside(kind):
    return SmartAsync.sync(Futures.Machine.new(kind).answer_async)


def answers_of_batch():
    batch = SmartAsync.Batch(name="answers")
    for kind in KINDS:
        batch.add_async(Futures.Machine.new(kind).answer_async)
    assert batch.run()
    return [batch.get_value(i) for i in range(batch.get_n_operations())]


@claim("sync without a loop")
def without_loop():
    for kind in KINDS:
        assert answer(kind) == 42, kind


@claim("sync inside a loop")
def inside_loop():
    for kind in KINDS:
        assert call_in_loop(lambda: answer(kind)) == 42, kind


@claim("smart without a loop and inside one")
def smart():
    for kind in KINDS:
        def ask():
            return SmartAsync.smart(Futures.Machine.new(kind).answer_async)

        assert ask() == 42, kind
        assert result_in_loop(ask) == 42, kind


@claim("sync in a coroutine of asyncio")
def in_asyncio():
    for kind in KINDS:
        assert asyncio.run(answer_inside(kind)) == 42, kind
        assert SmartAsync.smart(answer_inside(kind)) == 42, kind


@claim("a batch without a loop and inside one")
def batches():
    assert answers_of_batch() == [42] * len(KINDS)
    assert call_in_loop(answers_of_batch) == [42] * len(KINDS)


@claim("what fails in libdex fails in the call")
def fails():
    error = raised(GLib.Error, answer, "rejected")
    assert error.matches(Dex.error_quark(), Dex.Error.TIMED_OUT), error


@claim("a time limit holds")
def limit():
    error = raised(GLib.Error, SmartAsync.sync, Futures.Machine.new("infinite").answer_async, timeout=20)
    assert_is_io_error(error, Gio.IOErrorEnum.TIMED_OUT)


if __name__ == "__main__":
    main()
