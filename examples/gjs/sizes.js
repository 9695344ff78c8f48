#!/usr/bin/env -S gjs -m
// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Prints the sizes of files: asynchronous functions of Gio in a script, without a main loop.

import System from 'system';
import Gio from 'gi://Gio';
import SmartAsync from 'gi://SmartAsync?version=1';

SmartAsync.install('Gio');

function size(path) {
    return Gio.File.new_for_path(path).query_info_sync('standard::size', Gio.FileQueryInfoFlags.NONE).get_size();
}

try {
    for (const path of System.programArgs)
        print(`${size(path)}\t${path}`);
} catch (error) {
    printerr(`error: ${error.message}`);
    System.exit(1);
}
