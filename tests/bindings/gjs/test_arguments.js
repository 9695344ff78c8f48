// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What calls without generated code may be given, from JavaScript: arguments, options, functions of every kind.

// Before SmartAsync is imported.
import {readBoundBefore} from './bound-before.js';

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Kin from 'gi://Kin?version=1';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, assertMatches, assertThrows, callInLoop, machine, rejection, runClaims, settleInLoop,
    thrown} from './claims.js';

const {Moment} = Awkward;
const {awaitable, smart, smartasync, sync} = SmartAsync;

const FILE = Gio.File.new_for_path(GLib.filename_from_uri(import.meta.url)[0]);
const {NONE} = Gio.FileQueryInfoFlags;

function assertFails(func, sentence) {
    const error = thrown(func);

    assert(error instanceof TypeError && error.message.includes(sentence), `${error} does not say ${sentence}`);
}

function size(...given) {
    return sync(FILE.query_info_async.bind(FILE), 'standard::size', NONE, ...given).get_size();
}

function cancelled() {
    const cancellable = new Gio.Cancellable();

    cancellable.cancel();
    return cancellable;
}

// What a program that runs by itself writes to standard error.
function runScript(script) {
    const child = Gio.Subprocess.new([GLib.file_read_link('/proc/self/exe'), '-c', script],
        Gio.SubprocessFlags.STDOUT_SILENCE | Gio.SubprocessFlags.STDERR_PIPE);
    const [, , stderr] = child.communicate_utf8(null, null);

    return stderr;
}

async function* countTo(number) {
    for (let i = 1; i <= number; i++) {
        await null;
        yield i;
    }
}

class Counter {
    static async count(number) {
        await null;
        return number;
    }
}

runClaims('javascript-arguments', {
    'what could be left out may be given'() {
        const expected = size();

        assertEqual(size(GLib.PRIORITY_LOW), expected);
        assertEqual(size(null), expected);
        assertEqual(size(undefined), expected);
        assertEqual(size(new Gio.Cancellable()), expected);
        assertEqual(size(GLib.PRIORITY_LOW, new Gio.Cancellable()), expected);
        assertEqual(size(GLib.PRIORITY_LOW, null, null), expected);
        assertEqual(size(GLib.PRIORITY_LOW, null, {timeout: 60000}), expected);
        assertFails(() => size(GLib.PRIORITY_LOW, null, null, null), 'takes 2 arguments here');
        assertFails(() => size(null, GLib.PRIORITY_LOW), 'takes 2 arguments here');
        assertFails(() => size(GLib.PRIORITY_LOW, null, () => {}), 'takes 2 arguments here');
    },

    'arguments behind those that are left out keep their places'() {
        const [copy] = Gio.File.new_tmp('smartasync-XXXXXX');
        const {OVERWRITE} = Gio.FileCopyFlags;
        let seen = 0;
        const see = () => {
            seen++;
        };

        sync(FILE.copy_async.bind(FILE), copy, OVERWRITE, see);
        sync(FILE.copy_async.bind(FILE), copy, OVERWRITE, GLib.PRIORITY_LOW, see);
        sync(FILE.copy_async.bind(FILE), copy, OVERWRITE, null, see);
        sync(FILE.copy_async.bind(FILE), copy, OVERWRITE, GLib.PRIORITY_LOW, null, see);
        assert(seen >= 4, `${seen} only`);
        copy.delete(null);
    },

    'a function may take closures'() {
        const child = new Kin.Child();
        const seen = [];

        assertEqual(sync(child.count_async.bind(child), 3, number => seen.push(number)), 42);
        assertEqual(sync(child, 'count_async', 1, null, {timeout: 60000}), 42);
        assertEqual(sync(child, 'count_async', 1, null, null), 42);
        assertEqual(settleInLoop(() => smart(child.count_async.bind(child), 2, number => seen.push(number))), 42);
        assertEqual(settleInLoop(() => awaitable(child, 'count_async', 1, null)), 42);
        assertEqual(`${seen}`, '1,2,3,1,2');

        SmartAsync.install('Kin');
        assertEqual(child.count_sync(1, number => seen.push(number)), 42);
        assertEqual(child.count_sync(1, null, null), 42);
        SmartAsync.uninstall('Kin');
        assertEqual(seen.at(-1), 1);
    },

    // Since GLib 2.82 these take closures.
    'files can be copied and moved'() {
        const {OVERWRITE} = Gio.FileCopyFlags;
        const [[one], [two]] = [Gio.File.new_tmp('smartasync-XXXXXX'), Gio.File.new_tmp('smartasync-XXXXXX')];

        assertEqual(sync(FILE.copy_async.bind(FILE), one, OVERWRITE, null), true);
        assertEqual(settleInLoop(() => smart(FILE, 'copy_async', one, OVERWRITE, null)), true);
        assertEqual(settleInLoop(() => awaitable(one.move_async.bind(one), two, OVERWRITE, null)), true);
        assertEqual(sync(two, 'move_async', one, OVERWRITE, null), true);

        SmartAsync.install('Gio');
        assertEqual(one.move_sync(two, OVERWRITE, null), true);
        assertEqual(two.copy_sync(one, OVERWRITE, null), true);
        SmartAsync.uninstall('Gio');
        assertEqual([...one.load_contents(null)[1]].join(), [...FILE.load_contents(null)[1]].join());
        one.delete(null);
        two.delete(null);
    },

    'a finish function may be called otherwise'() {
        const [file] = Gio.File.new_tmp('smartasync-XXXXXX');
        const bytes = new GLib.Bytes(new Uint8Array([1, 2, 3]));

        assertEqual(sync(file, 'replace_contents_bytes_async', bytes, null, false, Gio.FileCreateFlags.NONE)[0], true);
        assertEqual([...file.load_contents(null)[1]].join(), '1,2,3');
        file.delete(null);
    },

    'a cancellable among the arguments cancels'() {
        const idle = machine();

        assertThrows(() => sync(idle.echo_async.bind(idle), 'hello', cancelled()), Gio.IOErrorEnum,
            Gio.IOErrorEnum.CANCELLED);
        assertEqual(idle.get_n_started(), 0);
    },

    'a twin takes a cancellable where its function has none'() {
        const child = new Kin.Child();

        SmartAsync.install('Kin');
        assertEqual(child.answer_sync(null), 42);
        assertThrows(() => child.answer_sync(cancelled()), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        assertFails(() => child.answer_sync(null, null, null), 'Kin.Child.answer_sync() takes 0 arguments here');
        SmartAsync.uninstall('Kin');
    },

    'a twin is named in what it says'() {
        SmartAsync.install('Gio');
        const error = assertThrows(() => FILE.load_bytes_sync(cancelled()), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        const detached = FILE.load_bytes_sync;

        assertFails(() => detached(), 'Gio.File.load_bytes_sync() is a method');
        SmartAsync.uninstall('Gio');
        assert(error.message.includes('Gio.File.load_bytes_sync'), error.message);
    },

    'options that mean nothing are errors'() {
        assertFails(() => size({timout: 500}), 'no option timout');
        assertFails(() => size({timeout: '500'}), 'not a number of milliseconds');
        assertFails(() => size({timeout: NaN}), 'not a number of milliseconds');
        assertFails(() => size({timeout: -1}), 'not a number of milliseconds');
        assertFails(() => size({finish: 'load_finish'}), 'not a function');
        assertFails(() => sync(Promise.resolve(), {timeout: '500'}), 'not a number of milliseconds');
    },

    'options may be empty or null'() {
        const idle = machine();
        const options = [{}, {timeout: null, cancellable: null, finish: null}, {timeout: 0}, {timeout: Infinity}];

        for (const each of options) {
            assertEqual(sync(idle.echo_async.bind(idle), 'hello', each), 'hello');
            assertEqual(settleInLoop(() => awaitable(idle.echo_async.bind(idle), 'hello', each)), 'hello');
        }
    },

    'a finish function may be a method'() {
        const idle = machine();

        assertEqual(sync(idle.echo_async.bind(idle), 'hello', {finish: idle.echo_finish}), 'hello');
        assertEqual(sync(idle.echo_async.bind(idle), 'hello', {finish: idle.echo_finish.bind(idle)}), 'hello');
    },

    'a function without a name is called so in messages, and wrapped without one'() {
        assertFails(() => sync(async (uri, given = {}) => given, 'uri', {timeout: 500}), 'and () => f(…) in place of');
        assertFails(() => sync(function* () {}, {timeout: 500}), 'a function without a name: its timeout');
        assertEqual(smartasync(async () => null).name, '');
    },

    'a function that was bound twice is the same'() {
        const echo = machine().echo_async;

        assertEqual(sync(echo.bind(machine(), 'hello').bind(null)), 'hello');
        assertEqual(sync(echo.bind(machine()).bind(null, 'hello')), 'hello');
    },

    'a function that was bound before the import says so'() {
        assertFails(() => sync(readBoundBefore), 'bound before SmartAsync was imported');
    },

    'a class and a name are a static function'() {
        const [file] = sync(Gio.File, 'new_tmp_async', 'smartasync-XXXXXX');

        file.delete(null);
        assertEqual(sync(Counter, 'count', 42), 42);
        assertFails(() => sync(null, 'count'), 'has no function count');
    },

    'a blocking function may leave its cancellable out'() {
        assertEqual(sync(FILE.load_contents.bind(FILE))[0], true);
        assertEqual(smart(FILE.load_contents.bind(FILE))[0], true);
        assertEqual(settleInLoop(() => smart(FILE.load_contents.bind(FILE)))[0], true);
    },

    'smartasync of a library function'() {
        const load = smartasync(FILE.load_bytes_async.bind(FILE));
        const method = smartasync(Gio.File.prototype.load_bytes_async);
        const inLoop = [settleInLoop(() => load()), settleInLoop(() => method.call(FILE))];

        for (const [bytes] of [load(), method.call(FILE), ...inLoop])
            assert(bytes instanceof GLib.Bytes, `${bytes}`);
        assertEqual(load.name, 'load_bytes_async');
        assert(load.toString().includes('g_file_load_bytes_async'), load.toString());
        assertEqual(smartasync(load), load);
    },

    'promises and generators that are there already'() {
        assertEqual(smart(Promise.resolve(42)), 42);
        assertEqual(settleInLoop(() => smart(Promise.resolve(42))), 42);
        assertEqual(`${[...sync(countTo(3))]}`, '1,2,3');
        assertEqual(`${[...smart(countTo(3))]}`, '1,2,3');
    },

    'an async generator gets what is sent and thrown into it'() {
        const seen = [];
        const generator = sync(async function* () {
            try {
                seen.push(yield 1);
                yield 2;
            } catch (error) {
                seen.push(error);
                yield 3;
            } finally {
                seen.push('finally');
            }
        });

        assertEqual(generator.next().value, 1);
        assertEqual(generator.next('sent').value, 2);
        assertEqual(generator.throw('thrown').value, 3);
        assertEqual(generator.return('over').value, 'over');
        assertEqual(`${seen}`, 'sent,thrown,finally');
    },

    'a promisified function may be bound again'() {
        const stream = Gio.MemoryInputStream.new_from_bytes(new GLib.Bytes([1, 2, 3]));

        Gio._promisify(Gio.InputStream.prototype, 'read_bytes_async');
        assertEqual(sync(stream.read_bytes_async.bind(stream).bind(null, 2)).get_size(), 2);
    },

    'what a promise is rejected with, or a generator throws, is thrown, and GJS warns of nothing'() {
        const stderr = runScript(`
            const {SmartAsync} = imports.gi;
            const fail = () => { throw new RangeError('mine'); };

            for (const func of [async () => fail(), async function* () { fail(); }]) {
                try {
                    SmartAsync.sync(func)?.next();
                    printerr('nothing was thrown');
                } catch (error) {
                    if (!(error instanceof RangeError))
                        throw error;
                }
            }`);

        assertEqual(stderr, '');
    },

    'what has only then is a promise'() {
        const thenable = {then: resolve => resolve(42)};

        assertEqual(sync(thenable), 42);
        assertEqual(sync(() => thenable), 42);
        assertEqual(settleInLoop(() => smart(thenable)), 42);
    },

    'an enumerator of files is a value'() {
        const list = () => FILE.get_parent().enumerate_children('standard::name', NONE, null);

        assert(sync(list) instanceof Gio.FileEnumerator, 'another value');
        assert(smartasync(list)() instanceof Gio.FileEnumerator, 'another value');
        assert(settleInLoop(() => smart(list)) instanceof Gio.FileEnumerator, 'another value');
    },

    'a function may call back with anything'() {
        const call = value => sync((_cancellable, callback) => callback(null, value), {finish: given => [given]});

        assertEqual(call('hello')[0], 'hello');
        assertEqual(call(null)[0], null);
        assertEqual(call(undefined)[0], undefined);
    },

    'an async function that was to call back may throw'() {
        const broken = async () => {
            await null;
            throw new RangeError('mine');
        };

        assert(thrown(() => sync(broken, {finish: () => {}})) instanceof RangeError, 'another error');
        assert(settleInLoop(() => rejection(awaitable(broken, {finish: () => {}}))) instanceof RangeError, 'another error');
    },

    'a function that is cancelled before is not called'() {
        let started = 0;
        const start = async () => {
            started++;
        };
        const cancellable = cancelled();
        const idle = machine();

        assertThrows(() => sync(start, {cancellable}), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        assertMatches(settleInLoop(() => rejection(awaitable(idle.echo_async.bind(idle), 'hello', {cancellable}))),
            Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        assertEqual(started + idle.get_n_started(), 0);
    },

    'awaitable obeys the scope of timeouts'() {
        const endless = machine(Moment.WHEN_CANCELLED);
        const promise = SmartAsync.timeout(10, () => awaitable(endless.echo_async.bind(endless), 'hello'));

        assertMatches(settleInLoop(() => rejection(promise)), Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
    },

    'refusing to nest is for promises too'() {
        const wait = () => SmartAsync.policy(SmartAsync.Policy.REFUSE, () => sync(Counter, 'count', 42));

        callInLoop(() => assertThrows(wait, SmartAsync.Error, SmartAsync.Error.WOULD_NEST));
        assertEqual(wait(), 42);
    },

    'a wrapped function has no object where it is called without one'() {
        const object = smartasync(function () {
            return this;
        });

        assertEqual(object(), undefined);
        assertEqual(object.call(FILE), FILE);
    },
});
