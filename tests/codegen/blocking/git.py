# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Clones a repository of git, walks what it has, and asks callbacks, while a loop goes on.

import sys
import threading
from pathlib import Path

import gi

gi.require_version('SmartAsync', '1')
gi.require_version('Ggit', '1.0')
gi.require_version('GgitAsync', '1.0')
from gi.repository import Ggit, GgitAsync, Gio, GLib, SmartAsync

SOURCE, COPY = sys.argv[1:]
call = SmartAsync.awaitable


async def clone():
    repository = await call(GgitAsync.repository_clone_async, SOURCE, Gio.File.new_for_path(COPY), None)
    head = await call(GgitAsync.repository_get_head_async, repository)
    assert head.get_name() == repository.get_head().get_name()
    return repository


async def walk(repository):
    walker = await call(GgitAsync.revision_walker_new_async, repository)
    subjects = []
    await call(GgitAsync.revision_walker_push_head_async, walker)
    while (number := await call(GgitAsync.revision_walker_next_async, walker)) is not None:
        commit = await call(GgitAsync.repository_lookup_async, repository, number, Ggit.Commit)
        subjects.append(commit.get_subject())
    assert subjects == [f'commit {i}' for i in reversed(range(20))], subjects
    return commit


async def visit(commit):
    names = []
    await call(GgitAsync.tree_walk_async, commit.get_tree(), Ggit.TreeWalkMode.PRE,
               lambda _root, entry, *_data: names.append(entry.get_name()) or 0)
    assert names == ['file'], names


async def ask(repository):
    """Callbacks are called here, with positional data or without, and what they return counts."""
    names, seen = [], []

    def note(path, flags, *data):
        assert threading.current_thread() is threading.main_thread()
        seen.append((path, flags))
        return 0

    await call(GgitAsync.repository_references_foreach_name_async, repository,
               lambda name, *_data: names.append(name) or 0)
    assert 'refs/heads/main' in names, names
    (Path(COPY) / 'new').write_text('new', encoding='utf-8')
    await call(GgitAsync.repository_file_status_foreach_async, repository, None, note)
    assert seen == [('new', Ggit.StatusFlags.WORKING_TREE_NEW)], seen


async def refuse(repository):
    try:
        await call(GgitAsync.repository_references_foreach_name_async, repository, lambda *_arguments: 1)
        raise AssertionError('it did not fail')
    except GLib.Error:
        pass


async def wait_for_itself(repository):
    """What waits for another call with the same repository in a callback fails instead of waiting for ever."""
    errors = []

    def wait(_name, *_data):
        try:
            SmartAsync.sync(call(GgitAsync.repository_get_head_async, repository))
        except GLib.Error as error:
            errors.append(error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.WOULD_BLOCK))
        return 0

    await call(GgitAsync.repository_references_foreach_name_async, repository, wait)
    assert errors and all(errors), errors


async def run():
    Ggit.init()
    repository = await clone()
    await visit(await walk(repository))
    await ask(repository)
    await refuse(repository)
    await wait_for_itself(repository)


SmartAsync.sync(run())
print('all right')
