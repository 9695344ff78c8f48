// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Waiting for what a target does, for its value: what sync() does.

/* exported isAsyncIterable, wait, waitForFunction, waitForValue */

'use strict';

const {gi} = imports;
const {GLib} = gi;
const Jobs = imports.overrides.smartasync.jobs;
const {Outcome, PromiseOperation, TargetOperation, isThenable} = imports.overrides.smartasync.operations;
const {checkCancelled} = imports.overrides.smartasync.options;

const STALLED = ': promises are settled by jobs, and none of them runs inside another one, in an async function or ' +
    'after an await: here `await` it, or call SmartAsync.awaitable() instead of SmartAsync.sync()';

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;

// What an async generator function gives. A class that is iterable in both ways, like Gio.FileEnumerator, is a value.
function isAsyncIterable(value) {
    return typeof value?.[Symbol.asyncIterator] === 'function' && typeof value[Symbol.iterator] !== 'function';
}

function run(name, operation, {cancellable, timeout}) {
    const {SmartAsync} = gi;
    const {NONE} = SmartAsync.OperationFlags;
    const outcome = new Outcome(operation);
    const call = () => SmartAsync.run(name, NONE, cancellable, handle => outcome.start(handle));

    try {
        return outcome.finish(timeout === null ? call() : SmartAsync.timeout(timeout, call));
    } finally {
        outcome.leave();
    }
}

function checkJobs(name) {
    if (!Jobs.canRun())
        throw new GLib.Error(gi.SmartAsync.Error, gi.SmartAsync.Error.STALLED, name + STALLED);
}

// Only the loop that owns the promise jobs can settle a promise: that of the default context. It is turned under any
// policy but the one that refuses to where it runs, and then the runtime says so. The promise may be rejected before
// the wait begins, and GJS warns of what is rejected with nobody to handle it.
function waitForPromise(name, value, limits) {
    const {Policy, get_policy, policy} = gi.SmartAsync;
    const context = GLib.MainContext.default();
    const promise = Promise.resolve(value);
    const waitForIt = () => run(name, new PromiseOperation(promise), limits);

    promise.catch(() => {});
    checkJobs(name);
    if (get_policy() === Policy.REFUSE && context.is_owner())
        return waitForIt();

    context.push_thread_default();
    try {
        return policy(Policy.FORWARD, waitForIt);
    } finally {
        context.pop_thread_default();
    }
}

function* iterate(name, iterable, limits) {
    const iterator = iterable[Symbol.asyncIterator]();

    try {
        for (;;) {
            const {done, value} = waitForPromise(name, iterator.next(), limits);
            if (done)
                return value;
            yield value;
        }
    } finally {
        if (iterator.return !== undefined)
            waitForPromise(name, iterator.return(), limits);
    }
}

// For the value of a promise, or those of an async generator; any other value is what it is.
function waitForValue(name, value, limits) {
    if (isThenable(value))
        return waitForPromise(name, value, limits);
    return isAsyncIterable(value) ? iterate(name, value, limits) : value;
}

// Calls a function of the program. What would only fail later is not started; of functions that are not async that is
// known when they have returned.
function waitForFunction(name, func, call, limits) {
    checkCancelled(name, limits);
    if (func instanceof AsyncFunction)
        checkJobs(name);
    return waitForValue(name, call(), limits);
}

function wait(target) {
    if (target.isBlocking)
        return target.call();
    if (!target.isNative && !target.isCallbackStyle)
        return waitForFunction(target.name, target.func, () => target.call(), target.limits);

    target.check();
    return run(target.name, new TargetOperation(target), target.limits);
}
