// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Operations that are made with libdex, in each situation.

import Dex from 'gi://Dex?version=1';
import Futures from 'gi://Futures?version=1';
import Gio from 'gi://Gio';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assertEqual, assertThrows, callInLoop, runClaims, settleInLoop} from './claims.js';

const KINDS = Futures.list_kinds();
const {smart, sync} = SmartAsync;

function answer(kind) {
    return sync(Futures.Machine.new(kind), 'answer_async');
}

function assertBatch() {
    const batch = new SmartAsync.Batch({name: 'answers'});

    for (const kind of KINDS)
        batch.add_async(Futures.Machine.new(kind), 'answer_async');
    assertEqual(batch.run(SmartAsync.BatchMode.ALL, null), true);
    for (let i = 0; i < batch.get_n_operations(); i++)
        assertEqual(batch.get_value(i), 42);
}

runClaims('javascript-libdex', {
    'sync-without-a-loop'() {
        for (const kind of KINDS)
            assertEqual(answer(kind), 42);
    },

    'sync-inside-a-loop'() {
        for (const kind of KINDS)
            assertEqual(callInLoop(() => answer(kind)), 42);
    },

    'smart-inside-a-loop'() {
        for (const kind of KINDS)
            assertEqual(settleInLoop(() => smart(Futures.Machine.new(kind), 'answer_async')), 42);
    },

    'a-batch-without-a-loop-and-inside-one'() {
        assertBatch();
        callInLoop(assertBatch);
    },

    'what-fails-in-libdex-fails-in-the-call'() {
        assertThrows(() => answer('rejected'), Dex.error_quark(), Dex.Error.TIMED_OUT);
    },

    'a-time-limit-holds'() {
        assertThrows(() => sync(Futures.Machine.new('infinite'), 'answer_async', {timeout: 20}),
            Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT);
    },
});
