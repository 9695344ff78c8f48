# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Policies, timeouts, watchdogs and main contexts that hold for a stretch of code.

from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import timedelta
from numbers import Real
from operator import index
from typing import Any, Callable, ContextManager, Iterator, NamedTuple, Optional, Tuple, Union

from gi.overrides import override
from gi.repository import GLib

from .arguments import NOT_GIVEN
from .eventloops import after_step, running_loop
from .kinds import is_a
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
    if not is_a(seconds, Real) or is_a(seconds, bool):
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


class _Setting(NamedTuple):
    push: Callable[[Any], None]
    pop: Callable[[], None]
    value: Any


_of_task: ContextVar[Tuple[_Setting, ...]] = ContextVar("smartasync_settings", default=())
"""What the running task of asyncio has set. What is pushed holds for all that the thread does, and other tasks, and
callbacks of GLib, run while one waits: so it is pushed only until the task's step ends, and again for each call."""


class _Pushed:
    """A setting that is popped once."""

    def __init__(self, setting: _Setting) -> None:
        self._pop: Optional[Callable[[], None]] = setting.pop
        setting.push(setting.value)

    def pop(self) -> None:
        pop, self._pop = self._pop, None
        if pop is not None:
            pop()


@contextmanager
def _of_thread(setting: _Setting) -> Iterator[None]:
    pushed = _Pushed(setting)
    try:
        yield
    finally:
        pushed.pop()


@contextmanager
def _in_task(setting: _Setting) -> Iterator[None]:
    outer = _of_task.get()
    pushed = _Pushed(setting)
    _of_task.set((*outer, setting))
    try:
        with after_step(pushed.pop):
            yield
    finally:
        _of_task.set(outer)
        pushed.pop()


def _scope(push: Callable[[Any], None], pop: Callable[[], None], value: Any) -> ContextManager[None]:
    setting = _Setting(push, pop, value)
    return _of_thread(setting) if running_loop() is None else _in_task(setting)


task_settings = _of_task.get
"""What the running task has set: nothing, as a rule."""


@contextmanager
def call_scope(timeout: Optional[Time] = None, options: Optional["SmartAsync.Options"] = None) -> Iterator[None]:
    """The scope of one call: pushes what the running task has set, then what the call was given."""
    outer = _of_task.get()
    settings = list(outer)
    if options is not None:
        settings.append(_Setting(SmartAsync.push_options, SmartAsync.pop_options, options))
    if timeout is not None:
        settings.append(_Setting(SmartAsync.push_timeout, SmartAsync.pop_timeout, checked_time(timeout)))
    with ExitStack() as stack:
        for setting in settings:
            stack.enter_context(_of_thread(setting))
        _of_task.set(())  # Callbacks that are called meanwhile are not the task's.
        stack.callback(_of_task.set, outer)
        yield


def _checked_policy(value: Any) -> "SmartAsync.Policy":
    """A policy, also by its number. PyGObject writes any number into a struct, and does not say what is one."""
    try:
        return value if is_a(value, SmartAsync.Policy) else SmartAsync.Policy(value if type(value) is int else -1)
    except (ValueError, OverflowError):
        names = ", ".join(f"SmartAsync.Policy.{name}" for name in dir(SmartAsync.Policy) if name.isupper())
        raise TypeError(f"a policy is one of {names}, not {value!r}") from None


@contextmanager
def policy(policy: "SmartAsync.Policy") -> Iterator[None]:
    """Sets the policy of the calls made inside: ``with SmartAsync.policy(SmartAsync.Policy.PRIVATE): …``"""
    with _scope(SmartAsync.push_policy, SmartAsync.pop_policy, _checked_policy(policy)):
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


def timeout_here() -> int:
    """The timeout of a call that is made here, in milliseconds; 0 for none."""
    if not _of_task.get():
        return SmartAsync.get_timeout()
    with call_scope():
        return SmartAsync.get_timeout()


## Options of one call


@override
class Options(SmartAsync.Options):
    """Options of one call: ``SmartAsync.sync(f, options=SmartAsync.Options(timeout=timedelta(seconds=1.5)))``

    :param policy: a SmartAsync.Policy
    :param timeout: how long it may take, a whole number of milliseconds or a datetime.timedelta; 0 for none
    :param watchdog: how long nothing may happen, likewise

    The main context is set by the scope SmartAsync.context() only: PyGObject can't write that member.
    """

    __module__ = "gi.overrides.SmartAsync"  # where override() looks for the namespace

    def __new__(cls, **_: Any) -> "Options":
        return super().__new__(cls)

    def __init__(self, *, policy: "SmartAsync.Policy" = NOT_GIVEN, timeout: Time = NOT_GIVEN,
                 watchdog: Time = NOT_GIVEN) -> None:
        super().__init__()
        flags, given = SmartAsync.OptionFlags, SmartAsync.OptionFlags(0)
        if policy is not NOT_GIVEN:
            self.policy, given = _checked_policy(policy), given | flags.POLICY
        if timeout is not NOT_GIVEN:
            self.timeout_msec, given = checked_time(timeout), given | flags.TIMEOUT
        if watchdog is not NOT_GIVEN:
            self.watchdog_msec, given = checked_time(watchdog), given | flags.WATCHDOG
        self.set = given
