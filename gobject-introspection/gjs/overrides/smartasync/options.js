// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The options of a call, and what of them limits it.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {
    NO_LIMITS, Options, checkCancelled, checkOptions, hasTimes, inScopes, isObjectLiteral, limitsOf, looksLikeOptions,
    refuse,
} = (() => {

const {gi} = imports;
const {Gio, GLib} = gi;
const {checkPolicy, checkTime} = imports.overrides.smartasync.values;

const OPTIONS = ['timeout', 'watchdog', 'policy', 'cancellable', 'finish', 'io_priority'];
const SCOPES = ['timeout', 'watchdog', 'policy'];

const NO_LIMITS = Object.freeze({cancellable: null, timeout: null, watchdog: null, policy: null});

function isObjectLiteral(value) {
    return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

function looksLikeOptions(value) {
    return Object.keys(value).length > 0 && Object.keys(value).every(key => OPTIONS.includes(key));
}

// Each may be left out by null or undefined.
const checks = {
    timeout: (name, value) => checkTime(`${name}: the timeout`, value),
    watchdog: (name, value) => checkTime(`${name}: the watchdog`, value),
    policy: (name, value) => checkPolicy(`${name}: the policy`, value),

    cancellable(name, value) {
        if (!(value instanceof Gio.Cancellable))
            throw new TypeError(`${name}: the cancellable is ${String(value)}, and not a Gio.Cancellable`);
    },

    finish(name, value) {
        if (typeof value !== 'function')
            throw new TypeError(`${name}: the finish function is ${String(value)}, and not a function`);
    },

    io_priority(name, value) {
        if (!Number.isInteger(value))
            throw new TypeError(`${name}: io_priority is ${String(value)}, and not a whole number`);
    },
};

function checkOptions(name, options) {
    for (const [key, value] of Object.entries(options)) {
        if (!OPTIONS.includes(key))
            throw new TypeError(`${name}: there is no option ${key}, only ${OPTIONS.join(', ')}`);
        if ((value ?? null) !== null)
            checks[key](name, value);
    }
}

// What SmartAsync.options() gives: these are never arguments of a function.
const Options = class {
    constructor(options) {
        checkOptions('SmartAsync.options()', options);
        Object.assign(this, options);
        Object.freeze(this);
    }
};

// A limit that is not given is null. Those of scopes hold then.
function limitsOf({cancellable, timeout, watchdog, policy}) {
    return {
        cancellable: cancellable ?? null,
        timeout: (timeout ?? null) === null ? null : checkTime('the timeout', timeout),
        watchdog: (watchdog ?? null) === null ? null : checkTime('the watchdog', watchdog),
        policy: policy ?? null,
    };
}

function hasTimes({timeout, watchdog}) {
    return (timeout ?? 0) !== 0 || (watchdog ?? 0) !== 0;
}

// A limit that can't be kept is not ignored.
function refuse(name, {cancellable, timeout}, why) {
    const limit = cancellable !== null ? 'cancellable' : (timeout ?? 0) !== 0 ? 'timeout' : 'watchdog';

    throw new TypeError(`${name}: its ${limit} can't be kept: ${why}`);
}

// Calls a function in the scopes of a call's limits.
function inScopes(limits, func) {
    if (limits === NO_LIMITS)
        return func();

    return SCOPES.reduce((inner, key) => limits[key] === null ? inner : () => gi.SmartAsync[key](limits[key], inner),
        func)();
}

// For functions that the runtime does not start. It makes the same check for those that it starts.
function checkCancelled(name, {cancellable}) {
    if (cancellable?.is_cancelled())
        throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, `${name}: cancelled before it was started`);
}

return {
    NO_LIMITS, Options, checkCancelled, checkOptions, hasTimes, inScopes, isObjectLiteral, limitsOf, looksLikeOptions,
    refuse,
};
})();
