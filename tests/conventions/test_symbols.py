# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the library exports: the checked-in list, the headers and the introspection data say the same.
# The list is brought up to date with `ninja -C build-test update-symbols`.

import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from project import HEADERS, build_folder, run
from tap import Skip, claim, main

LIST = Path(__file__).resolve().with_name('symbols.txt')
C = '{http://www.gtk.org/introspection/c/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'


def exported():
    library = os.environ['SMART_ASYNC_LIBRARY']
    if '.so' not in library:
        raise Skip(f'{library} is not a shared library')
    lines = run(['nm', '-D', '--defined-only', library]).splitlines()
    return {line.split()[-1].split('@')[0] for line in lines}


def listed():
    return set(LIST.read_text().split())


def declared():
    """The functions that the headers mark as exported."""
    headers = [*HEADERS.glob('*.h'), *(build_folder() / 'include' / 'smartasync').glob('*.h')]
    text = '\n'.join(path.read_text() for path in headers)
    text = re.sub(r'^G_DECLARE_\w+ \(\w+, (\w+),', r'GType \1_get_type (', text, flags=re.MULTILINE)
    return set(re.findall(r'^SMART_ASYNC_(?:AVAILABLE|DEPRECATED)_IN_\w+(?: \(\w+\))?\n[^;(]*?\b(\w+)\s*\(', text,
                          re.MULTILINE))


def inline():
    """The functions that the headers define, so that programs compile them in."""
    text = '\n'.join(path.read_text() for path in HEADERS.glob('*.h'))
    return set(re.findall(r'^static inline [^;{]*?\b(\w+) \([^()]*\)\n\{', text, re.MULTILINE))


def introspected():
    gir = os.environ.get('SMART_ASYNC_GIR')
    if not gir:
        raise Skip('built without introspection data')
    elements = list(ElementTree.parse(gir).iter())
    names = {element.get(f'{C}identifier') for element in elements
             if element.tag.rpartition('}')[2] in ('function', 'method', 'constructor')}
    types = {element.get(f'{GLIB}get-type') for element in elements}
    return (names | types) - {None, 'intern'}


def expect_same(name, names, other_name, other_names):
    problems = [f'{symbol}: in {name}, not in {other_name}' for symbol in sorted(names - other_names)]
    problems += [f'{symbol}: in {other_name}, not in {name}' for symbol in sorted(other_names - names)]
    assert not problems, '\n'.join(problems)


@claim('the library exports what the list says')
def library_and_list():
    expect_same('the library', exported(), 'symbols.txt', listed())


@claim('the headers declare what the list says')
def headers_and_list():
    expect_same('the headers', declared(), 'symbols.txt', listed())


@claim('the introspection data has what the list says')
def introspection_and_list():
    expect_same('the GIR', introspected() - inline(), 'symbols.txt', listed())


@claim('the list is sorted and in the library\'s name space')
def list_is_sorted():
    lines = LIST.read_text().splitlines()
    assert lines == sorted(set(lines)), 'symbols.txt is not sorted, or has a name twice'
    assert all(line.startswith('smart_async_') for line in lines), 'a name does not begin with smart_async_'


if __name__ == '__main__':
    if sys.argv[1:] == ['--update']:
        LIST.write_text(''.join(f'{symbol}\n' for symbol in sorted(exported())))
        sys.exit(0)
    sys.exit(main('conventions'))
