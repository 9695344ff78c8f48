// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Collecting the garbage that calls make.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {countCall} = (() => {

const System = imports.system;

// GJS keeps the callbacks of finished operations until garbage is collected, and collects it from a timeout: never in a
// script that only makes calls. After some ten thousand calls the engine begins by itself, step by step, and until the
// last step GJS 1.74 drops all callbacks, so that the call that waits for one never ends. Collecting it more often costs
// more: it goes through all that is alive, and drops the code that the engine has compiled.
const CALLS = 2000;

let nCalls = 0;

function countCall() {
    if (++nCalls % CALLS === 0)
        System.gc();
}

return {countCall};
})();
