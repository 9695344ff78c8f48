# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Ctrl-C in generated twins, which are functions in C.

import signal

from helpers import claim, main
from signalled import HANDLER, IN_LOOP, interrupted, interruptible_program

TWIN = "held = machine(Moment.WHEN_CANCELLED); say_begun(); held.echo_sync('x')"
ENDED = ["KeyboardInterrupt", "goes on"]


@claim("interrupt ends a twin")
def alone():
    for call in (TWIN,
                 "held = machine(Moment.WHEN_CANCELLED); say_begun(); held.echo_sync('x', Gio.Cancellable())",
                 "held = machine(Moment.WHEN_RELEASED); say_begun(); held.echo_sync('x')",
                 "held = machine(Moment.WHEN_CANCELLED); say('begun')\n"
                 "    with SmartAsync.timeout(100): held.echo_sync('x')",
                 "held = machine(Moment.WHEN_CANCELLED); say('begun')\n"
                 "    with SmartAsync.interruptible(): held.echo_sync('x')"):
        assert interrupted(call) == ENDED, (call, interrupted(call))


@claim("interrupt ends a twin inside a loop, and the loop")
def in_loop():
    for policy in ("AUTO", "PRIVATE", "FORWARD"):
        call = f"SmartAsync.set_default_policy(SmartAsync.Policy.{policy}); {TWIN}"
        assert interrupted(call, IN_LOOP) == ENDED, (policy, interrupted(call, IN_LOOP))


@claim("interrupt ends a twin in a coroutine, and asyncio")
def in_asyncio():
    for join in ("", "SmartAsync.join_loops(); "):
        program = f"async def main(): {join}{TWIN}\n    asyncio.run(main())"
        assert interrupted(program) == ENDED, (join, interrupted(program))


@claim("interrupt in a twin is raised at the line of the call, and ends the process as any does")
def at_the_line():
    program = """held = machine(Moment.WHEN_CANCELLED)
    def twice():
        for _ in range(2):
            try:
                say_begun()
                held.echo_sync("x")
            except GLib.Error:
                say("not an error")
        say("not reached")
    try:
        twice()
    except KeyboardInterrupt as interrupt:
        import linecache, traceback
        frames = [frame for frame, _ in traceback.walk_tb(interrupt.__traceback__) if frame.f_code.co_name == "twice"]
        say(len(frames))
        raise"""
    assert interrupted(program) == ["1", *ENDED]
    with interruptible_program(TWIN + "\ncall()") as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGINT, process.returncode


@claim("interrupt is raised although the operation succeeds")
def succeeds():
    program = """held = machine(Moment.WHEN_RELEASED)
    def release(*_):
        held.release()
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, release)
    say_begun()
    held.echo_sync("x")
    say("not reached")"""
    assert interrupted(program)[:1] == ["KeyboardInterrupt"]


@claim("interrupt changes nothing for a twin in another thread")
def in_thread():
    program = """import time
    held = machine(Moment.WHEN_RELEASED)
    def work():
        say("begun")
        say(held.echo_sync("result"))
    thread = threading.Thread(target=work)
    try:
        thread.start()
        while True:
            time.sleep(1000)
    except KeyboardInterrupt:
        say("main")
    while held.get_n_started() == 0:
        os.sched_yield()
    held.release()
    thread.join()
    raise KeyboardInterrupt"""
    assert interrupted(program) == ["main", "result", *ENDED]


@claim("a handler that does not raise runs while a twin waits, and ends nothing")
def other_handlers():
    for number in (signal.SIGINT, signal.SIGUSR1):
        program = f"""held = machine(Moment.WHEN_RELEASED)
    signal.signal({int(number)}, lambda *_: held.release())
    say_begun()
    say(held.echo_sync("result"))
    raise KeyboardInterrupt"""
        assert interrupted(program, number=number)[:2] == ["result", "KeyboardInterrupt"]


@claim("what a handler of another signal raises ends a twin")
def other_signals():
    program = f"""signal.signal(signal.SIGUSR1, lambda *_: sys.exit("terminated"))
    import sys
    try:
        {TWIN}
    except SystemExit as exit:
        say(exit)"""
    assert interrupted(program.replace("    import sys\n", ""), number=signal.SIGUSR1) == ["terminated", "goes on"]


@claim("a twin in a handler, and in callbacks while another one waits")
def nested():
    program = """outer, inner = machine(Moment.WHEN_CANCELLED), machine(Moment.WHEN_CANCELLED)
    context = GLib.MainContext()
    def idle():
        try:
            source = GLib.idle_source_new()
            source.set_callback(lambda *_: say("begun"))
            source.attach(context)
            with SmartAsync.context(context):
                inner.echo_sync("inner")
        except KeyboardInterrupt:
            say("inner")
    GLib.idle_add(idle)
    with SmartAsync.context(GLib.MainContext.default()):
        outer.echo_sync("outer")"""
    assert interrupted(program) == ["inner", *ENDED]
    in_handler = """held = machine(Moment.WHEN_CANCELLED)
    def handler(*_):
        say(machine().echo_sync("handler"))
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, handler)
    say_begun()
    held.echo_sync("x")"""
    assert interrupted(in_handler)[:2] == ["handler", "KeyboardInterrupt"]


@claim("signals at any moment are raised once each, and errors are errors afterwards")
def any_moment():
    program = """import time
    held, idle, failing = machine(Moment.WHEN_CANCELLED), machine(), machine(Moment.IN_IDLE, Outcome.ERROR)
    idle.echo_sync("x")
    turn = threading.Semaphore(0)
    def interrupts():
        for i in range(100):
            turn.acquire()
            due = time.perf_counter() + 1e-5 * i
            while time.perf_counter() < due:
                pass
            os.kill(os.getpid(), signal.SIGINT)
    threading.Thread(target=interrupts).start()
    count = 0
    for i in range(100):
        try:
            turn.release()
            while True:
                (held if i % 2 else idle).echo_sync("x")
        except KeyboardInterrupt:
            count += 1
    say(count)
    for _ in range(3):
        try:
            failing.echo_sync("x")
        except GLib.Error as error:
            say("an error" if type(error) is GLib.Error else error)
    say_begun()
    held.echo_sync("x")"""
    process = interruptible_program(program)
    lines = [process.stdout.readline().strip() for _ in range(5)]
    assert lines == ["100", *3 * ["an error"], "begun"], lines
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[0].splitlines() == ENDED


if __name__ == "__main__":
    main()
