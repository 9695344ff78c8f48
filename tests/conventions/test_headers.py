# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The public headers: one umbrella, and each compiles alone in C and in C++.

import re
import shutil
import subprocess
import sys

from project import HEADERS, build_folder, compile_flags, relative, run
from tap import Skip, claim, expect_empty, main

UMBRELLA = HEADERS / 'smartasync.h'
GENERATED = ['enum-types.h']
LANGUAGES = [('gcc', 'c', 'c11'), ('clang', 'c', 'c11'), ('g++', 'c++', 'c++17'), ('clang++', 'c++', 'c++17')]


def parts():
    """Each public header's name but the umbrella's."""
    return sorted([path.name for path in HEADERS.glob('*.h') if path != UMBRELLA] + GENERATED)


def syntax_command(compiler, language, standard):
    return [compiler, '-x', language, f'-std={standard}', '-pedantic', '-fsyntax-only', *compile_flags(), '-']


def compile_text(compiler, text):
    done = subprocess.run(syntax_command(*compiler), input=text, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def compile_each(compiler, headers, *defines):
    if shutil.which(compiler[0]) is None:
        raise Skip(f'{compiler[0]} is not installed')
    for header in headers:
        text = ''.join(f'#define {name}\n' for name in defines) + f'#include <smartasync/{header}>\n'
        status, messages = compile_text(compiler, text)
        if status != 0:
            yield f'{header} with {compiler[0]}:\n{messages}'


@claim('the umbrella includes every public header')
def umbrella_is_complete():
    included = re.findall(r'^#include <smartasync/(.+)>$', UMBRELLA.read_text(), re.MULTILINE)
    assert sorted(included) == parts(), f'included: {sorted(included)}\npresent:  {parts()}'


@claim('the generated header is there')
def generated_header_is_there():
    expect_empty(name for name in GENERATED if not (build_folder() / 'include' / 'smartasync' / name).exists())


@claim('every header has its guard')
def headers_have_guards():
    guard = '#if !defined (SMART_ASYNC_INSIDE) && !defined (SMART_ASYNC_COMPILATION)'
    for path in sorted(HEADERS.glob('*.h')):
        text = path.read_text()
        assert '#pragma once' in text, f'{relative(path)}: no #pragma once'
        assert path == UMBRELLA or guard in text, f'{relative(path)}: no guard against being included directly'


@claim('a header included directly is an error that names the umbrella')
def direct_include_is_an_error():
    for header in parts():
        status, messages = compile_text(('gcc', 'c', 'c11'), f'#include <smartasync/{header}>\n')
        assert status != 0, f'{header} can be included directly'
        assert 'Only <smartasync/smartasync.h> can be included directly' in messages, messages


def add_compiler(compiler):
    name, _, standard = compiler

    @claim(f'each header compiles alone with {name} as {standard}')
    def headers_compile_alone():
        expect_empty(compile_each(compiler, parts(), 'SMART_ASYNC_COMPILATION'))

    @claim(f'the umbrella compiles with {name} as {standard}')
    def umbrella_compiles():
        expect_empty(compile_each(compiler, [UMBRELLA.name]))


for language in LANGUAGES:
    add_compiler(language)

if __name__ == '__main__':
    sys.exit(main('conventions'))
