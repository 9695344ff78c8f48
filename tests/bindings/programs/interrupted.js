// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Waits for what never comes; with the argument "cancel", Ctrl-C cancels that.

import System from 'system';
import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';

const SIGINT = 2;
const cancellable = new Gio.Cancellable();
const machine = Awkward.Machine.new(Awkward.Moment.WHEN_CANCELLED, Awkward.Outcome.VALUE);

// What is printed once the call waits comes from the loop that it iterates.
GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
    print('waiting');
    return GLib.SOURCE_REMOVE;
});

if (System.programArgs[0] === 'cancel') {
    GLib.unix_signal_add(GLib.PRIORITY_HIGH, SIGINT, () => {
        cancellable.cancel();
        return GLib.SOURCE_REMOVE;
    });
}

try {
    SmartAsync.policy(SmartAsync.Policy.FORWARD,
        () => SmartAsync.sync(machine.echo_async.bind(machine), 'hello', {cancellable}));
} catch (error) {
    print(error.matches(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED) ? 'cancelled' : `${error}`);
}
