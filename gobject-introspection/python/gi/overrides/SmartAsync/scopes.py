# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Policies, timeouts, watchdogs and main contexts that hold for a stretch of code.

from contextlib import contextmanager, nullcontext
from operator import index
from typing import ContextManager, Iterator, Optional

from gi.repository import GLib

from .runtime import SmartAsync


def checked_time(milliseconds: int) -> int:
    """Checks a time limit, which is an integer: half a second given as 0.5 would become 0, which is no limit."""
    try:
        number = index(milliseconds)
    except TypeError:
        raise TypeError(f"a time is a whole number of milliseconds, not {milliseconds!r}") from None
    if not 0 <= number <= GLib.MAXUINT32:
        raise ValueError(f"a time is a number of milliseconds from 0 to {GLib.MAXUINT32}, not {number}")
    return number


@contextmanager
def policy(policy: "SmartAsync.Policy") -> Iterator[None]:
    """Sets the policy of the calls made inside: ``with SmartAsync.policy(SmartAsync.Policy.PRIVATE): …``"""
    SmartAsync.push_policy(policy)
    try:
        yield
    finally:
        SmartAsync.pop_policy()


@contextmanager
def timeout(milliseconds: int) -> Iterator[None]:
    """Limits the time of each call made inside, in milliseconds: ``with SmartAsync.timeout(500): …``"""
    SmartAsync.push_timeout(checked_time(milliseconds))
    try:
        yield
    finally:
        SmartAsync.pop_timeout()


@contextmanager
def watchdog(milliseconds: int) -> Iterator[None]:
    """Ends each call made inside in which nothing happens so long, in ms: ``with SmartAsync.watchdog(5000): …``"""
    SmartAsync.push_watchdog(checked_time(milliseconds))
    try:
        yield
    finally:
        SmartAsync.pop_watchdog()


@contextmanager
def context(context: Optional[GLib.MainContext]) -> Iterator[None]:
    """Runs the operations of the calls made inside on a main context, None for the caller's."""
    SmartAsync.push_context(context)
    try:
        yield
    finally:
        SmartAsync.pop_context()


def limited_to(milliseconds: Optional[int]) -> ContextManager[None]:
    """A timeout, where one is given."""
    return nullcontext() if milliseconds is None else timeout(milliseconds)
