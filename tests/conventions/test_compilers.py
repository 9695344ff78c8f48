# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What this build compiles, by the other compiler: nothing to warn of.

import json
import os
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from project import build_folder
from tap import Skip, claim, expect_empty, main

# What was written by valac is not ours to mend: Meson itself silences its warnings for the compiler of this build.
GENERATED_BY_VALA = 'meson-generated'

# Flags of GCC that clang does not know are no fault of the code.
FLAGS = ['-fsyntax-only', '-Werror', '-Wno-unknown-warning-option', '-Qunused-arguments']


# Meson puts these before the compiler, where they are installed.
CACHES = ('ccache', 'sccache')


def compilations():
    """Yields (folder, arguments of the compiler) for each C file of the build."""
    for entry in json.loads((build_folder() / 'compile_commands.json').read_text(encoding='utf-8')):
        words = shlex.split(entry['command'])
        if entry['file'].endswith('.c') and GENERATED_BY_VALA not in entry['output']:
            yield entry['directory'], words[2 if os.path.basename(words[0]) in CACHES else 1:]


def without_output(words):
    """The words that say how to compile, but not those that write something."""
    left = iter(words)
    for word in left:
        if word in ('-o', '-MF', '-MQ'):
            next(left)
        elif word not in ('-MD', '-c'):
            yield word


def complaints(compiler, folder, words):
    command = [compiler, *FLAGS, *without_output(words)]
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout if done.returncode else ''


@claim('clang finds nothing to warn of')
def clang_is_content():
    if shutil.which('clang') is None:
        raise Skip('clang is not installed')
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda one: complaints('clang', *one), compilations())
        expect_empty(filter(None, found))


if __name__ == '__main__':
    sys.exit(main('conventions'))
