// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Collecting the garbage that calls make.

/* exported countCall */

'use strict';

const System = imports.system;

// GJS keeps the callbacks of finished operations until garbage is collected, and collects it from a timeout: never in a
// script that only makes calls. After some ten thousand calls the engine begins by itself, step by step, and until the
// last step GJS 1.74 drops all callbacks, so that the call that waits for one never ends. Each new callback, moreover,
// makes GJS search through all old ones, which takes longer than collecting them.
const CALLS = 1000;

let nCalls = 0;

function countCall() {
    if (++nCalls % CALLS === 0)
        System.gc();
}
