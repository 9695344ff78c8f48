# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which page of gi-docgen's describes a symbol.

import xml.etree.ElementTree as ElementTree

C_IDENTIFIER = '{http://www.gtk.org/introspection/c/1.0}identifier'
C_TYPE = '{http://www.gtk.org/introspection/c/1.0}type'
ERROR_DOMAIN = '{http://www.gtk.org/introspection/glib/1.0}error-domain'
KINDS = {'bitfield': 'flags', 'callback': 'callback', 'class': 'class', 'enumeration': 'enum', 'record': 'struct'}


def tag(element):
    return element.tag.rpartition('}')[2]


def type_links(element):
    """The links of a type and of all that belongs to it."""
    name = element.get('name')
    page = f'{"error" if element.get(ERROR_DOMAIN) else KINDS[tag(element)]}.{name}.html'
    yield element.get(C_TYPE), page
    for child in element:
        kind = {'constructor': 'ctor', 'method': 'method', 'function': 'type_func'}.get(tag(child))
        if kind:
            yield child.get(C_IDENTIFIER), f'{kind}.{name}.{child.get("name")}.html'
        elif tag(child) == 'member':
            yield child.get(C_IDENTIFIER), page


def symbol_links(gir):
    """The names of pages, by the names of symbols in C."""
    links = {}
    for element in ElementTree.parse(gir).getroot().find('{*}namespace'):
        if tag(element) in KINDS:
            links.update(type_links(element))
        elif tag(element) == 'constant':
            links[element.get(C_TYPE)] = f'const.{element.get("name")}.html'
        elif tag(element) in ('function', 'function-macro') and not element.get('moved-to'):
            links[element.get(C_IDENTIFIER)] = f'func.{element.get("name")}.html'
    return links
