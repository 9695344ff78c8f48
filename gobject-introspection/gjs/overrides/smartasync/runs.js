// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Runs operations in the runtime: with as few and as simple calls into C as there can be. A call is a number: wrapping
// a SmartAsync.Call, or a closure that starts one, would take GJS longer than all else that a call does.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {runOperation, runTarget} = (() => {

const {gi} = imports;
const {Gio, GLib} = gi;
const {countCall} = imports.overrides.smartasync.garbage;
const {emptyResult, isThenable} = imports.overrides.smartasync.operations;

// A call that has begun must end. Where the stack is used up, little can be called: it is ended by as much as has begun
// it, with this in place of a result.
const NO_RESULT = emptyResult();

const quarks = new Map();  // by name

function quarkOf(name) {
    let quark = quarks.get(name);

    if (quark === undefined) {
        quark = GLib.quark_from_string(name);
        quarks.set(name, quark);
    }
    return quark;
}

function begin(name, cancellable) {
    countCall();
    return gi.SmartAsync.script_begin(quarkOf(name), cancellable);
}

function cancellableOf(number) {
    return number < 0 ? gi.SmartAsync.script_get_cancellable(number) : null;
}

// What an operation has of a SmartAsync.Call.
class Call {
    constructor(number) {
        this._number = number;
    }

    get_cancellable() {
        return cancellableOf(this._number);
    }

    complete(result) {
        gi.SmartAsync.script_complete(this._number, result);
    }
}

function runOperation(name, operation, cancellable) {
    const {SmartAsync} = gi;
    const number = begin(name, cancellable);
    let failure = null;

    try {
        operation.start(new Call(number));
    } catch (error) {
        failure = {error};
        SmartAsync.script_complete(number, NO_RESULT);
    }
    try {
        SmartAsync.script_end(number);
    } finally {
        operation.leave();
    }
    if (failure !== null)
        throw failure.error;
    return operation.finish();
}

// A function that calls back. A native one calls back with a Gio.AsyncResult, one of the program with anything. It is
// finished inside the callback, as some results are good only there, unless nobody wants it any more. GJS keeps the
// callbacks until it collects garbage, and what they refer to: that is why this is one function, which leaves no value.
function runTarget(target, cancellable) {
    const {SmartAsync} = gi;
    const number = begin(target.name, cancellable);
    let value, failure = null, hasCalledBack = false, isCompleted = false, isLeft = false;

    const fail = error => {
        if (hasCalledBack)
            return;
        hasCalledBack = true;
        failure = {error};
        SmartAsync.script_complete(number, emptyResult());
        isCompleted = true;
    };
    // The runtime logs a critical message if it calls back twice.
    const ready = (source, result) => {
        try {
            if (!hasCalledBack && !isLeft)
                value = target.finish(source, result);
        } catch (error) {
            failure = {error};
        }
        hasCalledBack = true;
        SmartAsync.script_complete(number,
            target.isNative || result instanceof Gio.AsyncResult ? result : emptyResult());
        isCompleted = true;
    };

    try {
        // An async function may throw before it has called back.
        const started = target.begin(cancellableOf(number), ready);
        if (started !== undefined && isThenable(started))
            started.then(undefined, fail);
    } catch (error) {
        failure ??= {error};
        hasCalledBack = true;
        if (!isCompleted)
            SmartAsync.script_complete(number, NO_RESULT);
    }
    try {
        SmartAsync.script_end(number);
        if (failure !== null)
            throw failure.error;
        return value;
    } finally {
        isLeft = true;
        value = undefined;
    }
}

return {runOperation, runTarget};
})();
