// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What makes SmartAsync natural in JavaScript: scopes here, and the rest from smartasync/.

/* exported _init */

'use strict';

let batch, calls, functions, garbage, install, values;  // the modules, once the library is there

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

// GJS takes anything for a number, and mistakes become 0: the policy auto, or no limit.
function checkPushes(SmartAsync) {
    const {checkContext, checkPolicy, checkTime} = values;
    const checks = {policy: checkPolicy, timeout: checkTime, watchdog: checkTime, context: checkContext};

    for (const [name, check] of Object.entries(checks)) {
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
    // Where the library cannot be loaded, this says so; with what the modules use, GJS would crash. And used once, the
    // library is found by twins that are not linked with it.
    this.get_policy();
    ({batch, calls, functions, garbage, install, values} = imports.overrides.smartasync);

    // GJS keeps the callback of a running call beside the function, so that run() must not be entered again before it
    // returns. But calls are nested.
    this.run = (...args) => {
        garbage.countCall();
        return this.run_closure(...args);
    };

    functions.rememberBindings();
    functions.rememberPromisified();
    checkPushes(this);
    defineScopes(this);
    calls.define(this);
    install.define(this);
    batch.define(this);
}
