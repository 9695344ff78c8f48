// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What makes SmartAsync natural in JavaScript: scopes, and exceptions in the functions of a batch.

/* exported _init */

const Gio = imports.gi.Gio;

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

    // An operation that can't be started fails; it never leaves its call without a callback.
    const add = SmartAsync.Batch.prototype.add;
    SmartAsync.Batch.prototype.add = function (start, finish = null) {
        let failure = null;

        function guardedStart(call) {
            try {
                start(call);
            } catch (error) {
                failure = error;
                call.complete(Gio.Task.new(null, null, null));
                if (finish === null)
                    throw error;
            }
        }

        function guardedFinish(result) {
            if (failure !== null)
                throw failure;
            finish(result);
        }

        return add.call(this, guardedStart, finish !== null ? guardedFinish : null);
    };
}
