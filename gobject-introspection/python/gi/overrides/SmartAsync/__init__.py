# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What makes SmartAsync natural in Python: functions of every kind, called in every situation.

from .awaitables import runs_loop
from .batch import Batch
from .interrupt import interruptible
from .scopes import Options, context, policy, timeout, watchdog
from .smart import awaitable, smart, smartasync, sync
from .twins import install, uninstall

__all__ = ["Batch", "Options", "awaitable", "context", "install", "interruptible", "policy", "runs_loop", "smart",
           "smartasync", "sync", "timeout", "uninstall", "watchdog"]
