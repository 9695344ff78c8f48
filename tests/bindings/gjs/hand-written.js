// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Functions of Gio called in both ways: through an installed twin, and through the one that Gio has.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import {assert, assertEqual} from './claims.js';

const {NONE} = Gio.FileQueryInfoFlags;
const HERE = Gio.File.new_for_uri(import.meta.url);
const FOLDER = HERE.get_parent();
const NOWHERE = Gio.File.new_for_path('/nonexistent/file');
const BYTES = new GLib.Bytes(new TextEncoder().encode('one\ntwo;three\n'));
const ATTRIBUTES = 'standard::name,standard::size,standard::type';
const CREATE = Gio.FileCreateFlags.NONE;

// What is comparable of a value.
function plain(value) {
    if (Array.isArray(value))
        return value.map(plain);
    if (value instanceof Uint8Array)
        return [...value];
    if (value instanceof GLib.Bytes)
        return plain(value.toArray());
    if (value instanceof Gio.FileInfo)
        return ['name', 'size', 'type'].map(name => value.get_attribute_as_string(`standard::${name}`));
    if (value instanceof Gio.File)
        return value.get_uri().replace(/-[^-]*$/, '');
    if (value instanceof Gio.FileOutputStream || value instanceof Gio.FileIOStream)
        value.close(null);
    if (value instanceof Gio.InetAddress)
        return value.to_string();
    return value !== null && typeof value === 'object' ? value.constructor.name : value;
}

function outcome(func) {
    try {
        return JSON.stringify(plain(func()));
    } catch (error) {
        assert(error instanceof GLib.Error, `${error}\n${error.stack}`);
        return `${GLib.quark_to_string(error.domain)} ${error.code}`;
    }
}

// What the calls made is gone after them.
const created = [];

function temporary() {
    const [file] = Gio.File.new_tmp('smartasync-XXXXXX');
    created.push(file);
    return file;
}

function removeCreated() {
    for (const file of created.splice(0)) {
        if (file.query_exists(null))
            file.delete(null);
    }
}

function missing() {
    const file = temporary();
    file.delete(null);
    return file;
}

function memory() {
    return Gio.MemoryInputStream.new_from_bytes(BYTES);
}

function lines() {
    return Gio.DataInputStream.new(memory());
}

function buffered() {
    return Gio.BufferedInputStream.new(memory());
}

function sink() {
    return Gio.MemoryOutputStream.new_resizable();
}

function children() {
    return FOLDER.enumerate_children(ATTRIBUTES, NONE, null);
}

function process(...words) {
    return Gio.Subprocess.new(words, Gio.SubprocessFlags.STDOUT_PIPE | Gio.SubprocessFlags.STDIN_PIPE);
}

function closed(stream) {
    stream.close(null);
    return stream;
}

// An object to call on, the function's name, its arguments. By hand a cancellable comes last.
const CASES = [
    [() => HERE, 'load_contents', []],
    [() => NOWHERE, 'load_contents', []],
    [() => HERE, 'load_bytes', []],
    [() => NOWHERE, 'load_bytes', []],
    [() => HERE, 'query_info', [ATTRIBUTES, NONE]],
    [() => NOWHERE, 'query_info', [ATTRIBUTES, NONE]],
    [() => HERE, 'query_filesystem_info', ['filesystem::type']],
    [() => NOWHERE, 'query_filesystem_info', ['filesystem::type']],
    [() => HERE, 'query_default_handler', []],
    [() => NOWHERE, 'find_enclosing_mount', []],
    [() => HERE, 'find_enclosing_mount', []],
    [() => HERE, 'read', []],
    [() => NOWHERE, 'read', []],
    [() => FOLDER, 'enumerate_children', [ATTRIBUTES, NONE]],
    [() => NOWHERE, 'enumerate_children', [ATTRIBUTES, NONE]],
    [missing, 'create', [CREATE]],
    [temporary, 'create', [CREATE]],
    [missing, 'create_readwrite', [CREATE]],
    [temporary, 'create_readwrite', [CREATE]],
    [temporary, 'append_to', [CREATE]],
    [() => NOWHERE, 'append_to', [CREATE]],
    [temporary, 'replace', [null, false, CREATE]],
    [() => NOWHERE, 'replace', [null, false, CREATE]],
    [temporary, 'replace_readwrite', [null, false, CREATE]],
    [temporary, 'open_readwrite', []],
    [() => NOWHERE, 'open_readwrite', []],
    [temporary, 'delete', []],
    [() => NOWHERE, 'delete', []],
    [() => NOWHERE, 'trash', []],
    [missing, 'make_directory', []],
    [temporary, 'make_directory', []],
    [() => NOWHERE, 'make_directory', []],
    [temporary, 'set_display_name', ['smartasync/wrong']],
    [() => NOWHERE, 'set_display_name', ['name']],
    [children, 'close', []],
    [memory, 'read_bytes', [4]],
    [() => closed(memory()), 'read_bytes', [4]],
    [memory, 'skip', [4]],
    [() => closed(memory()), 'skip', [4]],
    [memory, 'close', []],
    [lines, 'read_line', []],
    [() => closed(lines()), 'read_line', []],
    [lines, 'read_upto', [';', 1]],
    [lines, 'close', []],
    [buffered, 'fill', [5]],
    [() => closed(buffered()), 'fill', [5]],
    [sink, 'write', [new Uint8Array([1, 2])]],
    [() => closed(sink()), 'write', [new Uint8Array([1, 2])]],
    [sink, 'write_all', [new Uint8Array([1, 2, 3])]],
    [sink, 'write_bytes', [BYTES]],
    [() => closed(sink()), 'write_bytes', [BYTES]],
    [sink, 'flush', []],
    [() => closed(sink()), 'flush', []],
    [sink, 'close', []],
    [sink, 'splice', [memory(), Gio.OutputStreamSpliceFlags.NONE]],
    [() => process('true'), 'wait', []],
    [() => process('true'), 'wait_check', []],
    [() => process('false'), 'wait_check', []],
    [() => process('cat'), 'communicate', [BYTES]],
    [() => process('cat'), 'communicate_utf8', ['hello']],
    [() => Gio.Resolver.get_default(), 'lookup_by_name', ['127.0.0.1']],
    [() => Gio.Resolver.get_default(), 'lookup_by_name', ['not a name']],
    [() => HERE.read(null), 'query_info', [ATTRIBUTES]],
    [() => HERE.read(null), 'close', []],
    [() => missing().create_readwrite(CREATE, null), 'query_info', [ATTRIBUTES]],
    [() => missing().create_readwrite(CREATE, null), 'close', []],
    [() => Gio.NetworkMonitor.get_default(), 'can_reach', [Gio.NetworkAddress.parse('127.0.0.1:1', 1)]],
    [() => Gio.SimpleProxyResolver.new('http://proxy', []), 'lookup', ['http://example.org']],
    [() => new Gio.BytesIcon({bytes: BYTES}), 'load', [16]],
];

export function compareWithHandWritten() {
    const differing = [];

    for (const [make, name, args] of CASES) {
        const values = args.map(arg => arg instanceof Gio.MemoryInputStream ? memory : () => arg);
        const given = () => values.map(value => value());
        const twin = outcome(() => make()[`${name}_sync`](...given()));

        const expected = outcome(() => make()[name](...given(), null));

        if (twin !== expected)
            differing.push(`${name}: ${twin}, not ${expected}`);
        removeCreated();
    }
    assertEqual(differing.join('\n'), '');
    assert(CASES.length >= 60, `${CASES.length} calls only`);
}
