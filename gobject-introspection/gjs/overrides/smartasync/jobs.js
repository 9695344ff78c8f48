// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Promise jobs: GJS runs them from a source of the default main context, and never one inside another.

'use strict';

// GJS finds names sooner in a function: see docs/internals.md.
var {canRun} = (() => {

const {GLib} = imports.gi;
const {JOBS_PRIORITY} = imports.overrides.smartasync.gjs;

function areReady(context) {
    const [, priority] = context.prepare();
    return priority === JOBS_PRIORITY;
}

// Whether promise jobs run if the default context is iterated from here. This is tried with a job that does nothing.
// Jobs that wait run as well, and nothing else: an iteration dispatches only sources of the highest priority.
function canRun() {
    const context = GLib.MainContext.default();
    let hasRun = false;

    if (!context.acquire())
        return false;

    Promise.resolve().then(() => {
        hasRun = true;
    });
    if (areReady(context))
        context.iteration(false);
    context.release();
    return hasRun;
}

return {canRun};
})();
