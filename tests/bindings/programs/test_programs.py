# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Scripts as users run them: files, the console of GJS, Lua, Ctrl-C.

import os
import signal
import subprocess
import sys
from pathlib import Path

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


@claim('the console of GJS shows values')
def console():
    path = HERE / 'test_programs.py'
    done = run(program('GJS'), input=CONSOLE.replace('PATH', str(path)))
    assert f'\n{path.stat().st_size}\n' in done.stdout and '\n42\n' in done.stdout, done
    assert '\ntrue\n' in done.stdout, done


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


if __name__ == '__main__':
    sys.exit(main('bindings/programs'))
