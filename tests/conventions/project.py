# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The project's folders and files, and how its tests run a program.

import os
import re
import shlex
import subprocess
from pathlib import Path

SOURCE = Path(os.environ.get('SMART_ASYNC_SOURCE_ROOT', Path(__file__).resolve().parents[2]))
HEADERS = SOURCE / 'include' / 'smartasync'
DEX_HEADER = SOURCE / 'dex' / 'smartasync-dex.h'
LOOKUP_HEADER = SOURCE / 'gobject-introspection' / 'lookup' / 'smartasync-introspection.h'

# Files that tests compare byte by byte, or that are wrong on purpose.
TEST_DATA = re.compile(r'tests/.*(data|golden|invalid|corpus|expected|fixtures)/')

# What others wrote, and is kept as they wrote it.
OTHERS = re.compile(r'(LICENSES|src/valgrind)/')


def build_folder():
    return Path(os.environ['SMART_ASYNC_BUILD_ROOT'])


def is_hidden_or_made(folder):
    """A build folder, a cache, a subproject, version control: nothing of the project's own. In a worktree .git is a file."""
    return (folder.name.startswith('.') and folder.name != '.ci'
            or folder.name in ('__pycache__', 'subprojects')
            or (folder.parent == SOURCE and folder.name.startswith('build'))
            or (folder / 'meson-private').exists())


def walk(folder):
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink():
            if not is_hidden_or_made(path):
                yield from walk(path)
        elif path.suffix != '.pyc' and path.name != '.git' and not (path.name.startswith('.') and path.suffix == '.swp'):
            yield path


def files(*suffixes):
    """The project's own files, test data left out. It needs no Git: an archive is as good as a clone."""
    return [path for path in walk(SOURCE)
            if (not suffixes or path.suffix in suffixes or path.name in suffixes)
            and not TEST_DATA.search(relative(path)) and not OTHERS.match(relative(path))]


def relative(path):
    return path.relative_to(SOURCE).as_posix()


def read(path):
    return path.read_text(encoding='utf-8')


def first_match(pattern, path):
    match = re.search(pattern, read(path), re.MULTILINE)
    assert match, f'{relative(path)}: nothing matches {pattern}'
    return match[1]


def project_version():
    return first_match(r"^  version: '([\d.]+)'", SOURCE / 'meson.build')


def run(command, **options):
    """Runs a program to its end and returns what it printed; raises with the output when it fails."""
    command = [str(word) for word in command]
    options.setdefault('timeout', 300)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, check=False, **options)
    assert done.returncode == 0, f'{shlex.join(command)}: status {done.returncode}\n{done.stdout}'
    return done.stdout


def pkg_config(*arguments, **options):
    return shlex.split(run(['pkg-config', *arguments], **options))


def compile_flags():
    """What a program that uses the headers of this tree and of this build gives its compiler."""
    return ['-Wall', '-Wextra', '-Werror', '-Wno-unused-parameter',
            f'-I{SOURCE / "include"}', f'-I{build_folder() / "include"}', *pkg_config('--cflags', 'gio-2.0')]
