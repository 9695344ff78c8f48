// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Calls from JavaScript against a loop written by hand, in interleaved rounds.

import Awkward from 'gi://Awkward?version=1';
import GLib from 'gi://GLib';
import System from 'system';
import SmartAsync from 'gi://SmartAsync?version=1';

const ROUNDS = 15;
const CALLS = 2000;  // in a round, which is long beside the clock's resolution
const MACHINE = Awkward.Machine.new(Awkward.Moment.IN_IDLE, Awkward.Outcome.VALUE);

function bySync() {
    SmartAsync.sync(MACHINE.echo_async.bind(MACHINE), 'hello');
}

function byName() {
    SmartAsync.sync(MACHINE, 'echo_async', 'hello');
}

function byTwin() {
    MACHINE.echo_sync('hello', null);
}

// As it is usually written.
function byHand() {
    const loop = new GLib.MainLoop(null, false);
    let given = null;

    MACHINE.echo_async('hello', null, (_source, result) => {
        given = result;
        loop.quit();
    });
    loop.run();
    MACHINE.echo_finish(given);
}

// With the garbage that the calls leave: wrappers and callbacks, which GJS keeps until it collects them.
function usec(func) {
    const begin = GLib.get_monotonic_time();

    for (let i = 0; i < CALLS; i++)
        func();
    System.gc();
    return (GLib.get_monotonic_time() - begin) / CALLS;
}

function median(values) {
    return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

// The median of the ratios of rounds, in each of which both are measured.
function compare(title, func, peer) {
    usec(func);
    usec(peer);
    const times = Array.from({length: ROUNDS}, () => [usec(func), usec(peer)]);
    const [ours, theirs] = [0, 1].map(i => median(times.map(pair => pair[i])).toFixed(1));

    print(`${title}: ${ours} µs to ${theirs} µs`);
    return median(times.map(([mine, other]) => mine / other));
}

function report(id, title, value, target) {
    print(`  ${title}: ${value.toFixed(2)} (target: ≤ ${target})`);
    print(JSON.stringify({id, title, value: Number(value.toFixed(3)), unit: '×', target, at_least: false}));
}

let title = 'JavaScript: SmartAsync.sync() against a GLib.MainLoop by hand';
report('javascript-sync', title, compare(title, bySync, byHand), 1);
title = 'JavaScript: SmartAsync.sync() with a name against a GLib.MainLoop by hand';
report('javascript-name', title, compare(title, byName, byHand), 1);
title = 'JavaScript: a generated twin against SmartAsync.sync()';
print(`  ${title}: ${compare(title, byTwin, bySync).toFixed(2)}`);
