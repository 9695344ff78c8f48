// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Where errors come from, from JavaScript: exceptions of batches, and the lines that stacks show.

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, assertMatches, machine, rejection, runClaims, settleInLoop, thrown} from './claims.js';

const {Moment, Outcome} = Awkward;
const {ALL, ANY, FIRST_ERROR} = SmartAsync.BatchMode;
const {awaitable, smart, smartasync, sync} = SmartAsync;

// A stack shows who has called, and nothing of the override.
function assertShows(error, name) {
    assert(!/overrides\/(smartasync|SmartAsync)/.test(error.stack), `ours is in\n${error.stack}`);
    assert(error.stack.includes(`${name}@`) && error.stack.includes('test_errors.js:'), `no ${name} in\n${error.stack}`);
}

function broken() {
    return machine(Moment.IN_IDLE, Outcome.ERROR);
}

async function failMine() {
    await null;
    throw new RangeError('mine');
}

runClaims('javascript-errors', {
    'the stack of a library\'s error shows the call'() {
        const target = broken();
        const callSync = () => sync(target, 'echo_async', 'broken');
        const callBound = () => sync(target.echo_async.bind(target), 'broken');
        const nowhere = Gio.File.new_for_path('/nonexistent');

        assertShows(thrown(function callIt() {
            callSync();
        }), 'callIt');
        assertShows(thrown(callBound), 'callBound');
        SmartAsync.install('Gio');
        assertShows(thrown(function callTwin() {
            nowhere.load_bytes_sync();
        }), 'callTwin');
        SmartAsync.uninstall('Gio');
    },

    'its first line is that of the call, where it has one'() {
        const error = thrown(function callIt() {
            sync(machine(), 'shout_async', 'hello');
        });

        assertShows(error, 'callIt');
        assert(error.stack.startsWith('callIt@'), error.stack);
        assert(error.fileName.endsWith('test_errors.js'), error.fileName);
    },

    'the stack of a promise that is rejected shows who has made it'() {
        const target = broken();
        const never = machine(Moment.WHEN_CANCELLED);
        const cases = {
            callNative: function callNative() {
                return awaitable(target, 'echo_async', 'broken');
            },
            callSmart: function callSmart() {
                return smart(target.echo_async.bind(target), 'broken');
            },
            callInTime: function callInTime() {
                return awaitable(never, 'echo_async', 'late', {timeout: 5});
            },
            callWrapped: function callWrapped() {
                return smartasync(failMine)();
            },
        };

        for (const [name, func] of Object.entries(cases))
            assertShows(settleInLoop(() => rejection(func())), name);
    },

    'an exception of the program is the one that is thrown'() {
        const mine = new RangeError('mine');
        const throwIt = async () => {
            await null;
            throw mine;
        };
        const frozen = Object.freeze(sync(() => new RangeError('frozen')));  // Its stack has lines of the override.

        assertEqual(thrown(() => sync(throwIt)), mine);
        assertEqual(settleInLoop(() => rejection(awaitable(throwIt))), mine);
        assertEqual(thrown(() => sync(() => {
            throw frozen;
        })), frozen);
        assertEqual(thrown(() => sync(() => Promise.reject('a string'))), 'a string');
        assertShows(thrown(() => sync(failMine)), 'failMine');
    },

    'a function that calls back and throws has thrown'() {
        const both = (_cancellable, callback) => {
            callback(null, 42);
            throw new RangeError('after all');
        };

        assertEqual(thrown(() => sync(both, {finish: value => value})).message, 'after all');
    },

    'a batch keeps the exception and where it was raised'() {
        const batch = SmartAsync.Batch.new('failures');
        const finishMine = () => {
            throw new RangeError('mine');
        };

        batch.add(function startMine() {
            throw new RangeError('no start');
        }, () => {});
        batch.add(call => call.complete(Gio.Task.new(null, null, null)), finishMine);
        batch.add_async(broken(), 'echo_async', 'broken');
        batch.add_async(failMine);
        batch.add_async(machine(), 'echo_async', 'good');
        assertEqual(batch.run(ALL, null), true);

        for (const [index, name] of [[0, 'startMine'], [1, 'finishMine'], [3, 'failMine']]) {
            assert(batch.get_exception(index) instanceof RangeError, `${batch.get_exception(index)}`);
            assertShows(batch.get_exception(index), name);
        }
        assertMatches(batch.get_exception(2), Awkward.Error, Awkward.Error.SEVEN);
        assertEqual(batch.get_exception(4), null);
        assertEqual(batch.get_value(4), 'good');
    },

    'a batch throws what its operation has thrown'() {
        for (const mode of [FIRST_ERROR, ANY]) {
            const batch = SmartAsync.Batch.new('failures');

            batch.add_async(failMine);
            const error = thrown(() => batch.run(mode, null));
            assert(error instanceof RangeError, `${error}`);
            assertShows(error, 'failMine');
        }
    },

    'a batch has functions that give promises'() {
        const batch = SmartAsync.Batch.new('promises');
        const double = async value => {
            await null;
            return 2 * value;
        };

        batch.add_async(double, 21);
        batch.add_async(() => awaitable(machine(), 'echo_async', 'hello'));
        batch.add_async(value => value, 'at once');
        assertEqual(batch.run(ALL, null), true);
        assertEqual(`${[0, 1, 2].map(i => batch.get_value(i))}`, '42,hello,at once');
    },
});
