// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Promises of what a target does: what awaitable() gives.

/* exported begin, promiseOf */

'use strict';

const {gi} = imports;
const {Gio, GLib, GObject} = gi;
const {checkCancelled} = imports.overrides.smartasync.options;
const {isAsyncIterable} = imports.overrides.smartasync.waits;

// For `for await` or for `await`.
function promiseOf(value) {
    return isAsyncIterable(value) ? value : Promise.resolve(value);
}

// The times that GLib accepts.
function clampTimeout(timeout) {
    return Number.isFinite(timeout) ? Math.min(timeout, GLib.MAXUINT32) : 0;
}

// The methods of Gio.Cancellable wait until handlers in other threads have returned, which may wait for this thread.
// Those of GObject do not.
const {connect, disconnect} = GObject.Object.prototype;

// The cancellable of a call with a timeout is its own: the caller's may serve other calls too.
class Deadline {
    constructor(target, timeout, reject) {
        this.cancellable = new Gio.Cancellable();
        this._theirs = target.limits.cancellable;
        this._link = this._theirs ? connect.call(this._theirs, 'cancelled', () => this.cancellable.cancel()) : 0;
        if (this._theirs?.is_cancelled())
            this.cancellable.cancel();
        this._timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, timeout, () => {
            this.cancellable.cancel();
            reject(new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.TIMED_OUT,
                `${target.name}: no result within ${timeout} ms`));
            return GLib.SOURCE_CONTINUE;
        });
    }

    end() {
        GLib.source_remove(this._timer);
        if (this._link !== 0)
            disconnect.call(this._theirs, this._link);
    }
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
        const deadline = new Deadline(target, timeout, reject);
        start(target, deadline.cancellable).then(resolve, reject).finally(() => deadline.end());
    });
}

function startChecked(target) {
    const {limits} = target;
    const timeout = clampTimeout(limits.timeout ?? gi.SmartAsync.get_timeout());

    target.check();
    checkCancelled(target.name, limits);
    return timeout === 0 ? start(target, limits.cancellable) : startInTime(target, timeout);
}

// A blocking function of a library stands for its asynchronous half.
function begin(target) {
    const asynchronous = target.findAsynchronous() ?? target;

    return asynchronous.isCallbackStyle ? startChecked(asynchronous) : promiseOf(target.call());
}
