# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What was fixed in version 0.1.0: a program that was written for it compiles without a change, and works. So does one
# with what standalone twins have of the library.

import os
import shutil
import sys
import tempfile
from pathlib import Path

from project import SOURCE, build_folder, pkg_config, run
from tap import Skip, claim, main

PROGRAMS = {
    'a program written for 0.1.0': sys.argv[1:3],
    'a program that finds the library as standalone twins do': sys.argv[3:],
}
LIBRARY = Path(os.environ['SMART_ASYNC_LIBRARY'])

# As strict as programs are: no flag takes back one of these.
FLAGS = ['-std=gnu11', '-Wall', '-Wextra', '-Werror']


def build(compiler, sources, folder):
    program = Path(folder) / 'program'
    run([compiler, *FLAGS, *sources, '-o', program, f'-I{SOURCE / "include"}',
         f'-I{build_folder() / "include"}', LIBRARY, *pkg_config('--cflags', '--libs', 'gio-2.0')])
    return program


def add(what, sources, compiler):
    @claim(f'{what} compiles unchanged with {compiler}, without a warning, and passes')
    def program_passes():
        if shutil.which(compiler) is None:
            raise Skip(f'{compiler} is not installed')
        with tempfile.TemporaryDirectory(prefix='smartasync-fixed-') as folder:
            environment = {**os.environ, 'LD_LIBRARY_PATH': str(LIBRARY.parent)}
            run([build(compiler, sources, folder), '--tap'], env=environment, timeout=60)


for name in ('gcc', 'clang'):
    for program in PROGRAMS:
        add(program, PROGRAMS[program], name)

if __name__ == '__main__':
    sys.exit(main('conventions'))
