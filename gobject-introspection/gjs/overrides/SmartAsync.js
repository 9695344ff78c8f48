// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What makes SmartAsync natural in JavaScript: scopes here, and the rest from smartasync/.

/* exported _init */

'use strict';

const {batch, calls, functions, garbage, install, values} = imports.overrides.smartasync;

// Calls a function between two others, also if it throws.
function makeScope(name, push, pop) {
    return (value, func) => {
        values.checkFunction(`SmartAsync.${name}(): what it calls`, func);
        push(value);
        try {
            return func();
        } finally {
            pop();
        }
    };
}

const {checkContext, checkPolicy, checkTime} = values;

// By the names of scopes.
const CHECKS = {policy: checkPolicy, timeout: checkTime, watchdog: checkTime, context: checkContext};

// GJS takes anything for a number, and mistakes become 0: the policy auto, or no limit.
function checkPushes(SmartAsync) {
    for (const [name, check] of Object.entries(CHECKS)) {
        const push = SmartAsync[`push_${name}`];

        SmartAsync[`push_${name}`] = value => push(check(`SmartAsync.${name}: the ${name}`, value));
    }
}

function defineScopes(SmartAsync) {
    const scope = name => makeScope(name, SmartAsync[`push_${name}`], SmartAsync[`pop_${name}`]);

    // Makes the calls inside the function obey a policy:
    // SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => client.get_repo_sync(…))
    SmartAsync.policy = scope('policy');

    // Limits the time of each call inside the function, in milliseconds:
    // SmartAsync.timeout(500, () => client.get_repo_sync(…))
    SmartAsync.timeout = scope('timeout');

    // Ends each call inside the function in which nothing happens for so long, in milliseconds, with an error that
    // says what it may be waiting for: SmartAsync.watchdog(5000, () => client.get_repo_sync(…))
    SmartAsync.watchdog = scope('watchdog');

    // Runs the operations of the calls inside the function on a main context:
    // SmartAsync.context(client.get_main_context(), () => client.get_repo_sync(…))
    SmartAsync.context = scope('context');
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
    checkPushes(this);
    defineScopes(this);
    calls.define(this);
    install.define(this);
    batch.define(this);
}
