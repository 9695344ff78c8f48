# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the site's search looks through: each section of the guide's pages, and each page of a symbol, as text.

import json
from html.parser import HTMLParser

from gir_links import symbol_links

HEADINGS = ('h1', 'h2', 'h3', 'h4')
NO_END = ('area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr')
NOT_SEARCHED = ('index.html', 'classes_hierarchy.html')


class Sections(HTMLParser):
    """The parts of what is in a page's main section: one for each heading, as [anchor, heading, text]."""

    def __init__(self, text):
        super().__init__()
        self.depth = 0  # of elements, from the main section on
        self.in_heading = False
        self.parts = []
        self.feed(text)

    def handle_starttag(self, name, attrs):
        if name in NO_END or not self.depth and ('id', 'main') not in attrs:
            return
        self.depth += 1
        if name in HEADINGS:
            self.in_heading = True
            self.parts.append([dict(attrs).get('id'), '', ''])

    def handle_endtag(self, name):
        if not self.depth or name in NO_END:
            return
        self.depth -= 1
        if name in HEADINGS:
            self.in_heading = False

    def handle_data(self, data):
        if self.depth and self.parts:
            self.parts[-1][1 if self.in_heading else 2] += data


def words(text):
    return ' '.join(text.split())


def guide_entries(page, parts):
    title = words(parts[0][1])
    for number, (anchor, heading, text) in enumerate(parts):
        yield {
            'title': words(heading),
            'place': 'Guide' if number == 0 else title,
            'address': page if number == 0 else f'{page}#{anchor}',
            'text': words(text),
        }


def symbol_entry(page, parts, symbols):
    """What it is and its name are headings; what has no name in C, as a property, is known by that for bindings."""
    (_anchor, kind, _nothing), (_anchor, name, since), *others = parts
    others.sort(key=lambda part: words(part[1]) != 'Description')  # is what an excerpt shows
    text = ' '.join([*(below for _anchor, _heading, below in others), since])
    return {'title': symbols.get(page, words(name)), 'place': words(kind), 'address': page, 'text': words(text)}


def library_entries(folder, symbols, guide):
    for path in sorted(folder.glob('*.html')):
        parts = Sections(path.read_text(encoding='utf-8')).parts
        if path.stem in guide:
            yield from guide_entries(path.name, parts)
        elif path.name not in NOT_SEARCHED:
            yield symbol_entry(path.name, parts, symbols)


def pages_of(gir):
    """The name of the symbol that a page describes: of an enumeration and its members, the first."""
    names = {}
    for symbol, page in symbol_links(gir).items():
        names.setdefault(page, symbol)
    return names


def write(output, libraries, folders, guide):
    """Writes the data as a script: a page that is read from a file, too, can load that."""
    entries = []
    for folder, (name, gir) in zip(folders, libraries):
        for entry in library_entries(folder, pages_of(gir), guide if folder == folders[0] else ()):
            entries.append({**entry, 'address': f'../{name}/{entry["address"]}'})
    output.write_text(f'window.searchData = {json.dumps(entries, ensure_ascii=False)};\n', encoding='utf-8')
