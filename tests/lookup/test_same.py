# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The typelibs that are installed: the rules say the same of them as of the introspection data that they are made of.

import os
import subprocess
import sys
from pathlib import Path

from tap import Skip, claim, expect_empty, main

COMPARE = sys.argv[1:]
CONFIG = os.environ['SMART_ASYNC_CODEGEN_CONFIG_DIR']
FOLDERS = [Path(os.environ['TYPELIB_DIR']), Path('/usr/lib/girepository-1.0')]
NOTHING_TO_COMPARE = 77

# By function and what differs. What bindings do not see is in no typelib.
REASONS = {
    ('g_async_initable_newv_async', 'finish'): 'g_async_initable_new_async() leads to it, which has varargs',
    ('g_async_initable_newv_async', 'refused'): 'the same',
}


def names():
    return sorted({path.stem for folder in FOLDERS if folder.exists() for path in folder.glob('*.typelib')})


def compared(program, name):
    """The differences of a namespace, and how many functions were compared; None where there is no GIR."""
    done = subprocess.run([program, name, CONFIG], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode == NOTHING_TO_COMPARE:
        return None
    assert done.returncode == 0, f'{name}: {done.stderr}'
    *lines, number = done.stdout.splitlines()
    return [line.split('\t') for line in lines], int(number)


def add(program):
    version = Path(program).name.rpartition('-')[2]

    @claim(f'libgirepository {version} says of a typelib what its GIR says')
    def says_the_same():
        results = {name: compared(program, name) for name in names()}
        counts = {name: result[1] for name, result in results.items() if result is not None}
        if not counts:
            raise Skip('no namespace is installed with its GIR')
        print(f'# {sum(counts.values())} functions of {sum(map(bool, counts.values()))} namespaces')
        assert counts.get('Gio-2.0', 100) >= 100, counts
        expect_empty(f'{name}: {what} of {function}() is {in_gir} in the GIR, {in_typelib} in the typelib'
                     for name, result in results.items() if result is not None
                     for function, what, in_gir, in_typelib in result[0] if (function, what) not in REASONS)


for program in COMPARE:
    add(program)

if __name__ == '__main__':
    sys.exit(main('lookup'))
