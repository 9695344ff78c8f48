// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// Where the reference finds the documentation of the libraries below SmartAsync.

var baseURLs = [
    ['GLib', 'https://docs.gtk.org/glib/'],
    ['GObject', 'https://docs.gtk.org/gobject/'],
    ['Gio', 'https://docs.gtk.org/gio/'],
    ['SmartAsync', '../smartasync-1/'],
    ['Dex', 'https://gnome.pages.gitlab.gnome.org/libdex/libdex-1/'],
];
