// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// A program in TypeScript: the declarations must allow all of it, and nothing that is marked as an error.

import Gio from 'gi://Gio?version=2.0';
import SmartAsync from 'gi://SmartAsync?version=1';

const file = Gio.File.new_for_path('/etc/hostname');

const contents = SmartAsync.sync<[boolean, Uint8Array, string]>(file.load_contents_async.bind(file));
const length: number = contents[1].length;
const named: unknown = SmartAsync.sync(file, 'load_contents_async', {timeout: 500, cancellable: null});

async function double(value: number): Promise<number> {
    return 2 * value;
}

async function* countTo(number: number): AsyncGenerator<number> {
    yield number;
}

const four: number = SmartAsync.sync(double, 2);
const ten: number | Promise<number> = SmartAsync.smart(double, 5, {timeout: 500});
const twelve: number | Promise<number> = SmartAsync.smart(Promise.resolve(12));
const counted: Iterable<number> = SmartAsync.sync(countTo, 3);
const temporary: [Gio.File, Gio.FileIOStream] = SmartAsync.sync(Gio.File, 'new_tmp_async', null, {timeout: 500});
const finished: unknown = SmartAsync.sync(file.load_contents_async.bind(file), {finish: file.load_contents_finish});
const six: number = SmartAsync.sync(double(3), {timeout: 500});
const eight: Promise<number> = SmartAsync.awaitable(double, 4);
const decorated: number = SmartAsync.sync(SmartAsync.smartasync(double), 2);
const fifth: Promise<number> = SmartAsync.awaitable(SmartAsync.smartasync(double), 5);
const sixteen: Promise<number> = SmartAsync.awaitable(double(8), {timeout: 500});
const optioned: number = SmartAsync.sync(double, 2, SmartAsync.options({timeout: 500, policy: SmartAsync.Policy.PRIVATE}));
const items: AsyncIterable<number> = SmartAsync.awaitable(countTo, 3);
const all: [number, string] = SmartAsync.sync(() => Promise.all([double(1), Promise.resolve('one')] as const) as
    Promise<[number, string]>);
const smart: number | Promise<number> = SmartAsync.smartasync(double)(5);
const added: number = SmartAsync.install('Gio') + SmartAsync.uninstall(Gio);
const policy: SmartAsync.Policy = SmartAsync.policy(SmartAsync.Policy.PRIVATE, () => SmartAsync.get_policy());
const inTime: string = SmartAsync.timeout(500, () => 'in time');
const watched: string = SmartAsync.watchdog(5000, () => 'watched');

const batch = new SmartAsync.Batch({name: 'doubles', max_concurrent: 2});
const index: number = batch.add_async(file.load_contents_async.bind(file));
const kept: number = batch.add(call => call.complete(Gio.Task.new(null, null, null)));
const done: boolean = batch.run(SmartAsync.BatchMode.ALL, null);
const value: unknown = batch.get_value(index);
const exception: unknown = batch.get_exception(index);

// @ts-expect-error: a name is no number
SmartAsync.timeout('500', () => 'in time');
// @ts-expect-error: it doubles numbers
SmartAsync.smartasync(double)('five');
// @ts-expect-error: there is no such policy
SmartAsync.push_policy(SmartAsync.Policy.NONESUCH);

// @ts-expect-error: a timeout is a number
SmartAsync.sync(double(3), {timeout: '500'});

// @ts-expect-error: there is no such option
SmartAsync.options({timout: 500});
// @ts-expect-error: a policy is no name
SmartAsync.options({policy: 'private'});
// @ts-expect-error: it gives a number, also decorated
const wrong: string = SmartAsync.sync(SmartAsync.smartasync(double), 2);
// @ts-expect-error: it gives a number
const text: string = SmartAsync.sync(double, 2);

export {added, all, counted, decorated, done, eight, exception, fifth, finished, four, inTime, items, kept, length,
    named, optioned, policy, six, sixteen, smart, temporary, ten, text, twelve, value, watched, wrong};
