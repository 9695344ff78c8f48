// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What is refused, from JavaScript: values that mean nothing, options that may be the function's, limits that can't be
// kept; and what is asked of objects that answer to everything.

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Kin from 'gi://Kin?version=1';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, assertMatches, assertThrows, connectTo, machine, rejection, runClaims, settleInLoop, thrown,
    withSessionBus} from './claims.js';

const {Moment} = Awkward;
const {awaitable, smart, smartasync, sync} = SmartAsync;
const {Policy} = SmartAsync;

const FILE = Gio.File.new_for_path(GLib.filename_from_uri(import.meta.url)[0]);
const never = new Promise(() => {});

function assertFails(func, sentence) {
    const error = thrown(func);

    assert(error instanceof TypeError && error.message.includes(sentence), `${error} does not say ${sentence}`);
}

function assertRejected(func, sentence) {
    const error = settleInLoop(() => rejection(func()));

    assert(error instanceof TypeError && error.message.includes(sentence), `${error} does not say ${sentence}`);
}

function cancelled() {
    const cancellable = new Gio.Cancellable();

    cancellable.cancel();
    return cancellable;
}

// Answers to every name with a function, as proxies for servers and mocks do, and notes what it is asked for.
function permissive(target, asked) {
    return new Proxy(target, {
        get(_target, name) {
            asked.push(name);
            return (...args) => [name, ...args];
        },
    });
}

async function double(value) {
    await null;
    return 2 * value;
}

async function fetch(uri, options = {}) {
    await null;
    return [uri, options];
}

async function fetchWith(uri, options) {
    await null;
    return [uri, options];
}

async function* countTo(number) {
    for (let i = 1; i <= number; i++) {
        await null;
        yield i;
    }
}

runClaims('javascript-values', {
    'a policy is one of them'() {
        const none = () => 'not called';

        for (const value of ['private', undefined, null, NaN, 99, {}, Symbol('private')]) {
            assertFails(() => SmartAsync.policy(value, none), 'none of SmartAsync.Policy.AUTO');
            assertFails(() => SmartAsync.push_policy(value), 'none of SmartAsync.Policy.AUTO');
        }
        assertFails(() => sync(double, 2, {policy: 'private'}), 'none of SmartAsync.Policy.AUTO');
        assertEqual(SmartAsync.get_policy(), Policy.AUTO);
    },

    'a time is a whole number of milliseconds'() {
        const none = () => 'not called';

        for (const value of [0.5, NaN, '5', -1, 2 ** 32, undefined, null, {}, 5n, true]) {
            for (const name of ['timeout', 'watchdog']) {
                assertFails(() => SmartAsync[name](value, none), 'not a number of milliseconds');
                assertFails(() => SmartAsync[`push_${name}`](value), 'not a number of milliseconds');
            }
        }
        for (const value of [0.5, NaN, '5', -1, 2 ** 32]) {
            assertFails(() => sync(double, 2, {timeout: value}), 'not a number of milliseconds');
            assertFails(() => sync(double, 2, {watchdog: value}), 'not a number of milliseconds');
        }
        assertEqual(SmartAsync.get_timeout() + SmartAsync.get_watchdog(), 0);
        assertEqual(SmartAsync.timeout(2 ** 32 - 1, () => SmartAsync.get_timeout()), 2 ** 32 - 1);
        assertEqual(SmartAsync.timeout(500, () => SmartAsync.timeout(Infinity, () => SmartAsync.get_timeout())), 0);
    },

    'a main context is one'() {
        assertFails(() => SmartAsync.context('default', () => 'not called'), 'neither a GLib.MainContext nor null');
        assertEqual(SmartAsync.context(null, () => 'called'), 'called');
    },

    'a scope calls a function'() {
        for (const [name, value] of [['policy', Policy.PRIVATE], ['timeout', 5], ['watchdog', 5], ['context', null]])
            assertFails(() => SmartAsync[name](value), `SmartAsync.${name}(): what it calls is undefined`);
        assertEqual(SmartAsync.get_timeout() + SmartAsync.get_watchdog() + SmartAsync.get_policy(), Policy.AUTO);
    },

    'other options are checked'() {
        assertFails(() => sync(double, 2, {cancellable: 5}), 'not a Gio.Cancellable');
        assertFails(() => sync(double, 2, {timout: 5}), 'no option timout');
        assertFails(() => sync(double, 2, {io_priority: 5}), 'io_priority is for functions of libraries');
        assertFails(() => sync(never, {io_priority: 5}), 'neither a finish function nor an io_priority');
        assertFails(() => sync(never, 5), 'takes nothing but options');
        assertFails(() => SmartAsync.options({timout: 5}), 'no option timout');
        assertFails(() => sync(FILE, 'load_bytes_async', {io_priority: 5}), 'has no io_priority');
        assertFails(() => sync(FILE, 'load_bytes_async', new Gio.Cancellable(), {cancellable: new Gio.Cancellable()}),
            'got two cancellables');
    },

    'a parameter of the function itself comes before ours of the same name'() {
        const own = {timeout: 5};
        const [, seen] = sync(fetchWith, 'a', own);

        assertEqual(seen, own);
        assertEqual(settleInLoop(() => awaitable(fetchWith, 'a', own))[1], own);
        assertEqual(sync(smartasync(fetchWith), 'a', own)[1], own);
        assertEqual(sync(fetch, 'a', {mode: 'cors'})[1].mode, 'cors');
    },

    'where it cannot be known whose an argument is the error says how to say it'() {
        const rest = async (...args) => args;
        const uses = async function () {
            return arguments.length;  // eslint-disable-line prefer-rest-params
        };

        const {named} = {
            [`${'na'.concat('med')}`](...args) {
                return args;
            },
        };

        for (const func of [fetch, rest, uses, named, double.bind(null), smartasync(fetch)]) {
            assertFails(() => sync(func, 'a', {timeout: 5}), 'write SmartAsync.options({timeout: …})');
            assertRejected(() => awaitable(func, 'a', {timeout: 5}), 'write SmartAsync.options({timeout: …})');
        }
        assertEqual(sync(() => fetch('a', {timeout: 5}))[1].timeout, 5);
        assertEqual(sync(text => text['length'], 'a', {timeout: 60000}), 1);  // eslint-disable-line dot-notation
    },

    'options that say so are always those of the call'() {
        const options = SmartAsync.options({timeout: 60000, policy: Policy.PRIVATE, cancellable: null});

        assertEqual(Object.keys(sync(fetch, 'a', options)[1]).length, 0);
        assertEqual(sync(fetchWith, 'a', options)[1], undefined);
        assertEqual(sync(machine(), 'echo_async', 'hello', options), 'hello');
        assertThrows(() => sync(() => never, SmartAsync.options({timeout: 10})), Gio.IOErrorEnum,
            Gio.IOErrorEnum.TIMED_OUT);
    },

    'a dictionary that a library\'s function takes is its own'() {
        const held = machine();

        assertFails(() => sync(held, 'echo_async', {timeout: 5}, {timeout: 5}, {timeout: 5}), 'takes 1 arguments');
        assert(thrown(() => sync(held, 'echo_async', {timeout: 5})) instanceof Error, 'no error');
        assertEqual(held.get_n_started() <= 1, true);
    },

    'a policy and a watchdog may be options'() {
        const held = machine(Moment.WHEN_RELEASED);
        let seen = null;

        sync((_cancellable, callback) => {
            seen = [SmartAsync.get_policy(), SmartAsync.get_watchdog()];
            callback(null, null);
        }, {finish: () => 42, policy: Policy.PRIVATE, watchdog: 5000});
        assertEqual(`${seen}`, `${[Policy.PRIVATE, 5000]}`);
        assertThrows(() => sync(held, 'echo_async', 'hello', {watchdog: 50}), SmartAsync.Error, SmartAsync.Error.STALLED);
        held.release();
    },

    'the time of a blocking function is refused'() {
        const child = new Kin.Child();

        assertFails(() => sync(FILE.get_basename.bind(FILE), {timeout: 5}), 'its timeout can\'t be kept: it blocks');
        assertFails(() => sync(FILE, 'get_basename', {watchdog: 5}), 'its watchdog can\'t be kept: it blocks');
        assertFails(() => sync(FILE, 'get_basename', {cancellable: new Gio.Cancellable()}),
            'its cancellable can\'t be kept: it blocks');
        assertRejected(() => awaitable(FILE, 'get_basename', {timeout: 5}), 'its timeout can\'t be kept: it blocks');
        assertEqual(sync(FILE, 'get_basename', {timeout: 0}), 'test_values.js');
        assertEqual(sync(child, 'answer_async', {timeout: 60000}), 42);
    },

    'a blocking function with an asynchronous half has a time'() {
        assertEqual(sync(FILE, 'load_contents', {timeout: 60000})[0], true);
        assertThrows(() => sync(FILE, 'load_contents', {timeout: 60000, cancellable: cancelled()}), Gio.IOErrorEnum,
            Gio.IOErrorEnum.CANCELLED);
    },

    'a function of the program that blocks for too long fails'() {
        const block = () => GLib.usleep(3000);

        assertThrows(() => sync(block, {timeout: 1}), Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
        assertMatches(settleInLoop(() => rejection(awaitable(block, {timeout: 1}))), Gio.IOErrorEnum,
            Gio.IOErrorEnum.TIMED_OUT);
        assertEqual(sync(() => 42, {timeout: 60000}), 42);
    },

    'generators have a time for each item'() {
        const stuck = async function* () {
            yield 1;
            await never;
        };
        const items = sync(stuck, {timeout: 20});

        assertEqual(`${[...sync(countTo, 3, {timeout: 60000})]}`, '1,2,3');
        assertEqual(items.next().value, 1);
        assertThrows(() => items.next(), Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
        assertFails(() => sync(function* () {}, {timeout: 5}), 'a generator is no asynchronous function');
    },

    'promises have a time and a cancellable'() {
        const options = [[{timeout: 10}, Gio.IOErrorEnum.TIMED_OUT],
            [{cancellable: cancelled()}, Gio.IOErrorEnum.CANCELLED]];

        for (const [limits, code] of options) {
            assertThrows(() => sync(never, limits), Gio.IOErrorEnum, code);
            assertThrows(() => sync(() => never, limits), Gio.IOErrorEnum, code);
            assertMatches(settleInLoop(() => rejection(awaitable(never, limits))), Gio.IOErrorEnum, code);
            assertMatches(settleInLoop(() => rejection(smart(() => never, limits))), Gio.IOErrorEnum, code);
        }
        assertRejected(() => awaitable(never, {watchdog: 10}), 'its watchdog can\'t be kept');
    },

    'a promise is cancelled while it is awaited'() {
        const cancellable = new Gio.Cancellable();

        GLib.timeout_add(GLib.PRIORITY_DEFAULT, 5, () => {
            cancellable.cancel();
            return GLib.SOURCE_REMOVE;
        });
        assertMatches(settleInLoop(() => rejection(awaitable(never, {cancellable}))), Gio.IOErrorEnum,
            Gio.IOErrorEnum.CANCELLED);
    },

    'an operation of a batch has no limits of its own'() {
        const batch = SmartAsync.Batch.new('limits');

        assertFails(() => batch.add_async(machine(), 'echo_async', 'hello', {timeout: 5}), 'no limits of its own');
    },

    'functions that give promises or awaitables run in the loop'() {
        const decorated = func => (...args) => func(...args);

        assertEqual(sync(decorated(double), 21), 42);
        assertEqual(`${sync(() => Promise.all([double(1), double(2)]))}`, '2,4');
        assertEqual(`${settleInLoop(() => smart(() => Promise.all([double(1), double(2)])))}`, '2,4');
        assertEqual(sync(Promise.race([never, double(21)])), 42);
    },

    'what answers to everything is asked for nothing else'() {
        const asked = [];
        const server = permissive({}, asked);

        assertEqual(`${sync(server, 'add', 1, 2)}`, 'add,1,2');
        assertEqual(`${settleInLoop(() => awaitable(server, 'add', 1, 2))}`, 'add,1,2');
        assertEqual(`${smart(server, 'add', 1, 2)}`, 'add,1,2');
        assertEqual([...new Set(asked)].map(String).join(), 'add');
    },

    'a function that answers to everything is called'() {
        const asked = [];
        const spy = permissive((...args) => args.length, asked);

        assertEqual(sync(spy, 'one', 'two'), 2);
        assertEqual(settleInLoop(() => awaitable(spy, 'one', 'two')), 2);
        assertEqual(smartasync(spy)(1), 1);
        assert(!asked.includes('then') && !asked.includes(Symbol.asyncIterator), asked.map(String).join());
    },

    'what a proxy wrapper for D-Bus has is called'() {
        const Wrapper = Gio.DBusProxy.makeProxyWrapper(`<node><interface name="org.freedesktop.DBus">
            <method name="GetId"><arg type="s" direction="out"/></method></interface></node>`);

        withSessionBus(address => {
            const proxy = new Wrapper(connectTo(address), 'org.freedesktop.DBus', '/org/freedesktop/DBus');
            const [id] = sync(proxy, 'GetIdAsync');

            assertEqual(id, proxy.GetIdSync()[0]);
            assertEqual(`${sync(proxy.GetIdAsync.bind(proxy))}`, id);
            assertEqual(`${settleInLoop(() => smart(proxy, 'GetIdAsync'))}`, id);
        });
    },
});
