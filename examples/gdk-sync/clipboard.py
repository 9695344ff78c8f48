# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Reads the clipboard without a main loop: GDK itself has only asynchronous functions for that.

import sys

import gi

gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
gi.require_version('GdkSync', '4.0')
from gi.repository import Gdk, GdkSync, GLib, Gtk


def main(text):
    if not Gtk.init_check():
        print('there is no display', file=sys.stderr)
        return 77

    clipboard = Gdk.Display.get_default().get_clipboard()
    clipboard.set_content(Gdk.ContentProvider.new_for_value(text))
    try:
        print(GdkSync.clipboard_read_text_sync(clipboard, None))
    except GLib.Error as error:
        print(error.message, file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else 'copied'))
