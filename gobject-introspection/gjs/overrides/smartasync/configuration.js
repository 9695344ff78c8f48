// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the generator's configuration files say of finish functions that are not found by their names.

/* exported configuredFinish */

'use strict';

const GLib = imports.gi.GLib;

const rules = new Map();  // by namespace's name: [{glob, finish}], in C

function folders() {
    const given = GLib.getenv('SMART_ASYNC_CODEGEN_CONFIG_DIR');
    const installed = GLib.get_system_data_dirs().map(folder => `${folder}/smartasync-1/codegen`);

    return given === null ? installed : [given, ...installed];
}

function read(path) {
    const file = new GLib.KeyFile();

    file.load_from_file(path, GLib.KeyFileFlags.NONE);
    return file.get_groups()[0]
        .map(group => ({group, words: group.split(' ')}))
        .filter(({group, words}) => words.length === 2 && file.get_keys(group)[0].includes('finish'))
        .map(({group, words}) => ({glob: words[1], finish: file.get_string(group, 'finish')}));
}

function rulesOf(namespace) {
    if (!rules.has(namespace)) {
        const path = folders().map(folder => `${folder}/${namespace}.conf`)
            .find(candidate => GLib.file_test(candidate, GLib.FileTest.EXISTS));

        rules.set(namespace, path === undefined ? [] : read(path));
    }
    return rules.get(namespace);
}

// The name in C of a function's finish function, or null. One that is named outranks globs, of which the first decides.
function configuredFinish(namespace, symbol) {
    const all = rulesOf(namespace);
    const rule = all.find(({glob}) => glob === symbol) ??
        all.find(({glob}) => GLib.pattern_match_simple(glob, symbol));

    return rule?.finish ?? null;
}
