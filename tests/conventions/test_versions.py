# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which versions a program may use: the marks in the headers warn of what it must not, and the headers agree with them.

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

from project import HEADERS, build_folder, compile_flags, project_version, read
from tap import Skip, claim, expect_empty, main

C = '{http://www.gtk.org/introspection/c/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'
COMPILERS = [('gcc', 'c'), ('clang', 'c'), ('g++', 'c++'), ('clang++', 'c++')]
ERRORS_LEFT = [flag for flag in compile_flags() if flag != '-Werror']

# A header like ours with a function of each kind, and a program that calls them and one of ours.
PROGRAM = '''
#include <smartasync/smartasync.h>

SMART_ASYNC_AVAILABLE_IN_0_1
void old_function (void);
SMART_ASYNC_AVAILABLE_IN_0_9
void new_function (void);
SMART_ASYNC_DEPRECATED_IN_0_9
void deprecated_function (void);
SMART_ASYNC_DEPRECATED_IN_0_9_FOR (new_function)
void replaced_function (void);

G_GNUC_BEGIN_IGNORE_DEPRECATIONS
SMART_ASYNC_AVAILABLE_STATIC_INLINE_IN_0_9
static inline void
inline_function (void)
{
  new_function ();
}
G_GNUC_END_IGNORE_DEPRECATIONS

int
main (void)
{
  old_function ();
  new_function ();
  deprecated_function ();
  replaced_function ();
  inline_function ();
  return (int) smart_async_get_major_version ();
}
'''
NEW = dict.fromkeys(['new_function', 'inline_function', 'smart_async_get_major_version'], 'Not available before 0.9')
DEPRECATED = {'deprecated_function': '', 'replaced_function': "Use 'new_function' instead"}

# MIN_REQUIRED, MAX_ALLOWED, and what the compiler then says of functions.
WARNINGS = [
    (None, None, DEPRECATED),
    (None, '0_9', DEPRECATED),
    ('0_9', None, DEPRECATED),
    ('0_9', '0_9', DEPRECATED),
    ('0_1', None, {}),
    ('0_1', '0_9', {}),
    ('0_1', '0_1', NEW),
    (None, '0_1', NEW),
]
WARNING = re.compile(r"warning: [‘'](?:\w+ )*(\w+)(?:\(\w*\))?[’'] is deprecated(?:: (.*?))?(?: \[-W.*)?$", re.MULTILINE)


def compiled(compiler, program, *defines, flags=()):
    """The status of a compiler, and what it says."""
    name, language = compiler
    if shutil.which(name) is None:
        raise Skip(f'{name} is not installed')
    command = [name, '-x', language, '-fsyntax-only', *ERRORS_LEFT, *flags, *(f'-D{word}' for word in defines), '-']
    done = subprocess.run(command, input=program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    return done.returncode, done.stdout


def bounds(oldest, newest):
    named = {'MIN_REQUIRED': oldest, 'MAX_ALLOWED': newest}
    return [f'SMART_ASYNC_VERSION_{name}=SMART_ASYNC_VERSION_{version}' for name, version in named.items() if version]


def expect_error(text, *defines):
    status, messages = compiled(('gcc', 'c'), PROGRAM, *defines)
    assert status != 0 and f'error: #error "{text}' in messages, messages


def known_versions():
    """Those that version.h has a name for, oldest first."""
    return [tuple(map(int, numbers)) for numbers in
            re.findall(r'^#define SMART_ASYNC_VERSION_(\d+)_(\d+) \(', read(HEADERS / 'version.h'), re.MULTILINE)]


@claim('the version of the build has its marks, and is the newest')
def marks_are_there():
    text = read(HEADERS / 'version.h')
    versions = known_versions()
    assert versions == sorted(versions), versions
    assert list(versions[-1]) == [int(part) for part in project_version().split('.')[:2]], versions
    for major, minor in versions:
        assert f'SMART_ASYNC_VERSION_{major}_{minor} (G_ENCODE_VERSION ({major}, {minor}))' in text, (major, minor)
        assert re.search(rf'^ *# *define SMART_ASYNC_AVAILABLE_IN_{major}_{minor} ', text, re.MULTILINE), (major, minor)


def add_compiler(compiler):
    name, language = compiler
    of_language = f'with {name} as {language.upper()}'

    @claim(f'a function that is newer than is allowed, or deprecated before what is required, is warned of {of_language}')
    def functions_are_warned_of():
        for oldest, newest, expected in WARNINGS:
            status, messages = compiled(compiler, PROGRAM, *bounds(oldest, newest))
            assert status == 0 and dict(WARNING.findall(messages)) == expected, (oldest, newest, messages)

    @claim(f'such a function is an error where warnings are {of_language}')
    def warnings_are_errors():
        for oldest, newest, expected in (WARNINGS[0], WARNINGS[4], WARNINGS[-1]):
            status, messages = compiled(compiler, PROGRAM, *bounds(oldest, newest), flags=['-Werror'])
            assert (status != 0) == bool(expected), (oldest, newest, messages)

    @claim(f'the headers themselves are silent whatever version is allowed {of_language}')
    def headers_are_silent():
        for major, minor in known_versions():
            allowed = bounds(None, f'{major}_{minor}')
            status, messages = compiled(compiler, '#include <smartasync/smartasync.h>', *allowed, flags=['-Werror'])
            assert status == 0 and messages == '', messages


for each in COMPILERS:
    add_compiler(each)


@claim('a build of the library is not limited, and warned of nothing')
def library_is_not_limited():
    for versions in ((None, None), (None, '0_1'), ('0_9', '0_9'), ('9_9', '9_9')):
        status, messages = compiled(('gcc', 'c'), PROGRAM, *bounds(*versions), 'SMART_ASYNC_COMPILATION',
                                    flags=['-Werror'])
        assert status == 0 and messages == '', (versions, messages)


@claim('versions that make no sense are errors that say so')
def bad_versions_are_errors():
    unknown = 'is not a version that these headers of SmartAsync know.'
    for name in ('SMART_ASYNC_VERSION_MAX_ALLOWED', 'SMART_ASYNC_VERSION_MIN_REQUIRED'):
        for value in ('SMART_ASYNC_VERSION_9_9', '0', '9', 'G_ENCODE_VERSION (9, 9)', 'nonsense'):
            expect_error(f'{name} {unknown}', f'{name}={value}')
    expect_error('SMART_ASYNC_VERSION_MIN_REQUIRED must not be newer than SMART_ASYNC_VERSION_MAX_ALLOWED.',
                 *bounds('0_9', '0_1'))


def marks():
    """{function: version} as the headers mark them."""
    headers = [*HEADERS.glob('*.h'), *(build_folder() / 'include' / 'smartasync').glob('*.h')]
    text = re.sub(r'^G_DECLARE_\w+ \(\w+, (\w+),', r'GType \1_get_type (', '\n'.join(map(read, headers)),
                  flags=re.MULTILINE)
    found = re.findall(r'^SMART_ASYNC_AVAILABLE_(?:STATIC_INLINE_)?IN_(\d+)_(\d+)\n[^;(]*?\b(\w+)\s*\(', text,
                       re.MULTILINE)
    return {function: f'{major}.{minor}' for major, minor, function in found}


def documented():
    """{function: version} as their documentation says, and that of their type for those that get a type."""
    gir = os.environ.get('SMART_ASYNC_GIR')
    if not gir:
        raise Skip('built without introspection data')
    for element in ElementTree.parse(gir).iter():
        for name in (element.get(f'{C}identifier'), element.get(f'{GLIB}get-type')):
            if name and element.get('version'):
                yield name, element.get('version')


@claim('each function is marked with the version that its documentation names')
def marks_and_documentation():
    marked = marks()
    assert marked, 'the headers mark nothing'
    expect_empty(f'{name}: marked with {marked[name]}, documented with {version}' for name, version in documented()
                 if marked.get(name, version) != version)
    expect_empty(f'{name}: no “Since:”' for name in marked.keys() - dict(documented()).keys())


if __name__ == '__main__':
    sys.exit(main('conventions'))
