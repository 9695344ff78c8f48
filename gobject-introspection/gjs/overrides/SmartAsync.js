// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What makes SmartAsync natural in JavaScript: scopes here, and the rest from smartasync/.

/* exported _init */

'use strict';

const {batch, calls, functions, garbage, install} = imports.overrides.smartasync;

// Calls a function between two others, also if it throws.
function makeScope(push, pop) {
    return (value, func) => {
        push(value);
        try {
            return func();
        } finally {
            pop();
        }
    };
}

function defineScopes(SmartAsync) {
    const {
        push_policy, pop_policy, push_timeout, pop_timeout, push_watchdog, pop_watchdog, push_context, pop_context,
    } = SmartAsync;

    // Makes the calls inside the function obey a policy:
    // SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => client.get_repo_sync(…))
    SmartAsync.policy = makeScope(push_policy, pop_policy);

    // Limits the time of each call inside the function, in milliseconds:
    // SmartAsync.timeout(500, () => client.get_repo_sync(…))
    SmartAsync.timeout = makeScope(push_timeout, pop_timeout);

    // Ends each call inside the function in which nothing happens for so long, in milliseconds, with an error that
    // says what it may be waiting for: SmartAsync.watchdog(5000, () => client.get_repo_sync(…))
    SmartAsync.watchdog = makeScope(push_watchdog, pop_watchdog);

    // Runs the operations of the calls inside the function on a main context:
    // SmartAsync.context(client.get_main_context(), () => client.get_repo_sync(…))
    SmartAsync.context = makeScope(push_context, pop_context);
}

function _init() {
    // GJS keeps the callback of a running call beside the function, so that run() must not be entered again before it
    // returns. But calls are nested.
    this.run = (...args) => {
        garbage.countCall();
        return this.run_closure(...args);
    };

    // Used once, the library is found by twins that are not linked with it.
    this.get_policy();

    functions.rememberBindings();
    functions.rememberPromisified();
    defineScopes(this);
    calls.define(this);
    install.define(this);
    batch.define(this);
}
