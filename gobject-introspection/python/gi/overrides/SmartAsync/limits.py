# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What may end one call, or what else was said of it, in its arguments.

from typing import Any, Callable, Coroutine, Optional

from gi.repository import Gio, GLib

from . import awaitables
from .arguments import CANCELLABLE, OPTIONS, TIMEOUT
from .kinds import close, is_a, name_of
from .runtime import SmartAsync, as_asyncio
from .scopes import Time, call_scope, checked_time, timeout_here

_NOT_AWAITED = SmartAsync.OptionFlags.WATCHDOG | SmartAsync.OptionFlags.CONTEXT


class Limits:
    """A cancellable, a timeout, options. Those of scopes come in addition."""

    __slots__ = ("cancellable", "timeout", "options")

    def __init__(self, cancellable: Optional[Gio.Cancellable] = None, timeout: Optional[Time] = None,
                 options: Optional["SmartAsync.Options"] = None) -> None:
        if cancellable is not None and not isinstance(cancellable, Gio.Cancellable):
            raise TypeError(f"a cancellable is a Gio.Cancellable or None, not {cancellable!r}")
        if options is not None and not is_a(options, SmartAsync.Options):
            raise TypeError(f"options are a SmartAsync.Options or None, not {options!r}")
        if timeout is not None and options is not None and options.set & SmartAsync.OptionFlags.TIMEOUT:
            raise TypeError("a call got two timeouts, one of them in its options")
        self.cancellable = cancellable
        self.timeout = None if timeout is None else checked_time(timeout)
        self.options = options

    def following(self, cancellable: Optional[Gio.Cancellable], name: str) -> "Limits":
        """These limits, with a cancellable that was given among a function's arguments."""
        if cancellable is None:
            return self
        if self.cancellable is not None:
            raise TypeError(f"{name}() got two cancellables")
        return Limits(cancellable, self.timeout, self.options)

    def refuse(self, called: Any, why: str) -> None:
        """Refuses limits of a call that can't be kept. Scopes hold for several calls, and only for those that can be
        ended."""
        options = self.options
        if self.cancellable is None and not self.timeout and (options is None or not options.set):
            return
        given = CANCELLABLE if self.cancellable is not None else TIMEOUT if self.timeout else OPTIONS
        raise TypeError(f"{name_of(called)}: its {given} can't be kept: {why}")

    def wait(self, wait: Callable, waited_for: Any) -> Any:
        """Waits within these limits."""
        if self.options is None:
            return wait(waited_for, self.cancellable, self.timeout)
        with call_scope(options=self.options):
            return wait(waited_for, self.cancellable, self.timeout)

    def _milliseconds(self) -> int:
        if self.timeout is not None:
            return self.timeout
        if self.options is not None and self.options.set & SmartAsync.OptionFlags.TIMEOUT:
            return self.options.timeout_msec
        return timeout_here()

    def of(self, coroutine: Coroutine, name: str, is_of_asyncio: bool = True) -> Coroutine:
        """A coroutine within these limits."""
        error: Callable[[GLib.Error], GLib.Error] = as_asyncio if is_of_asyncio else lambda error: error
        if self.cancellable is not None:
            coroutine = awaitables.with_cancellable(coroutine, self.cancellable, name, error)
        milliseconds = self._milliseconds()
        if milliseconds > 0:
            coroutine = awaitables.with_timeout(coroutine, milliseconds, name, error)
        return coroutine

    def of_future(self, future: Any, name: str) -> Any:
        """A future within these limits: itself, if there are none."""
        if self.cancellable is None and self._milliseconds() == 0:
            return future
        return awaitables.in_running_loop(self.of(awaitables.await_any(future), name))

    def check_awaited(self, called: Any, name: Optional[str] = None) -> None:
        """Checks the options of a call that is awaited. Its policy makes no difference: nothing waits there."""
        if self.options is not None and self.options.set & _NOT_AWAITED:
            close(called)
            raise TypeError(f"{name or name_of(called)}: its options can't be kept: what is awaited runs in its loop, so "
                            "it has no main context of its own, and no watchdog")


NO_LIMITS = Limits()
