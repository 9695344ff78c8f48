// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Ten thousand calls of each kind leave memory as it was, from JavaScript.

import System from 'system';
import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, machine, runClaims, settleInLoop} from './claims.js';

const {awaitable, smart, sync} = SmartAsync;

const CALLS = 10000;
const FOLDER = Gio.File.new_for_path('/');
const IDLE = machine();
const BROKEN = machine(Awkward.Moment.IN_IDLE, Awkward.Outcome.ERROR);

// The pages that the process has in memory.
function residentPages() {
    const [, text] = GLib.file_get_contents('/proc/self/statm');
    return Number(new TextDecoder().decode(text).split(' ')[1]);
}

function often(func) {
    return () => {
        for (let i = 0; i < CALLS; i++)
            func(i);
    };
}

function oftenAwaited(func) {
    return () => settleInLoop(async () => {
        for (let i = 0; i < CALLS; i++)
            await func(i);  // eslint-disable-line no-await-in-loop
    });
}

function collect() {
    System.gc();
    while (GLib.MainContext.default().iteration(false));
    System.gc();
}

// What is kept of each call is kept of each ten thousand. What an allocator or a garbage collector grows by, in pages, is
// not: of several times there is one without.
const ROUNDS = 6;
const PAGES = 40;

function assertKeepsNothing(func) {
    const growth = [];
    func();
    collect();

    for (let i = 0; i < ROUNDS; i++) {
        const before = residentPages();
        func();
        collect();
        growth.push(residentPages() - before);
        if (growth.at(-1) < PAGES)
            return;
    }
    assert(false, `pages after each ${CALLS} calls: ${growth}`);
}

function fails(func) {
    try {
        func();
    } catch (error) {
        return;
    }
    assert(false, 'no error');
}

async function double(value) {
    await null;
    return 2 * value;
}

const KINDS = {
    'sync of a bound method': often(() => sync(IDLE.echo_async.bind(IDLE), 'hello')),
    'sync of a named method': often(() => sync(IDLE, 'echo_async', 'hello', {timeout: 60000})),
    'sync that fails': often(() => fails(() => sync(BROKEN, 'echo_async', 'broken'))),
    'sync of a function of the program': often(() => sync((_cancellable, callback) => callback(null, 1),
        {finish: value => value})),
    'sync of an async function': often(() => sync(double, 2)),
    'a generated twin': often(() => IDLE.echo_sync('hello', null)),
    'an installed twin': often(() => FOLDER.query_info_sync('standard::type', 0)),
    'awaitable': oftenAwaited(() => awaitable(IDLE, 'echo_async', 'hello', {timeout: 60000})),
    'smart inside a loop': oftenAwaited(() => smart(IDLE.echo_async.bind(IDLE), 'hello')),
    'smart of an async function inside a loop': oftenAwaited(() => smart(double, 2)),
    'operations of batches': often(i => {
        if (i % 100 !== 0)
            return;
        const batch = SmartAsync.Batch.new('hundred');
        for (let j = 0; j < 100; j++)
            batch.add_async(IDLE, 'echo_async', 'hello');
        batch.run(SmartAsync.BatchMode.ALL, null);
    }),
};

SmartAsync.install('Gio');

runClaims('javascript-memory', Object.fromEntries(Object.entries(KINDS).map(([kind, func]) =>
    [`memory stays as it was: ${kind}`, () => assertKeepsNothing(func)])));
