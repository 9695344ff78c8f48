// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The window: branches, and what is shown of one. Nothing in it is about waiting.

import GLib from 'gi://GLib';
import Gtk from 'gi://Gtk?version=4.0';
import Pango from 'gi://Pango';

const MARGIN = 12;

function makeLabel(text, classes = []) {
    return new Gtk.Label({
        label: text, cssClasses: classes, xalign: 0, ellipsize: Pango.EllipsizeMode.END, hexpand: true,
    });
}

function makeBox(...children) {
    const box = new Gtk.Box({
        orientation: Gtk.Orientation.VERTICAL, spacing: 4, marginTop: MARGIN, marginBottom: MARGIN, marginStart: MARGIN,
        marginEnd: MARGIN,
    });

    children.forEach(child => box.append(child));
    return box;
}

function fill(list, widgets) {
    for (let row = list.get_first_child(); row !== null; row = list.get_first_child())
        list.remove(row);
    widgets.forEach(widget => list.append(widget));
}

export class Window {
    // Calls openBranch (name) and cancel().
    constructor(application, {openBranch, cancel}) {
        this._branches = new Gtk.ListBox({cssClasses: ['navigation-sidebar'], widthRequest: 160});
        this._branches.connect('row-activated', (_list, row) => openBranch(row.get_child().label));
        this._commits = new Gtk.ListBox({selectionMode: Gtk.SelectionMode.NONE, canFocus: false});
        this._progress = new Gtk.ProgressBar({pulseStep: 0.02});
        this._report = makeLabel('');
        this._message = makeLabel('', ['title-3']);
        this._stack = new Gtk.Stack({hexpand: true, vexpand: true});
        this._addPages(cancel);
        this._window = new Gtk.ApplicationWindow({
            application, title: 'Branches', defaultWidth: 640, defaultHeight: 400, child: this._makePanes(),
        });
        this._window.add_tick_callback(() => {
            if (this._stack.visibleChildName === 'pulling')
                this._progress.pulse();
            return GLib.SOURCE_CONTINUE;
        });
    }

    _addPages(cancel) {
        const button = new Gtk.Button({label: 'Cancel', halign: Gtk.Align.START, marginTop: MARGIN});

        button.connect('clicked', cancel);
        this._cancel = button;
        this._stack.add_named(makeBox(this._message), 'message');
        this._stack.add_named(makeBox(makeLabel('Pulling', ['title-3']), this._progress, this._report, button), 'pulling');
        this._stack.add_named(new Gtk.ScrolledWindow({child: this._commits}), 'commits');
    }

    _makePanes() {
        const panes = new Gtk.Box();

        panes.append(new Gtk.ScrolledWindow({child: this._branches, hscrollbarPolicy: Gtk.PolicyType.NEVER}));
        panes.append(new Gtk.Separator({orientation: Gtk.Orientation.VERTICAL}));
        panes.append(this._stack);
        return panes;
    }

    // Calls back when so many frames were drawn.
    afterFrames(number, callback) {
        let left = number;

        this._window.add_tick_callback(() => {
            left--;
            if (left === 0)
                callback();
            return left > 0;
        });
    }

    present() {
        this._window.present();
    }

    showBranches(names) {
        fill(this._branches, names.map(name => makeLabel(name)));
        this._branches.get_row_at_index(0)?.grab_focus();
    }

    showMessage(text) {
        this._message.label = text;
        this._stack.visibleChildName = 'message';
    }

    showPulling() {
        this._report.label = 'Asking for the branch';
        this._stack.visibleChildName = 'pulling';
        this._cancel.grab_focus();
    }

    report(text) {
        this._report.label = text;
    }

    showCommits(commits) {
        fill(this._commits, commits.map(({checksum, subject, date}) =>
            makeBox(makeLabel(subject), makeLabel(`${date}, ${checksum.slice(0, 12)}`, ['dim-label']))));
        this._stack.visibleChildName = 'commits';
    }
}
