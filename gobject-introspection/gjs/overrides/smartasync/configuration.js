// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What can't be guessed of functions, from the generator's configuration files.

/* exported configuredFinish, givesContextStream */

'use strict';

const GLib = imports.gi.GLib;

const KEYS = ['finish', 'context-stream'];

const rules = new Map();  // by namespace's name: [{glob, key, value}], in C

function folders() {
    const given = GLib.getenv('SMART_ASYNC_CODEGEN_CONFIG_DIR');
    const installed = GLib.get_system_data_dirs().map(folder => `${folder}/smartasync-1/codegen`);

    return given === null ? installed : [given, ...installed];
}

function read(path) {
    const file = new GLib.KeyFile();

    file.load_from_file(path, GLib.KeyFileFlags.NONE);
    return file.get_groups()[0].flatMap(group => group.split(' ').slice(1).flatMap(glob => {
        const keys = file.get_keys(group)[0];

        return KEYS.filter(key => keys.includes(key)).map(key => ({glob, key, value: file.get_string(group, key)}));
    }));
}

function rulesOf(namespace) {
    if (!rules.has(namespace)) {
        const path = folders().map(folder => `${folder}/${namespace}.conf`)
            .find(candidate => GLib.file_test(candidate, GLib.FileTest.EXISTS));

        rules.set(namespace, path === undefined ? [] : read(path));
    }
    return rules.get(namespace);
}

// What is said of a function, or null. If it is named, that outranks globs, of which the first decides.
function configured(namespace, symbol, key) {
    const all = rulesOf(namespace).filter(rule => rule.key === key);
    const rule = all.find(({glob}) => glob === symbol) ??
        all.find(({glob}) => GLib.pattern_match_simple(glob, symbol));

    return rule?.value ?? null;
}

// The name in C of a function's finish function, or null.
function configuredFinish(namespace, symbol) {
    return configured(namespace, symbol, 'finish');
}

// Whether the stream that a function gives insists on the main context on which it was made.
function givesContextStream(namespace, symbol) {
    return configured(namespace, symbol, 'context-stream') === 'true';
}
