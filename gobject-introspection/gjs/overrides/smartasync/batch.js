// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Batches in JavaScript: exceptions in their functions, values, functions without generated code.

/* exported define */

'use strict';

const {Operation, Outcome, TargetOperation} = imports.overrides.smartasync.operations;
const {Target} = imports.overrides.smartasync.targets;

const values = new WeakMap();  // by batch: what finish functions returned, by index

function keepValue(batch, index, finish) {
    return result => {
        const value = finish(result);

        if (!values.has(batch))
            values.set(batch, new Map());
        values.get(batch).set(index, value);
    };
}

// The runtime finishes an operation inside its callback. One that calls back before its start function has returned is
// finished later.
class AddedOperation extends Outcome {
    start(call) {
        super.start(call);
        this.leave();
    }
}

function define(SmartAsync) {
    const add = SmartAsync.Batch.prototype.add;

    function addOperation(batch, operation) {
        return add.call(batch, call => operation.start(call),
            keepValue(batch, batch.get_n_operations(), result => operation.finish(result)));
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
        const target = new Target(func, args);

        target.check();
        return addOperation(this, new AddedOperation(new TargetOperation(target)));
    };

    // What an operation's finish function returned; undefined if it has not, or has thrown.
    SmartAsync.Batch.prototype.get_value = function (index) {
        return values.get(this)?.get(index);
    };
}
