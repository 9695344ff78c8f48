// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Gio._promisify() and calls of the same function, in each order: neither breaks the other. What GJS has looked up stays
// in its classes, so that each case runs in a program of its own.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';
import {assertEqual, runClaims} from './claims.js';

const PRELUDE = `
    const {Gio, GLib} = imports.gi;
    const System = imports.system;
    const loop = new GLib.MainLoop(null, false);

    function stream() {
        return Gio.MemoryInputStream.new_from_bytes(new GLib.Bytes(new Uint8Array([1, 2, 3])));
    }

    function check(what, value, expected) {
        if (value !== expected) {
            printerr(what + ': ' + value + ', not ' + expected);
            System.exit(1);
        }
    }

    function settle(promise) {
        let outcome = null;
        promise.then(value => { outcome = value; }, error => { outcome = error; }).finally(() => loop.quit());
        loop.run();
        if (outcome instanceof Error || outcome instanceof GLib.Error)
            throw outcome;
        return outcome;
    }
`;

// A function, how it is promisified, an object and arguments, and what is comparable of the value.
const KINDS = {
    'of a class': ['Gio.InputStream.prototype', 'read_bytes_async', 'stream()', '2, 0, null', 'value.get_size()', 2],
    'of a subclass': ['Gio.MemoryInputStream.prototype', 'read_bytes_async', 'stream()', '2, 0, null', 'value.get_size()', 2],
    'of an interface': ['Gio.File.prototype', 'query_info_async', 'Gio.File.new_for_path("/")',
        '"standard::type", 0, 0, null', 'value.get_file_type()', Gio.FileType.DIRECTORY],
    'of a class\'s own': ['Gio.File', 'new_tmp_async', 'Gio.File', '"smartasync-XXXXXX", 0, null',
        '(value[0].delete(null), value.length)', 2],
};

// What is done with the function, by name: %o is the object, %f the function's name, %a its arguments, %p the place.
const USES = {
    promisify: 'Gio._promisify(%p, "%f")',
    'sync by name': 'check("sync by name", comparable(imports.gi.SmartAsync.sync(%o, "%f", %a)), expected)',
    'sync bound': '{ const object = %o; ' +
        'check("sync bound", comparable(imports.gi.SmartAsync.sync(object.%f.bind(object), %a)), expected); }',
    awaitable: 'check("awaitable", comparable(settle(imports.gi.SmartAsync.awaitable(%o, "%f", %a))), expected)',
    batch: `{
        const batch = imports.gi.SmartAsync.Batch.new('one');
        batch.add_async(%o, "%f", %a);
        batch.run(imports.gi.SmartAsync.BatchMode.ALL, null);
        check("batch", comparable(batch.get_value(0)), expected);
    }`,
    install: 'imports.gi.SmartAsync.install("Gio"); imports.gi.SmartAsync.uninstall("Gio")',
    'install and stay': 'imports.gi.SmartAsync.install("Gio")',
    promise: 'check("promise", comparable(settle(%o.%f(%a))), expected)',
    callback: `{
        let got = null;
        const object = %o;
        object.%f(%a, (source, result) => {
            got = object["%f".replace("_async", "_finish")](result);
            loop.quit();
        });
        loop.run();
        check("callback", comparable(got), expected);
    }`,
};

const CALLS = ['sync by name', 'sync bound', 'awaitable', 'batch'];

// Each call before and after promisifying, which must give promises, and callbacks as well.
const ORDERS = [
    ...CALLS.map(call => [call, 'promisify', 'promise', 'callback', call, 'promise']),
    ...CALLS.map(call => ['promisify', call, 'promise', 'callback', call]),
    ['promisify', 'promise', 'install and stay', 'promise', 'sync by name', 'callback'],
    ['install and stay', 'promisify', 'promise', 'callback', 'sync by name', 'install', 'promise'],
    ['install', 'promisify', 'promise', 'callback', 'sync bound'],
];

function scriptOf(kind, order) {
    const [place, func, object, args, comparable, expected] = KINDS[kind];
    const fill = text => text.replaceAll('%p', place).replaceAll('%f', func).replaceAll('%o', object)
        .replaceAll('%a', args);

    return `${PRELUDE}
        const expected = ${expected};
        const comparable = value => ${comparable};
        ${order.map(use => fill(USES[use])).join(';\n')}`;
}

function assertRuns(what, script) {
    const child = Gio.Subprocess.new([GLib.file_read_link('/proc/self/exe'), '-c', script],
        Gio.SubprocessFlags.STDOUT_SILENCE | Gio.SubprocessFlags.STDERR_PIPE);
    const [, , stderr] = SmartAsync.sync(child, 'communicate_utf8_async', null, {timeout: 60000});

    assertEqual(`${what}: ${stderr}`, `${what}: `);
    assertEqual(child.get_successful(), true);
}

function claimFor(kind) {
    return [`a function ${kind} may be promisified before and after`, () => {
        for (const order of ORDERS)
            assertRuns(order.join(', '), scriptOf(kind, order));
    }];
}

runClaims('javascript-promisify', {
    ...Object.fromEntries(Object.keys(KINDS).map(claimFor)),

    'a subclass of the program may be promisified'() {
        assertRuns('a subclass', `${PRELUDE}
            const {GObject, SmartAsync} = imports.gi;
            const Mine = GObject.registerClass(class Mine extends Gio.MemoryInputStream {});
            const mine = () => {
                const made = new Mine();
                made.add_bytes(new GLib.Bytes(new Uint8Array([1, 2, 3])));
                return made;
            };

            check('before', SmartAsync.sync(mine(), 'read_bytes_async', 2).get_size(), 2);
            Gio._promisify(Mine.prototype, 'read_bytes_async');
            check('promise', settle(mine().read_bytes_async(2, 0, null)).get_size(), 2);
            check('after', SmartAsync.sync(mine(), 'read_bytes_async', 2).get_size(), 2);
            Gio._promisify(Gio.InputStream.prototype, 'read_bytes_async');
            check('parent', settle(stream().read_bytes_async(2, 0, null)).get_size(), 2);
            check('both', SmartAsync.sync(mine(), 'read_bytes_async', 2).get_size(), 2);`);
    },

    'installing says nothing'() {
        assertRuns('install', `
            const {SmartAsync} = imports.gi;
            for (const name of ['GLib', 'GObject', 'Gio']) {
                SmartAsync.install(name);
                SmartAsync.install(name);
                SmartAsync.uninstall(name);
            }
            0;  // the exit status`);
    },
});
