// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A program that uses a library, without a loop and inside one: gjs -m program.js LIBRARY

import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import System from 'system';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assert, assertEqual, settleInLoop} from '../gjs/claims.js';

const NAMESPACES = {libnm: ['NM', '1.0'], UDisks: ['UDisks', '2.0'], libsecret: ['Secret', '1'], libportal: ['Xdp', '1.0']};

// Each yields what is to be called, and gets what that gives.
const PROGRAMS = {
    *libnm(NM) {
        const client = yield [NM.Client, 'new_async'];
        assertEqual(client.get_devices().map(device => device.get_iface()).join(), 'eth0');
        const connection = NM.SimpleConnection.new();
        connection.add_setting(new NM.SettingConnection({id: 'office', uuid: GLib.uuid_string_random(),
            type: '802-3-ethernet'}));
        connection.add_setting(new NM.SettingWired());
        const added = yield [client, 'add_connection_async', connection, true];
        assertEqual(added.get_id(), 'office');
        assertEqual(client.get_connection_by_uuid(connection.get_uuid()).get_id(), 'office');
        yield [added, 'delete_async'];
        assertEqual(yield [client, 'check_connectivity_async'], NM.ConnectivityState.FULL);
    },

    *UDisks(UDisks) {
        const options = new GLib.Variant('a{sv}', {});
        const client = yield [UDisks.Client, 'new'];
        const [, [path]] = yield [client.get_manager(), 'call_get_block_devices', options];
        const disk = client.get_object(path);
        // Not disk.get_block().id_label: GJS 1.90 takes another function for the property's setter, and warns of it.
        const label = new GObject.Value();
        label.init(GObject.TYPE_STRING);
        disk.get_block().get_property('id-label', label);
        assertEqual(label.get_string(), 'Disk');
        const [, where] = yield [disk.get_filesystem(), 'call_mount', options];
        assertEqual(where, '/media/disk');
        try {
            yield [disk.get_filesystem(), 'call_mount', options];
            assert(false);
        } catch (error) {
            assert(error.matches(UDisks.Error, UDisks.Error.ALREADY_MOUNTED), error);
        }
        yield [disk.get_filesystem(), 'call_unmount', options];
    },

    *libsecret(Secret) {
        const schema = Secret.Schema.new('org.example.Program', Secret.SchemaFlags.NONE,
            {user: Secret.SchemaAttributeType.STRING});
        const user = {user: 'somebody'};
        assert(yield [Secret.password_store, schema, user, null, 'A password', 'hidden']);
        assertEqual(yield [Secret.password_lookup, schema, user], 'hidden');
        const service = yield [Secret.Service, 'get', Secret.ServiceFlags.LOAD_COLLECTIONS];
        const [item] = yield [service, 'search', schema, user, Secret.SearchFlags.UNLOCK];
        yield [item, 'load_secret'];
        assertEqual(item.get_secret().get_text(), 'hidden');
        assert(yield [item, 'delete']);
        assertEqual(yield [Secret.password_lookup, schema, user], null);
    },

    *libportal(Xdp) {
        const portal = new Xdp.Portal();
        const user = yield [portal, 'get_user_information', null, 'for a test', Xdp.UserInformationFlags.NONE];
        assertEqual(user.recursiveUnpack().name, 'A User');
        const picture = yield [portal, 'take_screenshot', null, Xdp.ScreenshotFlags.NONE];
        assertEqual(picture, 'file:///picture.png');
        try {
            yield [portal, 'get_user_information', null, 'refuse', Xdp.UserInformationFlags.NONE];
            assert(false);
        } catch (error) {
            assert(error.message.toLowerCase().includes('cancel'), error);
        }
    },
};

function run(program) {
    for (let step = program.next(); !step.done;) {
        let value;
        try {
            value = SmartAsync.sync(...step.value);
        } catch (error) {
            step = program.throw(error);
            continue;
        }
        step = program.next(value);
    }
}

async function runAwaited(program) {
    for (let step = program.next(); !step.done;) {
        let value;
        try {
            value = await SmartAsync.awaitable(...step.value);  // eslint-disable-line no-await-in-loop
        } catch (error) {
            step = program.throw(error);
            continue;
        }
        step = program.next(value);
    }
}

const [name] = System.programArgs;
const [namespace, version] = NAMESPACES[name];
imports.gi.versions[namespace] = version;
const library = imports.gi[namespace];

print('sync');
run(PROGRAMS[name](library));
print('awaitable');
settleInLoop(() => runAwaited(PROGRAMS[name](library)));
