// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// What the program does with a repository of OSTree. All of its functions block: the library of pairs that is imported
// here has asynchronous ones for them, which SmartAsync finds.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import OSTree from 'gi://OSTree?version=1.0';
import 'gi://OSTreeAsync?version=1.0';
import SmartAsync from 'gi://SmartAsync?version=1';

const REMOTE = 'origin';
const call = SmartAsync.awaitable;

const OPTIONS = new GLib.Variant('a{sv}', {'gpg-verify': new GLib.Variant('b', false)});

function describe(progress) {
    return `${progress.get_uint('fetched')} of ${progress.get_uint('requested')} objects`;
}

export class Repository {
    // Opens the repository in a folder, or makes one there, which pulls from a URI.
    static async open(folder, uri) {
        const repo = OSTree.Repo.new(Gio.File.new_for_path(folder));

        GLib.mkdir_with_parents(folder, 0o755);
        await call(repo, 'create', OSTree.RepoMode.ARCHIVE);
        await call(repo, 'remote_change', null, OSTree.RepoRemoteChange.ADD_IF_NOT_EXISTS, REMOTE, uri, OPTIONS);
        return new Repository(repo);
    }

    constructor(repo) {
        this._repo = repo;
    }

    // The branches that the other repository has.
    async listBranches() {
        const [, refs] = await call(this._repo, 'remote_list_refs', REMOTE);

        return Object.keys(refs).sort();
    }

    // With all commits before. OSTree.AsyncProgress emits its signal in the main context in which it was made.
    async pull(branch, cancellable, report) {
        const progress = OSTree.AsyncProgress.new();
        const options = new GLib.Variant('a{sv}', {
            refs: new GLib.Variant('as', [branch]), depth: new GLib.Variant('i', -1),
        });

        progress.connect('changed', () => report(describe(progress)));
        try {
            await call(this._repo, 'pull_with_options', REMOTE, options, progress, {cancellable});
        } finally {
            progress.finish();
        }
    }

    // The commits of a branch, [{checksum, subject, date}], the last one first.
    async log(branch) {
        const commits = [];
        let [, checksum] = await call(this._repo, 'resolve_rev', `${REMOTE}:${branch}`, false);

        while (checksum !== null) {
            const [found, commit] = await call(this._repo, 'load_variant_if_exists', OSTree.ObjectType.COMMIT, checksum);
            if (!found || commit === null)
                break;
            const date = GLib.DateTime.new_from_unix_utc(OSTree.commit_get_timestamp(commit));
            commits.push({checksum, subject: commit.get_child_value(3).unpack(), date: date.format('%F %T')});
            checksum = OSTree.commit_get_parent(commit);
        }
        return commits;
    }
}
