// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Operations: a start and a finish function, as the runtime wants them.

/* exported Operation, Outcome, PromiseOperation, TargetOperation, isThenable */

'use strict';

const {Gio} = imports.gi;

function isThenable(value) {
    return typeof value?.then === 'function';
}

// For operations whose value is kept beside the result.
function emptyResult() {
    return Gio.Task.new(null, null, null);
}

// An operation that can't be started fails: its call is always completed.
var Operation = class {
    constructor(start, finish) {
        this._start = start;
        this._finish = finish;
        this._failure = null;
    }

    start(call) {
        try {
            this._start(call);
        } catch (error) {
            this._fail(call, error);
        }
    }

    _fail(call, error) {
        this._failure = {error};
        call.complete(emptyResult());
    }

    finish(result) {
        this.rethrow();
        return this._finish(result);
    }

    rethrow() {
        if (this._failure !== null)
            throw this._failure.error;
    }
};

// A call that finishes its operation inside the callback, as some results are good only there, and keeps the value or
// the error.
var Outcome = class {
    constructor(operation) {
        this._operation = operation;
        this._take = null;
        this._isLeft = false;
    }

    start(call) {
        this._operation.start({
            get_cancellable: () => call.get_cancellable(),
            complete: result => {
                if (this._take === null && !this._isLeft)
                    this._keep(result);
                call.complete(result);
            },
        });
    }

    _keep(result) {
        try {
            const value = this._operation.finish(result);
            this._take = () => value;
        } catch (error) {
            this._take = () => {
                throw error;
            };
        }
    }

    // Nobody wants it any more.
    leave() {
        this._isLeft = true;
    }

    finish(result) {
        return this._take === null ? this._operation.finish(result) : this._take();
    }
};

// A promise as an operation.
var PromiseOperation = class extends Operation {
    constructor(promise) {
        super(call => {
            promise.then(value => {
                this._value = value;
                call.complete(emptyResult());
            }, error => this._fail(call, error));
        }, () => this._value);
    }
};

// A function that calls back. A native one calls back with a Gio.AsyncResult, one of the program with anything.
var TargetOperation = class extends Operation {
    constructor(target) {
        super(call => this._begin(call), () => target.finish(this._source, this._result));
        this._target = target;
        this._hasCalledBack = false;
    }

    _begin(call) {
        const started = this._target.begin(call.get_cancellable(), (source, result) => this._end(call, source, result));

        // An async function may throw before it has called back.
        if (isThenable(started))
            started.then(undefined, error => this._hasCalledBack || this._fail(call, error));
    }

    // The runtime logs a critical message if it calls back twice.
    _end(call, source, result) {
        if (!this._hasCalledBack)
            Object.assign(this, {_hasCalledBack: true, _source: source, _result: result});
        call.complete(this._target.isNative || result instanceof Gio.AsyncResult ? result : emptyResult());
    }
};
