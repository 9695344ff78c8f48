// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Makes a repository, commits to it, and pulls it into another one, while a loop goes on: a timer never stands still for
// as long as it does while the function itself pulls.

import System from 'system';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import OSTree from 'gi://OSTree?version=1.0';
import OSTreeAsync from 'gi://OSTreeAsync?version=1.0';
import SmartAsync from 'gi://SmartAsync?version=1';

const FOLDER = System.programArgs[0];
const call = SmartAsync.awaitable;

function check(condition, what) {
    if (!condition)
        throw new Error(what);
}

async function makeRepository(name) {
    const folder = `${FOLDER}/${name}`;
    GLib.mkdir_with_parents(folder, 0o755);
    const repo = OSTree.Repo.new(Gio.File.new_for_path(folder));
    await call(OSTreeAsync.repo_create_async, repo, OSTree.RepoMode.ARCHIVE);
    return repo;
}

async function commitFiles(repo, number) {
    const folder = `${FOLDER}/files`;
    GLib.mkdir_with_parents(folder, 0o755);
    for (let i = 0; i < number; i++)
        GLib.file_set_contents(`${folder}/${i}`, `content ${i}`);

    await call(OSTreeAsync.repo_prepare_transaction_async, repo);
    const tree = OSTree.MutableTree.new();
    await call(OSTreeAsync.repo_write_directory_to_mtree_async, repo, Gio.File.new_for_path(folder), tree, null);
    const [, root] = await call(OSTreeAsync.repo_write_mtree_async, repo, tree);
    const [, checksum] = await call(OSTreeAsync.repo_write_commit_async, repo, null, 'Subject', 'Body', null, root);
    await call(OSTreeAsync.repo_set_ref_immediate_async, repo, null, 'main', checksum);
    const [, stats] = await call(OSTreeAsync.repo_commit_transaction_async, repo);
    check(stats.content_objects_written === number, 'statistics');
    return checksum;
}

async function pull(copy) {
    await call(OSTreeAsync.repo_pull_async, copy, 'origin', ['main'], OSTree.RepoPullFlags.NONE, null);
}

// The longest time, in milliseconds, between two calls of a timer while something is done.
async function measurePause(work) {
    let last = GLib.get_monotonic_time();
    let longest = 0;
    const note = () => {
        const now = GLib.get_monotonic_time();
        longest = Math.max(longest, now - last);
        last = now;
        return GLib.SOURCE_CONTINUE;
    };
    const timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, 2, note);
    await work();
    note();
    GLib.source_remove(timer);
    return longest / 1000;
}

async function comparePauses(source, checksum) {
    const [pair, blocking] = [await makeRepository('pair'), await makeRepository('blocking')];
    const options = new GLib.Variant('a{sv}', {'gpg-verify': new GLib.Variant('b', false)});
    for (const repo of [pair, blocking])
        repo.remote_add('origin', `file://${FOLDER}/source`, options, null);

    const paused = await measurePause(() => pull(pair));
    const blocked = await measurePause(() => blocking.pull('origin', ['main'], OSTree.RepoPullFlags.NONE, null, null));
    print(`longest pause of a timer: ${paused.toFixed(1)} ms with a pair, ${blocked.toFixed(1)} ms without`);
    check(paused < blocked, 'the timer');
    check(pair.resolve_rev('origin:main', false)[1] === checksum, 'what was pulled');
}

// A function that blocks stands for its pair where something is awaited.
async function find(repo, checksum) {
    const [, wanted] = repo.load_commit(checksum);
    for (const promise of [call(repo.load_commit.bind(repo), checksum), call(repo, 'load_commit', checksum)]) {
        const [, variant] = await promise;
        check(variant.equal(wanted), 'what its pair gives');
    }

    const id = repo.connect('gpg-verify-result', () => {});
    try {
        await call(repo, 'list_refs', null);
        throw new Error('no pair was found');
    } catch (error) {
        check(error.message.includes('ostree_repo_list_refs_async'), error.message);
    }
    repo.disconnect(id);
    SmartAsync.install('OSTreeAsync');
    check(OSTreeAsync.repo_list_refs_sync(repo, null)[1]['origin:main'] === checksum, 'a twin of a pair');
}

async function fails(repo, refspec) {
    try {
        await call(OSTreeAsync.repo_resolve_rev_async, repo, refspec, false);
        return false;
    } catch (error) {
        return error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND);
    }
}

async function run() {
    let ticks = 0;
    const timer = GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1, () => {
        ticks++;
        return GLib.SOURCE_CONTINUE;
    });
    const source = await makeRepository('source');
    const copy = await makeRepository('copy');
    const checksum = await commitFiles(source, 2000);
    const options = new GLib.Variant('a{sv}', {'gpg-verify': new GLib.Variant('b', false)});
    await call(OSTreeAsync.repo_remote_add_async, copy, 'origin', `file://${FOLDER}/source`, options);
    await pull(copy);
    GLib.source_remove(timer);

    const [, refs] = await call(OSTreeAsync.repo_list_refs_async, copy, null);
    check(refs['origin:main'] === checksum, 'the reference that was pulled');
    const loads = Array.from({length: 64}, () => call(OSTreeAsync.repo_load_commit_async, copy, checksum));
    const [, variant] = copy.load_commit(checksum);
    check((await Promise.all(loads)).every(([, loaded]) => loaded.equal(variant)), 'what was loaded');
    await find(copy, checksum);
    check(await fails(copy, 'nothing'), 'the error');
    check(ticks > 0, 'the loop');
    await comparePauses(source, checksum);
}

const loop = GLib.MainLoop.new(null, false);
run().then(() => print('all right'), error => logError(error)).finally(() => loop.quit());
loop.run();
