// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The twin of the example's library, through the VAPI that is made of its introspection data.

int main () {
    try {
        var server = new Github.Server ();

        server.start ();

        var client = new Github.Client (server.get_uri ());
        var repo = client.get_repo_sync ("GNOME", "glib", null);

        return repo.get_stars () == 1466 ? 0 : 1;
    } catch (Error error) {
        printerr ("%s\n", error.message);

        return 1;
    }
}
