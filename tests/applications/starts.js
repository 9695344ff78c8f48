// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Starts Gio.Application again and again, beside threads that make calls.

import System from 'system';
import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';

function start() {
    const seen = {activated: 0, idle: 0};
    const application = new Gio.Application({flags: Gio.ApplicationFlags.NON_UNIQUE});
    const machine = Awkward.Machine.new(Awkward.Moment.IN_TASK_THREAD, Awkward.Outcome.VALUE);

    application.connect('activate', () => {
        seen.activated++;
        // Inside the loop, and with none below.
        if (SmartAsync.sync(machine.echo_async.bind(machine), 'hello') !== 'hello')
            System.exit(3);
    });
    GLib.idle_add(GLib.PRIORITY_DEFAULT_IDLE, () => {
        seen.idle++;
        return GLib.SOURCE_REMOVE;
    });
    if (application.run([]) !== 0)
        System.exit(4);
    while (seen.idle === 0)
        GLib.MainContext.default().iteration(true);
    if (seen.activated !== 1 || SmartAsync.sync(machine.echo_async.bind(machine), 'again') !== 'again')
        System.exit(5);
}

Awkward.workers_start(4, Awkward.Work.TOGETHER);
for (let i = 0; i < Number(ARGV[0]); i++)
    start();
Awkward.workers_stop();
