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
                 "held = machine(Moment.WHEN_CANCELLED); say_begun()\n"
                 "    with SmartAsync.timeout(seconds=1000): held.echo_sync('x')",
                 "held = machine(Moment.WHEN_CANCELLED); say('begun')\n"
                 "    with SmartAsync.interruptible(): held.echo_sync('x')"):
        assert interrupted(call) == ENDED, (call, interrupted(call))


# Ctrl-C where no handler can raise: what waits next ends at once, and what follows that does not.
INTERRUPTED = """say("begun"); os.kill(os.getpid(), signal.SIGINT)
        try:
            {call}
            say("not reached")
        finally:
            say(machine().echo_sync("cleans up"))"""
CALLS = ["machine(Moment.WHEN_CANCELLED).echo_sync('x')", "SmartAsync.sync(machine(Moment.WHEN_CANCELLED).echo_async, 'x')",
         "SmartAsync.sync(asyncio.sleep, 1000)"]


def ended_at_once(program, calls=CALLS):
    for call in calls:
        with_call = program.replace("{interrupted}", INTERRUPTED.replace("{call}", call))
        lines = interrupted(with_call, number=0)
        assert lines == ["cleans up", *ENDED], (with_call, lines)


@claim("interrupt ends functions of this library that wait")
def of_this_library():
    for call in ("say_begun(); SmartAsync.sleep(1000000)", "say_begun(); SmartAsync.sleep(1000000, Gio.Cancellable())"):
        assert interrupted(call) == ENDED, (call, interrupted(call))


@claim("interrupt in a scope ends what waits next in it")
def in_scope():
    ended_at_once("""if True:
      with SmartAsync.interruptible():
        {interrupted}""")
    ended_at_once("""def interrupt():
        os.kill(os.getpid(), signal.SIGINT)
    with SmartAsync.interruptible():
        interrupt()
        {interrupted}""".replace("{interrupted}", INTERRUPTED.replace("os.kill(os.getpid(), signal.SIGINT)", "pass")
                                 .replace("{call}", CALLS[0])), calls=CALLS[:1])


@claim("what cleans up when a function in C was cancelled by a scope is not ended")
def cleanup_in_scope():
    program = """client, server = socket.socketpair()
    connection = Gio.Socket.new_from_fd(client.detach()).connection_factory_create_connection()
    stream = connection.get_input_stream()
    server.send(b"x")
    with SmartAsync.interruptible() as cancellable:
        stream.read_bytes(1, cancellable)
        say("begun")
        try:
            stream.read_bytes(1, cancellable)
        finally:
            say(machine().echo_sync("cleans up"))"""
    for _ in range(5):
        lines = interrupted(program)
        assert lines == ["cleans up", *ENDED], lines


@claim("other signals are handled at once in what waits inside a scope")
def other_signals_in_scope():
    program = """say("begun")
    with SmartAsync.interruptible():
        for wait in 20 * [lambda held: held.echo_sync("x"), lambda held: SmartAsync.sync(held.echo_async, "x")]:
            held = machine(Moment.WHEN_RELEASED)
            def kill():
                while held.get_n_started() == 0:
                    os.sched_yield()
                os.kill(os.getpid(), signal.SIGUSR1)
            signal.signal(signal.SIGUSR1, lambda *_: held.release())
            thread = threading.Thread(target=kill)
            thread.start()
            wait(held)
            thread.join()
    raise KeyboardInterrupt"""
    assert interrupted(program, number=0) == ENDED


@claim("interrupt in a callback of a loop ends what waits next in it")
def in_callback():
    ended_at_once("""def callback():
        {interrupted}
    call_in_loop(callback)""")
    ended_at_once("""def callback():
        {interrupted}
    async def main():
        callback()
    asyncio.run(main())""")
    ended_at_once("""failures = []
    def callback():
        try:
            in_try()
        except KeyboardInterrupt as failure:
            failures.append(failure)
    def in_try():
        {interrupted}
    GLib.idle_add(callback)
    with SmartAsync.context(GLib.MainContext.default()):
        try:
            machine(Moment.WHEN_CANCELLED).echo_sync("x")
        finally:
            assert len(failures) == 1, failures""")


@claim("what runs when a loop has quit is not ended")
def shutdown():
    program = """class Application(Gio.Application):
        def do_activate(self):
            self.hold()
            say("begun")
        def do_shutdown(self):
            say(machine().echo_sync("shuts down"))
            Gio.Application.do_shutdown(self)
    Application(flags=Gio.ApplicationFlags.NON_UNIQUE).run()"""
    assert interrupted(program) == ["shuts down", *ENDED]
    program = """async def main():
        say("begun")
        try:
            await asyncio.sleep(1000)
        finally:
            say(machine().echo_sync("shuts down"))
    asyncio.run(main())"""
    assert interrupted(program) == ["shuts down", *ENDED]


@claim("interrupt ends a twin inside a loop, and the loop")
def in_loop():
    for policy in ("AUTO", "PRIVATE", "FORWARD"):
        call = f"SmartAsync.set_default_policy(SmartAsync.Policy.{policy}); {TWIN}"
        assert interrupted(call, IN_LOOP) == ENDED, (policy, interrupted(call, IN_LOOP))


@claim("interrupt ends a twin that is forwarded to another thread")
def forwarded():
    assert interrupted(f"SmartAsync.set_default_policy(SmartAsync.Policy.FORWARD)\n    with LoopThread(): {TWIN}") == ENDED


@claim("interrupt ends a twin that never sleeps")
def busy():
    program = """held = machine(Moment.WHEN_CANCELLED)
    def spin(*_):
        GLib.idle_add(spin)
    GLib.idle_add(spin)
    say_begun()
    held.echo_sync("x")"""
    assert interrupted(program, IN_LOOP) == ENDED


@claim("interrupt ends a twin in a coroutine, and asyncio")
def in_asyncio():
    for join in ("", "SmartAsync.join_loops(); "):
        program = f"async def main(): {join}{TWIN}\n    asyncio.run(main())"
        assert interrupted(program) == ENDED, (join, interrupted(program))


@claim("interrupt in a twin is raised at the line of the call, with one of ours, and ends the process as any does")
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
        codes = [frame.f_code for frame, _ in traceback.walk_tb(interrupt.__traceback__)]
        say(sum(code.co_name == "twice" for code in codes))
        say(sum("/overrides/SmartAsync/" in code.co_filename for code in codes) <= 1)
        raise"""
    assert interrupted(program) == ["1", "True", *ENDED]
    with interruptible_program(TWIN + "\ncall()") as process:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        process.wait()
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
    thread = threading.Thread(target=lambda: say(held.echo_sync("result")))
    thread.start()
    while held.get_n_started() == 0:
        os.sched_yield()
    try:
        say("begun")
        while True:
            time.sleep(1000)
    except KeyboardInterrupt:
        say("main")
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
    with process:
        assert process.stdout.read().splitlines() == ENDED


if __name__ == "__main__":
    main()
