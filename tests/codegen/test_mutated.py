# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Introspection data that was changed by chance, or that a fuzzer found: what is generated from it compiles, with a
# header that declares what the data says.
#
# FUZZ_FOLDERS are the folders of the files, which are taken as they are first. Each change has a number, and is the same
# each time; SMARTASYNC_MUTATIONS says how many each file gets. FUZZ_FOUND is the folder of what a fuzzer found.

import copy
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from tap import Skip, claim, main

CODEGEN = os.environ['SMARTASYNC_CODEGEN']
SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
BUILD = Path(os.environ['SMARTASYNC_BUILD_DIR'])
FOLDERS = [Path(folder) for folder in os.environ['FUZZ_FOLDERS'].split(':')]
FOUND = os.environ.get('FUZZ_FOUND')
N_MUTATIONS = int(os.environ.get('SMARTASYNC_MUTATIONS', '3'))
COMPILER = 'gcc'
WARNINGS = ['-std=c11', '-Wall', '-Wextra', '-Werror', '-fsyntax-only']

CALLABLES = ('function', 'method', 'constructor')
CONTAINERS = ('class', 'interface', 'record', 'union', 'glib__boxed', 'enumeration', 'bitfield')
PARAMETERS = ('parameter', 'instance-parameter')
VALUES = ['', '0', '1', '2', '-1', '99', 'none', 'full', 'container', 'out', 'inout', 'call', 'notified', 'async',
          'forever', 'gpointer', 'void', 'utf8', 'int', 'const char*', 'char**', 'GAsyncResult*', 'GAsyncReadyCallback',
          'GError**', 'GCancellable*', 'GDestroyNotify', 'gboolean', 'GList*', 'FooThing*', 'FooThing',
          'foo_get_finish', 'self', 'error']


class Unreadable(Exception):
    """Raised for what is no XML, of which the generator has an opinion of its own."""


## XML, whose prefixes need not be declared


def hide_prefixes(text):
    text = re.sub(r'\sxmlns(:\w+)?=("[^"]*"|\'[^\']*\')', '', text)
    return re.sub(r'([<\s/])(c|glib|xml|doc):([\w-]+)(?=[\s=/>])', r'\1\2__\3', text)


def read(text):
    try:
        return ET.fromstring(hide_prefixes(text))
    except ET.ParseError as error:
        raise Unreadable(error) from error


def write(root):
    return re.sub(r'([<\s/])(c|glib|xml|doc)__', r'\1\2:', ET.tostring(root, encoding='unicode'))


## Changes


def parents(root):
    return [(parent, child) for parent in root.iter() for child in parent]


def mutate(root, chance):
    parent, child = chance.choice(parents(root))
    kind = chance.randrange(6)
    if kind == 0:
        parent.remove(child)
    elif kind == 1:
        parent.insert(chance.randrange(len(parent) + 1), copy.deepcopy(child))
    elif kind == 2:
        other, _ = chance.choice(parents(root))
        other.append(copy.deepcopy(child))
    elif child.attrib and kind == 3:
        del child.attrib[chance.choice(sorted(child.attrib))]
    elif child.attrib:
        values = VALUES if kind == 4 else [value for node in root.iter() for value in node.attrib.values()]
        child.set(chance.choice(sorted(child.attrib)), chance.choice(values))


def mutations(path):
    text = path.read_text(encoding='utf-8')
    read(text)
    yield path.name, text
    for number in range(1, N_MUTATIONS + 1):
        chance = random.Random(f'{path.name} {number}')
        root = read(text)
        for _ in range(1 + chance.randrange(4)):
            if len(root) > 0:
                mutate(root, chance)
        yield f'{path.name}, change {number}', write(root)


## The header that the data is of


def run(*command, **options):
    return subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False, timeout=300, **options)


def cflags():
    flags = subprocess.run(['pkg-config', '--cflags', 'gio-2.0'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return [f'-I{SOURCE / "include"}', f'-I{BUILD / "include"}', '-I.', *shlex.split(flags)]


FLAGS = cflags()


def known_words():
    done = subprocess.run([COMPILER, '-E', '-P', '-x', 'c', *FLAGS, '-'], input='#include <gio/gio.h>\n', text=True,
                          stdout=subprocess.PIPE, check=True)
    return set(re.findall(r'\w+', done.stdout)) | {'const', 'volatile', 'unsigned', 'signed', 'short', 'long', 'bool'}


def c_type_of(node):
    if node.find('varargs') is not None:
        return '...'
    types = [child.get('c__type') for child in node if child.tag in ('type', 'array')]
    return types[-1] if types else None


def declare_type(word, root):
    for node in root.iter():
        if node.get('c__type') == word and node.tag in ('enumeration', 'bitfield'):
            return f'typedef enum {{ VALUE_OF_{word} }} {word};'
        if node.get('c__type') == word and node.tag == 'callback':
            return f'typedef void (*{word}) (void);'
    return f'typedef struct _{word} {{ int value; }} {word};'


def callables(root):
    """Those that are where functions can be."""
    for node in root.findall('namespace/*'):
        inner = [child for child in node if child.tag in CALLABLES] if node.tag in CONTAINERS else []
        yield from ([node] if node.tag == 'function' else inner)


def signatures(root):
    """Of all functions, the first of each name: its C types, or None when the data lacks one."""
    found = {}
    for node in callables(root):
        identifier = node.get('c__identifier')
        if identifier is None:
            continue
        if identifier in found and (not found[identifier][0] or node.get('moved-to')):
            continue
        returns = node.findall('return-value')
        parameters = [child for child in node.findall('parameters/*') if child.tag in PARAMETERS]
        types = [c_type_of(returns[-1]) if returns else None, *map(c_type_of, parameters)]
        types += ['GError**'] if node.get('throws') == '1' else []
        found[identifier] = (bool(node.get('moved-to')), types)
    return {identifier: types for identifier, (_moved, types) in found.items()}


def declare_checks(root):
    """What tells whether an object is of a type."""
    names = {node.get('glib__get-type') or '' for node in root.iter()}
    functions = sorted(name for name in names if re.fullmatch(r'\w+_get_type', name) and name not in signatures(root))
    macros = sorted({node.get('c__identifier') or '' for node in root.findall('namespace/function-macro')} - {''})
    return [f'GType {name} (void);' for name in functions] + [f'#define {name}(x) ((x) != NULL)' for name in macros]


def declare(root, known):
    """None when the data does not say enough."""
    prototypes = []
    words = set()
    for identifier, types in signatures(root).items():
        if None in types:
            continue
        words |= set(re.findall(r'[A-Za-z_]\w*', ' '.join(types)))
        prototypes.append(f'{types[0]} {identifier} ({", ".join(types[1:]) or "void"});')
    prototypes += declare_checks(root)
    definitions = [declare_type(word, root) for word in sorted(words - known)]
    return '\n'.join(['#pragma once', '#pragma GCC system_header', '#include <gio/gio.h>', *definitions, *prototypes, ''])


## What must hold


def compile_file(folder, file):
    return run(COMPILER, *WARNINGS, *FLAGS, file, cwd=folder)


def check(title, text, known):
    """Returns whether there were twins. What has no header of its own, as it names one thing twice, is left out."""
    with tempfile.TemporaryDirectory(prefix='smartasync-mutated-') as name:
        folder = Path(name)
        (folder / 'changed.gir').write_text(text, encoding='utf-8')
        done = run(CODEGEN, 'changed.gir', '--existing=generate', '--include="changed.h"', '--output=twins', cwd=folder)
        assert done.returncode in (0, 1), f'{title}: {done.returncode}\n{done.stderr}'
        assert done.returncode == 0 or ': error: ' in done.stderr, f'{title}: {done.stderr}'
        if done.returncode == 1 or 'smart_async_run_and_finish (' not in (folder / 'twins.c').read_text(encoding='utf-8'):
            return False
        (folder / 'changed.h').write_text(declare(read(text), known), encoding='utf-8')
        (folder / 'header.c').write_text('#include "changed.h"\n', encoding='utf-8')
        own = (folder / 'twins.h').read_text(encoding='utf-8')
        (folder / 'twins.h').write_text(re.sub(r'#include <.*>\n', '', own), encoding='utf-8')
        done = compile_file(folder, 'twins.c')
        if done.returncode == 0 and done.stderr == '':
            return True
        assert compile_file(folder, 'header.c').returncode != 0, f'{title}:\n{done.stderr[:4000]}\n{text}'
        return False


def require_compiler():
    if shutil.which(COMPILER) is None:
        raise Skip(f'there is no {COMPILER}')


@claim('what is generated from changed data compiles')
def changed_data_compiles():
    require_compiler()
    known = known_words()
    files = sorted(path for folder in FOLDERS for path in folder.glob('*.gir'))
    n_twins = 0
    for path in files:
        try:
            n_twins += sum(check(title, text, known) for title, text in mutations(path))
        except Unreadable:
            continue
    assert n_twins >= len(files), f'only {n_twins} of {len(files) * (N_MUTATIONS + 1)} had twins'


@claim('what is generated from data that a fuzzer found compiles')
def found_data_compiles():
    require_compiler()
    if FOUND is None:
        raise Skip('nothing was found: ./dev fuzz does that')
    known = known_words()
    for path in sorted(Path(FOUND).iterdir()):
        try:
            check(str(path), path.read_text(encoding='utf-8'), known)
        except (Unreadable, UnicodeDecodeError):
            continue


if __name__ == '__main__':
    sys.exit(main('mutated'))
