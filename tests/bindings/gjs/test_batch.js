// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Batches from JavaScript: modes, values and errors by index, limits, exceptions.

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assertEqual, assertMatches, assertThrows, callInLoop, machine, MOMENTS, runClaims} from './claims.js';

const {VALUE, ERROR} = Awkward.Outcome;
const {ALL, ANY, FIRST_ERROR} = SmartAsync.BatchMode;
const {SUCCEEDED, FAILED, SKIPPED} = SmartAsync.BatchState;

function starter(target, text) {
    return call => target.echo_async(text, call.get_cancellable(), (_source, result) => call.complete(result));
}

// Adds an operation that keeps what it says in values, by its index.
function addEcho(batch, values, target, text) {
    const index = batch.add(starter(target, text), result => {
        values[index] = target.echo_finish(result);
    });
    return index;
}

function assertEchoes(properties = {}) {
    const batch = new SmartAsync.Batch({name: 'echoes', ...properties});
    const values = [];

    for (let i = 0; i < 60; i++)
        addEcho(batch, values, machine(MOMENTS[i % 3]), `hello ${i}`);
    assertEqual(batch.run(ALL, null), true);
    for (let i = 0; i < 60; i++) {
        assertEqual(values[i], `hello ${i}`);
        assertEqual(batch.get_error(i), null);
        assertEqual(batch.get_state(i), SUCCEEDED);
    }
}

runClaims('javascript-batch', {
    'batch-values-by-index'() {
        assertEchoes();
        assertEchoes({max_concurrent: 7});
    },

    'a batch runs inside a loop'() {
        callInLoop(assertEchoes);
    },

    'a batch finishes inside the callbacks'() {
        const batch = new SmartAsync.Batch({name: 'glimpses'});

        for (const moment of MOMENTS) {
            batch.add_async(machine(moment), 'glimpse_async', 'hello');
            batch.add_async(machine(moment, ERROR), 'glimpse_async', 'broken');
        }
        assertEqual(batch.run(ALL, null), true);
        for (let i = 0; i < batch.get_n_operations(); i += 2) {
            assertEqual(`${batch.get_value(i)}`, 'hello,5');
            assertMatches(batch.get_error(i + 1), Awkward.error_quark(), Awkward.Error.SEVEN);
        }
    },

    'batch-errors-by-index'() {
        const batch = SmartAsync.Batch.new('echoes');
        const values = [];

        addEcho(batch, values, machine(Awkward.Moment.IN_IDLE, ERROR), 'broken');
        addEcho(batch, values, machine(), 'good');
        assertEqual(batch.run(ALL, null), true);
        assertMatches(batch.get_error(0), Awkward.error_quark(), Awkward.Error.SEVEN);
        assertEqual(batch.get_error(0).message, 'broken');
        assertEqual(batch.get_state(0), FAILED);
        assertEqual(values[1], 'good');
    },

    'the first error is thrown and ends the batch'() {
        const batch = new SmartAsync.Batch({name: 'echoes', max_concurrent: 1});
        const later = machine();

        addEcho(batch, [], machine(Awkward.Moment.IN_IDLE, ERROR), 'broken');
        addEcho(batch, [], later, 'later');
        assertThrows(() => batch.run(FIRST_ERROR, null), Awkward.error_quark(), Awkward.Error.SEVEN);
        assertEqual(batch.get_decisive(), 0);
        assertEqual(batch.get_state(1), SKIPPED);
        assertMatches(batch.get_error(1), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        assertEqual(later.get_n_started(), 0);
    },

    'batch-any-ends-with-the-first-success'() {
        const batch = SmartAsync.Batch.new('echoes');
        const values = [];

        addEcho(batch, values, machine(Awkward.Moment.WHEN_CANCELLED), 'endless');
        addEcho(batch, values, machine(), 'good');
        assertEqual(batch.run(ANY, null), true);
        assertEqual(batch.get_decisive(), 1);
        assertEqual(values[1], 'good');
        assertMatches(batch.get_error(0), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
    },

    'the former name of a state is still there'() {
        assertEqual(SmartAsync.BatchState.LEFT, SmartAsync.BatchState.ABANDONED);
    },

    'without a finish function the results are kept'() {
        const batch = SmartAsync.Batch.new('echoes');
        const idle = machine();

        batch.add(starter(idle, 'kept'));
        assertEqual(batch.run(ALL, null), true);
        assertEqual(idle.echo_finish(batch.get_result(0)), 'kept');
    },

    'an exception in a function is the operation\'s error and never a hang'() {
        const batch = SmartAsync.Batch.new('echoes');
        const idle = machine();

        batch.add(() => {
            throw new Error('no start');
        }, () => {});
        batch.add(starter(idle, 'hello'), () => {
            throw new Error('no finish');
        });
        assertEqual(batch.run(ALL, null), true);
        assertEqual(batch.get_error(0).message, 'no start');
        assertEqual(batch.get_error(1).message, 'no finish');
        assertEqual(batch.count(FAILED), 2);
    },

    'one timeout is for all of them'() {
        let batch;

        // On a busy machine it may come before the operations start.
        for (let timeout = 250; !batch || batch.count(SKIPPED) > 0; timeout *= 2) {
            batch = SmartAsync.Batch.new('echoes');
            for (let i = 0; i < 5; i++)
                addEcho(batch, [], machine(Awkward.Moment.WHEN_CANCELLED), 'endless');
            SmartAsync.timeout(timeout, () => assertThrows(() => batch.run(ALL, null), Gio.IOErrorEnum,
                Gio.IOErrorEnum.TIMED_OUT));
        }
        assertEqual(batch.count(FAILED), 5);
    },

    'one cancellable is for all of them'() {
        const batch = new SmartAsync.Batch({name: 'echoes', max_concurrent: 2});
        const cancellable = new Gio.Cancellable();

        for (let i = 0; i < 3; i++)
            addEcho(batch, [], machine(Awkward.Moment.WHEN_CANCELLED), 'endless');
        batch.add(() => {});
        GLib.timeout_add(GLib.PRIORITY_DEFAULT, 500, () => {
            cancellable.cancel();
            return GLib.SOURCE_REMOVE;
        });
        callInLoop(() => assertThrows(() => batch.run(ALL, cancellable), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED));
        assertEqual(batch.get_state(2), SKIPPED);
    },

    'functions may add operations while it runs'() {
        const batch = new SmartAsync.Batch({name: 'crawl', max_concurrent: 3});
        const idle = machine();

        function crawl(text) {
            batch.add(starter(idle, text), result => {
                const said = idle.echo_finish(result);
                if (said.length < 50)
                    crawl(`${said}x`);
            });
        }
        crawl('x');
        assertEqual(batch.run(ALL, null), true);
        assertEqual(batch.get_n_operations(), 50);
        assertEqual(batch.count(SUCCEEDED), 50);
    },

    'functions may run batches and call twins'() {
        const batch = SmartAsync.Batch.new('outer');
        const idle = machine();

        for (let i = 0; i < 10; i++) {
            batch.add(starter(idle, 'outside'), () => {
                assertEchoes();
                assertEqual(machine().echo_sync('inside', null), 'inside');
            });
        }
        assertEqual(batch.run(FIRST_ERROR, null), true);
    },

    'a second run is an error that says so'() {
        const batch = SmartAsync.Batch.new('nothing');

        batch.run(ALL, null);
        assertThrows(() => batch.run(ALL, null), Gio.IOErrorEnum, Gio.IOErrorEnum.CLOSED);
    },

    'any of nothing is an error'() {
        assertThrows(() => SmartAsync.Batch.new('nothing').run(ANY, null), Gio.IOErrorEnum,
            Gio.IOErrorEnum.INVALID_ARGUMENT);
    },

    'batch-limits-what-runs-at-the-same-time'() {
        const batch = new SmartAsync.Batch({name: 'echoes', max_concurrent: 3});
        let [running, most] = [0, 0];

        for (let i = 0; i < 20; i++) {
            const idle = machine();

            batch.add(call => {
                most = Math.max(most, ++running);
                idle.echo_async('hello', null, (_source, result) => {
                    running--;
                    call.complete(result);
                });
            });
        }
        batch.run(ALL, null);
        assertEqual(most, 3);
    },

    'any asynchronous function can be added and its value is kept'() {
        const batch = new SmartAsync.Batch({name: 'echoes'});
        const [idle, broken] = [machine(), machine(Awkward.Moment.IN_IDLE, ERROR)];

        assertEqual(batch.add_async(idle.echo_async.bind(idle), 'hello'), 0);
        assertEqual(batch.add_async(broken.echo_async.bind(broken), 'broken'), 1);
        assertEqual(batch.add_async(idle, 'echo_async', 'again'), 2);
        batch.run(ALL, null);
        assertEqual(batch.get_value(0), 'hello');
        assertEqual(batch.get_value(1), undefined);
        assertMatches(batch.get_error(1), Awkward.Error, Awkward.Error.SEVEN);
        assertEqual(batch.get_value(2), 'again');
    },
});
