# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes a repository, commits to it, and pulls it into another one, while a loop goes on.

import asyncio
import sys
import threading
from pathlib import Path

import gi

gi.require_version('SmartAsync', '1')
gi.require_version('OSTree', '1.0')
gi.require_version('OSTreeAsync', '1.0')
from gi.repository import Gio, GLib, OSTree, OSTreeAsync, SmartAsync

FOLDER = Path(sys.argv[1])
call = SmartAsync.awaitable


async def make_repository(name):
    folder = FOLDER / name
    folder.mkdir(parents=True)
    repo = OSTree.Repo.new(Gio.File.new_for_path(str(folder)))
    assert await call(OSTreeAsync.repo_create_async, repo, OSTree.RepoMode.ARCHIVE)
    return repo


async def commit_files(repo, number):
    folder = FOLDER / 'files'
    folder.mkdir()
    for i in range(number):
        (folder / str(i)).write_text(f'content {i}', encoding='utf-8')

    await call(OSTreeAsync.repo_prepare_transaction_async, repo)
    tree = OSTree.MutableTree.new()
    file = Gio.File.new_for_path(str(folder))
    assert await call(OSTreeAsync.repo_write_directory_to_mtree_async, repo, file, tree, None)
    _, root = await call(OSTreeAsync.repo_write_mtree_async, repo, tree)
    _, checksum = await call(OSTreeAsync.repo_write_commit_async, repo, None, 'Subject', 'Body', None, root)
    assert await call(OSTreeAsync.repo_set_ref_immediate_async, repo, None, 'main', checksum)
    _, stats = await call(OSTreeAsync.repo_commit_transaction_async, repo)
    assert stats.content_objects_written == number
    return checksum


async def pull(source, copy):
    threads = set()
    progress = OSTree.AsyncProgress.new()
    progress.connect('changed', lambda _progress: threads.add(threading.current_thread()))
    options = GLib.Variant('a{sv}', {'gpg-verify': GLib.Variant('b', False)})
    await call(OSTreeAsync.repo_remote_add_async, copy, 'origin', f'file://{source.get_path().get_path()}', options)
    assert await call(OSTreeAsync.repo_pull_async, copy, 'origin', ['main'], OSTree.RepoPullFlags.NONE, progress)
    progress.finish()  # what it has in the main context would outlive it
    assert threads <= {threading.main_thread()}


async def compare(repo, checksum):
    """What the pairs give is what the functions give."""
    assert await call(OSTreeAsync.repo_list_refs_async, repo, None) == tuple(repo.list_refs(None, None))
    assert (await call(OSTreeAsync.repo_resolve_rev_async, repo, 'origin:main', False))[1] == checksum
    loaded = await asyncio.gather(*[call(OSTreeAsync.repo_load_commit_async, repo, checksum) for _ in range(64)])
    _, variant, state = repo.load_commit(checksum)
    assert all(one[1].equal(variant) and one[2] == state for one in loaded)
    others = [OSTree.Repo.new(repo.get_path()) for _ in range(64)]
    await asyncio.gather(*[call(OSTreeAsync.repo_open_async, other) for other in others])
    loaded = await asyncio.gather(*[call(OSTreeAsync.repo_load_commit_async, other, checksum) for other in others])
    assert all(one[1].equal(variant) and one[2] == state for one in loaded)


async def find(repo, checksum):
    """A function that blocks stands for its pair where something is awaited, and for itself elsewhere."""
    wanted = repo.load_commit(checksum)
    for function, *arguments in ((repo.load_commit, checksum), (OSTree.Repo.load_commit, repo, checksum)):
        for how in (SmartAsync.awaitable, SmartAsync.smart):
            _, variant, state = await how(function, *arguments)
            assert variant.equal(wanted[1]) and state == wanted[2]
    assert SmartAsync.sync(OSTree.Repo.load_commit, repo, checksum, timeout=60000)[1].equal(wanted[1])
    cancelled = Gio.Cancellable()
    cancelled.cancel()
    try:
        await SmartAsync.awaitable(OSTree.Repo.load_commit, repo, checksum, cancellable=cancelled)
        raise AssertionError('it was not cancelled')
    except GLib.Error as error:
        assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.CANCELLED), error


async def fail(repo):
    try:
        await call(OSTreeAsync.repo_resolve_rev_async, repo, 'nothing', False)
        raise AssertionError('it did not fail')
    except GLib.Error as error:
        assert error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND), error

    repo.connect('gpg-verify-result', lambda *_arguments: None)
    try:
        await call(OSTreeAsync.repo_list_refs_async, repo, None)
        raise AssertionError('it did not fail')
    except GLib.Error as error:
        assert 'gpg-verify-result' in error.message, error
    try:
        await call(OSTree.Repo.list_refs, repo, None)
        raise AssertionError('no pair was found')
    except GLib.Error as error:
        assert 'ostree_repo_list_refs_async' in error.message, error


async def run():
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.ensure_future(tick())
    source, copy = await make_repository('source'), await make_repository('copy')
    checksum = await commit_files(source, 200)
    await pull(source, copy)
    await compare(copy, checksum)
    await find(copy, checksum)
    await fail(copy)
    ticking.cancel()
    assert ticks > 0


SmartAsync.sync(run())
assert SmartAsync.install('OSTreeAsync') > 0
repo = OSTree.Repo.new(Gio.File.new_for_path(str(FOLDER / 'copy')))
OSTreeAsync.repo_open_sync(repo)
assert OSTreeAsync.repo_list_refs_sync(repo, None) == tuple(repo.list_refs(None, None))
print('all right')
