// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the library says of introspected functions, asked from JavaScript.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import 'gi://Kin?version=1';
import SmartAsyncIntrospection from 'gi://SmartAsyncIntrospection?version=1';
import {assert, assertEqual, runClaims, thrown} from '../bindings/gjs/claims.js';

const {Function: Introspected, IntrospectionError, Role} = SmartAsyncIntrospection;

function argumentsOf(func) {
    return Array.from({length: func.get_n_arguments()}, (_, i) => func.get_argument_name(i));
}

function rolesOf(func) {
    return Array.from({length: func.get_n_arguments()}, (_, i) => func.get_argument_role(i));
}

// The text of a function that GJS has made, or undefined where an override has put another one in its place.
function textOf(func) {
    const place = func.get_container() === null ? Gio : Gio[func.get_container()];
    const native = func.is_method() ? place.prototype[func.get_name()] : place[func.get_name()];

    return native.toString().includes('wrapper for native symbol') ? native.toString() : undefined;
}

runClaims('lookup-javascript', {
    'a symbol finds a function in its class'() {
        const func = Introspected.lookup_symbol('Gio', 'g_dbus_proxy_new');

        assertEqual(`${func.get_container()}.${func.get_name()}`, 'DBusProxy.new');
        assertEqual(func.get_finish().get_symbol(), 'g_dbus_proxy_new_finish');
        assertEqual(func.finish_takes_source(), false);
    },

    'arguments are those that GJS shows'() {
        const natives = Introspected.list('Gio').filter(func => textOf(func) !== undefined);

        assert(natives.length > 100);
        for (const func of natives) {
            const [, shown] = /\(([^)]*)\)/.exec(textOf(func));
            assertEqual(`${func.get_symbol()}: ${argumentsOf(func)}`,
                `${func.get_symbol()}: ${shown.replaceAll(' ', '')}`);
        }
    },

    'a callback is told by its type'() {
        const roles = rolesOf(Introspected.lookup('Kin', 'Child', 'confide'));
        assertEqual(`${roles}`, `${[Role.READY]}`);
        assert(!Introspected.lookup_symbol('Gio', 'g_file_copy').is_async());
    },

    'what is not there is an error that says what'() {
        const error = thrown(() => Introspected.lookup_symbol('Gio', 'g_file_sing_async'));
        assert(error.matches(IntrospectionError, IntrospectionError.UNKNOWN_FUNCTION));
    },

    'the process has one libgirepository, and the module that fits'() {
        Introspected.lookup('Gio', null, 'bus_get');
        const [, bytes] = GLib.file_get_contents('/proc/self/maps');
        const maps = new TextDecoder().decode(bytes);
        const versions = new Set(Array.from(maps.matchAll(/\/libgirepository-(\d)\.0\.so/g), ([, version]) => version));
        const modules = new Set(Array.from(maps.matchAll(/\/smartasync-typelib-(\d)\.so/g), ([, version]) => version));

        assertEqual(versions.size, 1);
        assertEqual([...modules].join(), [...versions].join());
    },
});
