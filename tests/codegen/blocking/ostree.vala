/* Copyright 2026 The SmartAsync authors
 * SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * Pulls a repository of OSTree into another one, with progress, while a loop goes on.
 */

async void pull (string source, string folder) throws Error {
  var repo = new Ostree.Repo (File.new_for_path (folder));
  var progress = new Ostree.AsyncProgress ();
  var options = new VariantDict ();
  unowned Thread<void*> caller = Thread.self<void*> ();
  string rev;

  DirUtils.create (folder, 0755);
  options.insert_value ("gpg-verify", false);
  progress.changed.connect (() => assert (Thread.self<void*> () == caller));
  yield OSTreeAsync.repo_create_async (repo, Ostree.RepoMode.ARCHIVE, null);
  yield OSTreeAsync.repo_remote_add_async (repo, "origin", "file://" + source, options.end (), null);
  yield OSTreeAsync.repo_pull_async (repo, "origin", { "main" }, Ostree.RepoPullFlags.NONE, progress, null);
  progress.finish ();
  yield OSTreeAsync.repo_resolve_rev_async (repo, "origin:main", false, null, out rev);
  assert (rev.length == 64);
  yield OSTreeAsync.repo_resolve_rev_async (repo, "nothing", false, null, out rev);
}

int main (string[] args) {
  var loop = new MainLoop ();
  uint ticks = 0;
  var timer = Timeout.add (1, () => {
    ticks++;
    return Source.CONTINUE;
  });

  pull.begin (args[1], args[2], (source, result) => {
    try {
      pull.end (result);
    } catch (IOError.NOT_FOUND error) {
      assert (ticks > 0);
      print ("all right\n");
    } catch (Error error) {
      print ("%s\n", error.message);
    }
    loop.quit ();
  });
  loop.run ();
  Source.remove (timer);
  return 0;
}
