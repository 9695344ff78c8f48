# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Policies, timeouts, watchdogs and main contexts that hold for a stretch of code.

from contextlib import contextmanager, nullcontext
from datetime import timedelta
from numbers import Real
from operator import index
from typing import Any, Callable, ContextManager, Iterator, Optional, Union

from gi.repository import GLib

from .runtime import SmartAsync

## Time limits


Time = Union[int, timedelta]
"""A whole number is milliseconds, as everywhere in GLib."""

_MOST = GLib.MAXUINT32
_RANGE = f"from 0, for none, to {_MOST} milliseconds, which is 49 days"
_MILLISECOND = timedelta(milliseconds=1)


def _in_range(limit: Any, milliseconds: int) -> int:
    if not 0 <= milliseconds <= _MOST:
        raise ValueError(f"a time limit is {_RANGE}, not {limit!r}")
    return milliseconds


def _rounded_up(duration: timedelta) -> int:
    """Neither a short time limit nor a negative one becomes 0, which is none."""
    return -(-duration // _MILLISECOND) if duration > timedelta(0) else duration // _MILLISECOND


def checked_time(limit: Time) -> int:
    """A time limit in milliseconds. A number with a fraction would be taken for seconds by whoever reads it."""
    if isinstance(limit, timedelta):
        return _in_range(limit, _rounded_up(limit))
    try:
        number = None if isinstance(limit, bool) else index(limit)
    except TypeError:
        number = None
    if number is None:
        raise TypeError("a time limit is a datetime.timedelta or a whole number of milliseconds, as timedelta(seconds=1.5) "
                        f"or 1500, not {limit!r}")
    return _in_range(limit, number)


def _checked_seconds(seconds: Any) -> int:
    is_number = isinstance(seconds, Real) and not isinstance(seconds, bool)
    if not is_number:
        raise TypeError(f"seconds are a number, as 1.5, not {seconds!r}")
    if not 0 <= seconds <= _MOST // 1000:  # NaN is not, either.
        raise ValueError(f"a time limit is {_RANGE}, not {seconds!r} seconds")
    return max(_rounded_up(timedelta(seconds=float(seconds))), int(seconds > 0))


def _either(milliseconds: Optional[Time], seconds: Optional[float]) -> int:
    if (milliseconds is None) == (seconds is None):
        raise TypeError("a time limit is given either way: as timeout(milliseconds), where that may be a "
                        "datetime.timedelta, or as timeout(seconds=1.5)")
    return checked_time(milliseconds) if milliseconds is not None else _checked_seconds(seconds)


## Scopes


@contextmanager
def _scope(push: Callable[[Any], None], pop: Callable[[], None], value: Any) -> Iterator[None]:
    push(value)
    try:
        yield
    finally:
        pop()


@contextmanager
def policy(policy: "SmartAsync.Policy") -> Iterator[None]:
    """Sets the policy of the calls made inside: ``with SmartAsync.policy(SmartAsync.Policy.PRIVATE): …``"""
    with _scope(SmartAsync.push_policy, SmartAsync.pop_policy, policy):
        yield


@contextmanager
def timeout(milliseconds: Optional[Time] = None, *, seconds: Optional[float] = None) -> Iterator[None]:
    """Limits the time of each call made inside: ``with SmartAsync.timeout(seconds=1.5): …``

    It holds for calls that can be ended. Blocking functions, which can't, are called as without it.

    :param milliseconds: a whole number, or a datetime.timedelta; 0 for none
    :param seconds: instead of that, a number, perhaps with a fraction
    """
    with _scope(SmartAsync.push_timeout, SmartAsync.pop_timeout, _either(milliseconds, seconds)):
        yield


@contextmanager
def watchdog(milliseconds: Optional[Time] = None, *, seconds: Optional[float] = None) -> Iterator[None]:
    """Ends each call made inside in which nothing happens so long: ``with SmartAsync.watchdog(seconds=5): …``

    :param milliseconds: a whole number, or a datetime.timedelta; 0 for none
    :param seconds: instead of that, a number, perhaps with a fraction
    """
    with _scope(SmartAsync.push_watchdog, SmartAsync.pop_watchdog, _either(milliseconds, seconds)):
        yield


@contextmanager
def context(context: Optional[GLib.MainContext]) -> Iterator[None]:
    """Runs the operations of the calls made inside on a main context, None for the caller's."""
    with _scope(SmartAsync.push_context, SmartAsync.pop_context, context):
        yield


def limited_to(milliseconds: Optional[Time]) -> ContextManager[None]:
    """A timeout, where one is given."""
    return nullcontext() if milliseconds is None else timeout(milliseconds)
