# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# TypeScript declarations made from the GIR, and those of the override, as a program in TypeScript sees them.

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

HERE = Path(__file__).resolve().parent
OVERRIDE = HERE.parents[2] / 'gobject-introspection/gjs/types/smartasync-override.d.ts'
TOOLS = Path(os.environ['SMART_ASYNC_NODE_MODULES']) / '.bin'


def run(tool, *arguments, folder):
    done = subprocess.run([str(TOOLS / tool), *map(str, arguments)], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout
    return done.stdout


@claim('a program in TypeScript is checked with the declarations')
def program_is_checked():
    if not (TOOLS / 'tsc').exists():
        raise Skip('ts-for-gir and TypeScript are not there: ./dev types installs them')

    with tempfile.TemporaryDirectory(prefix='smartasync-types-') as name:
        folder = Path(name)
        run('ts-for-gir', 'generate', 'SmartAsync-1', '--outdir=types', '--ignoreVersionConflicts',
            f'--girDirectories={os.environ["SMART_ASYNC_GIR_DIR"]}', '--girDirectories=/usr/share/gir-1.0', folder=folder)
        for path in (HERE / 'program.ts', HERE / 'tsconfig.json', OVERRIDE):
            shutil.copy(path, folder)
        run('tsc', '--project', 'tsconfig.json', folder=folder)


if __name__ == '__main__':
    sys.exit(main('bindings/types'))
