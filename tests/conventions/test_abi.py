# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Programs that are compiled already find in the library what they need; and the comparison sees what they would miss.

import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import abi
from project import pkg_config, run
from tap import Skip, claim, expect_empty, main

LIBRARY = os.environ['SMART_ASYNC_LIBRARY']
DATA = Path(__file__).resolve().with_name('abi-data')
WHAT_TO_DO = '''
Programs that are compiled already would not work with this library. See "The ABI" in CONTRIBUTING.md.'''

# A small library with what can change in one. Its header is where ours are. abi-data/small.abi is its dump, made by
# Debian 12, as abi.py makes one of any library.
HEADER = '''
#include <glib-object.h>
typedef enum { KIND_A, KIND_B } Kind;
typedef struct _Plain Plain;
struct _Plain { int number; void (*call) (int); };
typedef struct _Options Options;
struct _Options { const char *name; Kind kind; gpointer reserved[4]; };
extern int use_plain (Plain *plain, GError **error);
extern int use_options (const Options *options, GObject *object);
typedef struct _Private Private;
extern int use_private (Private *hidden);
'''
SOURCE = '''
#include "include/smartasync/small.h"
int use_plain (Plain *plain, GError **error) { return plain->number; }
int use_options (const Options *options, GObject *object) { return options->kind; }
struct _Private { int number; };
int use_private (Private *hidden) { return hidden->number; }
'''

# What, and how header and source change by it.
INCOMPATIBLE = {
    'a function is removed': [(r'.*use_plain.*', '')],
    'a parameter is added': [(r'use_plain \(Plain \*plain,', 'use_plain (Plain *plain, int more,')],
    'a parameter has another type': [(r'Plain \*plain', 'int *plain'), (r'plain->number', '*plain')],
    'a parameter of a type of GLib is removed': [(r', GObject \*object', '')],
    'a parameter of a type of GLib has another one': [(r'GObject \*object', 'GError *object')],
    'a function returns nothing': [(r'int use_plain', 'void use_plain'), (r'return plain->number', '')],
    'a member is added to a struct': [(r'\(int\); \};', '(int); int more; };')],
    'a member is inserted into a struct': [(r'int number; void', 'int more; int number; void')],
    'a member is removed': [(r'const char \*name;', '')],
    'a member has another type': [(r'const char \*name;', 'int *name;')],
    'a callback has another type': [(r'\(\*call\) \(int\)', '(*call) (int, int)')],
    'what is reserved was not enough': [(r'gpointer reserved', 'int (*more) (void); gpointer reserved')],
    'a member is inserted before what is reserved': [(r'Kind kind;', 'gpointer more; Kind kind;'), (r'.4.', '[3]')],
    'a value is inserted': [(r'KIND_A,', 'KIND_A, KIND_MORE,')],
    'a value is another number': [(r'KIND_B', 'KIND_B = 7')],
    'a value is removed': [(r', KIND_B', '')],
}
COMPATIBLE = {
    'nothing has changed': [],
    'a function is added': [(r'(?m)^(int use_plain)', r'extern int more (void); int more (void) { return 1; } \1')],
    'a value is added': [(r'KIND_B', 'KIND_B, KIND_C')],
    'what is reserved is used': [(r'gpointer reserved.4.', 'int (*more) (void); gpointer reserved[3]')],
    'all that is reserved is used': [(r'gpointer reserved.4.', 'int (*more) (void); gpointer least[3]')],
    'a private struct has changed': [(r'_Private \{ int number', '_Private { long other; long number'),
                                     (r'int (use_private .*)hidden->number', r'int \1(int) hidden->number')],
}


def changed(text, changes):
    for pattern, replacement in changes:
        text = re.sub(pattern, replacement, text)
    return text


def make_library(folder, changes=()):
    """Returns the path of the small library, with changes."""
    header = folder / 'include' / 'smartasync' / 'small.h'
    header.parent.mkdir(parents=True, exist_ok=True)
    header.write_text(changed(HEADER, changes))
    (folder / 'small.c').write_text(changed(SOURCE, changes))
    run(['gcc', '-g', '-shared', '-fPIC', '-o', folder / 'libsmall.so', folder / 'small.c', f'-I{folder}',
         *pkg_config('--cflags', 'gobject-2.0')])
    return folder / 'libsmall.so'


def require_comparison():
    if sys.maxsize < 2 ** 32:
        raise Skip('the sizes of structs are those of 64 bits')
    abi.require_tools()


def expect_kept(name):
    try:
        abi.expect_library_keeps(DATA / name, LIBRARY)
    except abi.Incompatible as reason:
        raise AssertionError(f'{reason}{WHAT_TO_DO}') from None


def soname(dump):
    return dump.get('soname')


@claim('programs compiled with this version as it was noted last find what they need')
def noted_is_kept():
    require_comparison()
    expect_kept('smartasync-1.abi')


@claim('programs compiled with 0.1.0 find what is fixed since, as long as they find the library')
def fixed_is_kept():
    require_comparison()
    if soname(abi.read_dump(DATA / 'fixed-0.1.abi')) != soname(abi.make_dump(LIBRARY)):
        raise Skip('they ask for a library of another name')
    expect_kept('fixed-0.1.abi')


@claim('what is noted has the parameters of each function')
def parameters_are_noted():
    for path in sorted(DATA.iterdir()):
        dump = abi.read_dump(path)
        known = {function.get('elf-symbol-id') for function in dump.iter('function-decl')}
        # Compilers make one function of those that return the same constant.
        expect_empty(f'{path.name}: {name}' for name in abi.functions(dump) - known
                     if not re.fullmatch('smart_async_get_(major|minor|micro)_version', name))


def is_kept(changes):
    """Whether a program that was compiled with the small library works with it when it has changed."""
    with tempfile.TemporaryDirectory(prefix='smartasync-abi-') as folder:
        try:
            abi.expect_library_keeps(DATA / 'small.abi', make_library(Path(folder), changes))
        except abi.Incompatible:
            return False
    return True


@claim('what breaks programs is seen')
def incompatible_is_seen():
    require_comparison()
    expect_empty(what for what, changes in INCOMPATIBLE.items() if is_kept(changes))


@claim('what is added is allowed, also where it was reserved')
def growth_is_allowed():
    require_comparison()
    expect_empty(what for what, changes in COMPATIBLE.items() if not is_kept(changes))


def renewed(dump, library, **how):
    """Whether a dump is written."""
    before = dump.read_text()
    try:
        abi.renew(dump, library, **how)
    except abi.Incompatible:
        assert dump.read_text() == before
        return False
    return True


@claim('what is noted is not lost unless that is asked for, nor written as only newer systems can read it')
def nothing_is_lost():
    require_comparison()
    can_write = abi.major_version() < 3
    with tempfile.TemporaryDirectory(prefix='smartasync-abi-') as name:
        folder = Path(name)
        dump = Path(shutil.copy(DATA / 'small.abi', folder / 'dump'))
        assert renewed(dump, make_library(folder, COMPATIBLE['a function is added'])) == can_write
        assert ('more' in dump.read_text()) == can_write
        without = make_library(folder, INCOMPATIBLE['a function is removed'])
        assert not renewed(dump, without)
        assert renewed(dump, without, lose=True) == can_write
        assert ('use_plain' in dump.read_text()) != can_write


if __name__ == '__main__':
    sys.exit(main('conventions'))
