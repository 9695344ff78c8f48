// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Streams of libsoup, which ends the process if they are closed on another main context than the one they were made on:
// used afterwards from JavaScript, without this library and with it.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import SmartAsync from 'gi://SmartAsync?version=1';
import System from 'system';
import {assert, assertEqual, callInLoop, runClaims, settleInLoop, Skip} from './claims.js';

const SIZE = 4000000;  // It does not fit into the buffers of a socket.
const SECONDS = '100';

// What comes after an await runs in a loop.
let Soup;
try {
    imports.gi.versions.Soup = '3.0';
    ({Soup} = imports.gi);
} catch {
    print('1..0 # SKIP there is no libsoup 3');
    System.exit(0);
}

const HTTP2_SERVER =
    Gio.File.new_for_uri(import.meta.url).resolve_relative_path('../../../support/http2.py').get_path();

function http1Command(folder) {
    return ['python3', '-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', folder];
}

function http2Command(folder) {
    return ['python3', HTTP2_SERVER, `${folder}/page`];
}

function addressOf(line) {
    return line.startsWith('https:') ? line : `http://127.0.0.1:${line.match(/port (\d+)/)[1]}/page`;
}

// A server in a process of its own, as all threads of JavaScript are one.
function withServer(command, func) {
    const folder = GLib.Dir.make_tmp('smartasync-XXXXXX');
    const page = Gio.File.new_for_path(folder).get_child('page');
    page.replace_contents(new Uint8Array(SIZE), null, false, Gio.FileCreateFlags.NONE, null);
    const {STDIN_PIPE, STDOUT_PIPE, STDERR_SILENCE} = Gio.SubprocessFlags;
    const server = Gio.Subprocess.new(command(folder), STDIN_PIPE | STDOUT_PIPE | STDERR_SILENCE);

    try {
        const [line] = Gio.DataInputStream.new(server.get_stdout_pipe()).read_line_utf8(null);
        return func(addressOf(line));
    } finally {
        server.force_exit();
        server.wait(null);
        page.delete(null);
        GLib.rmdir(folder);
    }
}

function read(stream) {
    for (let size = 0; ;) {
        const n = stream.read_bytes(65536, null).get_size();
        if (n === 0)
            return size;
        size += n;
    }
}

function readInCalls(stream) {
    for (let size = 0; ;) {
        const n = SmartAsync.sync(stream, 'read_bytes_async', 65536).get_size();
        if (n === 0)
            return size;
        size += n;
    }
}

function readLittle(stream) {
    assertEqual(stream.read_bytes(10, null).get_size(), 10);
    return SIZE;
}

const ENDS = [
    stream => stream.close(null),
    stream => SmartAsync.sync(stream, 'close_async'),
    () => System.gc(),  // It frees what was dropped before.
];

function use(open) {
    for (const way of [read, readInCalls, readLittle]) {
        for (const end of ENDS) {
            const stream = open();
            assertEqual(way(stream), SIZE);
            end(stream);
        }
    }
}

// The certificate of a server is as good as any.
function messageFor(url) {
    const message = Soup.Message.new('GET', url);
    message.connect('accept-certificate', () => true);
    return message;
}

// Each is kept, as libsoup warns of a session that is freed before its streams.
const sessions = [];

function newSession() {
    sessions.push(new Soup.Session());
    return sessions.at(-1);
}

function opening(url) {
    const session = newSession();

    return () => SmartAsync.sync(session, 'send_async', messageFor(url));
}

async function useAwaited(url) {
    const session = newSession();
    for (const way of [read, readLittle]) {
        for (const end of ENDS) {
            const stream = await SmartAsync.awaitable(session, 'send_async', messageFor(url));
            assertEqual(way(stream), SIZE);
            end(stream);
        }
    }
}

const situations = {
    'a stream of libsoup can be used where no loop runs': url => use(opening(url)),

    'a stream of libsoup can be used inside a main loop': url => callInLoop(() => use(opening(url))),

    'a stream of libsoup can be used that was awaited': url => settleInLoop(() => useAwaited(url)),

    'a stream of libsoup can be used in a loop afterwards'(url) {
        const open = opening(url);

        for (const end of ENDS) {
            const stream = open();
            assertEqual(callInLoop(() => readLittle(stream)), SIZE);
            callInLoop(() => end(stream));
        }
    },

    'a stream of libsoup can be used that a twin has made'(url) {
        SmartAsync.install('Soup');
        const session = newSession();
        use(() => session.send_sync(messageFor(url), GLib.PRIORITY_DEFAULT));
    },
};

const PROTOCOLS = {'libsoup': http1Command, 'libsoup over HTTP/2': http2Command};

function has(module) {
    const {STDERR_SILENCE} = Gio.SubprocessFlags;
    const process = Gio.Subprocess.new(['python3', '-c', `import ${module}`], STDERR_SILENCE);

    process.wait(null);
    return process.get_successful();
}

// libsoup ends the process: so each claim has one.
function holds(protocol, name) {
    if (protocol.endsWith('2') && !has('h2'))
        throw new Skip('python3-h2 is not installed');

    const process = Gio.Subprocess.new(['timeout', SECONDS, 'gjs', '-m', GLib.filename_from_uri(import.meta.url)[0],
        protocol, name], Gio.SubprocessFlags.STDERR_PIPE | Gio.SubprocessFlags.STDOUT_SILENCE);
    const [, , messages] = process.communicate_utf8(null, null);

    assert(process.get_successful() && messages === '', messages);
}

function* claims() {
    for (const protocol of Object.keys(PROTOCOLS)) {
        for (const name of Object.keys(situations))
            yield [name.replace('libsoup', protocol), () => holds(protocol, name)];
    }
}

if (System.programArgs.length > 1) {
    const [protocol, name] = System.programArgs;
    withServer(PROTOCOLS[protocol], url => {
        situations[name](url);
        System.gc();
        // What libsoup has still to do for streams that were not read to their end.
        while (GLib.MainContext.default().iteration(false));
    });
} else {
    runClaims('javascript-streams', Object.fromEntries(claims()));
}
