# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Scripts as users run them: files, the console of GJS, Lua, Ctrl-C.

import os
import pty
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from screen import Screen
from tap import Skip, claim, main

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parents[2] / 'examples'
CONSOLE = '''const {Gio, SmartAsync} = imports.gi
SmartAsync.install('Gio') > 100
Gio.File.new_for_path('PATH').query_info_sync('standard::size', 0).get_size()
SmartAsync.sync(async () => 6 * 7)
'''


def program(name, *arguments):
    words = os.environ.get(name, '')
    if not words:
        raise Skip('its interpreter is not installed')
    return [words, *map(str, arguments)]


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
                          **options)


def expect_sizes(command):
    paths = [HERE / 'test_programs.py', HERE / 'interrupted.js']
    done = run([*command, *map(str, paths)])
    assert done.stdout == ''.join(f'{path.stat().st_size}\t{path}\n' for path in paths), done

    done = run([*command, '/nonexistent/file'])
    assert (done.returncode, done.stdout) == (1, '') and 'No such file' in done.stderr, done


@claim('a script in JavaScript calls Gio without a loop')
def script_in_javascript():
    expect_sizes(program('GJS', '-m', EXAMPLES / 'gjs/sizes.js'))


@claim('a script in Lua calls Gio without a loop')
def script_in_lua():
    expect_sizes(program('LUA', EXAMPLES / 'lua/sizes.lua'))


def type_in_console(lines):
    """What the console of GJS shows for each line. It is for terminals: given a pipe, GJS 1.90 aborts."""
    ours, theirs = pty.openpty()
    with open(ours, 'r+b', buffering=0) as terminal, subprocess.Popen(
            program('GJS'), stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, 'TERM': 'dumb'}) as process:
        os.close(theirs)
        read_until_prompt(terminal)
        for line in lines:
            terminal.write(f'{line}\n'.encode())
            yield read_until_prompt(terminal).split('\r\n')[1:-1]
        process.kill()


def read_until_prompt(terminal):
    text = ''
    while not text.endswith('gjs> '):
        text += terminal.read(1000).decode()
    return text


@claim('the console of GJS shows values')
def console():
    path = HERE / 'test_programs.py'
    lines = CONSOLE.replace('PATH', str(path)).splitlines()
    shown = [output[-1:] for output in type_in_console(lines)]
    assert shown[1:] == [['true'], [str(path.stat().st_size)], ['42']], shown


INSTALL = '''const [name, version] = ARGV;
imports.gi.versions[name] = version;
print(imports.gi.SmartAsync.install(name));
'''
NAMESPACES = '''Adw-1 Atk-1.0 Colord-1.0 Gck-1 Gck-2 Gcr-3 Gcr-4 GData-0.0 Gdk-4.0 GdkPixbuf-2.0 GeocodeGlib-2.0 Gio-2.0
GioUnix-2.0 GLib-2.0 GLibUnix-2.0 Goa-1.0 Gtk-4.0 GtkSource-5 GWeather-4.0 Json-1.0 NM-1.0 OSTree-1.0 PackageKitGlib-1.0
Polkit-1.0 Qmi-1.0 Rest-1.0 Secret-1 Snapd-2 Soup-3.0 Tracker-3.0 Tsparql-3.0 Xdp-1.0'''.split()


@claim('install works for every namespace that is here')
def every_namespace():
    gjs = program('GJS', '-c', INSTALL)
    added = {}
    for namespace in NAMESPACES:
        done = run([*gjs, *namespace.rsplit('-', 1)])
        if 'Typelib file for namespace' not in done.stderr:
            assert done.stdout.strip().isdigit() and done.stderr == '', (namespace, done)
            added[namespace] = int(done.stdout)
    assert added['Gio-2.0'] > 100, added
    # Nearly all of its functions share a finish function, which only the configuration tells.
    assert added.get('PackageKitGlib-1.0', 40) >= 40, added


def expect_on_screen(command, *lines):
    if shutil.which('Xvfb') is None:
        raise Skip('Xvfb is not installed')
    screen = Screen()
    try:
        done = run(command, env=screen.environment())
    finally:
        screen.close()
    assert done.stdout.splitlines() == list(lines), done


@claim('a GTK 4 application in JavaScript calls, and its window goes on being drawn')
def window_in_javascript():
    expect_on_screen(program('GJS', '-m', HERE / 'window.js'),
                     'in a thread', 'alone', 'drawn 5 times', 'awaited', 'true')


@claim('a GTK 4 application in Python calls, also in a thread, and its window goes on being drawn')
def window_in_python():
    expect_on_screen(program('PYTHON', HERE / 'window.py'),
                     'in a thread', 'alone', 'drawn 5 times', 'from a worker', 'by the main loop')


def interrupt(*arguments):
    """Runs the script until it waits, then sends it what Ctrl-C sends."""
    with subprocess.Popen(program('GJS', '-m', HERE / 'interrupted.js', *arguments), stdout=subprocess.PIPE,
                          text=True) as process:
        assert process.stdout.readline() == 'waiting\n'
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=60)
        return process.returncode, output


@claim('Ctrl-C ends a script that waits')
def interrupt_ends():
    assert interrupt() == (-signal.SIGINT, ''), interrupt()


@claim('a script can make Ctrl-C cancel what it waits for')
def interrupt_cancels():
    assert interrupt('cancel') == (0, 'cancelled\n'), interrupt('cancel')


def explanation(*arguments):
    """What a script that waits in vain says of that by itself, and for how many seconds it has kept a processor busy."""
    with subprocess.Popen(program('GJS', '-m', HERE / 'promise-job.js', *arguments), stderr=subprocess.PIPE,
                          text=True) as process:
        text = process.stderr.readline()
        fields = Path(f'/proc/{process.pid}/stat').read_text().rpartition(')')[2].split()
        process.kill()
        return text, sum(int(ticks) for ticks in fields[11:13]) / os.sysconf('SC_CLK_TCK')


@claim('a call that keeps promise jobs waiting says so after five seconds, in which it sleeps')
def waiting_jobs():
    for arguments in [], ['timeout']:
        text, busy = explanation(*arguments)
        assert 'awkward_machine_echo_sync' in text and 'promise jobs wait' in text, (arguments, text)
        assert busy < 2.5, (arguments, busy)


if __name__ == '__main__':
    sys.exit(main('bindings/programs'))
