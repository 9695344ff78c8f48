# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes pages for gi-docgen of those in docs/: python3 make-pages.py FOLDER GIR PAGE…
#
# The pages are written to be read as they are. In the reference a symbol links to what is said of it, a page to the
# page made of it, and what is not part of the reference is only named. Nothing in code is markup there either:
# gi-docgen would read gtk-doc's signs in it.

import re
import sys
import xml.etree.ElementTree as ElementTree
from html import escape
from pathlib import Path

C_IDENTIFIER = '{http://www.gtk.org/introspection/c/1.0}identifier'
C_TYPE = '{http://www.gtk.org/introspection/c/1.0}type'
ERROR_DOMAIN = '{http://www.gtk.org/introspection/glib/1.0}error-domain'
KINDS = {'bitfield': 'flags', 'callback': 'callback', 'class': 'class', 'enumeration': 'enum', 'record': 'struct'}

FENCED = re.compile(r'(^```.*?^```$)', re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r'^<!--.*?-->\n+', re.MULTILINE | re.DOTALL)
MARKUP = re.compile(r'[]&<>@#%*|\\`[]|(?<![^\W_])_|_(?![^\W_])|(?<= )\(|\((?=\) )')
INLINE = re.compile(r'(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)|`(?P<code>[^`]+)`')


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
    """Which page describes a symbol, by its name in C."""
    links = {}
    for element in ElementTree.parse(gir).getroot().find('{*}namespace'):
        if tag(element) in KINDS:
            links.update(type_links(element))
        elif tag(element) == 'constant':
            links[element.get(C_TYPE)] = f'const.{element.get("name")}.html'
        elif tag(element) in ('function', 'function-macro') and not element.get('moved-to'):
            links[element.get(C_IDENTIFIER)] = f'func.{element.get("name")}.html'
    return links


def code(text):
    """Code in which nothing is markup: what could be is written as its number."""
    return '<code>' + MARKUP.sub(lambda match: f'&#{ord(match[0])};', text) + '</code>'


def code_in(text):
    return re.sub(r'`([^`]+)`', lambda match: code(match[1]), text)


def link(match, pages):
    name, _, anchor = match['target'].partition('#')
    if match['image'] or not name or ':' in name:
        return match['image'] + f'[{code_in(match["text"])}]({match["target"]})'
    if Path(name).name in pages and Path(name).suffix == '.md':
        target = Path(name).with_suffix('.html').name + (f'#{anchor}' if anchor else '')
        return f'[{code_in(match["text"])}]({target})'
    return code_in(match['text'])


def inline(text, symbols, pages):
    """A text outside of code blocks."""
    def replacement(match):
        if match['target']:
            return link(match, pages)
        page = symbols.get(re.sub(r' ?\(\)$', '', match['code']))
        return f'<a href="{page}">{code(match["code"])}</a>' if page else code(match['code'])

    return INLINE.sub(replacement, text)


def convert(text, symbols, pages):
    title = re.search(r'^# (.+)$', text, re.MULTILINE)[1].replace('`', '')
    parts = FENCED.split(COMMENT.sub('', text))
    parts[::2] = [inline(part, symbols, pages) for part in parts[::2]]
    return f'Title: {escape(title)}\n\n' + ''.join(parts)


def main(folder, gir, *pages):
    symbols = symbol_links(gir)
    names = {Path(page).name for page in pages}
    for page in map(Path, pages):
        text = page.read_text(encoding='utf-8')
        (Path(folder) / page.name).write_text(convert(text, symbols, names), encoding='utf-8')


if __name__ == '__main__':
    main(*sys.argv[1:])
