// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Promises of what a target does: what awaitable() gives.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {begin, beginFunction, promiseOf} = (() => {

const {gi} = imports;
const {Gio, GLib, GObject} = gi;
const {checkCancelled, refuse} = imports.overrides.smartasync.options;
const {checkElapsed, isAsyncIterable} = imports.overrides.smartasync.waits;

// The methods of Gio.Cancellable wait until handlers in other threads have returned, which may wait for this thread.
// Those of GObject do not.
const {connect, disconnect} = GObject.Object.prototype;

function ioError(code, message) {
    return new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum[code], message);
}

// The cancellable of a call with limits is its own: the caller's may serve other calls too.
class Deadline {
    constructor(name, {cancellable, timeout}, {timedOut, cancelled}) {
        this.cancellable = new Gio.Cancellable();
        this._cancelled = cancelled;
        this._theirs = cancellable;
        this._link = cancellable ? connect.call(cancellable, 'cancelled', () => this._cancel()) : 0;
        if (cancellable?.is_cancelled())
            this._cancel();
        this._timer = timeout === 0 ? 0 : GLib.timeout_add(GLib.PRIORITY_DEFAULT, timeout, () => {
            this.cancellable.cancel();
            timedOut(ioError('TIMED_OUT', `${name}: no result within ${timeout} ms`));
            return GLib.SOURCE_CONTINUE;
        });
    }

    _cancel() {
        this.cancellable.cancel();
        this._cancelled?.();
    }

    end() {
        if (this._timer !== 0)
            GLib.source_remove(this._timer);
        if (this._link !== 0)
            disconnect.call(this._theirs, this._link);
    }
}

// A timeout of the call itself outranks that of the scope.
function timeoutOf(limits) {
    return limits.timeout ?? gi.SmartAsync.get_timeout();
}

// What is awaited runs in its loop: nothing waits.
function checkAwaited(name, limits) {
    if (limits.watchdog)
        refuse(name, {...limits, cancellable: null, timeout: 0}, 'what is awaited has none; give it a timeout');
    checkCancelled(name, limits);
}

// A promise that ends in time. Nothing cancels what a promise was made for.
function promiseInTime(name, value, limits, timeout) {
    return new Promise((resolve, reject) => {
        const deadline = new Deadline(name, {...limits, timeout}, {
            timedOut: reject,
            cancelled: () => reject(ioError('CANCELLED', `${name}: cancelled`)),
        });
        Promise.resolve(value).then(resolve, reject).finally(() => deadline.end());
    });
}

async function* iterateInTime(name, iterable, limits, timeout) {
    const iterator = iterable[Symbol.asyncIterator]();

    try {
        for (;;) {
            const {done, value} = await promiseInTime(name, iterator.next(), limits, timeout);
            if (done)
                return value;
            yield value;
        }
    } finally {
        await iterator.return?.();
    }
}

// For `for await` or for `await`.
function promiseOf(name, value, limits, timeout = timeoutOf(limits)) {
    const isLimited = timeout !== 0 || limits.cancellable !== null;

    checkAwaited(name, limits);
    if (isAsyncIterable(value))
        return isLimited ? iterateInTime(name, value, limits, timeout) : value;
    return isLimited ? promiseInTime(name, value, limits, timeout) : Promise.resolve(value);
}

// Calls a function of the program.
function beginFunction(name, call, limits) {
    checkAwaited(name, limits);

    const begin = GLib.get_monotonic_time();
    const timeout = timeoutOf(limits);
    const value = call();
    if (limits.timeout && !isAsyncIterable(value))
        return promiseOf(name, value, limits, checkElapsed(name, begin, timeout));
    return promiseOf(name, value, limits, timeout);
}

// The function calls back with the arguments of the finish function, or throws before it has called back.
function start(target, cancellable) {
    return new Promise((resolve, reject) => {
        const started = target.begin(cancellable, (source, result) => {
            try {
                resolve(target.finish(source, result));
            } catch (error) {
                reject(error);
            }
        });
        Promise.resolve(started).catch(reject);
    });
}

function startInTime(target, timeout) {
    return new Promise((resolve, reject) => {
        const deadline = new Deadline(target.name, {...target.limits, timeout}, {timedOut: reject});
        start(target, deadline.cancellable).then(resolve, reject).finally(() => deadline.end());
    });
}

function startChecked(target) {
    const {limits} = target;
    const timeout = timeoutOf(limits);

    target.check();
    checkAwaited(target.name, limits);
    return timeout === 0 ? start(target, limits.cancellable) : startInTime(target, timeout);
}

// A blocking function of a library stands for its asynchronous half.
function begin(target) {
    const asynchronous = target.findAsynchronous() ?? target;
    if (asynchronous.isCallbackStyle)
        return startChecked(asynchronous);

    if (!target.isBlocking)
        return beginFunction(target.name, () => target.call(), target.limits);
    target.checkBlocking();
    return Promise.resolve(target.call());
}

return {begin, beginFunction, promiseOf};
})();
