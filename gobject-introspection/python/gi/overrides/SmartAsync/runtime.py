# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The introspected library, as the other modules see it.

import asyncio
from typing import TYPE_CHECKING

from gi.repository import Gio, GLib

if TYPE_CHECKING:
    from gi.repository import SmartAsync
else:
    from .pygobject import OUR_NAMESPACE as SmartAsync

# Used once, the library is found by twins that are not linked with it.
SmartAsync.get_policy()

# Completes calls whose value or error Python has already.
DONE = Gio.Task.new(None, None, None)


class TimedOut(GLib.Error, TimeoutError):  # type: ignore[misc]
    """The time limit of something that asyncio runs was over: the error that Python has for that, and GLib's too."""


class Cancelled(GLib.Error, asyncio.CancelledError):  # type: ignore[misc]
    """What asyncio runs was cancelled by a Gio.Cancellable: the error that Python has for that, and GLib's too."""


def as_asyncio(error: GLib.Error) -> GLib.Error:
    """The error of a call that has waited for what asyncio runs."""
    for code, kind in ((Gio.IOErrorEnum.TIMED_OUT, TimedOut), (Gio.IOErrorEnum.CANCELLED, Cancelled)):
        if error.matches(Gio.io_error_quark(), code):
            return kind(error.message, error.domain, error.code)
    return error


def io_error(code: Gio.IOErrorEnum, message: str) -> GLib.Error:
    return GLib.Error.new_literal(Gio.io_error_quark(), message, code)


def own_error(code: "SmartAsync.Error", message: str) -> GLib.Error:
    return GLib.Error.new_literal(SmartAsync.error_quark(), message, code)
