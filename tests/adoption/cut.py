# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Takes functions out of C files, with all that was there for them alone: documentation, prototypes, helpers.

import re
from dataclasses import dataclass, field

TOKEN = re.compile(r'''
    (?P<comment>/\*.*?\*/|//[^\n]*)
  | (?P<directive>^[ \t]*\#(?:[^\n\\]|\\.|\\\n)*)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>[{}();=])
  ''', re.DOTALL | re.MULTILINE | re.VERBOSE)
WORD = re.compile(r'[A-Za-z_]\w*')

# Macros that stand alone, without a semicolon.
ALONE = re.compile(r'[A-Z]+_(BEGIN|END)_DECLS$')
DEFINING = re.compile(r'G_(DEFINE|DECLARE)_\w+$')
OPENING = re.compile(r'\s*#\s*(if|pragma\s+\w+\s+diagnostic\s+push)')
BETWEEN = re.compile(r'\s*#\s*(el(se|if)|pragma\s+\w+\s+diagnostic\s+ignored)')
CLOSING = re.compile(r'\s*#\s*(endif|pragma\s+\w+\s+diagnostic\s+pop)')
SEPARATOR = re.compile(r'/\*{3,}/$')


class Unreadable(Exception):
    """Raised for what this reader of C does not understand."""


@dataclass
class Item:
    """What stands at the top level of a file: a comment, a directive, or a declaration."""
    kind: str
    start: int
    end: int
    text: str
    name: str = None            # what it declares
    is_definition: bool = False     # of a function
    words: set = field(default_factory=set)

    @property
    def is_helper(self):
        """Whether nobody outside of the file knows it."""
        return self.kind == 'code' and (self.text.startswith(('static', 'typedef', 'struct', 'enum')) or
                                        DEFINING.match(self.text.split('(')[0].strip()) is not None)


class Reader:
    """Splits a file into its items."""

    def __init__(self, text):
        self.text = text
        self.items = []
        self.depth = {'{': 0, '(': 0}
        self.begin_item()

    def begin_item(self):
        self.start = None
        self.words = []         # of the declarator: at no depth, and before a body or value
        self.name = None
        self.has_value = self.has_parameters = self.has_body = False

    def end_item(self, end):
        if self.start is None:
            return
        text = self.text[self.start:end]
        first = WORD.match(text)
        name = self.name
        if first and DEFINING.match(first[0]):
            name = WORD.findall(text)[1]
        elif name is None and self.words:
            name = self.words[-1]
        is_definition = self.has_parameters and self.has_body and not text.startswith('typedef')
        self.items.append(Item('code', self.start, end, text, name, is_definition, set(WORD.findall(text))))
        self.begin_item()

    def read(self):
        for token in TOKEN.finditer(self.text):
            self.take(token.lastgroup, token[0], token.start(), token.end())
        if any(self.depth.values()):
            raise Unreadable('a brace or parenthesis is never closed')
        self.end_item(len(self.text.rstrip()))
        return self.items

    def is_outside(self):
        return not any(self.depth.values())

    def take(self, kind, text, start, end):
        if kind in ('comment', 'directive') and self.start is None:
            self.items.append(Item(kind, start, end, text, words=set(WORD.findall(text)) if kind == 'directive' else set()))
        elif kind == 'word':
            self.take_word(text, start, end)
        elif kind == 'mark':
            self.take_mark(text, start, end)

    def take_word(self, text, start, end):
        if self.start is None:
            self.start = start
            if ALONE.match(text):
                self.end_item(end)
                return
        if self.is_outside() and not self.has_value:
            self.words.append(text)

    def take_mark(self, text, start, end):
        if self.start is None:
            self.start = start
        if text == '=' and self.is_outside():
            self.has_value = True
        elif text in '({':
            self.open(text)
        elif text in ')}':
            self.close(text, end)
        elif text == ';' and self.is_outside():
            self.end_item(end)

    def open(self, text):
        if self.is_outside() and text == '(' and self.words and self.name is None and not self.words[-1].isupper():
            self.name = self.words[-1]
        if self.is_outside() and text == '{' and self.has_parameters and not self.has_value:
            self.has_body = True
        self.depth[text] += 1

    def close(self, text, end):
        opening = {')': '(', '}': '{'}[text]
        self.depth[opening] -= 1
        if self.depth[opening] < 0:
            raise Unreadable('a brace or parenthesis is closed that was not opened')
        if not self.is_outside():
            return
        if text == ')' and len(self.words) == 1 and DEFINING.match(self.words[0]):
            self.end_item(end + (self.text[end:end + 1] == ';'))
        elif text == ')':
            self.has_parameters = self.has_parameters or self.name is not None
        elif self.has_body:
            self.end_item(end)


def read(text):
    return Reader(text).read()


def live_helpers(items):
    """The helpers that are used, by what others see or by each other."""
    code = [item for item in items if item.kind == 'code']
    helpers = [item for item in code if item.is_helper]
    words = set().union(*(item.words for item in items if item.kind != 'comment' and not item.is_helper))
    live = []
    while True:
        found = [item for item in helpers if item not in live and item.name in words]
        if not found:
            return live
        live += found
        words |= set().union(*(item.words for item in found))


def with_comment(text, items, item):
    """Where an item begins, with the comment that is about it."""
    index = items.index(item)
    if index == 0 or items[index - 1].kind != 'comment' or SEPARATOR.match(items[index - 1].text):
        return item.start
    comment = items[index - 1]
    is_near = text[comment.end:item.start].count('\n') <= 1
    names_it = re.match(r'/\*\*\s*\*\s*' + re.escape(item.name or '') + r'\s*:', comment.text)
    return comment.start if is_near or names_it else item.start


def remove(text, spans):
    """Takes spans out, each with the empty lines behind it."""
    kept, position = [], 0
    for start, end in sorted(spans):
        kept.append(text[position:start])
        position = max(position, end + len(re.match(r'[ \t]*(\n[ \t]*)*', text[end:])[0]))
    kept.append(text[position:])
    return ''.join(kept).rstrip() + '\n'


def is_hollow(group, text):
    """Whether these directives open and close what has nothing in it."""
    return (OPENING.match(group[0].text) and CLOSING.match(group[-1].text) and
            all(item.kind == 'directive' and BETWEEN.match(item.text) for item in group[1:-1]))


def hollow_spans(text):
    """The first pair of directives that has nothing in it any more, and separators that separate nothing."""
    items = read(text)
    for first in range(len(items)):
        for last in range(first + 1, min(first + 4, len(items))):
            if is_hollow(items[first:last + 1], text):
                return [(items[first].start, items[last].end)]
    for item, after in zip(items, items[1:] + [None]):
        if item.kind == 'comment' and SEPARATOR.match(item.text) and (after is None or after.text == item.text):
            return [(item.start, item.end)]
    return []


def tidy(text):
    while spans := hollow_spans(text):
        text = remove(text, spans)
    return text


def cut(text, names, is_header=False):
    """Returns the text without those functions, and the names of those that were there."""
    items = read(text)
    doomed = [item for item in items if item.kind == 'code' and item.name in names and not item.is_helper]
    if not doomed:
        return text, set()
    if not is_header:
        kept = live_helpers([item for item in items if item not in doomed])
        doomed += [item for item in live_helpers(items) if item not in kept]
    spans = [(with_comment(text, items, item), item.end) for item in doomed]
    return tidy(remove(text, spans)), {item.name for item in doomed} & set(names)


def functions(text):
    """The names of the functions that a file defines for others."""
    return [item.name for item in read(text) if item.is_definition and not item.is_helper]
