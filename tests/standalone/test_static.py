# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Standalone twins in a program that has GLib linked in statically.

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
BUILD = Path(os.environ['SMARTASYNC_BUILD_DIR'])
TWINS = BUILD / 'tests/standalone'
SUPPORT = SOURCE / 'tests/support'
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-static-')

# In the order in which they need each other.
OF_GLIB = ['gio-2.0', 'gobject-2.0', 'gmodule-2.0', 'glib-2.0']


def run(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, timeout=200)
    assert done.returncode == 0, f'{shlex.join(map(str, command))}\n{done.stdout}'
    return done.stdout


def pkg_config(*options):
    return shlex.split(run('pkg-config', *options, 'gio-2.0'))


def find(file):
    """The compiler's file of this name, or None."""
    path = Path(run('cc', f'-print-file-name={file}').strip())
    return path if path.is_absolute() else None


def libraries():
    """GLib as archives, and what that needs as whatever there is."""
    archives = [find(f'lib{name}.a') for name in OF_GLIB]
    if None in archives:
        raise Skip('there are no archives of GLib')
    others = [word[2:] for word in pkg_config('--static', '--libs-only-l') if word[2:] not in OF_GLIB]
    found = [find(f'lib{name}.so') or find(f'lib{name}.a') for name in dict.fromkeys(others)]
    return [*archives, *filter(None, found), '-pthread', '-lm', '-ldl', '-lresolv']


def build(name, *more):
    program = Path(SCRATCH.name) / name
    run('cc', '-g', '-o', program, SOURCE / 'tests/standalone/static-program.c', SUPPORT / 'awkward.c',
        SUPPORT / 'awkward-glimpse.c', SUPPORT / 'fleeting-result.c', TWINS / 'awkward-sync.c', f'-I{TWINS}',
        f'-I{SUPPORT}', f'-I{SOURCE / "include"}', f'-I{BUILD / "include"}', *pkg_config('--cflags'), *more, *libraries())
    assert 'libgobject' not in run('ldd', program)
    return program


@claim('the twins do without the library')
def twins_alone():
    assert run(build('alone')) == 'done\n'


@claim('a runtime in the program is found, which does nothing before GLib is ready')
def with_runtime():
    objects = [path for name in ('libsmartasync-1*.p', 'libprofile*.p') for path in (BUILD / 'src').glob(f'{name}/*.o')]
    assert objects, 'the runtime has no objects'
    sysprof = find('libsysprof-capture-4.a')
    assert run(build('with-runtime', '-DWITH_RUNTIME', *objects, *filter(None, [sysprof]))) == 'done\n'


if __name__ == '__main__':
    sys.exit(main('standalone-static'))
