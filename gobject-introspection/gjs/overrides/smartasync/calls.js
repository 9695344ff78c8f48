// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Calls without generated code: sync(), awaitable(), and smart(), which chooses between them.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {define} = (() => {

const Awaitables = imports.overrides.smartasync.awaitables;
const Declared = imports.overrides.smartasync.declared;
const Errors = imports.overrides.smartasync.errors;
const Functions = imports.overrides.smartasync.functions;
const Runs = imports.overrides.smartasync.runs;
const Waits = imports.overrides.smartasync.waits;
const {isThenable} = imports.overrides.smartasync.operations;
const {NO_LIMITS, Options, checkOptions, isObjectLiteral, limitsOf} = imports.overrides.smartasync.options;
const {Target, isNamed, nameOf, ownNameOf, usualTarget} = imports.overrides.smartasync.targets;

const wrappers = new WeakSet();  // what smartasync() has made

const PROMISE = 'a promise';

// A promise, or what an async generator function has returned. A function is called, whatever it looks like.
function isPending(value, name) {
    return typeof value !== 'function' && !isNamed(value, name) && (isThenable(value) || Waits.isAsyncIterable(value));
}

function limitsOfPending(args) {
    const [options = {}] = args;
    if (args.length > 1 || !(options instanceof Options || isObjectLiteral(options)))
        throw new TypeError(`${PROMISE} takes nothing but options`);

    checkOptions(PROMISE, options);
    if ((options.finish ?? options.io_priority ?? null) !== null)
        throw new TypeError(`${PROMISE} has neither a finish function nor an io_priority`);
    return limitsOf(options);
}

// Has errors of a call show the line of the program that has made it.
function trimErrors(call) {
    try {
        return call();
    } catch (error) {
        throw Errors.trimmed(error);
    }
}

function trimRejection(promise) {
    if (!isThenable(promise))
        return promise;

    const caller = new Error();
    return promise.then(undefined, error => {
        throw Errors.withCaller(error, caller);
    });
}

function lengthOf({length}) {
    return typeof length === 'number' ? length : 0;
}

// The function that smartasync() makes has the name, the arguments and the text of the one that it was given.
function imitate(wrapper, func) {
    const native = Functions.recognise(func)?.description ?? null;

    Object.defineProperties(wrapper, {
        name: {value: native?.path.at(-1) ?? ownNameOf(func), configurable: true},
        length: {value: native?.plain.length ?? lengthOf(func), configurable: true},
        toString: {
            value: () => native?.native.toString() ?? Function.prototype.toString.call(func),
            configurable: true,
            writable: true,
        },
    });
}

function define(SmartAsync) {
    function isInsideLoop() {
        return SmartAsync.detect()[0] === SmartAsync.Situation.OWN_LOOP;
    }

    // Calls an asynchronous function, waits, and returns what its finish function returns:
    // SmartAsync.sync(file.load_contents_async.bind(file))
    SmartAsync.sync = function (func, ...args) {
        try {
            const usual = usualTarget(func, args);
            if (usual !== null)
                return Runs.runTarget(usual, null);

            return isPending(func, args[0])
                ? Waits.waitForValue(PROMISE, func, limitsOfPending(args))
                : Waits.wait(new Target(func, args));
        } catch (error) {
            throw Errors.trimmed(error);
        }
    };

    function begin(func, args) {
        return isPending(func, args[0])
            ? Awaitables.promiseOf(PROMISE, func, limitsOfPending(args))
            : Awaitables.begin(new Target(func, args));
    }

    // The same as a Promise.
    SmartAsync.awaitable = function (func, ...args) {
        try {
            return trimRejection(begin(func, args));
        } catch (error) {
            return Promise.reject(Errors.trimmed(error));
        }
    };

    // Options that are never taken for an argument of the function: SmartAsync.sync(fetch, uri, SmartAsync.options({…}))
    SmartAsync.options = function (options) {
        return new Options(options);
    };

    // The value where no loop runs, a Promise inside a running one:
    // SmartAsync.smart(file.load_contents_async.bind(file))
    SmartAsync.smart = function (...args) {
        return isInsideLoop() ? SmartAsync.awaitable(...args) : SmartAsync.sync(...args);
    };

    // All arguments are the function's own: none of them are options.
    function wrapFunction(func) {
        return function (...args) {
            const call = () => Reflect.apply(func, this, args);

            return trimErrors(() => isInsideLoop()
                ? trimRejection(Awaitables.beginFunction(nameOf(func), call, NO_LIMITS))
                : Waits.waitForFunction(nameOf(func), func, call, NO_LIMITS));
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
        Declared.rememberOriginal(wrapper, func);
        wrappers.add(wrapper);
        return wrapper;
    };
}

return {define};
})();
