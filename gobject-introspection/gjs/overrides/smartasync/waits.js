// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Waiting for what a target does, for its value: what sync() does.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {checkElapsed, isAsyncIterable, wait, waitForFunction, waitForValue} = (() => {

const {gi} = imports;
const {Gio, GLib} = gi;
const Jobs = imports.overrides.smartasync.jobs;
const Runs = imports.overrides.smartasync.runs;
const {PromiseOperation, isThenable} = imports.overrides.smartasync.operations;
const {NO_LIMITS, checkCancelled, hasTimes, inScopes, refuse} = imports.overrides.smartasync.options;

const STALLED = ': promises are settled by jobs, and none of them runs inside another one, in an async function or ' +
    'after an await: here `await` it, or call SmartAsync.awaitable() instead of SmartAsync.sync()';

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor;
const GeneratorFunction = Object.getPrototypeOf(function* () {}).constructor;

// Whether a value is what an async generator function returns. One that is iterable in both ways, like a
// Gio.FileEnumerator, is an ordinary value.
function isAsyncIterable(value) {
    return value !== undefined && value !== null && typeof value[Symbol.asyncIterator] === 'function' &&
        typeof value[Symbol.iterator] !== 'function';
}

function run(name, operation, limits) {
    return inScopes(limits, () => Runs.runOperation(name, operation, limits.cancellable));
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
    const waitForIt = () => run(name, new PromiseOperation(() => promise), {...limits, policy: null});

    promise.catch(() => {});
    checkJobs(name);
    if ((limits.policy ?? get_policy()) === Policy.REFUSE && context.is_owner())
        return policy(Policy.REFUSE, waitForIt);

    context.push_thread_default();
    try {
        return policy(Policy.FORWARD, waitForIt);
    } finally {
        context.pop_thread_default();
    }
}

// What is sent or thrown into the generator that this is goes on to the other one.
function* iterate(name, iterable, limits) {
    const iterator = iterable[Symbol.asyncIterator]();
    const step = (method, value) => waitForPromise(name, iterator[method](value), limits);
    let result = {done: false};

    try {
        let [method, value] = ['next', undefined];

        while (!(result = step(method, value)).done) {
            try {
                [method, value] = ['next', yield result.value];
            } catch (error) {
                if (iterator.throw === undefined)
                    throw error;
                [method, value] = ['throw', error];
            }
        }
        return result.value;
    } finally {
        if (!result.done && iterator.return !== undefined)
            step('return');
    }
}

// Waits for the value of a promise, or the values of an async generator. Any other value is returned.
function waitForValue(name, value, limits) {
    if (isThenable(value))
        return waitForPromise(name, value, limits);
    return isAsyncIterable(value) ? iterate(name, value, limits) : value;
}

// What is left of a call's time after it was called, in milliseconds. A function that has blocked for longer can't be
// ended before, but its call does not succeed.
function checkElapsed(name, begin, timeout) {
    const elapsed = Math.floor((GLib.get_monotonic_time() - begin) / 1000);

    if (elapsed >= timeout) {
        throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT,
            `${name}: it has blocked for ${elapsed} ms, where ${timeout} ms were allowed`);
    }
    return timeout - elapsed;
}

// Calls a function of the program. An async function that could not end here is not started. That a function returns a
// promise without being async is known only when it has returned.
function waitForFunction(name, func, call, limits) {
    checkCancelled(name, limits);
    if (func instanceof AsyncFunction)
        checkJobs(name);
    if (func instanceof GeneratorFunction && hasTimes(limits))
        refuse(name, limits, 'a generator is no asynchronous function');

    const begin = limits.timeout ? GLib.get_monotonic_time() : 0;
    const value = call();
    if (limits.timeout) {
        const timeout = checkElapsed(name, begin, limits.timeout);
        return waitForValue(name, value, isAsyncIterable(value) ? limits : {...limits, timeout});
    }
    return waitForValue(name, value, limits);
}

// A blocking function of a library can't be ended: its asynchronous half can.
function waitForBlocking(target) {
    const asynchronous = hasTimes(target.limits) ? target.findAsynchronous() : null;
    if (asynchronous !== null)
        return wait(asynchronous);

    target.checkBlocking();
    return target.call();
}

function wait(target) {
    if (target.isBlocking)
        return waitForBlocking(target);
    if (!target.isNative && !target.isCallbackStyle)
        return waitForFunction(target.name, target.declared, () => target.call(), target.limits);

    target.check();
    return inScopes(target.limits, () => Runs.runTarget(target, target.limits.cancellable));
}

return {checkElapsed, isAsyncIterable, wait, waitForFunction, waitForValue};
})();
