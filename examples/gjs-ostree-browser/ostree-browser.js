// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Pulls branches of a repository of OSTree, and shows their commits: gjs -m ostree-browser.js FOLDER URI

import System from 'system';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Gtk from 'gi://Gtk?version=4.0';

import {Repository} from './repository.js';
import {Window} from './window.js';

const TRACES = GLib.getenv('OSTREE_BROWSER_TRACE') !== null;

class Browser {
    constructor(application, folder, uri) {
        this._window = new Window(application, {
            openBranch: name => this._do(() => this._openBranch(name)),
            cancel: () => this._cancellable?.cancel(),
        });
        this._window.present();
        this._do(() => this._start(folder, uri));
    }

    // For tests: what the program does, and when that can be seen.
    _trace(state) {
        if (!TRACES)
            return;
        print(state);
        this._window.afterFrames(3, () => print(`drawn ${state}`));
    }

    async _do(work) {
        try {
            await work();
        } catch (error) {
            const isCancelled = error instanceof GLib.Error &&
                error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED);
            this._window.showMessage(isCancelled ? 'Cancelled' : error.message);
            this._trace(isCancelled ? 'cancelled' : 'failed');
        }
    }

    async _start(folder, uri) {
        this._repository = await Repository.open(folder, uri);
        this._window.showBranches(await this._repository.listBranches());
        this._window.showMessage('Open a branch');
        this._trace('listed');
    }

    // The newest wish cancels the one before.
    async _openBranch(name) {
        this._cancellable?.cancel();
        this._cancellable = new Gio.Cancellable();
        this._window.showPulling();
        this._trace('pulling');
        await this._repository.pull(name, this._cancellable, text => this._window.report(text));
        this._trace('pulled');
        this._window.showCommits(await this._repository.log(name));
        this._trace('shown');
    }
}

const [folder, uri] = System.programArgs;
if (uri === undefined) {
    printerr('Usage: gjs -m ostree-browser.js FOLDER URI');
    System.exit(1);
}

const application = new Gtk.Application({flags: Gio.ApplicationFlags.NON_UNIQUE});
application.connect('activate', () => new Browser(application, folder, uri));
application.run([]);
