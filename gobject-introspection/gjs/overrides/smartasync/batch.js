// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Batches in JavaScript: exceptions in their functions, values, functions without generated code.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {define} = (() => {

const {Operation, PromiseOperation, TargetOperation} = imports.overrides.smartasync.operations;
const Errors = imports.overrides.smartasync.errors;
const {NO_LIMITS} = imports.overrides.smartasync.options;
const {Target} = imports.overrides.smartasync.targets;

const ends = new WeakMap();  // by batch: what operations returned or threw, {value} or {error}, by index

function endsOf(batch) {
    if (!ends.has(batch))
        ends.set(batch, new Map());
    return ends.get(batch);
}

// C knows no exception but GLib.Error.
function keepEnd(batch, index, func) {
    try {
        endsOf(batch).set(index, {value: func()});
    } catch (error) {
        endsOf(batch).set(index, {error: Errors.trimmed(error)});
        throw error;
    }
}

function isSame(error, other) {
    return error !== null && error.domain === other.domain && error.code === other.code &&
        error.message === other.message;
}

// What an operation has thrown, where its error is that of the batch.
function exceptionBehind(batch, error) {
    const [, behind] = [...endsOf(batch)].find(([index, end]) =>
        end.error !== undefined && isSame(batch.get_error(index), error)) ?? [];

    return behind?.error ?? error;
}

// The runtime finishes an operation inside its callback. One that calls back before its start function has returned is
// finished later.
function startAndLeave(operation, call) {
    operation.start(call);
    operation.leave();
}

function checkLimits(target) {
    if (target.limits !== NO_LIMITS && Object.values(target.limits).some(limit => limit !== null)) {
        throw new TypeError(`${target.name}: an operation of a batch has no limits of its own: its cancellable is that of ` +
            'run(), its timeout that of the scope');
    }
}

function operationOf(target) {
    if (!target.isNative && !target.isCallbackStyle)
        return new PromiseOperation(() => target.call());

    target.check();
    return new TargetOperation(target);
}

function define(SmartAsync) {
    const {add, run} = SmartAsync.Batch.prototype;

    function addOperation(batch, operation, start = call => operation.start(call)) {
        const index = batch.get_n_operations();

        return add.call(batch, start, result => keepEnd(batch, index, () => operation.finish(result)));
    }

    // Without a finish function nobody asks the operation for its error: it is only logged.
    function addStart(batch, start) {
        const operation = new Operation(start);

        return add.call(batch, call => {
            operation.start(call);
            operation.rethrow();
        }, null);
    }

    // An operation that can't be started fails: its call is always completed.
    SmartAsync.Batch.prototype.add = function (start, finish = null) {
        return finish === null ? addStart(this, start) : addOperation(this, new Operation(start, finish));
    };

    // Adds a call of an asynchronous function, given as for SmartAsync.sync(), and returns its index.
    SmartAsync.Batch.prototype.add_async = function (func, ...args) {
        try {
            const target = new Target(func, args);

            checkLimits(target);
            const operation = operationOf(target);
            return addOperation(this, operation, call => startAndLeave(operation, call));
        } catch (error) {
            throw Errors.trimmed(error);
        }
    };

    // Where an operation is to blame that has thrown, it is that what is thrown.
    SmartAsync.Batch.prototype.run = function (...args) {
        try {
            return run.apply(this, args);
        } catch (error) {
            throw Errors.trimmed(exceptionBehind(this, error));
        }
    };

    // What an operation's finish function returned; undefined if it has not, or has thrown.
    SmartAsync.Batch.prototype.get_value = function (index) {
        return endsOf(this).get(index)?.value;
    };

    // What an operation has failed with, of whatever class: what was thrown itself, with its stack. Null if it has not.
    SmartAsync.Batch.prototype.get_exception = function (index) {
        return endsOf(this).get(index)?.error ?? this.get_error(index);
    };
}

return {define};
})();
