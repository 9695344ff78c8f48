// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Clones a repository of git, walks what it has, and asks callbacks, while a loop goes on.

import System from 'system';
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Ggit from 'gi://Ggit?version=1.0';
import GgitAsync from 'gi://GgitAsync?version=1.0';
import SmartAsync from 'gi://SmartAsync?version=1';

const [SOURCE, COPY] = System.programArgs;
const call = SmartAsync.awaitable;

function check(condition, what) {
    if (!condition)
        throw new Error(what);
}

async function clone() {
    const repository = await call(GgitAsync.repository_clone_async, SOURCE, Gio.File.new_for_path(COPY), null);
    const head = await call(GgitAsync.repository_get_head_async, repository);
    check(head.get_name() === repository.get_head().get_name(), 'the head');
    return repository;
}

async function walk(repository) {
    const walker = await call(GgitAsync.revision_walker_new_async, repository);
    const subjects = [];
    await call(GgitAsync.revision_walker_push_head_async, walker);
    for (;;) {
        const id = await call(GgitAsync.revision_walker_next_async, walker);
        if (id === null)
            break;
        const commit = await call(GgitAsync.repository_lookup_async, repository, id, Ggit.Commit.$gtype);
        subjects.push(commit.get_subject());
    }
    check(subjects.length === 20 && subjects[0] === 'commit 19', `the commits: ${subjects}`);
}

async function ask(repository) {
    const names = [];
    await call(GgitAsync.repository_references_foreach_name_async, repository, name => {
        names.push(name);
        return 0;
    });
    check(names.includes('refs/heads/main'), `the references: ${names}`);

    GLib.file_set_contents(`${COPY}/new`, 'new');
    const seen = [];
    await call(GgitAsync.repository_file_status_foreach_async, repository, null, (path, flags) => {
        seen.push([path, flags]);
        return 0;
    });
    check(seen.length === 1 && seen[0][0] === 'new' && seen[0][1] === Ggit.StatusFlags.WORKING_TREE_NEW, `${seen}`);
}

async function refuse(repository) {
    try {
        await call(GgitAsync.repository_references_foreach_name_async, repository, () => 1);
    } catch (error) {
        check(error instanceof GLib.Error, `${error}`);
        return;
    }
    throw new Error('it did not fail');
}

async function run() {
    Ggit.init();
    const repository = await clone();
    await walk(repository);
    await ask(repository);
    await refuse(repository);
}

const loop = GLib.MainLoop.new(null, false);
run().then(() => print('all right'), error => logError(error)).finally(() => loop.quit());
loop.run();
