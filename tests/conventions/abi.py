# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What programs that are compiled already need of the library: functions, structs, enumerations. `./dev abi` runs it.
#
# A dump is what abidw writes of the functions that are exported and of the types that the public headers declare for
# them, without the files, lines and parameters' names that do not matter. Two dumps are made alike before abidiff
# compares them: what is reserved in a struct may be used, and libabigail 3 names enumerations otherwise.

import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from project import run
from tap import Skip

PUBLIC_HEADER = re.compile(r'include/smartasync/[a-z-]+\.h$')
# Without the first of these, libabigail 2.2 sees no parameters of functions that the library itself calls.
OPTIONS = ['--exported-interfaces-only', '--type-id-style', 'hash', '--no-corpus-path', '--no-comp-dir-path',
           '--no-elf-needed', '--no-parameter-names']
RESERVED = re.compile(r'_*(reserved|padding)')


class Incompatible(Exception):
    """What programs need is missing, or is something else."""


def require_tools():
    for tool in ('abidw', 'abidiff'):
        if shutil.which(tool) is None:
            raise Skip(f'{tool} is not installed')


def major_version():
    return int(re.search(r'(\d+)\.', run(['abidw', '--version']))[1])


def options():
    """Those for abidw; only since libabigail 3 one must ask for the files that types are from."""
    return OPTIONS if major_version() < 3 else [*OPTIONS, '--show-locs']


def read_dump(path):
    return ElementTree.parse(path).getroot()


def write_dump(root, path):
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(path, encoding='unicode')
    path.write_text(path.read_text() + '\n')


def hide_types_of_others(root):
    """Types of GLib and private ones are only names."""
    for element in root.iter():
        place = element.attrib.pop('filepath', '')
        for name in ('line', 'column', 'hash'):
            element.attrib.pop(name, None)
        if element.tag in ('class-decl', 'union-decl') and not PUBLIC_HEADER.search(place):
            element[:] = []
            element.text = None
            element.attrib.pop('size-in-bits', None)
            element.set('is-declaration-only', 'yes')


def children(root, tag):
    """Yields (parent, child), which may be removed meanwhile."""
    for parent in list(root.iter()):
        for child in parent.findall(tag):
            yield parent, child


def type_ids(element):
    """Those that an element and all inside it refer to."""
    return {part.get(name) for part in element.iter() for name in ('type-id', 'naming-typedef-id')} - {None}


def functions(root):
    return {symbol.get('name') for symbol in root.iterfind('elf-function-symbols/elf-symbol')}


def needed_ids(root):
    """The types of the functions that are left, and those that these are made of."""
    refers_to = {element.get('id'): type_ids(element) for element in root.iter() if element.get('id')}
    found, new = set(), set().union(*(type_ids(function) for function in root.iter('function-decl')))
    while new:
        found |= new
        new = set().union(*(refers_to.get(one, set()) for one in new)) - found
    return found


def keep_functions(root, names):
    """Leaves out all functions but these, and what is not needed for them."""
    for tag in ('elf-symbol', 'function-decl'):
        for parent, child in children(root, tag):
            if child.get('name') not in names:
                parent.remove(child)
    needed = needed_ids(root)
    for unit in [*root.iter('abi-instr'), *root.iter('abi-types')]:
        for element in list(unit):
            if element.get('id') and element.get('id') not in needed:
                unit.remove(element)


def merge_units(root):
    """Which C file a function is in is nobody's business."""
    units = [*root.iter('abi-instr'), *root.iter('abi-types')]
    elements = [element for unit in units for element in unit]
    for unit in units:
        root.remove(unit)
    whole = ElementTree.SubElement(root, 'abi-instr', {'address-size': units[0].get('address-size'), 'path': 'all',
                                                       'language': units[0].get('language')})
    whole.extend(sorted(elements, key=lambda element: (element.tag, element.get('name', ''), element.get('id', ''))))


def make_dump(library):
    """Of a library with its debugging information, as abidw writes it here."""
    require_tools()
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / 'dump'
        run(['abidw', *options(), '--out-file', dump, library])
        root = read_dump(dump)
    hide_types_of_others(root)
    for symbol in root.iter('elf-symbol'):
        symbol.attrib.pop('alias', None)  # Compilers make one function of two that do the same.
    for section in ('undefined-elf-function-symbols', 'undefined-elf-variable-symbols'):
        for parent, child in children(root, section):
            parent.remove(child)
    for unit in root.iter('abi-instr'):
        for variable in unit.findall('var-decl'):  # Of GLib: this library exports none, and libabigail 2.6 has them all.
            unit.remove(variable)
    keep_functions(root, functions(root))
    if root.find('.//function-decl') is None:
        raise Skip(f'{library} has no debugging information')
    merge_units(root)
    return root


def offset(member):
    return int(member.get('layout-offset-in-bits'))


def reserved_offsets(root):
    """{struct: where what is reserved in it begins}"""
    return {parent.get('name'): offset(member) for parent, member in children(root, 'data-member')
            if RESERVED.match(member.find('var-decl').get('name'))}


def forget_reserved(root, offsets):
    """Leaves out what is reserved, which is the last of each struct, and what others have there."""
    for parent, member in children(root, 'data-member'):
        if offset(member) >= offsets.get(parent.get('name'), offset(member) + 1):
            parent.remove(member)


def name_as_libabigail_3(root, version):
    root.set('version', version)
    for element in root.iter():
        if element.tag in ('enum-decl', 'class-decl') and element.get('naming-typedef-id'):
            del element.attrib['naming-typedef-id']
            element.set('name', f'__anonymous_{"enum" if element.tag == "enum-decl" else "struct"}__')
            element.set('is-anonymous', 'yes')


def expect_compatible(old, new):
    """Both are changed. Functions and values that are new are no change of what there was."""
    offsets = reserved_offsets(old)
    forget_reserved(old, offsets)
    forget_reserved(new, offsets)
    if new.get('version').startswith('3.'):
        name_as_libabigail_3(old, new.get('version'))

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_dump(old, folder / 'old.abi')
        write_dump(new, folder / 'new.abi')
        done = subprocess.run(['abidiff', '--no-added-syms', '--no-architecture', folder / 'old.abi',
                               folder / 'new.abi'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise Incompatible(done.stdout)


def expect_library_keeps(dump, library):
    expect_compatible(read_dump(dump), make_dump(library))


def renew(dump, library, lose=False):
    """Writes the dump of a library in the place of one before, whose functions and types it has unless told otherwise."""
    new = make_dump(library)
    if major_version() > 2:
        raise Incompatible('Older versions of libabigail could not read it: make it with version 2, as in Debian 12.')
    if dump.exists() and not lose:
        expect_library_keeps(dump, library)
    write_dump(new, dump)


def main(arguments):
    *flags, library, dump = arguments
    if flags not in ([], ['--lose']):
        return 'usage: abi.py [--lose] LIBRARY DUMP'
    try:
        renew(Path(dump), library, lose=bool(flags))
    except Skip as reason:
        return f'{dump} is not written: {reason}'
    except Incompatible as reason:
        return f'{reason}\n{dump} is not written: see "The ABI" in CONTRIBUTING.md'
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
