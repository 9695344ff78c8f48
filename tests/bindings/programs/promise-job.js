// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Waits, inside a promise job, for what never comes, while another job is ready. With the argument "timeout" GJS runs
// that job after setTimeout().

import System from 'system';
import Awkward from 'gi://Awkward?version=1';
import GLib from 'gi://GLib';

const machine = Awkward.Machine.new(Awkward.Moment.WHEN_CANCELLED, Awkward.Outcome.VALUE);
const pause = System.programArgs[0] === 'timeout' ? () => new Promise(resolve => setTimeout(resolve, 1)) : () => null;

async function main() {
    await pause();
    Promise.resolve().then(() => print('another job'));
    machine.echo_sync('hello', null);
}

GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
    main().catch(logError);
    return GLib.SOURCE_REMOVE;
});
new GLib.MainLoop(null, false).run();
