# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The introspected library, as the other modules see it.

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


def io_error(code: Gio.IOErrorEnum, message: str) -> GLib.Error:
    return GLib.Error.new_literal(Gio.io_error_quark(), message, code)


def own_error(code: "SmartAsync.Error", message: str) -> GLib.Error:
    return GLib.Error.new_literal(SmartAsync.error_quark(), message, code)
