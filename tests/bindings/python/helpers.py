# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the tests of the Python binding share.

import faulthandler
import os
import subprocess
import sys
import threading
import warnings
from contextlib import contextmanager
from pathlib import Path

import gi

gi.require_version("SmartAsync", "1")
gi.require_version("Awkward", "1")
from gi.repository import Awkward, Gio, GLib, GObject, SmartAsync

from tap import claim, main as tap_main

# What hangs ends with a traceback of all threads.
HANGING_SECONDS = 120
faulthandler.dump_traceback_later(HANGING_SECONDS, exit=True)

Moment, Outcome = Awkward.Moment, Awkward.Outcome

# Warnings of PyGObject itself: 3.42 when a namespace is imported; later ones where Python 3.14 warns of the classes
# that their event loops are made of.
NOT_OURS = ["-W", "ignore::ImportWarning", "-W", "ignore::DeprecationWarning:gi.events"]

MOMENTS = [Moment.AT_ONCE, Moment.IN_IDLE, Moment.IN_TASK_THREAD, Moment.IN_FOREIGN_THREAD]


def machine(moment=Moment.IN_IDLE, outcome=Outcome.VALUE):
    return Awkward.Machine.new(moment, outcome)


def raised(error_type, function, *args, **kwargs):
    try:
        function(*args, **kwargs)
    except error_type as error:
        return error
    raise AssertionError(f"{error_type.__name__} was not raised")


def assert_is(error, quark, code):
    assert error.matches(quark, code), f"{error.domain} {error.code}: {error.message}"


def assert_is_io_error(error, code):
    assert_is(error, Gio.io_error_quark(), code)


def run_loop(loop):
    """Runs a main loop, and says so, as no other thread than the main one calls back by itself."""
    is_default = loop.get_context() == GLib.MainContext.default()
    if is_default:
        Awkward.thread_begin_loop()
    try:
        loop.run()
    finally:
        if is_default:
            Awkward.thread_end_loop()


def call_in_loop(function):
    """Calls a function inside a running main loop."""
    loop = GLib.MainLoop()
    outcome = []

    def in_loop():
        try:
            outcome.append((function(), None))
        except BaseException as error:
            outcome.append((None, error))
        finally:
            loop.quit()

    GLib.idle_add(in_loop)
    run_loop(loop)
    value, error = outcome[0]
    if error is not None:
        raise error
    return value


def result_in_loop(start):
    """Calls a function inside a running main loop, and runs that until what it has returned is done."""
    loop = GLib.MainLoop()
    tasks = []

    def in_loop():
        try:
            tasks.append(start())
            tasks[0].add_done_callback(lambda task: loop.quit())
        except BaseException:
            loop.quit()
            raise

    GLib.idle_add(in_loop)
    run_loop(loop)
    return tasks[0].result()


def wait_for_end(thread):
    """Python joins a thread before that has ended: what C libraries do at its end may be still to come."""
    thread.join()
    while os.path.exists(f"/proc/self/task/{thread.native_id}"):
        os.sched_yield()


def call_in_thread(function, *args):
    outcome = []

    def run():
        try:
            outcome.append((function(*args), None))
        except BaseException as error:
            outcome.append((None, error))

    thread = threading.Thread(target=run)
    thread.start()
    wait_for_end(thread)
    value, error = outcome[0]
    if error is not None:
        raise error
    return value


@contextmanager
def expect_warning(*words):
    """One warning, of a line of the test, has these words."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        yield
    seen = [warning for warning in seen if warning.category is RuntimeWarning]
    texts = [str(warning.message) for warning in seen]
    assert len(texts) == 1 and all(word in texts[0] for word in words), texts
    assert "SmartAsync" not in seen[0].filename, seen[0].filename


@contextmanager
def expect_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        yield


class LoopThread:
    """A thread that runs the main loop of a context."""

    def __init__(self, context=None):
        self.loop = GLib.MainLoop(context)
        self._runs = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        source = GLib.idle_source_new()
        source.set_callback(lambda *_: self._runs.set())
        source.attach(self.loop.get_context())
        run_loop(self.loop)

    def __enter__(self):
        self._thread.start()
        self._runs.wait()
        return self._thread

    def __exit__(self, *_):
        self.loop.quit()
        self._thread.join()


@contextmanager
def private_bus():
    """A message bus of its own: gives its address."""
    daemon = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        yield daemon.stdout.readline().strip()
    finally:
        daemon.terminate()
        daemon.communicate()


BUS_FLAGS = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION


@contextmanager
def bus_connection():
    with private_bus() as address:
        connection = SmartAsync.sync(Gio.DBusConnection.new_for_address, address, BUS_FLAGS, None)
        try:
            yield connection
        finally:
            connection.close_sync()


def count_descriptors():
    return len(os.listdir("/proc/self/fd"))


def temporary_folder():
    return Path(GLib.dir_make_tmp("smartasync-XXXXXX"))


def main():
    sys.exit(tap_main("bindings/python"))
