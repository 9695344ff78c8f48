// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Calls without generated code, from JavaScript: which functions, which arguments, which situations.

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Kin from 'gi://Kin?version=1';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, assertMatches, assertThrows, callInLoop, connectTo, machine, MOMENTS, runClaims,
    settleInLoop, thrown, withSessionBus} from './claims.js';

const {Moment, Outcome} = Awkward;
const {sync} = SmartAsync;

const FILE = Gio.File.new_for_path(GLib.filename_from_uri(import.meta.url)[0]);

function echo(target, text, ...rest) {
    return sync(target.echo_async.bind(target), text, ...rest);
}

function assertFails(func, sentence) {
    const error = thrown(func);

    assert(error instanceof TypeError && error.message.includes(sentence), `${error} does not say ${sentence}`);
}

// A callback-style function of JavaScript: what it calls back with keeps the text.
function say(text, _cancellable, callback) {
    const task = Gio.Task.new(null, null, null);

    task.said = text;
    GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
        callback(null, task);
        return GLib.SOURCE_REMOVE;
    });
}

function loadOrNull(namespace, version) {
    try {
        imports.gi.versions[namespace] = version;
        return imports.gi[namespace];
    } catch (error) {
        return null;
    }
}

function residentPages() {
    const [, text] = GLib.file_get_contents('/proc/self/statm');
    return Number(new TextDecoder().decode(text).split(' ')[1]);
}

function listNames(connection) {
    return [connection.call.bind(connection), 'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
        'ListNames', null, new GLib.VariantType('(as)'), Gio.DBusCallFlags.NONE, -1];
}

runClaims('javascript-sync', {
    'sync-returns-the-value'() {
        for (const moment of MOMENTS)
            assertEqual(echo(machine(moment), 'hello'), 'hello');
    },

    'sync-finishes-inside-the-callback'() {
        const glimpse = () => sync(machine(), 'glimpse_async', 'hello');

        for (const moment of MOMENTS) {
            assertEqual(`${sync(machine(moment), 'glimpse_async', 'hello')}`, 'hello,5');
            assertThrows(() => sync(machine(moment, Outcome.ERROR), 'glimpse_async', 'broken'),
                Awkward.error_quark(), Awkward.Error.SEVEN);
        }
        assertEqual(`${callInLoop(glimpse)}`, 'hello,5');
        assertEqual(`${machine().glimpse_sync('hello', null)}`, 'hello,5');
    },

    'what-comes-too-late-is-not-finished'() {
        const held = machine(Moment.WHEN_RELEASED);
        const finished = [];

        assertThrows(() => echo(held, 'hello', {timeout: 20, finish: result => finished.push(result)}),
            Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
        held.release();
        assertEqual(finished.length, 0);
    },

    'sync-of-a-function-bound-in-any-way'() {
        const idle = machine();

        assertEqual(sync(idle.echo_async.bind(idle, 'hello')), 'hello');
        assertEqual(sync(Awkward.Machine.prototype.echo_async.bind(idle), 'hello'), 'hello');
        assertEqual(sync(idle, 'echo_async', 'hello'), 'hello');
        assertEqual(idle.echo_async.bind(idle).name, `bound ${idle.echo_async.name}`);
    },

    'sync-of-an-interface-method'() {
        const [ok, contents] = sync(FILE.load_contents_async.bind(FILE));

        assertEqual(ok, true);
        assert(new TextDecoder().decode(contents).startsWith('// Copyright'), 'other contents');
    },

    'sync-of-a-static-function'() {
        const [file, stream] = sync(Gio.File.new_tmp_async, 'smartasync-XXXXXX');

        assert(stream instanceof Gio.FileIOStream, `${stream}`);
        assertEqual(file.delete(null), true);
    },

    'sync-of-a-constructor'() {
        withSessionBus(address => {
            const proxy = sync(Gio.DBusProxy.new, connectTo(address), Gio.DBusProxyFlags.NONE, null,
                'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus');

            assert(proxy instanceof Gio.DBusProxy, `${proxy}`);
            assertEqual(proxy.get_name(), 'org.freedesktop.DBus');
        });
    },

    'sync-of-a-namespace-function'() {
        withSessionBus(address => {
            GLib.setenv('DBUS_SESSION_BUS_ADDRESS', address, true);
            const connection = sync(Gio.bus_get, Gio.BusType.SESSION);

            assert(connection instanceof Gio.DBusConnection, `${connection}`);
            connection.set_exit_on_close(false);
            connection.close_sync(null);
        });
    },

    'sync-finds-the-finish-function-by-name'() {
        withSessionBus(address => {
            const [names] = sync(...listNames(connectTo(address))).deepUnpack();
            assert(names.includes('org.freedesktop.DBus'), `${names}`);
        });
        assertEqual(echo(machine(), 'hello'), 'hello');
    },

    'sync-finds-an-inherited-finish-function'() {
        const child = new Kin.Child();
        assertEqual(sync(child.answer_async.bind(child)), 42);
    },

    'sync-finds-an-annotated-finish-function'() {
        const child = new Kin.Child();
        assertEqual(sync(child.ask_async.bind(child)), 42);
    },

    'sync-of-a-function-written-in-vala'() {
        const child = new Kin.Child();
        assertEqual(sync(child.confide.bind(child)), 42);
        SmartAsync.install('Kin');
        assertEqual(child.confide_sync(), 42);
        SmartAsync.uninstall('Kin');
    },

    'sync-gives-a-finish-function-of-the-namespace-the-object'() {
        assertEqual(sync(Kin.visit_async, new Kin.Child()), 42);
    },

    'sync-finds-a-configured-finish-function'() {
        const GdkPixbuf = loadOrNull('GdkPixbuf', '2.0');
        if (GdkPixbuf === null)
            return;

        const picture = GdkPixbuf.Pixbuf.new(GdkPixbuf.Colorspace.RGB, false, 8, 1, 1);
        const stream = Gio.MemoryOutputStream.new_resizable();
        assertEqual(sync(picture, 'save_to_streamv_async', stream, 'png', [], []), true);
        assert(stream.get_data_size() > 0, 'an empty picture');
    },

    'sync-takes-a-given-finish-function'() {
        assertEqual(sync(say, 'hello', {finish: task => task.said}), 'hello');
        assertEqual(echo(machine(), 'hello', {finish: result => result instanceof Gio.Task}), true);

        const child = new Kin.Child();
        assertEqual(sync(child.lonely_async.bind(child), {finish: result => child.answer_finish(result)}), 42);
    },

    'sync-without-a-finish-function-says-so'() {
        const child = new Kin.Child();
        assertFails(() => sync(child.lonely_async.bind(child)), 'has no finish function of that name; give it');
    },

    'sync-fills-in-the-priority'() {
        const info = sync(FILE.query_info_async.bind(FILE), 'standard::size', Gio.FileQueryInfoFlags.NONE);
        assert(info.get_size() > 0, 'an empty file');
    },

    'sync-takes-a-given-priority'() {
        const info = sync(FILE.query_info_async.bind(FILE), 'standard::size', Gio.FileQueryInfoFlags.NONE,
            {io_priority: GLib.PRIORITY_LOW});
        assert(info.get_size() > 0, 'an empty file');
    },

    'sync-fills-in-the-cancellable'() {
        const cancellable = new Gio.Cancellable();
        const child = new Kin.Child();

        assertEqual(echo(machine(), 'hello', {cancellable}), 'hello');
        assertEqual(sync(child.answer_async.bind(child), {cancellable}), 42);
    },

    'sync-returns-outs-as-the-binding-does'() {
        const values = sync(FILE.load_contents_async.bind(FILE));

        assertEqual(values.length, 3);
        assert(values[1] instanceof Uint8Array, 'no bytes');
        assertEqual(values[2], FILE.load_contents(null)[2]);
    },

    'sync-passes-other-callbacks-on'() {
        const [copy] = Gio.File.new_tmp('smartasync-XXXXXX');
        let seen = 0;

        assertEqual(sync(FILE.copy_async.bind(FILE), copy, Gio.FileCopyFlags.OVERWRITE, bytes => {
            seen = bytes;
        }), true);
        assertEqual(seen, FILE.query_info('standard::size', Gio.FileQueryInfoFlags.NONE, null).get_size());
        copy.delete(null);
    },

    'sync-returns-nothing-where-there-is-nothing'() {
        assertEqual(echo(machine(Moment.IN_IDLE, Outcome.NULL), 'hello'), null);
    },

    'sync-keeps-domain-code-and-message'() {
        const error = assertThrows(() => echo(machine(Moment.IN_IDLE, Outcome.ERROR), 'broken'), Awkward.Error,
            Awkward.Error.SEVEN);

        assertEqual(error.message, 'broken');
        assertThrows(() => sync(Gio.File.new_for_path('/nonexistent').load_contents_async
            .bind(Gio.File.new_for_path('/nonexistent'))), Gio.IOErrorEnum, Gio.IOErrorEnum.NOT_FOUND);
    },

    'sync-with-wrong-arguments-fails-at-once'() {
        const idle = machine();

        assertFails(() => echo(idle, 'a', 'b'), 'takes 1 arguments here (text), 2 were given');
        assertFails(() => sync(idle.echo_async.bind(idle)), 'takes 1 arguments here (text), 0 were given');
        assertFails(() => sync(idle.echo_async, 'hello'), 'is a method: give it bound');
        assertFails(() => sync('hello'), 'neither a function nor an object');
        assertFails(() => sync(idle, 'shout_async'), 'has no function shout_async');
        assertFails(() => sync(idle.shout_async, 'hello'), 'undefined is neither a function');
        assert(thrown(() => echo(idle, Symbol('hello'))) instanceof Error, 'no error');
        assert(thrown(() => sync(FILE.query_info_async.bind(FILE), {}, 0)) instanceof Error, 'no error');
        assertEqual(idle.get_n_started(), 0);
    },

    'sync-of-a-blocking-function-calls-it'() {
        assertEqual(sync(FILE.get_basename.bind(FILE)), 'test_sync.js');
        assertEqual(sync((a, b) => a + b, 40, 2), 42);

        const [copy] = Gio.File.new_tmp('smartasync-XXXXXX');
        assertEqual(sync(FILE.copy.bind(FILE), copy, Gio.FileCopyFlags.OVERWRITE, null, null), true);
        copy.delete(null);
    },

    'sync-of-a-promisified-function'() {
        Gio._promisify(Gio.File.prototype, 'load_bytes_async', 'load_bytes_finish');
        const [bytes] = sync(FILE.load_bytes_async.bind(FILE));
        assert(bytes instanceof GLib.Bytes, `${bytes}`);
    },

    'sync-inside-a-running-loop'() {
        let dispatched = 0;

        assertEqual(callInLoop(() => {
            GLib.idle_add(GLib.PRIORITY_HIGH, () => {
                dispatched++;
                return GLib.SOURCE_REMOVE;
            });
            return echo(machine(), 'hello');
        }), 'hello');
        assertEqual(dispatched, 1);
    },

    'sync-inside-a-callback-of-sync'() {
        const value = sync((text, cancellable, callback) => say(echo(machine(), text), cancellable, callback), 'hello',
            {finish: task => echo(machine(), task.said)});
        assertEqual(value, 'hello');
    },

    'sync-after-an-await'() {
        const value = settleInLoop(async () => {
            await new Promise(resolve => setTimeout(resolve, 1));
            return `${echo(machine(), 'hello')} ${echo(machine(Moment.ON_DEFAULT_CONTEXT), 'default')}`;
        });
        assertEqual(value, 'hello default');
    },

    'sync-of-an-operation-on-the-default-context'() {
        assertEqual(echo(machine(Moment.ON_DEFAULT_CONTEXT), 'hello'), 'hello');
    },

    'cancelled-before-means-not-started'() {
        const cancellable = new Gio.Cancellable();
        const idle = machine();

        cancellable.cancel();
        assertThrows(() => echo(idle, 'hello', {cancellable}), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        assertEqual(idle.get_n_started(), 0);
    },

    'cancelled-inside-a-loop-ends-the-call'() {
        const cancellable = new Gio.Cancellable();

        GLib.timeout_add(GLib.PRIORITY_DEFAULT, 10, () => {
            cancellable.cancel();
            return GLib.SOURCE_REMOVE;
        });
        callInLoop(() => assertThrows(() => echo(machine(Moment.WHEN_CANCELLED), 'hello', {cancellable}),
            Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED));
    },

    'cancelled-operation-that-ignores-it-is-abandoned'() {
        const stubborn = machine(Moment.WHEN_RELEASED);
        const cancellable = new Gio.Cancellable();

        GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
            cancellable.cancel();
            return GLib.SOURCE_REMOVE;
        });
        callInLoop(() => assertThrows(() => echo(stubborn, 'hello', {cancellable}), Gio.IOErrorEnum,
            Gio.IOErrorEnum.CANCELLED));
        stubborn.release();
    },

    'timeout-ends-the-call'() {
        const endless = machine(Moment.WHEN_CANCELLED);
        const error = assertThrows(() => echo(endless, 'hello', {timeout: 10}), Gio.IOErrorEnum,
            Gio.IOErrorEnum.TIMED_OUT);

        assert(error.message.includes('Awkward.Machine.echo_async'), error.message);
    },

    'timeout-scope-holds-for-the-calls-inside'() {
        thrown(() => SmartAsync.timeout(10, () => {
            assertEqual(SmartAsync.get_timeout(), 10);
            assertThrows(() => echo(machine(Moment.WHEN_CANCELLED), 'hello'), Gio.IOErrorEnum,
                Gio.IOErrorEnum.TIMED_OUT);
            throw new Error('left');
        }));
        assertEqual(SmartAsync.get_timeout(), 0);
        assertEqual(SmartAsync.timeout(5000, () => echo(machine(), 'hello')), 'hello');
    },

    'context scope has the operations there'() {
        const context = GLib.MainContext.new();
        const notified = [];
        const source = GLib.idle_source_new();

        source.set_callback(() => {
            notified.push(context.is_owner());
            return GLib.SOURCE_REMOVE;
        });
        source.set_priority(GLib.PRIORITY_HIGH);
        source.attach(context);
        assertEqual(SmartAsync.context(context, () => echo(machine(Awkward.Moment.IN_IDLE), 'hello')), 'hello');
        assertEqual(`${notified}`, 'true');
    },

    'policy-scope-holds-for-the-calls-inside'() {
        thrown(() => SmartAsync.policy(SmartAsync.Policy.REFUSE, () => {
            assertEqual(SmartAsync.get_policy(), SmartAsync.Policy.REFUSE);
            throw new Error('left');
        }));
        assertEqual(SmartAsync.get_policy(), SmartAsync.Policy.AUTO);
        assertEqual(SmartAsync.policy(SmartAsync.Policy.FORWARD, () => echo(machine(), 'hello')), 'hello');
    },

    'policy-refuse-is-an-error-inside-a-loop'() {
        const call = () => SmartAsync.policy(SmartAsync.Policy.REFUSE, () => echo(machine(), 'hello'));

        callInLoop(() => assertThrows(call, SmartAsync.Error, SmartAsync.Error.WOULD_NEST));
        assertEqual(call(), 'hello');
    },

    'policy-private-runs-nothing-else'() {
        let dispatched = 0;

        callInLoop(() => {
            GLib.idle_add(GLib.PRIORITY_HIGH, () => {
                dispatched++;
                return GLib.SOURCE_REMOVE;
            });
            SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => echo(machine(), 'hello'));
            assertEqual(dispatched, 0);
        });
        GLib.MainContext.default().iteration(false);
        assertEqual(dispatched, 1);
    },

    'situation-is-seen'() {
        assertEqual(SmartAsync.detect()[0], SmartAsync.Situation.NO_LOOP);
        assertEqual(callInLoop(() => SmartAsync.detect()[0]), SmartAsync.Situation.OWN_LOOP);
    },

    'signal-driven-async-function-completes'() {
        const action = Gio.SimpleAction.new('act', null);
        const whenEmitted = (_cancellable, callback) => {
            action.connect('activate', () => callback(null, Gio.Task.new(null, null, null)));
            GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
                action.activate(null);
                return GLib.SOURCE_REMOVE;
            });
        };

        assertEqual(sync(whenEmitted, {finish: result => result instanceof Gio.Task}), true);
    },

    'async-function-of-the-language-completes'() {
        const later = async value => {
            await new Promise(resolve => setTimeout(resolve, 1));
            return value;
        };

        assertEqual(sync(later, 'hello'), 'hello');
        assertEqual(sync(later('hello')), 'hello');
        assertEqual(callInLoop(() => sync(later, 'hello')), 'hello');
        assertEqual(SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => sync(later, 'hello')), 'hello');
        assertEqual(thrown(() => sync(async () => {
            await null;
            throw new RangeError('mine');
        })).message, 'mine');
        assertThrows(() => sync(() => new Promise(() => {}), {timeout: 10}), Gio.IOErrorEnum,
            Gio.IOErrorEnum.TIMED_OUT);
    },

    'async-function-of-the-language-that-cannot-complete-says-so'() {
        let started = 0;
        const task = async () => {
            started++;
            await null;
        };
        const inJob = () => thrown(() => sync(task));
        const errors = settleInLoop(async () => {
            await null;
            const first = inJob();
            await new Promise(resolve => setTimeout(resolve, 1));
            return [first, inJob()];
        });

        for (const error of errors) {
            assertMatches(error, SmartAsync.Error, SmartAsync.Error.STALLED);
            assert(error.message.includes('`await` it'), error.message);
        }
        assertEqual(started, 0);
    },

    // As much again would be 6,000 pages.
    'thousands-of-calls-leave-no-garbage'() {
        const idle = machine();
        const callOften = () => {
            for (let i = 0; i < 10000; i++)
                echo(idle, 'hello');
        };

        callOften();
        const before = residentPages();
        callOften();
        assert(residentPages() - before < 2000, `${residentPages() - before} pages`);
    },

    'an-exception-while-starting-comes-out'() {
        assertEqual(thrown(() => sync(() => {
            throw new Error('not today');
        }, {finish: () => {}})).message, 'not today');
    },

    'no-call-stays-when-the-stack-is-used-up'() {
        const call = () => sync((_cancellable, callback) => callback(null, null), {finish: () => {}});
        let hasFailed = false, hasWorked = false;

        // A call at each depth, from the deepest one on up to the first that works.
        function descend(padding) {
            try {
                descend(padding);
            } catch {}
            if (hasWorked)
                return;
            try {
                call();
                hasWorked = true;
            } catch {
                hasFailed = true;
            }
        }

        call();
        for (let i = 0; i < 20; i++) {
            hasWorked = false;
            descend(i);
            assertEqual(GLib.MainContext.get_thread_default(), null);
        }
        assert(hasFailed && hasWorked, 'calls fail and work');
    },

    'object-made-in-a-call-goes-on-working'() {
        withSessionBus(address => {
            const proxy = sync(Gio.DBusProxy.new, connectTo(address), Gio.DBusProxyFlags.NONE, null,
                'org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus');
            const loop = new GLib.MainLoop(null, false);
            let signals = 0;

            proxy.connect('g-signal', (_proxy, _sender, name) => {
                signals += name === 'NameAcquired' ? 1 : 0;
                if (signals === 1)
                    loop.quit();
            });
            Gio.bus_own_name_on_connection(proxy.get_connection(), 'org.example.Proxy', Gio.BusNameOwnerFlags.NONE,
                null, null);
            loop.run();
            assertEqual(signals, 1);
        });
    },
});
