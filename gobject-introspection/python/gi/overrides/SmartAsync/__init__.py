# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What makes SmartAsync natural in Python: functions of every kind, called in every situation.

"""Functions of every kind, called in every situation.

from gi.repository import Gio, SmartAsync

contents = SmartAsync.sync(Gio.File.new_for_path("/etc/hostname").load_contents_async)

Calling: asynchronous functions of any introspected library, coroutines, blocking functions

    sync(function, ...)       waits, whatever loop may be running, and returns the value
    awaitable(function, ...)  returns what can be awaited
    smart(function, ...)      the value where no loop runs, something to await in a loop
    @smartasync               makes each call of a function a call of smart()
    install("Gio")            gives each asynchronous function of a namespace its twin: X_sync() for X_async()
    uninstall("Gio")          takes these away
    Batch(...)                many operations at the same time, waited for as one

Scopes: for all calls that are made inside

    with timeout(...):        how long each may take: milliseconds, or a datetime.timedelta
    with watchdog(...):       ends those in which nothing happens for so long
    with policy(...):         whether they may iterate the main loop: Policy.PRIVATE, Policy.REFUSE, ...
    with context(...):        the main context that their operations run on
    with Runner():            one loop of asyncio for all calls, in which tasks and connections stay
    with one_thread():        blocking functions run in one thread, one after the other
    with interruptible():     Ctrl-C ends calls of other functions in C, too
    options=Options(...)      the same for one call, whatever parameters its function has

Loops

    join_loops()              has the loop of asyncio that runs here run GLib's as well

Asking

    runs_loop()               whether a loop runs in this thread, so that smart() gives something to await
    detect()                  the situation as the library sees it
    dump()                    the calls in flight, as a text

Ctrl-C ends what waits in the main thread: all of these calls, and generated twins.

help(SmartAsync.sync) explains one of these. The enumerations Policy, Error, Situation, BatchMode and BatchState, and
functions such as set_default_timeout(), are those of the library in C: see its documentation.
"""

from .awaitables import runs_loop
from .batch import Batch
from .eventloops import join_loops
from .interrupt import interruptible
from .pygobject import present
from .runner import Runner
from .runtime import SmartAsync
from .scopes import Options, context, policy, timeout, watchdog
from .smart import awaitable, smart, smartasync, sync
from .threads import one_thread
from .twininterrupt import watch_twins
from .twins import install, uninstall

__all__ = ["Batch", "Options", "Runner", "awaitable", "context", "install", "interruptible", "join_loops", "one_thread",
           "policy", "runs_loop", "smart", "smartasync", "sync", "timeout", "uninstall", "watchdog"]

# Ctrl-C ends generated twins, too.
watch_twins(SmartAsync.set_interrupt_funcs)  # type: ignore[attr-defined]

# help() begins with the text above, and dir() leaves out what is of no use in Python.
present(__doc__, __all__, {"BatchClass", "ContextStreamClass", "Operation", "OperationExtended", "run_closure",
                           "script_begin", "script_complete", "script_end", "script_get_cancellable",
                           "set_interrupt_funcs"})
