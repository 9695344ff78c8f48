# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Words that a reader who knows GLib would have to guess, and those that say the same. Only such that mean nothing else.

import re
import sys

from project import files, read, relative
from tap import claim, expect_empty, main

BINARY = ['.png', '.gz', '.xz']

# Between two words: also from a line of a comment to the next, and in names.
GAP = r'(?:[ \t_-]|\n[ \t]*(?:\*|//|#)?[ \t]*)+'

WORDS = {
    r"turn(s|ed|ing)? ([\w']+ ){0,3}(loops?|contexts?)\b": 'iterate it',
    r'(loop|context)s? (is|are|was|were|be|been|goes on) turn(ed|ing)': 'iterate it',
    r'(wait|waiting)[-_]turn': 'name it after what it iterates',
    r'bark(s|ed|ing)?': 'report',
    r'blind(ly)?': 'say what does not look at what',
    r'lookout': 'the source that watches the default context',
    r'gates?': 'a wake-up source, a guard',
    r'strands?': 'the state of execution of a fiber or a thread',
    r'(hold|holds|held|holding) (it |them |\w+ calls? )?up\b': 'delay',
    r'lets? (it|them) be\b': 'leave alone, ignore',
    r'let(s|ting)? (it |them )?go\b(?! on)': 'release, drop a reference',
    r'(told|tells?) of\b': 'report',
    r'(that|this|it) is told': 'say who says so: a message does, a function returns it',
    r'g(ive|ives|ave|iven|iving) (a|the) call up|calls? (is|was|were|are) given up': 'abandon',
    r'l(eave|eaves|eaving) (a|the) call\b': 'abandon',
}


def pattern(words):
    return re.compile(rf'(?<![a-z])(?:{words.replace(" ", GAP)})(?![a-z])', re.IGNORECASE)


PATTERNS = {pattern(words): remedy for words, remedy in WORDS.items()}


def problems(path):
    text = read(path)
    for one, remedy in PATTERNS.items():
        for match in one.finditer(text):
            line = text.count('\n', 0, match.start()) + 1
            yield f'{relative(path)}:{line}: “{" ".join(match[0].split())}”: {remedy}'
        if one.search(path.name):
            yield f'{relative(path)}: its name: {remedy}'


@claim('words are those of GLib')
def words_are_plain():
    expect_empty(problem for path in files() if path.suffix not in BINARY and path.name != 'test_words.py'
                 for problem in problems(path))


@claim('words to avoid are found in comments of several lines, in names, and nowhere else')
def patterns_find_words():
    found = ['/* it lets\n * it be */', 'smart_async_batch_gate_open ()', 'turns its own main context', '# be let\n# go']
    for text in found:
        assert any(one.search(text) for one in PATTERNS), text

    for text in ['propagate', 'delegates', 'turns names into links', 'context, which in turn', 'restrand', 'it let Gio']:
        assert not any(one.search(text) for one in PATTERNS), text


if __name__ == '__main__':
    sys.exit(main('conventions'))
