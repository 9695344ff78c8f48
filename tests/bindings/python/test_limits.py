# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What ends calls before their time, and policies; Ctrl-C.

import asyncio
import signal
import threading

from helpers import (Gio, GLib, LoopThread, Moment, SmartAsync, assert_is, assert_is_io_error, call_in_loop,
                     call_in_thread, claim, machine, main, raised)
from signalled import HANDLER, IN_LOOP, interrupted, interruptible_program

CANCELLED, TIMED_OUT = Gio.IOErrorEnum.CANCELLED, Gio.IOErrorEnum.TIMED_OUT


@claim("cancelled before means not started")
def cancelled_before():
    cancellable = Gio.Cancellable()
    cancellable.cancel()
    idle = machine()
    error = raised(GLib.Error, SmartAsync.sync, idle.echo_async, "hello", cancellable=cancellable)
    assert_is_io_error(error, CANCELLED)
    assert idle.get_n_started() == 0


def cancelled_by_thread(moment):
    cancellable = Gio.Cancellable()
    lasting = machine(moment)
    timer = threading.Timer(0.1, cancellable.cancel)
    timer.start()
    error = raised(GLib.Error, SmartAsync.sync, lasting.echo_async, "hello", cancellable=cancellable)
    timer.join()
    lasting.release()
    return error


@claim("cancelled from another thread ends the call")
def cancelled_meanwhile():
    assert_is_io_error(cancelled_by_thread(Moment.WHEN_CANCELLED), CANCELLED)


@claim("cancelled operation that ignores it is abandoned")
def left_behind():
    error = cancelled_by_thread(Moment.WHEN_RELEASED)
    assert_is_io_error(error, CANCELLED)
    assert "left" in error.message, error.message


@claim("timeout ends the call")
def times_out():
    endless = machine(Moment.WHEN_CANCELLED)
    assert_is_io_error(raised(GLib.Error, SmartAsync.sync, endless.echo_async, "hello", timeout=10), TIMED_OUT)


@claim("timeout scope holds for the calls inside")
def timeout_scope():
    endless = machine(Moment.WHEN_CANCELLED)
    with SmartAsync.timeout(10):
        assert_is_io_error(raised(GLib.Error, endless.echo_sync, "hello", None), TIMED_OUT)
        assert_is_io_error(raised(GLib.Error, SmartAsync.sync, endless.echo_async, "hello"), TIMED_OUT)
        with SmartAsync.timeout(60000):
            assert SmartAsync.get_timeout() == 60000
        assert SmartAsync.get_timeout() == 10
    assert SmartAsync.get_timeout() == 0


@claim("watchdog ends a call that nothing can end")
def watchdog():
    def never_async(callback):
        pass

    async def never():
        await asyncio.sleep(0)
        await asyncio.get_running_loop().create_future()

    for function, finish in ((never_async, {"finish": lambda result: None}), (never, {})):
        with SmartAsync.watchdog(100):
            error = raised(GLib.Error, SmartAsync.sync, function, **finish)
        assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.STALLED)
        assert function.__name__ in error.message and "signals of Python" not in error.message, error.message


@claim("context scope has the operations there")
def context_scope():
    """The caller's context is another one, as nothing is pushed here."""
    context = GLib.MainContext()
    notified = []
    source = GLib.Idle(priority=GLib.PRIORITY_HIGH)
    source.set_callback(lambda *data: notified.append(context.is_owner()))
    source.attach(context)
    with SmartAsync.context(context):
        assert machine(Moment.IN_IDLE).echo_sync("hello", None) == "hello"
        assert SmartAsync.get_options().context is not None
    assert notified == [True], notified
    assert SmartAsync.get_options().context is None


@claim("policy scope holds for the calls inside")
def policy_scope():
    try:
        with SmartAsync.policy(SmartAsync.Policy.REFUSE), SmartAsync.timeout(500):
            assert SmartAsync.get_policy() == SmartAsync.Policy.REFUSE
            raise KeyError
    except KeyError:
        pass
    assert SmartAsync.get_policy() == SmartAsync.Policy.AUTO
    assert SmartAsync.get_timeout() == 0


@claim("policy refuse is an error inside a loop")
def refuse():
    def call(function, *args):
        with SmartAsync.policy(SmartAsync.Policy.REFUSE):
            return raised(GLib.Error, function, *args)

    for function, *args in ((machine().echo_sync, "hello", None), (SmartAsync.sync, machine().echo_async, "hello")):
        error = call_in_loop(lambda: call(function, *args))
        assert_is(error, SmartAsync.error_quark(), SmartAsync.Error.WOULD_NEST)
    with SmartAsync.policy(SmartAsync.Policy.REFUSE):
        assert SmartAsync.sync(machine().echo_async, "hello") == "hello"


@claim("policy private runs nothing else")
def private():
    ticks = []
    GLib.idle_add(lambda: ticks.append(1) or len(ticks) < 100)

    def call():
        before = len(ticks)
        with SmartAsync.policy(SmartAsync.Policy.PRIVATE):
            assert SmartAsync.sync(machine(Moment.IN_TASK_THREAD).echo_async, "hello") == "hello"
        return len(ticks) - before

    assert call_in_loop(call) == 0


@claim("policy forward runs in the owner's thread")
def forward():
    threads = []

    def where_async(callback):
        threads.append(threading.current_thread())
        callback(None, Gio.Task.new(None, None, None))

    with LoopThread() as owner, SmartAsync.policy(SmartAsync.Policy.FORWARD):
        assert SmartAsync.sync(where_async, finish=lambda result: "done") == "done"
        assert SmartAsync.sync(machine().echo_async, "hello") == "hello"
    assert threads == [owner]


@claim("a start function may use its call until it returns")
def forward_at_once():
    """PyGObject does when the function has returned, in the other thread, which completes the call before."""
    def at_once_async(callback):
        callback(None, Gio.Task.new(None, None, None))

    before = GLib.log_set_always_fatal(GLib.LogLevelFlags.LEVEL_ERROR | GLib.LogLevelFlags.LEVEL_CRITICAL)
    try:
        with LoopThread(), SmartAsync.policy(SmartAsync.Policy.FORWARD):
            for _ in range(50):
                SmartAsync.sync(at_once_async, finish=lambda result: None)
    finally:
        GLib.log_set_always_fatal(before)


@claim("situation is seen")
def situations():
    assert SmartAsync.detect()[0] == SmartAsync.Situation.NO_LOOP
    assert not SmartAsync.runs_loop()
    assert call_in_loop(SmartAsync.detect)[0] == SmartAsync.Situation.OWN_LOOP
    assert call_in_loop(SmartAsync.runs_loop)
    with LoopThread():
        assert SmartAsync.detect()[0] == SmartAsync.Situation.OTHER_LOOP
        assert not SmartAsync.runs_loop()


## Ctrl-C

@claim("interrupt cancels and raises")
def interrupt():
    expected = ["cancelled", "KeyboardInterrupt", "goes on"]
    for call in ("SmartAsync.sync(lasting_async)",
                 "SmartAsync.sync(lasting)",
                 "SmartAsync.smart(lasting_async)",
                 "SmartAsync.sync(lasting_async, cancellable=Gio.Cancellable(), timeout=100000)",
                 "batch = SmartAsync.Batch(name='lasting'); batch.add_async(lasting_async); batch.run()"):
        assert interrupted(call) == expected, (call, interrupted(call))


@claim("interrupt inside a loop ends that too")
def interrupt_in_loop():
    assert interrupted("SmartAsync.sync(lasting_async)", IN_LOOP) == ["cancelled", "KeyboardInterrupt", "goes on"]


@claim("interrupt of an installed twin cancels and raises")
def interrupt_twin():
    # A call before that: when PyGObject makes a class for what it has not seen yet, it loses a signal, or aborts.
    call = ("SmartAsync.install('Gio'); client, server = socket.socketpair(); "
            "connection = Gio.Socket.new_from_fd(client.detach()).connection_factory_create_connection(); "
            "stream = connection.get_input_stream(); server.send(b'x'); stream.read_bytes_sync(1); "
            "say('begun'); stream.read_bytes_sync(1)")
    assert interrupted(call) == ["KeyboardInterrupt", "goes on"]


@claim("interrupt in a scope for them ends functions in C")
def interrupt_scope():
    call = ("held = machine(Moment.WHEN_CANCELLED)\n"
            "    with SmartAsync.interruptible() as cancellable:\n"
            "        say('begun')\n"
            "        held.echo_sync('x', cancellable)")
    assert interrupted(call) == ["KeyboardInterrupt", "goes on"], interrupted(call)
    call = ("with SmartAsync.interruptible(): SmartAsync.sync(lasting_async)")
    assert interrupted(call) == ["cancelled", "KeyboardInterrupt", "goes on"], interrupted(call)


@claim("interrupt in a coroutine of asyncio cancels and raises")
def interrupt_in_asyncio():
    for call in ("SmartAsync.sync(lasting_async)", "SmartAsync.sync(lasting)"):
        program = f"async def main(): {call}\n    asyncio.run(main())"
        assert interrupted(program) == ["cancelled", "KeyboardInterrupt", "goes on"], (call, interrupted(program))


@claim("a second interrupt ends a function of Python that does not return")
def second_interrupt():
    busy = """def busy_async(cancellable, callback):
        say("begun")
        while not cancellable.is_cancelled():
            pass
        say("cancelled")
        while True:
            pass
    SmartAsync.sync(busy_async, finish=print)"""
    with interruptible_program(busy) as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "cancelled\n"
        process.send_signal(signal.SIGINT)
        assert process.stdout.read().splitlines() == ["KeyboardInterrupt", "goes on"]


@claim("a scope for interrupts that nothing interrupts changes nothing")
def not_interrupted():
    for call in (lambda function: function(), call_in_thread):
        with_scope = call(lambda: echo_in_scope())
        assert with_scope == "hello"
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    cancellable = Gio.Cancellable()
    cancellable.cancel()
    with SmartAsync.interruptible(cancellable) as inner:
        assert inner.is_cancelled()


def echo_in_scope():
    with SmartAsync.interruptible() as cancellable:
        return machine().echo_sync("hello", cancellable)


@claim("a signal handler that does not raise runs while the call waits and ends nothing")
def other_handlers():
    lines = interrupted(f"signal.signal(signal.SIGINT, {HANDLER}); SmartAsync.sync(lasting_async, timeout=1500)")
    assert lines[:2] == ["handled", "cancelled"], lines
    assert "no result within" in lines[2], lines


@claim("a handler of another signal runs while the call waits")
def other_signals():
    lines = interrupted(f"signal.signal(signal.SIGUSR1, {HANDLER}); SmartAsync.sync(lasting_async, timeout=1500)",
                        number=signal.SIGUSR1)
    assert lines[:2] == ["handled", "cancelled"], lines


@claim("what a handler of another signal raises ends the call")
def other_signals_raise():
    call = """signal.signal(signal.SIGUSR1, lambda *_: sys.exit("terminated"))
    try:
        {call}
    except SystemExit as exit:
        say(exit)"""
    for lasting in ("SmartAsync.sync(lasting_async)", "SmartAsync.sync(lasting)"):
        lines = interrupted(call.replace("{call}", lasting), number=signal.SIGUSR1)
        # It may come while the operation begins, and is raised in there: nothing is cancelled then.
        assert lines[-2:] == ["terminated", "goes on"], (lasting, lines)


if __name__ == "__main__":
    main()
