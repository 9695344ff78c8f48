// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Operations: a start and a finish function, as the runtime wants them.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {Operation, PromiseOperation, TargetOperation, emptyResult, isThenable} = (() => {

const {Gio} = imports.gi;

// As the language sees it.
function isThenable(value) {
    return value !== undefined && value !== null && typeof value.then === 'function';
}

// For operations whose value is kept beside the result.
function emptyResult() {
    return Gio.Task.new(null, null, null);
}

// An operation that can't be started fails: its call is always completed.
const Operation = class {
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

    // Nobody wants it any more.
    leave() {}
};

// A promise as an operation, or a function that gives one when it is started.
const PromiseOperation = class extends Operation {
    constructor(start) {
        super(call => {
            Promise.resolve(start()).then(value => {
                this._value = value;
                call.complete(emptyResult());
            }, error => this._fail(call, error));
        }, () => this._value);
    }
};

// A function that calls back. A native one calls back with a Gio.AsyncResult, one of the program with anything. It is
// finished inside the callback, as some results are good only there, unless nobody wants it any more.
const TargetOperation = class {
    constructor(target) {
        this._target = target;
        this._call = null;
        this._hasCalledBack = false;
        this._isLeft = false;
        this._isFinished = false;
        this._failure = null;
    }

    start(call) {
        this._call = call;
        try {
            const started = this._target.begin(call.get_cancellable(), (source, result) => this._end(source, result));

            // An async function may throw before it has called back.
            if (isThenable(started))
                started.then(undefined, error => this._fail(error));
        } catch (error) {
            this._fail(error);
            this._failure ??= {error};
        }
    }

    _fail(error) {
        if (this._hasCalledBack)
            return;

        this._hasCalledBack = this._isFinished = true;
        this._failure = {error};
        this._call.complete(emptyResult());
    }

    // The runtime logs a critical message if it calls back twice.
    _end(source, result) {
        if (!this._hasCalledBack) {
            this._hasCalledBack = true;
            this._source = source;
            this._result = result;
            if (!this._isLeft)
                this._keep();
        }
        this._call.complete(this._target.isNative || result instanceof Gio.AsyncResult ? result : emptyResult());
    }

    _keep() {
        this._isFinished = true;
        try {
            this._value = this._target.finish(this._source, this._result);
        } catch (error) {
            this._failure = {error};
        }
    }

    leave() {
        this._isLeft = true;
    }

    finish() {
        if (!this._isFinished)
            this._keep();
        if (this._failure !== null)
            throw this._failure.error;
        return this._value;
    }
};

return {Operation, PromiseOperation, TargetOperation, emptyResult, isThenable};
})();
