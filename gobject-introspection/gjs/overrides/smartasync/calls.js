// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Calls without generated code: sync(), awaitable(), and smart(), which chooses between them.

/* exported define */

'use strict';

const Awaitables = imports.overrides.smartasync.awaitables;
const Functions = imports.overrides.smartasync.functions;
const Waits = imports.overrides.smartasync.waits;
const {isThenable} = imports.overrides.smartasync.operations;
const {NO_LIMITS, checkOptions, limitsOf} = imports.overrides.smartasync.options;
const {Target, nameOf} = imports.overrides.smartasync.targets;

const wrappers = new WeakSet();  // what smartasync() has made

// A promise, or what an async generator function has returned.
function isPending(value) {
    return isThenable(value) || Waits.isAsyncIterable(value);
}

// The function that smartasync() makes has the name, the arguments and the text of the one that it was given.
function imitate(wrapper, func) {
    const native = Functions.recognise(func)?.description ?? null;

    Object.defineProperties(wrapper, {
        name: {value: native?.path.at(-1) ?? func.name, configurable: true},
        length: {value: native?.plain.length ?? func.length, configurable: true},
        toString: {value: () => (native?.native ?? func).toString(), configurable: true, writable: true},
    });
}

function define(SmartAsync) {
    function isInsideLoop() {
        return SmartAsync.detect()[0] === SmartAsync.Situation.OWN_LOOP;
    }

    function waitForPending(value, options) {
        checkOptions('a promise', options);
        return Waits.waitForValue('a promise', value, limitsOf(options));
    }

    // Calls an asynchronous function, waits, and returns what its finish function returns:
    // SmartAsync.sync(file.load_contents_async.bind(file))
    SmartAsync.sync = function (func, ...args) {
        return isPending(func) ? waitForPending(func, args[0] ?? {}) : Waits.wait(new Target(func, args));
    };

    // The same as a Promise.
    SmartAsync.awaitable = function (func, ...args) {
        try {
            return isPending(func) ? Awaitables.promiseOf(func) : Awaitables.begin(new Target(func, args));
        } catch (error) {
            return Promise.reject(error);
        }
    };

    // The value where no loop runs, a Promise inside a running one:
    // SmartAsync.smart(file.load_contents_async.bind(file))
    SmartAsync.smart = function (...args) {
        return isInsideLoop() ? SmartAsync.awaitable(...args) : SmartAsync.sync(...args);
    };

    // All arguments are the function's own: none of them are options.
    function wrapFunction(func) {
        return function (...args) {
            const call = () => func.apply(this, args);

            return isInsideLoop()
                ? Awaitables.promiseOf(call())
                : Waits.waitForFunction(nameOf(func), func, call, NO_LIMITS);
        };
    }

    function wrapNative(func) {
        return function (...args) {
            return SmartAsync.smart(func.bind(this), ...args);
        };
    }

    // Makes a function behave so:
    // const fetch = SmartAsync.smartasync(async function fetch(uri) { … })
    SmartAsync.smartasync = function (func) {
        if (typeof func !== 'function')
            throw new TypeError(`${func} is not a function`);
        if (wrappers.has(func))
            return func;

        const wrapper = Functions.recognise(func) === null ? wrapFunction(func) : wrapNative(func);
        imitate(wrapper, func);
        wrappers.add(wrapper);
        return wrapper;
    };
}
