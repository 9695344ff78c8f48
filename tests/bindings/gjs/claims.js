// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the tests in JavaScript share: claims and their TAP, loops, and machines.

import System from 'system';
import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';

const {Moment, Outcome} = Awkward;

export const MOMENTS = [Moment.AT_ONCE, Moment.IN_IDLE, Moment.IN_TASK_THREAD];

export function machine(moment = Moment.IN_IDLE, outcome = Outcome.VALUE) {
    return Awkward.Machine.new(moment, outcome);
}

export function assert(condition, explanation = 'it does not hold') {
    if (!condition)
        throw new Error(explanation);
}

export function assertEqual(actual, expected) {
    assert(actual === expected, `${actual} is not ${expected}`);
}

export function thrown(func) {
    try {
        func();
    } catch (error) {
        return error;
    }
    throw new Error('nothing was thrown');
}

export function assertMatches(error, domain, code) {
    assert(error instanceof GLib.Error && error.matches(domain, code), `${error} is another error`);
    return error;
}

export function assertThrows(func, domain, code) {
    return assertMatches(thrown(func), domain, code);
}

// Calls a function from a callback of a running loop.
export function callInLoop(func) {
    const loop = new GLib.MainLoop(null, false);
    let outcome;

    GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
        try {
            outcome = {value: func()};
        } catch (error) {
            outcome = {error};
        }
        loop.quit();
        return GLib.SOURCE_REMOVE;
    });
    loop.run();
    if ('error' in outcome)
        throw outcome.error;
    return outcome.value;
}

// Calls an async function from a callback of a running loop, which runs until that has ended.
export function settleInLoop(func) {
    const loop = new GLib.MainLoop(null, false);
    let outcome;

    GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
        func().then(value => {
            outcome = {value};
        }, error => {
            outcome = {error};
        }).finally(() => loop.quit());
        return GLib.SOURCE_REMOVE;
    });
    loop.run();
    if ('error' in outcome)
        throw outcome.error;
    return outcome.value;
}

export async function rejection(promise) {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    throw new Error('it was not rejected');
}

export function withSessionBus(func) {
    const daemon = Gio.Subprocess.new(['dbus-daemon', '--session', '--nofork', '--print-address'],
        Gio.SubprocessFlags.STDOUT_PIPE | Gio.SubprocessFlags.STDERR_SILENCE);

    try {
        const [address] = Gio.DataInputStream.new(daemon.get_stdout_pipe()).read_line_utf8(null);
        return func(address);
    } finally {
        daemon.force_exit();
        daemon.wait(null);
    }
}

export function connectTo(address) {
    const {AUTHENTICATION_CLIENT, MESSAGE_BUS_CONNECTION} = Gio.DBusConnectionFlags;

    return Gio.DBusConnection.new_for_address_sync(address, AUTHENTICATION_CLIENT | MESSAGE_BUS_CONNECTION, null, null);
}

// Thrown by a test that cannot be done here; says why.
export class Skip extends Error {}

function runClaim(unit, number, sentence, func) {
    const name = `${number} /smartasync/bindings/${unit}/${sentence.replaceAll(/[^\w]+/g, '-')}`;

    try {
        func();
        print(`ok ${name}`);
        return true;
    } catch (error) {
        if (error instanceof Skip) {
            print(`ok ${name} # SKIP ${error.message}`);
            return true;
        }
        print(`not ok ${name}`);
        printerr(`${sentence}: ${error}\n${error.stack}`);
        return false;
    }
}

export function runClaims(unit, claims) {
    const sentences = Object.keys(claims).filter(sentence => System.programArgs.length === 0 ||
        System.programArgs.includes(sentence));

    print(`1..${sentences.length}`);
    const results = sentences.map((sentence, i) => runClaim(unit, i + 1, sentence, claims[sentence]));
    System.exit(results.every(ok => ok) ? 0 : 1);
}
