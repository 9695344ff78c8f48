# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# For interactive use: python3 -i interactive.py. Each asynchronous function of GIO can then simply be called.

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import Gio, GLib, SmartAsync

SmartAsync.install("Gio")

print("Try: Gio.File.new_for_path('/etc/hostname').load_bytes_sync()")
print("     help(Gio.File.load_bytes_sync)")
