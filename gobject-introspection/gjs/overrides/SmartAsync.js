// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What makes SmartAsync natural in JavaScript: scopes here, and the rest from smartasync/.

/* exported _init */

'use strict';

const {batch, calls, functions, garbage, install} = imports.overrides.smartasync;

function defineScopes(SmartAsync) {
    // Makes the calls inside the function obey a policy:
    // SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => client.get_repo_sync(…))
    SmartAsync.policy = function (policy, func) {
        SmartAsync.push_policy(policy);
        try {
            return func();
        } finally {
            SmartAsync.pop_policy();
        }
    };

    // Limits the time of each call inside the function, in milliseconds:
    // SmartAsync.timeout(500, () => client.get_repo_sync(…))
    SmartAsync.timeout = function (milliseconds, func) {
        SmartAsync.push_timeout(milliseconds);
        try {
            return func();
        } finally {
            SmartAsync.pop_timeout();
        }
    };

    // Ends each call inside the function in which nothing happens for so long, in milliseconds, with an error that
    // says what it may be waiting for: SmartAsync.watchdog(5000, () => client.get_repo_sync(…))
    SmartAsync.watchdog = function (milliseconds, func) {
        SmartAsync.push_watchdog(milliseconds);
        try {
            return func();
        } finally {
            SmartAsync.pop_watchdog();
        }
    };
}

function _init() {
    // GJS keeps the callback of a running call beside the function: run() must not be entered again before it ends,
    // and calls are nested.
    this.run = (...args) => {
        garbage.countCall();
        return this.run_closure(...args);
    };

    functions.rememberBindings();
    functions.rememberPromisified();
    defineScopes(this);
    calls.define(this);
    install.define(this);
    batch.define(this);
}
