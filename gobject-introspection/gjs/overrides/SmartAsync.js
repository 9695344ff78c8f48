// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What makes SmartAsync natural in JavaScript: scopes.

/* exported _init */

function _init() {
    const SmartAsync = this;

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
}
