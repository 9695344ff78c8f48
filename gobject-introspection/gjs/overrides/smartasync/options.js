// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The options of a call, and what of them limits it.

/* exported NO_LIMITS, checkCancelled, checkOptions, isObjectLiteral, limitsOf, looksLikeOptions */

'use strict';

const {Gio, GLib} = imports.gi;

const OPTIONS = ['timeout', 'cancellable', 'finish', 'io_priority'];

var NO_LIMITS = {cancellable: null, timeout: null};

function isObjectLiteral(value) {
    return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

// How many arguments a function of the program takes is not known.
function looksLikeOptions(value) {
    return isObjectLiteral(value) && Object.keys(value).length > 0 &&
        Object.keys(value).every(key => OPTIONS.includes(key));
}

function checkOptions(name, options) {
    const unknown = Object.keys(options).find(key => !OPTIONS.includes(key));
    if (unknown !== undefined)
        throw new TypeError(`${name}: there is no option ${unknown}, only ${OPTIONS.join(', ')}`);

    const {timeout, finish} = options;
    if ((timeout ?? null) !== null && !(typeof timeout === 'number' && timeout >= 0))
        throw new TypeError(`${name}: the timeout is ${String(timeout)}, and not a number of milliseconds`);
    if ((finish ?? null) !== null && typeof finish !== 'function')
        throw new TypeError(`${name}: the finish function is ${String(finish)}, and not a function`);
}

// A limit that is not given is null. The timeout is that of the scope then.
function limitsOf({cancellable, timeout}) {
    return {cancellable: cancellable ?? null, timeout: timeout ?? null};
}

// For functions that the runtime does not start. It makes the same check for those that it starts.
function checkCancelled(name, {cancellable}) {
    if (cancellable?.is_cancelled())
        throw new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED, `${name}: cancelled before it was started`);
}
