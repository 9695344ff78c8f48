// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A GTK 4 application whose operations run in a worker thread: its handlers call, and its window goes on being drawn.

import Awkward from 'gi://Awkward?version=1';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Gtk from 'gi://Gtk?version=4.0';
import SmartAsync from 'gi://SmartAsync?version=1';

const FRAMES = 5;

const application = new Gtk.Application({application_id: 'org.example.Window', flags: Gio.ApplicationFlags.NON_UNIQUE});
const said = [];

// Work that ends when the window has been drawn some more times.
function workUntilDrawn(window) {
    const held = Awkward.Machine.new(Awkward.Moment.WHEN_RELEASED, Awkward.Outcome.VALUE);
    let frames = 0;

    window.add_tick_callback(() => {
        if (++frames < FRAMES)
            return GLib.SOURCE_CONTINUE;
        held.release();
        return GLib.SOURCE_REMOVE;
    });
    return SmartAsync.sync(held, 'echo_async', `drawn ${FRAMES} times`);
}

// Work in a thread.
function work(text) {
    const worker = Awkward.Machine.new(Awkward.Moment.IN_TASK_THREAD, Awkward.Outcome.VALUE);
    return [worker, 'echo_async', text];
}

async function afterClick() {
    said.push(await SmartAsync.smart(...work('awaited')));
    const [contents] = await SmartAsync.awaitable(Gio.File.new_for_uri(import.meta.url), 'load_bytes_async');
    said.push(contents.get_size() > 0);
}

function clicked(button) {
    said.push(SmartAsync.sync(...work('in a thread')));
    said.push(SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => SmartAsync.sync(...work('alone'))));
    said.push(workUntilDrawn(button.get_root()));
    afterClick().catch(error => said.push(`${error}\n${error.stack}`)).finally(() => application.quit());
}

application.connect('activate', () => {
    const button = new Gtk.Button({label: 'Work'});
    const window = new Gtk.ApplicationWindow({application, child: button});

    button.connect('clicked', clicked);
    window.present();
    GLib.idle_add(GLib.PRIORITY_LOW, () => {
        button.emit('clicked');
        return GLib.SOURCE_REMOVE;
    });
});

application.run(null);
print(said.join('\n'));
