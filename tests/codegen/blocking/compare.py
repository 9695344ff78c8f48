# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What pairs give is what the functions give: of a repository of git, and one of OSTree; values, and errors.

import sys
from pathlib import Path

import gi

for namespace in ('Ggit', 'GgitAsync', 'OSTree', 'OSTreeAsync'):
    gi.require_version(namespace, '1.0')
gi.require_version('SmartAsync', '1')
from gi.repository import Ggit, GgitAsync, Gio, GLib, GObject, OSTree, OSTreeAsync, SmartAsync

GIT, FOLDER = sys.argv[1], Path(sys.argv[2])


def plain_object(value):
    """Two objects of one type are the same if what they are called is."""
    names = [getattr(value, name)() for name in ('get_name', 'get_message', 'get_path', 'get_url', 'to_string')
             if hasattr(value, name)]
    number = value.get_id() if hasattr(value, 'get_id') else None
    return (type(value), *map(plain, names), plain(number))


def plain(value):
    if isinstance(value, GLib.Variant):
        return value.print_(True)
    if isinstance(value, GLib.Bytes):
        return value.get_data()
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (GObject.Object, GObject.GBoxed)):
        return plain_object(value)
    return value


def called(function, *arguments):
    try:
        return plain(function(*arguments))
    except GLib.Error as error:
        return (error.domain, error.code, error.message)


async def awaited(function, *arguments):
    try:
        return plain(await SmartAsync.awaitable(function, *arguments))
    except GLib.Error as error:
        return (error.domain, error.code, error.message)


async def compare(module, prefix, item, calls):
    """Functions that take a cancellable get none."""
    for name, *arguments in calls:
        function = getattr(item, name)
        is_cancellable = 'cancellable' in (function.__doc__ or '')
        pair = getattr(module, f'{prefix}_{name}_async')
        before = called(function, *arguments, *([None] if is_cancellable else []))
        given = await awaited(pair, *([] if isinstance(item, type) else [item]), *arguments)
        assert given == before, (name, given, before)
    return {(prefix, name) for name, *_ in calls}


async def compare_git():
    Ggit.init()
    repository = Ggit.Repository.open(Gio.File.new_for_path(GIT))
    head = repository.get_head()
    last = repository.lookup(head.get_target(), Ggit.Commit)
    first = last.get_nth_ancestor(19)
    tree = last.get_tree()
    file = Gio.File.new_for_path(f'{GIT}/file')
    names = await compare(GgitAsync, 'repository', Ggit.Repository, [
        ('open', Gio.File.new_for_path(GIT)), ('open', Gio.File.new_for_path('/nothing')),
        ('discover', file), ('discover_full', file, False, None),
    ])
    names |= await compare(GgitAsync, 'repository', repository, [
        ('get_head',), ('get_config',), ('get_index',), ('get_default_notes_ref',), ('is_empty',),
        ('is_head_detached',), ('is_head_unborn',), ('list_remotes',), ('list_tags',), ('list_tags_match', '*'),
        ('lookup', last.get_id(), Ggit.Commit), ('lookup', last.get_id(), Ggit.Blob), ('lookup_blob', last.get_id()),
        ('lookup_commit', first.get_id()), ('lookup_tree', tree.get_id()), ('lookup_tag', tree.get_id()),
        ('lookup_branch', 'main', Ggit.BranchType.LOCAL), ('lookup_branch', 'none', Ggit.BranchType.LOCAL),
        ('lookup_reference', 'refs/heads/main'), ('lookup_reference_dwim', 'main'), ('lookup_remote', 'origin'),
        ('revparse', 'HEAD'), ('revparse', 'HEAD~3'), ('revparse', '?'), ('path_is_ignored', 'file'),
        ('file_status', file), ('get_ahead_behind', last.get_id(), first.get_id()),
        ('get_descendant_of', last.get_id(), first.get_id()), ('lookup_submodule', 'none'),
        ('get_submodule_status', 'none', Ggit.SubmoduleIgnore.NONE),
        ('read_note', None, last.get_id()), ('get_attribute', 'file', 'text', Ggit.AttributeCheckFlags.FILE_THEN_INDEX),
    ])
    names |= await compare(GgitAsync, 'ref', head, [('lookup',), ('resolve',)])
    names |= await compare(GgitAsync, 'commit', last, [('get_nth_ancestor', 3), ('get_nth_ancestor', 30)])
    names |= await compare(GgitAsync, 'tree', tree, [('get_by_path', 'file'), ('get_by_path', 'none')])
    config = repository.get_config().snapshot()
    names |= await compare(GgitAsync, 'config', config, [
        ('get_bool', 'core.bare'), ('get_int32', 'core.repositoryformatversion'), ('get_string', 'core.filemode'),
        ('get_int64', 'core.repositoryformatversion'), ('get_string', 'no.such'), ('get_entry', 'core.bare'), ('snapshot',),
    ])
    return names


async def make_repository():
    (FOLDER / 'files').mkdir(parents=True)
    (FOLDER / 'files' / 'file').write_text('content', encoding='utf-8')
    repo = OSTree.Repo.new(Gio.File.new_for_path(str(FOLDER)))
    repo.create(OSTree.RepoMode.ARCHIVE)
    repo.prepare_transaction()
    tree = OSTree.MutableTree.new()
    repo.write_directory_to_mtree(Gio.File.new_for_path(str(FOLDER / 'files')), tree, None)
    _, root = repo.write_mtree(tree)
    _, checksum = repo.write_commit(None, 'Subject', 'Body', None, root)
    repo.transaction_set_ref(None, 'main', checksum)
    repo.commit_transaction()
    return repo, checksum


async def compare_ostree():
    repo, checksum = await make_repository()
    commit = OSTree.ObjectType.COMMIT
    return await compare(OSTreeAsync, 'repo', repo, [
        ('list_refs', None), ('list_refs', 'none'), ('list_refs_ext', None, OSTree.RepoListRefsExtFlags.NONE),
        ('resolve_rev', 'main', False), ('resolve_rev', 'none', True), ('resolve_rev', 'none', False),
        ('load_commit', checksum), ('load_commit', '0' * 64), ('load_variant', commit, checksum),
        ('load_variant_if_exists', commit, '0' * 64), ('has_object', commit, checksum),
        ('has_object', commit, '0' * 64), ('query_object_storage_size', commit, checksum),
        ('read_commit_detached_metadata', checksum), ('fsck_object', commit, checksum), ('is_writable',),
        ('list_static_delta_names',), ('list_commit_objects_starting_with', checksum[:2]),
        ('get_min_free_space_bytes',), ('get_remote_option', 'none', 'url', None), ('remote_get_url', 'none'),
        ('get_remote_boolean_option', 'none', 'gpg-verify', True), ('reload_config',), ('open',),
        ('get_remote_list_option', 'none', 'branches'), ('read_commit', 'main'),
        ('list_objects', OSTree.RepoListObjectsFlags.ALL),
    ])


async def run():
    names = await compare_git() | await compare_ostree()
    assert len(names) >= 60, len(names)


SmartAsync.sync(run())
print('all right')
