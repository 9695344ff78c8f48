# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the libraries export: the checked-in lists, those of Debian's packages, the headers and the introspection data
# say the same.
# The lists are brought up to date with `ninja -C build-test update-symbols`.

import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple, Sequence

from project import DEX_HEADER, HEADERS, LOOKUP_HEADER, SOURCE, build_folder, project_version, read, run
from tap import Skip, claim, main

C = '{http://www.gtk.org/introspection/c/1.0}'
GLIB = '{http://www.gtk.org/introspection/glib/1.0}'


class Library(NamedTuple):
    """A library of the project; paths of what was built are in the environment."""

    variable: str
    gir_variable: str
    list: Path
    headers: Sequence[Path]
    package: str
    prefix: str = 'smart_async_'

    def exported(self):
        library = os.environ.get(self.variable)
        if not library:
            raise Skip('it was not built')
        if '.so' not in library:
            raise Skip(f'{library} is not a shared library')
        lines = run(['nm', '-D', '--defined-only', library]).splitlines()
        return {line.split()[-1].split('@')[0] for line in lines}

    def listed(self):
        return set(self.list.read_text().split())

    def packaged(self):
        """Debian's list, in which each symbol has the first version that has it."""
        return dict(re.findall(r'^ (\w+)@Base (\S+)$', read(SOURCE / 'debian' / f'{self.package}.symbols'), re.MULTILINE))

    def update(self):
        symbols = sorted(self.exported())
        self.list.write_text(''.join(f'{symbol}\n' for symbol in symbols))
        packaged = self.packaged()
        file = SOURCE / 'debian' / f'{self.package}.symbols'
        head = ''.join(line for line in read(file).splitlines(keepends=True) if not line.startswith(' '))
        file.write_text(head + ''.join(f' {symbol}@Base {packaged.get(symbol, project_version())}\n'
                                       for symbol in symbols))

    def declared(self):
        """The functions that the headers mark as exported."""
        text = '\n'.join(path.read_text() for path in self.headers)
        text = re.sub(r'^G_DECLARE_\w+ \(\w+, (\w+),', r'GType \1_get_type (', text, flags=re.MULTILINE)
        return set(re.findall(r'^SMART_ASYNC_(?:AVAILABLE|DEPRECATED)_IN_\w+(?: \(\w+\))?\n[^;(]*?\b(\w+)\s*\(', text,
                              re.MULTILINE))

    def inline(self):
        """The functions that the headers define, so that programs compile them in."""
        text = '\n'.join(path.read_text() for path in self.headers)
        return set(re.findall(r'^static inline [^;{]*?\b(\w+) \([^()]*\)\n\{', text, re.MULTILINE))

    def introspected(self):
        gir = os.environ.get(self.gir_variable)
        if not gir:
            raise Skip('built without it')
        elements = list(ElementTree.parse(gir).iter())
        names = {element.get(f'{C}identifier') for element in elements
                 if element.tag.rpartition('}')[2] in ('function', 'method', 'constructor')}
        types = {element.get(f'{GLIB}get-type') for element in elements}
        return (names | types) - {None, 'intern'}


FOLDER = Path(__file__).resolve().parent
LIBRARIES = {
    'the library': Library('SMART_ASYNC_LIBRARY', 'SMART_ASYNC_GIR', FOLDER / 'symbols.txt',
                           [*HEADERS.glob('*.h'), build_folder() / 'include' / 'smartasync' / 'enum-types.h'],
                           'libsmartasync-1-0'),
    'the library about functions': Library('SMART_ASYNC_LOOKUP_LIBRARY', 'SMART_ASYNC_LOOKUP_GIR',
                                           FOLDER / 'symbols-introspection.txt', [LOOKUP_HEADER],
                                           'libsmartasync-introspection-1-0'),
    'the library for libdex': Library('SMART_ASYNC_DEX_LIBRARY', 'SMART_ASYNC_DEX_GIR', FOLDER / 'symbols-dex.txt',
                                      [DEX_HEADER], 'libsmartasync-dex-1-0', 'smart_dex_'),
}


def expect_same(name, names, other_name, other_names):
    problems = [f'{symbol}: in {name}, not in {other_name}' for symbol in sorted(names - other_names)]
    problems += [f'{symbol}: in {other_name}, not in {name}' for symbol in sorted(other_names - names)]
    assert not problems, '\n'.join(problems)


def add(name, library):
    @claim(f'{name} exports what its list says')
    def library_and_list():
        expect_same('the library', library.exported(), library.list.name, library.listed())

    @claim(f'the headers of {name} declare what its list says')
    def headers_and_list():
        expect_same('the headers', library.declared(), library.list.name, library.listed())

    @claim(f'the introspection data of {name} has what its list says')
    def introspection_and_list():
        expect_same('the GIR', library.introspected() - library.inline(), library.list.name, library.listed())

    @claim(f'the package of {name} has the symbols of its list, each since a version that there is')
    def package_and_list():
        expect_same(f'{library.package}.symbols', set(library.packaged()), library.list.name, library.listed())
        late = {symbol for symbol, since in library.packaged().items()
                if tuple(map(int, since.split('.'))) > tuple(map(int, project_version().split('.')))}
        assert not late, f'of a later version: {late}'

    @claim(f'the list of {name} is sorted and in its name space')
    def list_is_sorted():
        lines = library.list.read_text().splitlines()
        assert lines == sorted(set(lines)), f'{library.list.name} is not sorted, or has a name twice'
        assert all(line.startswith(library.prefix) for line in lines), f'a name does not begin with {library.prefix}'


for name, library in LIBRARIES.items():
    add(name, library)


if __name__ == '__main__':
    if sys.argv[1:] == ['--update']:
        for library in filter(lambda each: os.environ.get(each.variable), LIBRARIES.values()):
            library.update()
        sys.exit(0)
    sys.exit(main('conventions'))
