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

// Whether a value is what an async generator function returns. One that is iterable in both ways, like a
// Gio.FileEnumerator, is an ordinary value.
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

// Promise jobs run on the default context only, so that this context is iterated under every policy; with REFUSE, inside
// its loop, the call fails. The promise may be rejected before the wait begins, and GJS warns of rejected promises that
// nobody handles.
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

// Waits for the value of a promise, or the values of an async generator. Any other value is returned.
function waitForValue(name, value, limits) {
    if (isThenable(value))
        return waitForPromise(name, value, limits);
    return isAsyncIterable(value) ? iterate(name, value, limits) : value;
}

// Calls a function of the program. An async function that could not end here is not started. That a function returns a
// promise without being async is known only when it has returned.
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
