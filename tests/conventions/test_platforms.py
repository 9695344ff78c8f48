# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The table of systems and versions, docs/platforms.md, against the system that this runs on.

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from project import SOURCE, read
from tap import Skip, claim, expect_empty, main

PAGE = SOURCE / 'docs' / 'platforms.md'
TABLE = re.compile(r'(?:^\|.+\|\n)+', re.MULTILINE)
COLUMN_NAME = re.compile(r'\((\w+)\)')
VERSION = re.compile(r'\d+(\.\d+)*')

# How each row's version is asked for. Of what is printed, the first version counts.
COMMANDS = {
    'GLib': ['pkg-config', '--modversion', 'glib-2.0'],
    'GObject introspection': ['pkg-config', '--modversion', 'gobject-introspection-1.0'],
    'Python': [os.environ.get('SMART_ASYNC_PYTHON', 'python3'), '--version'],
    'PyGObject': [os.environ.get('SMART_ASYNC_PYTHON', 'python3'), '-c', 'import gi; print(gi.__version__)'],
    'GJS': ['gjs', '--version'],
    'Vala': ['valac', '--version'],
    'GTK': ['pkg-config', '--modversion', 'gtk4'],
    'libsoup': ['pkg-config', '--modversion', 'libsoup-3.0'],
    'gcc': ['gcc', '-dumpfullversion'],
    'clang': ['clang', '--version'],
    'Meson': ['meson', '--version'],
}


def tables():
    return [match[0] for match in TABLE.finditer(read(PAGE))]


def table():
    """The page's first table as {system: {what: version}}."""
    lines = tables()[0].splitlines()
    header, _, *rows = [[cell.strip() for cell in line.strip('|').split('|')] for line in lines]
    systems = [COLUMN_NAME.search(cell)[1] for cell in header[1:]]
    return {system: {row[0]: row[number] for row in rows} for number, system in enumerate(systems, start=1)}


def system_here():
    """Debian's name of this system, or None."""
    try:
        fields = dict(line.split('=', 1) for line in Path('/etc/os-release').read_text().splitlines() if '=' in line)
    except FileNotFoundError:
        return None
    if fields.get('ID') != 'debian':
        return None
    if Path('/etc/debian_version').read_text().strip().endswith('/sid'):
        return 'sid'
    return fields.get('VERSION_CODENAME', '').strip('"')


def version_here(what):
    """The version of something, or None where it is not installed."""
    command = COMMANDS[what]
    if shutil.which(command[0]) is None:
        return None
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    match = VERSION.search(done.stdout)
    return match[0] if done.returncode == 0 and match else None


def equals(version, stated):
    """Whether a version is the stated one, as far as that goes: 2.74.6 is 2.74."""
    return f'{version}.'.startswith(f'{stated}.')


@claim('the table of versions tells what this system has')
def table_is_true():
    system = system_here()
    if system not in table():
        raise Skip('this system is not in the table')
    problems = []
    for what, stated in table()[system].items():
        version = version_here(what)
        if version is not None and not equals(version, stated):
            problems.append(f'docs/platforms.md: {what} of {system} is {stated}, but {version} here')
    expect_empty(problems)


@claim('each system that ./dev world makes is in the table, and no other')
def table_is_complete():
    match = re.search(r"^WORLD_SYSTEMS='(.+)'$", read(SOURCE / 'tests' / 'world' / 'world.sh'), re.MULTILINE)
    assert match[1].split() == list(table()), (match[1], list(table()))


@claim('each processor that ./dev cross knows is on the page, and no other but that of all tests')
def processors_are_complete():
    rows = re.search(r"^cross_table\(\) \{\n    cat <<'END'\n(.*?)^END$", read(SOURCE / 'tests' / 'world' / 'cross.sh'),
                     re.MULTILINE | re.DOTALL)
    known = [row.split()[0] for row in rows[1].splitlines()]
    stated = [line.split()[1] for line in tables()[1].splitlines()[2:]]
    assert stated == ['x86_64', *known], (stated, known)


def sums_of_corpus():
    """What the two halves of the corpus have together, as a row of the page has it, and the system."""
    text = read(SOURCE / 'docs' / 'codegen-corpus.md')
    halves = [[cell.strip() for cell in line.strip('|').split('|')] for line in text.splitlines()
              if line.startswith('| **')]
    sums = [str(sum(int(half[1]) for half in halves))]
    for column in (3, 6, 7, 8):
        parts = [re.match(r'(\d+) of (\d+)', half[column]).groups() for half in halves]
        good, all_of_them = (sum(map(int, numbers)) for numbers in zip(*parts))
        sums.append(f'{good} of {all_of_them} ({100 * good / all_of_them:.1f}%)')
    return sums, re.search(r'Debian GNU/Linux (\d+)', text)[1]


@claim('twins of real libraries are as many as their own page says, on the system that this was measured on')
def corpus_is_the_same():
    sums, system = sums_of_corpus()
    row = next(line for line in tables()[2].splitlines() if line.startswith(f'| Debian {system} |'))
    cells = [cell.strip() for cell in row.strip('|').split('|')]
    assert [cells[column] for column in (2, 3, 5, 6, 7)] == sums, (cells, sums)


@claim('the oldest GLib of the table is the one that the build asks for')
def oldest_is_needed():
    match = re.search(r"^glib_req = '>= ([\d.]+)'$", read(SOURCE / 'meson.build'), re.MULTILINE)
    oldest = min((versions['GLib'] for versions in table().values()), key=lambda text: [*map(int, text.split('.'))])
    assert match[1] == oldest, (match[1], oldest)


if __name__ == '__main__':
    sys.exit(main('conventions'))
