// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// smart(), smartasync() and awaitable() from JavaScript: values here, promises inside a loop.

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, assertMatches, assertThrows, callInLoop, machine, rejection, runClaims, settleInLoop,
    thrown} from './claims.js';

const {Moment, Outcome} = Awkward;
const {awaitable, smart, smartasync} = SmartAsync;

const FILE = Gio.File.new_for_uri(import.meta.url);

function echo(target, text, ...rest) {
    return smart(target.echo_async.bind(target), text, ...rest);
}

function pause() {
    return new Promise(resolve => setTimeout(resolve, 1));
}

async function double(number) {
    await pause();
    return 2 * number;
}

async function* countTo(number) {
    for (let i = 1; i <= number; i++) {
        await pause();
        yield i;
    }
}

runClaims('javascript-smart', {
    'smart-async-function-without-a-loop-is-the-value'() {
        assertEqual(echo(machine(), 'hello'), 'hello');
        assertEqual(smart(double, 21), 42);
        assertEqual(smartasync(double)(21), 42);
    },

    'smart-async-function-inside-a-loop-is-awaitable'() {
        const values = settleInLoop(async () => {
            const promises = [echo(machine(), 'hello'), smart(double, 21), smartasync(double)(21)];
            assert(promises.every(promise => promise instanceof Promise), 'not a promise');
            return Promise.all(promises);
        });
        assertEqual(`${values}`, 'hello,42,42');
    },

    'smart-finishes-inside-the-callback'() {
        const glimpse = () => smart(machine(), 'glimpse_async', 'hello');

        assertEqual(`${glimpse()}`, 'hello,5');
        assertEqual(`${settleInLoop(glimpse)}`, 'hello,5');
        assertEqual(`${settleInLoop(() => SmartAsync.awaitable(machine(), 'glimpse_async', 'hello', {timeout: 10000}))}`,
            'hello,5');
    },

    'smart-blocking-function-without-a-loop-is-a-direct-call'() {
        assertEqual(smart(FILE.load_contents.bind(FILE), null)[0], true);
        assertEqual(smart((a, b) => a + b, 40, 2), 42);
        assertEqual(smartasync((a, b) => a + b)(40, 2), 42);
    },

    'smart-blocking-function-inside-a-loop-calls-the-asynchronous-one'() {
        let dispatched = 0;
        const [ok, contents] = settleInLoop(async () => {
            const promise = smart(FILE.load_contents.bind(FILE), null);

            GLib.idle_add(GLib.PRIORITY_HIGH, () => {
                dispatched++;
                return GLib.SOURCE_REMOVE;
            });
            assert(promise instanceof Promise, 'not a promise');
            return promise;
        });

        assertEqual(ok, true);
        assert(contents instanceof Uint8Array, 'no bytes');
        assertEqual(dispatched, 1);
        assertEqual(settleInLoop(() => smart((a, b) => a + b, 40, 2)), 42);
    },

    'smart-remembers-nothing'() {
        assertEqual(echo(machine(), 'hello'), 'hello');
        assertEqual(settleInLoop(() => echo(machine(), 'hello')), 'hello');
        assertEqual(echo(machine(), 'hello'), 'hello');
    },

    'smartasync-notices-double-wrapping'() {
        const wrapped = smartasync(double);

        assertEqual(smartasync(wrapped), wrapped);
        assertEqual(smartasync(wrapped)(21), 42);
    },

    'smartasync-keeps-name-docstring-and-signature'() {
        const wrapped = smartasync(double);

        assertEqual(wrapped.name, 'double');
        assertEqual(wrapped.length, 1);
        assertEqual(wrapped.toString(), double.toString());
    },

    'smartasync-wraps-methods'() {
        class Doubler {
            #number = 21;

            async double() {
                await pause();
                return 2 * this.#number;
            }

            static async create() {
                await pause();
                return new this();
            }
        }
        Doubler.prototype.double = smartasync(Doubler.prototype.double);
        Doubler.create = smartasync(Doubler.create);

        assertEqual(Doubler.create().double(), 42);
        assertEqual(settleInLoop(async () => (await Doubler.create()).double()), 42);
    },

    'smart-async-generator'() {
        const count = smartasync(countTo);
        const [first] = count(5);

        assertEqual(first, 1);
        assertEqual(`${[...count(3)]}`, '1,2,3');
        assertEqual(settleInLoop(async () => {
            let sum = 0;
            for await (const i of count(4))
                sum += i;
            return sum;
        }), 10);
    },

    'smart-error-comes-through'() {
        const broken = () => echo(machine(Moment.IN_IDLE, Outcome.ERROR), 'broken');
        const fails = smartasync(async () => {
            await pause();
            throw new RangeError('mine');
        });

        assertThrows(broken, Awkward.Error, Awkward.Error.SEVEN);
        assertMatches(settleInLoop(() => rejection(broken())), Awkward.Error, Awkward.Error.SEVEN);
        assert(thrown(fails) instanceof RangeError, 'another error');
        assert(settleInLoop(() => rejection(fails())) instanceof RangeError, 'another error');
    },

    'awaitable-is-explicit'() {
        const idle = machine();
        const promise = awaitable(idle.echo_async.bind(idle), 'hello');

        assert(promise instanceof Promise, 'not a promise');
        assertEqual(SmartAsync.sync(promise), 'hello');
        assert(settleInLoop(() => rejection(awaitable(idle.echo_async.bind(idle)))) instanceof TypeError, 'no error');
    },

    'awaitable-cancelled-cancels-the-operation'() {
        for (const timeout of [undefined, 60000]) {
            const endless = machine(Moment.WHEN_CANCELLED);
            const cancellable = new Gio.Cancellable();
            const error = settleInLoop(() => {
                const promise = awaitable(endless.echo_async.bind(endless), 'hello', {cancellable, timeout});

                cancellable.cancel();
                return rejection(promise);
            });
            assertMatches(error, Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        }
    },

    'awaitable-ends-in-time'() {
        const endless = machine(Moment.WHEN_CANCELLED);
        const idle = machine();
        const cancellable = new Gio.Cancellable();

        assertMatches(settleInLoop(() => rejection(awaitable(endless.echo_async.bind(endless), 'hello',
            {cancellable, timeout: 10}))), Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
        assertEqual(cancellable.is_cancelled(), false);
        assertEqual(settleInLoop(() => awaitable(idle.echo_async.bind(idle), 'hello', {timeout: 60000})), 'hello');
    },

    'many-at-once-through-awaitables'() {
        const values = settleInLoop(() => Promise.all([...Array(50).keys()].map(i => echo(machine(), `${i}`))));

        assertEqual(values.length, 50);
        assertEqual(values[49], '49');
    },

    'functions-of-the-program-call-each-other-in-both-ways'() {
        const inner = smartasync(double);
        const outer = smartasync(async number => await inner(number) + await inner(number));

        assertEqual(outer(10), 40);
        assertEqual(settleInLoop(() => outer(10)), 40);
        assertEqual(callInLoop(() => SmartAsync.sync(outer, 10)), 40);
    },

    'version-can-be-required'() {
        const version = [SmartAsync.get_major_version(), SmartAsync.get_minor_version(),
            SmartAsync.get_micro_version()];

        assertEqual(`${version}`,
            `${[SmartAsync.MAJOR_VERSION, SmartAsync.MINOR_VERSION, SmartAsync.MICRO_VERSION]}`);
        assertEqual(SmartAsync.check_version(...version), null);
        assert(SmartAsync.check_version(version[0] + 1, 0, 0).includes('too old'));
    },
});
