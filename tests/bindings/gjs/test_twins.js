// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The runtime from JavaScript: generated twins, calls without generated code, scopes.

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, assertThrows, callInLoop, machine, MOMENTS, runClaims, settleInLoop, thrown}
    from './claims.js';

const {VALUE, NULL, ERROR} = Awkward.Outcome;

// Calls an asynchronous method without generated code.
function run(target, name, ...args) {
    const result = SmartAsync.run(name, SmartAsync.OperationFlags.NONE, null, call => {
        target[`${name}_async`](...args, call.get_cancellable(), (_source, asyncResult) => call.complete(asyncResult));
    });

    return target[`${name}_finish`](result);
}

runClaims('javascript-twins', {
    'a generated twin returns the value'() {
        for (const moment of MOMENTS)
            assertEqual(machine(moment).echo_sync('hello', null), 'hello');
    },

    'a generated twin returns the value inside a running loop'() {
        assertEqual(callInLoop(() => machine().echo_sync('hello', null)), 'hello');
    },

    'a generated twin returns nothing where there is nothing'() {
        assertEqual(machine(Awkward.Moment.IN_IDLE, NULL).echo_sync('hello', null), null);
    },

    'a generated twin throws the error with its domain, code and message'() {
        const error = assertThrows(() => machine(Awkward.Moment.IN_IDLE, ERROR).echo_sync('broken', null),
            Awkward.error_quark(), Awkward.Error.SEVEN);
        assertEqual(error.message, 'broken');
    },

    'any asynchronous method can be called and returns the value'() {
        for (const moment of MOMENTS)
            assertEqual(run(machine(moment), 'echo', 'hello'), 'hello');
    },

    'any asynchronous method can be called inside a running loop'() {
        assertEqual(callInLoop(() => run(machine(), 'echo', 'hello')), 'hello');
    },

    'a timeout ends a call that would last'() {
        const endless = machine(Awkward.Moment.WHEN_CANCELLED);

        SmartAsync.timeout(10, () => {
            assertThrows(() => endless.echo_sync('hello', null), Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
            assertThrows(() => run(endless, 'echo', 'hello'), Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
        });
    },

    'a cancellable that was cancelled before means not started'() {
        const cancellable = new Gio.Cancellable();
        const idle = machine();

        cancellable.cancel();
        assertThrows(() => idle.echo_sync('hello', cancellable), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        assertEqual(idle.get_n_started(), 0);
    },

    'policies and timeouts are scopes that end with exceptions too'() {
        const {policy, timeout, watchdog} = SmartAsync;

        thrown(() => policy(SmartAsync.Policy.REFUSE, () => timeout(500, () => watchdog(5000, () => {
            assertEqual(SmartAsync.get_policy(), SmartAsync.Policy.REFUSE);
            assertEqual(SmartAsync.get_timeout(), 500);
            assertEqual(SmartAsync.get_watchdog(), 5000);
            throw new Error('left');
        }))));
        assertEqual(SmartAsync.get_policy(), SmartAsync.Policy.AUTO);
        assertEqual(SmartAsync.get_timeout(), 0);
        assertEqual(SmartAsync.get_watchdog(), 0);
    },

    'a scope gives what its function gives'() {
        assertEqual(SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => machine().echo_sync('hello', null)), 'hello');
    },

    'refusing to nest is an error that can be matched'() {
        callInLoop(() => SmartAsync.policy(SmartAsync.Policy.REFUSE, () => {
            assertThrows(() => machine().echo_sync('hello', null), SmartAsync.error_quark(),
                SmartAsync.Error.WOULD_NEST);
        }));
    },

    'the situation is seen from JavaScript'() {
        assertEqual(SmartAsync.detect()[0], SmartAsync.Situation.NO_LOOP);
        assertEqual(callInLoop(() => SmartAsync.detect()[0]), SmartAsync.Situation.OWN_LOOP);
    },

    'twin-calls-into-the-language'() {
        const held = machine(Awkward.Moment.WHEN_RELEASED);

        assertEqual(callInLoop(() => {
            GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
                held.release();
                return GLib.SOURCE_REMOVE;
            });
            return held.echo_sync('hello', null);
        }), 'hello');
    },

    'a promise that the operation needs is settled during a private call'() {
        const held = machine(Awkward.Moment.WHEN_RELEASED);

        Promise.resolve().then(() => held.release());
        assertEqual(held.echo_sync('hello', null), 'hello');
    },

    'a generated twin iterates the loop after an await of a timeout'() {
        let dispatched = 0;

        assertEqual(settleInLoop(async () => {
            await new Promise(resolve => setTimeout(resolve, 1));
            GLib.idle_add(GLib.PRIORITY_HIGH, () => {
                dispatched++;
                return GLib.SOURCE_REMOVE;
            });
            const said = [machine().echo_sync('hello', null),
                machine(Awkward.Moment.ON_DEFAULT_CONTEXT).echo_sync('default', null)];
            await null;
            return `${said} ${dispatched}`;
        }), 'hello,default 1');
    },

    // A watchdog lets timers of the loop pass that are due before a call's deadline: GJS has one for its garbage.
    'a watchdog reports promise jobs that wait'() {
        const call = () => machine(Awkward.Moment.WHEN_CANCELLED).echo_sync('hello', null);
        const error = settleInLoop(async () => {
            await null;
            Promise.resolve().then(() => null);
            return SmartAsync.timeout(5000, () => SmartAsync.watchdog(50,
                () => assertThrows(call, SmartAsync.Error, SmartAsync.Error.STALLED)));
        });

        assert(error.message.includes('promise jobs wait'), error.message);
    },

    'sync-ignores-a-second-callback'() {
        assertEqual(machine(Awkward.Moment.TWICE).echo_sync('hello', null), 'hello');
        assertEqual(machine().echo_sync('another', null), 'another');
    },
});
