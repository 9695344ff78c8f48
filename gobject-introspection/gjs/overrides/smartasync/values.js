// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What scopes and options may be: GJS makes a number of whatever it is given.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {checkContext, checkFunction, checkPolicy, checkTime} = (() => {

const {gi} = imports;
const {GLib} = gi;

// Gives what GLib understands: for no limit, 0.
function checkTime(what, value) {
    if (value === Infinity)
        return 0;
    if (!Number.isInteger(value) || value < 0 || value > GLib.MAXUINT32) {
        throw new TypeError(`${what} is ${String(value)}, and not a number of milliseconds, which is whole, and from 0, ` +
            `for none, to ${GLib.MAXUINT32}; half a second is 500`);
    }
    return value;
}

function checkPolicy(what, value) {
    const {Policy} = gi.SmartAsync;
    const names = Object.keys(Policy).filter(name => typeof Policy[name] === 'number');

    if (!names.some(name => Policy[name] === value)) {
        throw new TypeError(`${what} is ${String(value)}, and none of ` +
            names.map(name => `SmartAsync.Policy.${name}`).join(', '));
    }
    return value;
}

function checkContext(what, value) {
    if (value !== null && !(value instanceof GLib.MainContext))
        throw new TypeError(`${what} is ${String(value)}, and neither a GLib.MainContext nor null`);
    return value;
}

function checkFunction(what, value) {
    if (typeof value !== 'function')
        throw new TypeError(`${what} is ${String(value)}, and not a function`);
    return value;
}

return {checkContext, checkFunction, checkPolicy, checkTime};
})();
