// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Twins for a whole namespace, from JavaScript; and where GJS finds the override.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import 'gi://Kin?version=1';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, runClaims, thrown} from './claims.js';
import {compareWithHandWritten} from './hand-written.js';

const FILE = Gio.File.new_for_path(GLib.filename_from_uri(import.meta.url)[0]);

function withGio(func) {
    const n = SmartAsync.install('Gio');

    try {
        return func(n);
    } finally {
        SmartAsync.uninstall('Gio');
    }
}

// Its own names of all classes and interfaces, and of their prototypes.
function allNames() {
    return Object.keys(Gio).flatMap(key => {
        const member = key === 'IOModule' ? null : Gio[key];
        const places = typeof member === 'function' && member.$gtype !== undefined ? [member, member.prototype] : [];

        return [key, ...places.flatMap((place, i) => Object.getOwnPropertyNames(place).map(name => `${key} ${i} ${name}`))];
    });
}

runClaims('javascript-install', {
    'install-adds-twins'() {
        withGio(n => {
            const output = Gio.MemoryOutputStream.new_resizable();

            assert(n > 100, `${n} only`);
            assertEqual(output.write_bytes_sync(new GLib.Bytes(new Uint8Array([1, 2, 3]))), 3);
            assertEqual(output.flush_sync(null), true);
            assertEqual(output.close_sync(new Gio.Cancellable()), true);
            assertEqual(output.get_data_size(), 3);
        });
    },

    'install-adds-twins-to-interfaces'() {
        withGio(() => {
            const [bytes] = FILE.load_bytes_sync();

            assert(new TextDecoder().decode(bytes.toArray()).startsWith('// Copyright'), 'other contents');
            assert('load_bytes_sync' in Gio.File.prototype && 'load_bytes_sync' in FILE, 'not there');
        });
    },

    'install-adds-twins-to-constructors-and-functions'() {
        withGio(() => {
            const [file] = Gio.File.new_tmp_sync('smartasync-XXXXXX');

            assertEqual(file.delete_sync(), true);
            assertEqual(typeof Gio.app_info_get_default_for_type_sync, 'function');
        });
    },

    'install-keeps-existing-twins'() {
        const [call, busGet, create] = [Gio.DBusConnection.prototype.call_sync, Gio.bus_get_sync, Gio.DBusProxy.new_sync];

        withGio(() => {
            assertEqual(Gio.DBusConnection.prototype.call_sync, call);
            assertEqual(Gio.bus_get_sync, busGet);
            assertEqual(Gio.DBusProxy.new_sync, create);
        });
    },

    'install-twice-changes-nothing'() {
        withGio(() => {
            const twin = Gio.File.prototype.load_bytes_sync;

            assertEqual(SmartAsync.install(Gio), 0);
            assertEqual(Gio.File.prototype.load_bytes_sync, twin);
        });
    },

    'install-documents-the-twins'() {
        withGio(() => {
            const twin = Gio.File.prototype.enumerate_children_sync;

            assertEqual(twin.name, 'enumerate_children_sync');
            assertEqual(twin.length, 2);
            assert(twin.toString().includes('(attributes, flags, cancellable)'), twin.toString());
            assert(twin.toString().includes('calls Gio.File.enumerate_children_async(), waits'), twin.toString());
            assert(Object.keys(Gio.File.prototype).includes('enumerate_children_sync'), 'not listed');
        });
    },

    'uninstall-takes-them-away'() {
        const before = allNames();
        const n = withGio(count => {
            assertEqual(allNames().length, before.length + count);
            return count;
        });

        assertEqual(`${allNames()}`, `${before}`);
        assertEqual(FILE.load_bytes_sync, undefined);
        assertEqual(SmartAsync.uninstall('Gio'), 0);
        assertEqual(SmartAsync.install('Gio'), n);
        assertEqual(SmartAsync.uninstall('Gio'), n);
    },

    'installed-twins-equal-hand-written-ones'() {
        withGio(() => compareWithHandWritten());
    },

    'install-of-what-is-not-there-says-so'() {
        assert(thrown(() => SmartAsync.install('Nonesuch')).message.includes('Nonesuch'), 'no name');
        assert(thrown(() => SmartAsync.install(42)).message.includes('neither the name of a namespace'), 'no reason');
    },

    // GJS warns of what has moved to GLibUnix and GioUnix when it is loaded.
    'install-fails-where-a-configuration-file-is-faulty'() {
        const variable = 'SMART_ASYNC_CODEGEN_CONFIG_DIR';
        const before = GLib.getenv(variable);
        const folder = Gio.File.new_for_path(GLib.dir_make_tmp('smartasync-XXXXXX'));
        const file = folder.get_child('Kin.conf');

        GLib.file_set_contents(file.get_path(), '[nonsense');
        GLib.setenv(variable, folder.get_path(), true);
        const error = thrown(() => SmartAsync.install('Kin'));
        GLib.setenv(variable, before, true);
        file.delete(null);
        folder.delete(null);
        assert(error.message.includes('Kin.conf'), error.message);
        assert(SmartAsync.install('Kin') > 0, 'none');
        SmartAsync.uninstall('Kin');
    },

    'install-loads-nothing-that-has-moved'() {
        const install = 'print(["GLib", "Gio"].map(imports.gi.SmartAsync.install))';
        const [, output] = Gio.Subprocess.new(['gjs', '-c', install],
            Gio.SubprocessFlags.STDOUT_PIPE | Gio.SubprocessFlags.STDERR_MERGE).communicate_utf8(null, null);

        assert(/^0,\d\d\d\n$/.test(output), output);
    },

    'override-is-found-where-it-is-installed'() {
        const data = GLib.dir_make_tmp('smartasync-XXXXXX');
        const overrides = `${GLib.getenv('GJS_PATH').split(':')[0]}/overrides`;
        const gjs = new Gio.SubprocessLauncher({flags: Gio.SubprocessFlags.STDOUT_PIPE});

        GLib.mkdir_with_parents(`${data}/gjs-1.0`, 0o700);
        Gio.File.new_for_path(`${data}/gjs-1.0/overrides`).make_symbolic_link(overrides, null);
        gjs.unsetenv('GJS_PATH');
        gjs.setenv('XDG_DATA_DIRS', data, true);
        const [, output] = gjs.spawnv(['gjs', '-c', 'print(typeof imports.gi.SmartAsync.sync)'])
            .communicate_utf8(null, null);
        GLib.spawn_command_line_sync(`rm -r ${GLib.shell_quote(data)}`);
        assertEqual(output, 'function\n');
    },
});
