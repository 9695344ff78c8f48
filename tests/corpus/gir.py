# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Functions as introspection data describes them, and in what two of them differ.

import os
import re
from pathlib import Path
from xml.etree import ElementTree

CORE = '{http://www.gtk.org/introspection/core/1.0}'
C = '{http://www.gtk.org/introspection/c/1.0}'
FUNCTIONS = {CORE + name for name in ('function', 'method', 'constructor')}

# GLib's names of plain types are those types: gint is int.
SYNONYMS = {'gchar': 'char', 'gint': 'int', 'guint': 'unsigned', 'gpointer': 'void*', 'gconstpointer': 'const void*',
            'gdouble': 'double', 'gfloat': 'float', 'glong': 'long', 'GStrv': 'char**', 'guchar': 'guint8'}


def find(namespace):
    folders = os.environ.get('XDG_DATA_DIRS', '/usr/local/share:/usr/share').split(':')
    for folder in [*folders, '/usr/share', *sorted(Path('/usr/lib').glob('*'))]:
        path = Path(folder) / 'gir-1.0' / f'{namespace}.gir'
        if path.is_file():
            return path
    return None


def normalize(c_type):
    words = re.sub(r'\w+', lambda match: SYNONYMS.get(match[0], match[0]), c_type)
    return re.sub(r'\s*(\*)\s*', r'\1', words).strip()


class Value:
    """A parameter or a return value."""

    def __init__(self, element, namespace):
        self.name = element.get('name', 'return')
        self.element = element
        self.namespace = namespace
        self.is_varargs = element.find(CORE + 'varargs') is not None
        types = [child for child in element if child.tag in (CORE + 'type', CORE + 'array')]
        self.type = types[0] if types else None
        self.c_type = normalize(self.type.get(C + 'type', '')) if self.type is not None else ''

    def qualify(self, name):
        if name is None or '.' in name or name == 'GType' or not name[0].isupper():
            return name
        return f'{self.namespace}.{name}'

    def describe_type(self, node):
        if node is None:
            return None
        inner = [self.describe_type(child) for child in node if child.tag in (CORE + 'type', CORE + 'array')]
        return (node.tag == CORE + 'array', self.qualify(node.get('name')), tuple(inner))

    def describe_array(self, names):
        if self.type is None or self.type.tag != CORE + 'array':
            return None
        length = self.type.get('length')
        return (names(int(length)) if length is not None else None, self.type.get('fixed-size'),
                self.type.get('zero-terminated', '0' if length else '1'))

    def annotations(self, names):
        get = self.element.get
        return {
            'direction': get('direction', 'in'),
            'caller-allocates': get('caller-allocates', '0') if get('direction') == 'out' else '0',
            'nullable': get('nullable', '0'),
            'transfer': get('transfer-ownership'),
            'type': self.describe_type(self.type),
            'array': self.describe_array(names),
        }


class Function:
    def __init__(self, element, namespace):
        self.name = element.get(C + 'identifier')
        self.throws = element.get('throws') == '1'
        parameters = element.find(CORE + 'parameters')
        self.values = [Value(child, namespace) for child in (parameters if parameters is not None else [])]
        self.has_instance = parameters is not None and parameters.find(CORE + 'instance-parameter') is not None
        self.returns = Value(element.find(CORE + 'return-value'), namespace)

    def position(self, index):
        """The position of what an index in the GIR means; those do not count the instance."""
        return index + self.has_instance


def read(path):
    """The functions of a file, by C identifier."""
    root = ElementTree.parse(path).getroot()
    name = root.find(CORE + 'namespace').get('name')
    functions = {}
    for element in root.iter():
        if element.tag in FUNCTIONS and element.get('moved-to') is None and element.get(C + 'identifier'):
            functions[element.get(C + 'identifier')] = Function(element, name)
    return functions


def compare_types(types, function):
    """What differs first between C types, the returned one first, and those of a function; None when nothing does."""
    theirs = [function.returns.c_type, *(value.c_type for value in function.values)]
    ours = [normalize(c_type) for c_type in types]
    if any(value.is_varargs for value in function.values):
        return 'variable arguments'
    if ours == theirs:
        return None
    if ours[0] != theirs[0]:
        return f'returns {theirs[0]}, not {ours[0]}'
    if sorted(ours) == sorted(theirs):
        return 'another order'
    missing = [c_type for c_type in theirs if theirs.count(c_type) > ours.count(c_type)]
    extra = [c_type for c_type in ours if ours.count(c_type) > theirs.count(c_type)]
    return f'has {", ".join(missing) or "nothing"} for {", ".join(extra) or "nothing"}'


def compare_parameters(types, function):
    """Likewise, when the order does not matter, nor whether there is a cancellable."""
    theirs = [function.returns.c_type, *sorted(value.c_type for value in function.values)]
    ours = [normalize(types[0]), *sorted(map(normalize, types[1:]))]
    if [word for word in theirs if word != 'GCancellable*'] == [word for word in ours if word != 'GCancellable*']:
        return None
    return compare_types(types, function)


def compare_annotations(ours, theirs):
    pairs = [(ours.returns, theirs.returns), *zip(ours.values, theirs.values)]
    for our, their in pairs:
        mine = our.annotations(ours.position)
        yours = their.annotations(theirs.position)
        for key, value in mine.items():
            if value != yours[key]:
                return f'{their.name}: {key} {yours[key]}, not {value}'
    return None
