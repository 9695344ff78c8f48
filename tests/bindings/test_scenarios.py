# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The list of scenarios and the tests of each language agree.

import re
import sys
from pathlib import Path

from tap import claim, expect_empty, main

HERE = Path(__file__).resolve().parent
FOLDERS = {'C': 'c', 'Python': 'python', 'JavaScript': 'gjs', 'Vala': 'vala'}
LITERAL = re.compile(r""""([^"\n]+)"|'([^'\n]+)'""")
ROW = re.compile(r'^\| (?P<name>[\w-]+) \|(?P<what>[^|]*)\| ' + r' \| '.join(['([^|]+)'] * 4) + r' \|$', re.MULTILINE)


def rows():
    """The name of each scenario, and what its cells say by language."""
    _head, *found = ROW.finditer((HERE / 'scenarios.md').read_text(encoding='utf-8'))
    for match in found:
        yield match['name'], dict(zip(FOLDERS, match.groups()[2:]))


def tests_of(folder):
    """The names of a language's tests: strings, with the words of a sentence joined as in what it prints."""
    text = '\n'.join(path.read_text(encoding='utf-8') for path in sorted(folder.iterdir()) if path.is_file())
    literals = (double or single for double, single in LITERAL.findall(text))
    return {re.sub(r'[^\w.]+', '-', re.sub(r'^/smartasync/bindings/\w+/', '', literal)) for literal in literals}


def tests():
    """By language. The build has each folder that there is; one that is left out is not looked for."""
    return {language: tests_of(HERE / folder) for language, folder in FOLDERS.items() if (HERE / folder).exists()}


@claim('there are at least 60 scenarios, each once')
def scenarios_are_many():
    names = [name for name, _ in rows()]
    assert len(names) >= 60, f'{len(names)} scenarios'
    expect_empty(name for name in names if names.count(name) > 1)


@claim('each scenario is a test in each language, or says why not')
def scenarios_are_tests():
    expect_empty(f'{language}: there is no test {name}' for language, names in tests().items()
                 for name, cells in rows() if cells[language] == 'yes' and name not in names)


@claim('no scenario that is said not to be a test is one')
def reasons_are_true():
    expect_empty(f'{language}: there is a test {name}, and yet “{cells[language]}”' for language, names in tests().items()
                 for name, cells in rows() if cells[language] != 'yes' and name in names)


if __name__ == '__main__':
    sys.exit(main('bindings/scenarios'))
