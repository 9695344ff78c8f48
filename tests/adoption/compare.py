# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What two builds of a library have in common: symbols, introspection data, sizes, lines.

import difflib
import re
import subprocess
from xml.etree import ElementTree

CORE = '{http://www.gtk.org/introspection/core/1.0}'
C = '{http://www.gtk.org/introspection/c/1.0}'
FUNCTIONS = ('function', 'method', 'constructor')
PAIRS = tuple(f'{{http://www.gtk.org/introspection/glib/1.0}}{half}-func' for half in ('async', 'finish', 'sync'))
DOCUMENTATION = ('doc', 'doc-deprecated', 'doc-version', 'doc-stability', 'source-position')


def symbols(library):
    lines = subprocess.run(['nm', '-D', '--defined-only', str(library)], stdout=subprocess.PIPE, text=True,
                           check=True).stdout.splitlines()
    return {line.split()[-1] for line in lines}


# Introspection data


def describe(element):
    """All that an element says, but for documentation, and which functions belong together: it says more of that now."""
    attributes = {key: value for key, value in element.attrib.items() if key not in PAIRS}
    children = [describe(child) for child in element if child.tag.replace(CORE, '') not in DOCUMENTATION]
    return element.tag.replace(CORE, ''), attributes, children


def functions(gir):
    found = {}
    for element in ElementTree.parse(gir).getroot().iter():
        if element.tag.replace(CORE, '') in FUNCTIONS and element.get('moved-to') is None:
            found[element.get(C + 'identifier')] = describe(element)
    return found


def explain(before, after, path=''):
    """The differences between two descriptions, in words."""
    if before[0] != after[0]:
        return [f'{path}{before[0]} -> {after[0]}']
    path += f'{before[0]} '
    keys = sorted(before[1].keys() | after[1].keys())
    said = [f'{path}{re.sub("{.*}", "", key)}: {before[1].get(key, "(none)")} -> {after[1].get(key, "(none)")}'
            for key in keys if before[1].get(key) != after[1].get(key)]
    if len(before[2]) != len(after[2]):
        return [*said, f'{path}has {len(before[2])} children -> {len(after[2])}']
    return said + [word for pair in zip(before[2], after[2]) for word in explain(*pair, path)]


def gir_differences(before, after):
    """Of each function that there was, what differs."""
    ours, theirs = functions(after), functions(before)
    differences = {}
    for name in sorted(theirs):
        words = explain(theirs[name], ours[name]) if name in ours else ['is missing']
        if words:
            differences[name] = words
    return differences, len(theirs)


# Sizes and lines


def object_size(files):
    """The bytes of code and constants in object files."""
    lines = subprocess.run(['size', *map(str, files)], stdout=subprocess.PIPE, text=True, check=True).stdout
    return sum(int(line.split()[0]) for line in lines.splitlines()[1:])


def read_lines(path):
    return path.read_text(errors='replace').splitlines() if path.is_file() else []


def changed_lines(before, after):
    """How many lines of a file went and came."""
    lines = list(difflib.unified_diff(read_lines(before), read_lines(after), lineterm='', n=0))[2:]
    return sum(line.startswith('-') for line in lines), sum(line.startswith('+') for line in lines)
