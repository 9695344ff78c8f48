// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the override relies on in GJS, which promises none of it: smartasync/gjs.js, in the GJS that is here.

// Before SmartAsync is imported.
import {readBoundBefore} from './bound-before.js';

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import 'gi://Kin?version=1';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, runClaims, settleInLoop, thrown} from './claims.js';

const GJS = imports.overrides.smartasync.gjs;
const FILE = Gio.File.new_for_uri(import.meta.url);

function assertSignature(native, isMethod, path, parameters, symbol) {
    const signature = GJS.signatureOf(native);

    assertEqual(signature.isMethod, isMethod);
    assertEqual(signature.path.join('.'), path);
    assertEqual(signature.parameters.join(), parameters);
    assertEqual(signature.symbol, symbol);
}

runClaims('javascript-gjs', {
    'native functions, bound ones and others are told apart'() {
        const natives = [FILE.load_bytes_async, Gio.File.new_tmp_async, Gio.DBusProxy.new, Gio.bus_get];
        const bound = [readBoundBefore, FILE.load_bytes_async.bind(FILE), FILE.load_bytes_async.bind(FILE).bind(null)];
        const others = [() => {}, (() => {}).bind(null), Gio.File, Math.max, undefined, null, FILE, 'name'];

        for (const native of natives)
            assert(GJS.isNative(native) && !GJS.isBound(native), `${native}`);
        for (const each of bound)
            assert(!GJS.isNative(each) && GJS.isBound(each), each.name);
        for (const other of others)
            assert(!GJS.isNative(other) && !GJS.isBound(other), `${other}`);
    },

    'the text of a native function tells what it is'() {
        assertSignature(FILE.load_bytes_async, true, 'Gio.File.load_bytes_async', 'cancellable,callback',
            'g_file_load_bytes_async');
        assertSignature(Gio.File.new_tmp_async, false, 'Gio.new_tmp_async', 'tmpl,io_priority,cancellable,callback',
            'g_file_new_tmp_async');
        assertSignature(Gio.DBusConnection.new_finish, false, 'Gio.new_finish', 'res', 'g_dbus_connection_new_finish');
        assertSignature(Gio.bus_get, false, 'Gio.bus_get', 'bus_type,cancellable,callback', 'g_bus_get');
        assertSignature(GLib.idle_source_new, false, 'GLib.idle_source_new', '', 'g_idle_source_new');
        assert(thrown(() => GJS.signatureOf(Gio.InputStream.prototype.vfunc_read_async)) instanceof TypeError,
            'another error');
    },

    'bind is replaced for native functions only'() {
        assert(FILE.load_bytes_async.bind !== Function.prototype.bind, 'it is not');
        assertEqual((() => {}).bind, Function.prototype.bind);
    },

    'what a promisified function stands for is found'() {
        const native = Gio.Subprocess.prototype.communicate_async;

        assertEqual(GJS.unpromisified(Gio.Subprocess.prototype, 'communicate_async'), native);
        Gio._promisify(Gio.Subprocess.prototype, 'communicate_async');
        assert(Gio.Subprocess.prototype.communicate_async !== native, 'it is the same');
        assertEqual(GJS.unpromisified(Gio.Subprocess.prototype, 'communicate_async'), native);
        assertEqual(GJS.unpromisified(Gio.Subprocess.prototype, 'nonesuch'), undefined);
        assertEqual(Object.getOwnPropertyNames(Gio.Subprocess.prototype).filter(GJS.isFromPromisify).length, 1);
    },

    'a function that was called by its name can be promisified after that'() {
        SmartAsync.sync(FILE, 'load_bytes_async');
        Gio._promisify(Gio.File.prototype, 'load_bytes_async');
        const [bytes] = settleInLoop(async () => await FILE.load_bytes_async(null));

        assert(bytes instanceof GLib.Bytes, `${bytes}`);
    },

    'namespaces have names'() {
        assertEqual(GJS.nameOfNamespace(Gio), 'Gio');
        assertEqual(GJS.nameOfNamespace(imports.gi.Kin), 'Kin');
        for (const other of [{}, null, undefined, Gio.File, 'Gio'])
            assertEqual(GJS.nameOfNamespace(other), null);
    },

    'types are found by the names of their functions'() {
        const types = GJS.typesWith('Gio', names => names.includes('load_async'));

        // An interface has the function, a class has it from there, a class without functions of its own has not.
        assert(types.includes('LoadableIcon') && types.includes('BytesIcon') && !types.includes('File'), `${types}`);
        assertEqual(`${GJS.typesWith('Kin', names => names.includes('answer_finish'))}`, 'Parent');
    },

    'one GIRepository is in the process, and the right one'() {
        const libraries = new TextDecoder().decode(GLib.file_get_contents('/proc/self/maps')[1])
            .match(/libgirepository-[12]/g);

        assertEqual(new Set(libraries).size, 1);
        assertEqual(imports.gi.GIRepository.__version__ === '3.0', libraries[0] === 'libgirepository-2');
    },

    // Of other objects than their own.
    'no other file of the override uses names that begin with an underscore, or that gjs.js knows'() {
        const knowledge = /(?<!\b(this|target))\??\._\w|__\w+__|_original_|GIRepository|native symbol|nativePrototype/;
        const [overrides] = GLib.getenv('GJS_PATH').split(':');
        const folder = Gio.File.new_for_path(`${overrides}/overrides/smartasync`);
        const files = [...folder.enumerate_children('standard::name', Gio.FileQueryInfoFlags.NONE, null)]
            .map(info => info.get_name());

        assert(files.includes('gjs.js') && files.includes('functions.js'), `${files}`);
        for (const file of files.filter(name => name.endsWith('.js'))) {
            const lines = new TextDecoder().decode(folder.get_child(file).load_contents(null)[1]).split('\n');
            const found = lines.filter(line => knowledge.test(line.replace(/\/\/.*/, '')));

            assertEqual(found.length > 0, file === 'gjs.js');
        }
    },

    'promise jobs are ready with the priority that is looked for'() {
        const context = GLib.MainContext.default();

        Promise.resolve().then(() => null);
        assert(context.acquire(), 'somebody else has it');
        assertEqual(`${context.prepare()}`, `${[true, GJS.JOBS_PRIORITY]}`);
        context.iteration(false);
        context.release();
    },
});
