// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Which arguments a function of the program declares. JavaScript tells that only in its text.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {mayTake, rememberOriginal} = (() => {

const originals = new WeakMap();  // by wrapper: the function that it stands for

function rememberOriginal(wrapper, func) {
    originals.set(wrapper, func);
}

const COMMENT = /\/\*[^]*?\*\/|\/\/.*/g;
const ARROW_WITH_A_NAME = /^(async\s+)?[\w$]+\s*=>/;
const COMPUTED_NAME = /^[^(]*['"[]/;

// Whether it may take more arguments than its length says: some with default values, a rest, whatever `arguments` has.
// A bound function does not tell. What is not understood may.
function mayTakeMore(func) {
    const text = Function.prototype.toString.call(func).replace(COMMENT, '');

    if (text.includes('[native code]') || /\barguments\b/.test(text))
        return true;
    if (ARROW_WITH_A_NAME.test(text))
        return false;
    return COMPUTED_NAME.test(text) || /=|\.\.\./.test(text.slice(text.indexOf('('), text.indexOf(')')));
}

// Whether so many arguments are a function's own: true, false, or null if nobody can tell.
function mayTake(func, n) {
    const original = originals.get(func) ?? func;

    if (n <= original.length)
        return true;
    return mayTakeMore(original) ? null : false;
}

return {mayTake, rememberOriginal};
})();
