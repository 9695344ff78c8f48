// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The scenarios of all languages, in Vala: through the VAPI and through generated twins.

using SmartAsync;

const string PATH = "/smartasync/bindings/vala/";

delegate void ProgramFunc () throws GLib.Error;

void claim (string name, owned ProgramFunc func) {
    Test.add_data_func (PATH + name, () => {
        try {
            func ();
        } catch (GLib.Error error) {
            critical ("%s", error.message);
        }
    });
}

Awkward.Machine new_machine () {
    return new Awkward.Machine (Awkward.Moment.IN_IDLE, Awkward.Outcome.VALUE);
}

string? echo (Awkward.Moment moment = Awkward.Moment.IN_IDLE, Awkward.Outcome outcome = Awkward.Outcome.VALUE,
              Cancellable? cancellable = null) throws GLib.Error {
    return new Awkward.Machine (moment, outcome).echo_sync ("hello", cancellable);
}

void assert_echoes (Awkward.Moment moment = Awkward.Moment.IN_IDLE) throws GLib.Error {
    assert_cmpstr (echo (moment), CompareOperator.EQ, "hello");
}

// The error of a call that must have one.
GLib.Error error_of (ProgramFunc func) {
    try {
        func ();
    } catch (GLib.Error error) {
        return error;
    }
    assert_not_reached ();
}

void call_in_loop (ProgramFunc func) throws GLib.Error {
    var loop = new MainLoop ();
    GLib.Error? failure = null;

    Idle.add (() => {
        try {
            func ();
        } catch (GLib.Error error) {
            failure = error;
        }
        loop.quit ();
        return Source.REMOVE;
    });
    loop.run ();
    if (failure != null)
        throw failure;
}

void call_in_thread (owned ProgramFunc func) {
    new Thread<bool> ("caller", () => {
        try {
            func ();
        } catch (GLib.Error error) {
            critical ("%s", error.message);
        }
        return true;
    }).join ();
}

AsyncResult run (StartFunc start) throws GLib.Error {
    return run_named ("a function", OperationFlags.NONE, null, start);
}

AsyncResult load (File file) throws GLib.Error {
    return run (call => file.load_contents_async.begin (call.get_cancellable (), (_file, res) => call.complete (res)));
}

void add_functions () {
    claim ("sync-of-an-interface-method", () => {
        var file = File.new_for_path ("/proc/self/cmdline");
        uint8[] contents;

        var result = load (file);
        assert_true (file.load_contents_async.end (result, out contents, null));
        assert_true (contents.length > 0);
    });

    claim ("sync-finishes-inside-the-callback", () => {
        size_t length;

        assert_cmpstr (new_machine ().glimpse_sync ("hello", out length, null), CompareOperator.EQ, "hello");
        assert_cmpuint ((uint) length, CompareOperator.EQ, 5);
        call_in_loop (() => {
            assert_cmpstr (new_machine ().glimpse_sync ("hello", null, null), CompareOperator.EQ, "hello");
        });
    });

    claim ("what-comes-too-late-is-not-finished", () => {
        var held = new Awkward.Machine (Awkward.Moment.WHEN_RELEASED, Awkward.Outcome.VALUE);
        size_t length;

        push_timeout (20);
        assert_true (error_of (() => held.glimpse_sync ("hello", out length, null)) is IOError.TIMED_OUT);
        pop_timeout ();
        held.release ();
    });

    claim ("sync-returns-outs-as-the-binding-does", () => {
        string etag;
        uint8[] contents;
        FileIOStream stream;
        var file = File.new_tmp ("smartasync-XXXXXX", out stream);

        stream.output_stream.write_all ({ 'a', 0, 'b' }, null);
        stream.close ();
        var result = load (file);
        file.load_contents_async.end (result, out contents, out etag);
        assert_cmpint (contents.length, CompareOperator.EQ, 3);
        assert_nonnull (etag);
        file.delete ();
    });

    claim ("sync-of-a-static-function", () => {
        var result = run (call => Stream.open.begin ((_source, res) => call.complete (res)));

        assert_false (Stream.open.end (result).was_closed);
    });

    claim ("sync-of-a-constructor", () => {
        var bus = new TestDBus (TestDBusFlags.NONE);
        bus.up ();
        var proxy = make_proxy ();
        assert_cmpstr (proxy.get_name (), CompareOperator.EQ, "org.freedesktop.DBus");
        proxy = null;
        bus.down ();
    });

    claim ("sync-of-a-namespace-function", () => {
        var bus = new TestDBus (TestDBusFlags.NONE);
        bus.up ();
        var connection = get_bus ();
        assert_nonnull (connection.unique_name);
        connection = null;
        bus.down ();
    });

    claim ("object-made-in-a-call-goes-on-working", () => {
        var bus = new TestDBus (TestDBusFlags.NONE);
        bus.up ();
        var proxy = make_proxy ();
        var loop = new MainLoop ();
        var signalled = false;

        proxy.g_signal.connect ((sender, name, parameters) => {
            if (name == "NameAcquired") {
                signalled = true;
                loop.quit ();
            }
        });
        var id = Bus.own_name_on_connection (proxy.get_connection (), "org.example.Proxy", BusNameOwnerFlags.NONE);
        loop.run ();
        assert_true (signalled);
        Bus.unown_name (id);
        proxy = null;
        bus.down ();
    });

    claim ("overridden-virtual-async-method-completes", () => {
        var stream = new Stream ();
        var result = run (call => stream.close_async.begin (Priority.DEFAULT, call.get_cancellable (),
                                                            (_source, res) => call.complete (res)));

        assert_true (stream.close_async.end (result));
        assert_true (stream.was_closed);
    });

    claim ("signal-driven-async-function-completes", () => {
        var action = new SimpleAction ("act", null);
        var result = run (call => when_activated.begin (action, (_source, res) => call.complete (res)));

        assert_cmpint (when_activated.end (result), CompareOperator.EQ, 42);
    });

    claim ("async-function-of-the-language-completes", () => {
        var result = run (call => add_later.begin (40, 2, (_source, res) => call.complete (res)));

        assert_cmpint (add_later.end (result), CompareOperator.EQ, 42);
    });

    claim ("twin-calls-into-the-language", () => call_in_loop (() => {
        var machine = new Awkward.Machine (Awkward.Moment.WHEN_RELEASED, Awkward.Outcome.VALUE);

        Idle.add (() => {
            machine.release ();
            return Source.REMOVE;
        });
        assert_cmpstr (machine.echo_sync ("hello", null), CompareOperator.EQ, "hello");
    }));
}

DBusConnection get_bus () throws GLib.Error {
    var result = run (call => Bus.get.begin (BusType.SESSION, call.get_cancellable (),
                                             (_source, res) => call.complete (res)));

    return Bus.get.end (result);
}

DBusProxy make_proxy () throws GLib.Error {
    var connection = get_bus ();
    DBusProxy? proxy = null;
    AsyncResult? made = null;

    run (call => make_proxy_later.begin (connection, (_source, res) => {
        made = res;
        call.complete (res);
    }));
    proxy = make_proxy_later.end (made);
    return proxy;
}

async DBusProxy make_proxy_later (DBusConnection connection) throws GLib.Error {
    return yield new DBusProxy (connection, DBusProxyFlags.NONE, null, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                "org.freedesktop.DBus", null);
}

class Stream : InputStream {
    public bool was_closed;

    public static async Stream open () {
        Idle.add (open.callback);
        yield;
        return new Stream ();
    }

    public override ssize_t read (uint8[] buffer, Cancellable? cancellable = null) throws IOError {
        return 0;
    }

    public override bool close (Cancellable? cancellable = null) throws IOError {
        return true;
    }

    public override async bool close_async (int io_priority = Priority.DEFAULT,
                                            Cancellable? cancellable = null) throws IOError {
        Idle.add (close_async.callback);
        yield;
        was_closed = true;
        return true;
    }
}

async int when_activated (SimpleAction action) {
    action.activate.connect (() => when_activated.callback ());
    Idle.add (() => {
        action.activate (null);
        return Source.REMOVE;
    });
    yield;
    return 42;
}

async int add_later (int a, int b) {
    Idle.add (add_later.callback);
    yield;
    return a + b;
}

void add_situations () {
    claim ("sync-returns-the-value", () => {
        assert_echoes (Awkward.Moment.AT_ONCE);
        assert_echoes (Awkward.Moment.IN_IDLE);
        assert_echoes (Awkward.Moment.IN_TASK_THREAD);
        assert_echoes (Awkward.Moment.IN_FOREIGN_THREAD);
    });
    claim ("sync-returns-nothing-where-there-is-nothing", () => {
        assert_null (echo (Awkward.Moment.IN_IDLE, Awkward.Outcome.NULL));
    });
    claim ("sync-keeps-domain-code-and-message", () => {
        var error = error_of (() => echo (Awkward.Moment.IN_IDLE, Awkward.Outcome.ERROR));

        assert_true (error is Awkward.Error.SEVEN);
        assert_cmpstr (error.message, CompareOperator.EQ, "hello");
    });
    claim ("sync-fills-in-the-cancellable", () => {
        var said = echo (Awkward.Moment.IN_IDLE, Awkward.Outcome.VALUE, new Cancellable ());

        assert_cmpstr (said, CompareOperator.EQ, "hello");
    });
    claim ("sync-inside-a-running-loop", () => call_in_loop (() => {
        var dispatched = 0;

        Idle.add_full (Priority.HIGH, () => {
            dispatched++;
            return Source.REMOVE;
        });
        assert_echoes ();
        assert_cmpint (dispatched, CompareOperator.EQ, 1);
    }));
    claim ("sync-in-a-thread", () => call_in_thread (() => assert_echoes ()));
    claim ("sync-in-a-thread-beside-a-running-loop", () => {
        var loop = new MainLoop ();
        var thread = new Thread<bool> ("caller", () => {
            try {
                assert_echoes ();
            } catch (GLib.Error error) {
                critical ("%s", error.message);
            }
            loop.quit ();
            Idle.add (() => {
                loop.quit ();
                return Source.REMOVE;
            });
            return true;
        });
        loop.run ();
        thread.join ();
    });
    claim ("sync-inside-a-callback-of-sync", () => {
        var result = run (call => {
            try {
                assert_echoes ();
            } catch (GLib.Error error) {
                critical ("%s", error.message);
            }
            add_later.begin (40, 2, (_source, res) => call.complete (res));
        });
        assert_cmpint (add_later.end (result), CompareOperator.EQ, 42);
    });
    claim ("sync-of-an-operation-on-the-default-context", () => assert_echoes (Awkward.Moment.ON_DEFAULT_CONTEXT));
    claim ("sync-ignores-a-second-callback", () => {
        Test.expect_message ("SmartAsync", LogLevelFlags.LEVEL_CRITICAL, "*has called back*");
        assert_echoes (Awkward.Moment.TWICE);
        Test.assert_expected_messages ();
        assert_echoes ();
    });
    claim ("situation-is-seen", () => {
        unowned MainContext context;

        assert_true (detect (out context) == Situation.NO_LOOP);
        call_in_loop (() => assert_true (detect (out context) == Situation.OWN_LOOP));
    });
    claim ("ended-threads-leave-nothing", () => {
        call_in_thread (() => assert_echoes ());
        var before = count_descriptors ();
        for (var i = 0; i < 50; i++)
            call_in_thread (() => assert_echoes ());
        assert_cmpint (count_descriptors (), CompareOperator.LE, before);
    });
}

int count_descriptors () throws GLib.Error {
    var folder = Dir.open ("/proc/self/fd");
    var n = 0;

    while (folder.read_name () != null)
        n++;
    return n;
}

GLib.Error cancelled_by_thread (Awkward.Machine machine) {
    var cancellable = new Cancellable ();
    var thread = new Thread<bool> ("cancels", () => {
        cancellable.cancel ();
        return true;
    });
    var error = error_of (() => machine.echo_sync ("hello", cancellable));

    thread.join ();
    return error;
}

void add_limits () {
    claim ("cancelled-before-means-not-started", () => {
        var machine = new Awkward.Machine (Awkward.Moment.IN_IDLE, Awkward.Outcome.VALUE);
        var cancellable = new Cancellable ();

        cancellable.cancel ();
        assert_true (error_of (() => machine.echo_sync ("hello", cancellable)) is IOError.CANCELLED);
        assert_cmpuint (machine.get_n_started (), CompareOperator.EQ, 0);
    });
    claim ("cancelled-from-another-thread-ends-the-call", () => {
        var machine = new Awkward.Machine (Awkward.Moment.WHEN_CANCELLED, Awkward.Outcome.VALUE);

        assert_true (cancelled_by_thread (machine) is IOError.CANCELLED);
    });
    claim ("cancelled-operation-that-ignores-it-is-abandoned", () => {
        var machine = new Awkward.Machine (Awkward.Moment.WHEN_RELEASED, Awkward.Outcome.VALUE);

        assert_true (cancelled_by_thread (machine) is IOError.CANCELLED);
        machine.release ();
    });
    claim ("timeout-ends-the-call", () => {
        push_timeout (10);
        var error = error_of (() => echo (Awkward.Moment.WHEN_CANCELLED));
        pop_timeout ();
        assert_true (error is IOError.TIMED_OUT);
    });
    claim ("timeout-scope-holds-for-the-calls-inside", () => {
        push_timeout (5000);
        assert_cmpuint (get_timeout (), CompareOperator.EQ, 5000);
        assert_echoes ();
        pop_timeout ();
        assert_cmpuint (get_timeout (), CompareOperator.EQ, 0);
    });
    claim ("policy-scope-holds-for-the-calls-inside", () => {
        push_policy (Policy.FORWARD);
        assert_echoes ();
        pop_policy ();
        assert_true (get_policy () == Policy.AUTO);
    });
    claim ("policy-refuse-is-an-error-inside-a-loop", () => call_in_loop (() => {
        push_policy (Policy.REFUSE);
        var error = error_of (() => echo ());
        pop_policy ();
        assert_true (error is SmartAsync.Error.WOULD_NEST);
    }));
    claim ("policy-private-runs-nothing-else", () => {
        var dispatched = 0;

        call_in_loop (() => {
            Idle.add_full (Priority.HIGH, () => {
                dispatched++;
                return Source.REMOVE;
            });
            push_policy (Policy.PRIVATE);
            assert_echoes ();
            pop_policy ();
            assert_cmpint (dispatched, CompareOperator.EQ, 0);
        });
        MainContext.default ().iteration (false);
        assert_cmpint (dispatched, CompareOperator.EQ, 1);
    });
    claim ("policy-forward-runs-in-the-owner-s-thread", () => {
        var loop = new MainLoop ();
        unowned Thread<bool>? started_in = null;
        unowned Thread<bool> main_thread = Thread.self<bool> ();
        var thread = new Thread<bool> ("caller", () => {
            push_policy (Policy.FORWARD);
            try {
                run (call => {
                    started_in = Thread.self<bool> ();
                    add_later.begin (40, 2, (_source, res) => call.complete (res));
                });
            } catch (GLib.Error error) {
                critical ("%s", error.message);
            }
            pop_policy ();
            Idle.add (() => {
                loop.quit ();
                return Source.REMOVE;
            });
            return true;
        });

        loop.run ();
        thread.join ();
        assert_true (started_in == main_thread);
    });
}

// A batch's operation: says its text, and keeps what was said.
class Echo {
    public Awkward.Machine machine;
    public string? said;

    public Echo (Batch batch, Awkward.Moment moment = Awkward.Moment.IN_IDLE,
                 Awkward.Outcome outcome = Awkward.Outcome.VALUE) {
        machine = new Awkward.Machine (moment, outcome);
        batch.add_closures (call => machine.echo_async.begin ("hello", call.get_cancellable (),
                                                              (_source, res) => call.complete (res)),
                            result => {
            said = machine.echo_async.end (result);
        });
    }
}

void add_batches () {
    claim ("batch-values-by-index", () => {
        var batch = new Batch ("echoes");
        var echoes = new GenericArray<Echo> ();

        for (var i = 0; i < 20; i++)
            echoes.add (new Echo (batch));
        assert_true (batch.run (BatchMode.ALL));
        echoes.foreach (item => assert_cmpstr (item.said, CompareOperator.EQ, "hello"));
    });
    claim ("batch-errors-by-index", () => {
        var batch = new Batch ("echoes");
        var good = new Echo (batch);
        var broken = new Echo (batch, Awkward.Moment.IN_IDLE, Awkward.Outcome.ERROR);

        assert_true (batch.run (BatchMode.ALL));
        assert_cmpstr (good.said, CompareOperator.EQ, "hello");
        assert_null (broken.said);
        assert_true (batch.get_error (1) is Awkward.Error.SEVEN);
    });
    claim ("batch-any-ends-with-the-first-success", () => {
        var batch = new Batch ("echoes");
        var endless = new Echo (batch, Awkward.Moment.WHEN_CANCELLED);
        var good = new Echo (batch);

        assert_true (batch.run (BatchMode.ANY));
        assert_cmpint (batch.get_decisive (), CompareOperator.EQ, 1);
        assert_null (endless.said);
        assert_nonnull (good.said);
    });
    claim ("batch-limits-what-runs-at-the-same-time", () => {
        var batch = new Batch ("echoes");
        var machine = new Awkward.Machine (Awkward.Moment.IN_IDLE, Awkward.Outcome.VALUE);
        var running = 0;
        var most = 0;

        batch.max_concurrent = 3;
        for (var i = 0; i < 20; i++) {
            batch.add_closures (call => {
                running++;
                most = int.max (most, running);
                machine.echo_async.begin ("hello", null, (_source, res) => {
                    running--;
                    call.complete (res);
                });
            }, null);
        }
        assert_true (batch.run (BatchMode.ALL));
        assert_cmpint (most, CompareOperator.EQ, 3);
    });
}

void add_version () {
    claim ("version-can-be-required", () => {
        assert_null ((void *) check_version (MAJOR_VERSION, MINOR_VERSION, MICRO_VERSION));
        assert_nonnull ((void *) check_version (get_major_version () + 1, 0, 0));
    });
}

int main (string[] args) {
    Test.init (ref args);
    add_functions ();
    add_situations ();
    add_limits ();
    add_batches ();
    add_version ();
    return Test.run ();
}
