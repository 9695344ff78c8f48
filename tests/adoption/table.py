# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What came of adopting, as tables and in words.

import json

HEAD = ['library', 'twins replaced', 'by', 'lines out', 'lines in', 'generated', 'lines of configuration',
        'written by the generator', 'GIR functions that differ', 'own tests before', 'own tests after',
        'bytes a twin before', 'after']


def fraction(pair):
    return f'{pair[0]} of {pair[1]}'


def tests(results, way):
    """How many passed, of those that there were before: one that ends early says nothing of the others."""
    before = results['tests']['before']
    passed = sum(results['tests'][way].get(name) == 'ok' for name in before)
    skipped = sum(result == 'skipped' for result in before.values())
    return fraction((passed, len(before))) + (f', {skipped} skipped' if skipped else '')


def pass_as_before(results, way):
    return all(results['tests'][way].get(name) == 'ok'
               for name, result in results['tests']['before'].items() if result == 'ok')


def replaced(results, found):
    """How many twins there were, and how many are new."""
    new = f'{len(found["symbols-new"])} new' if found['symbols-new'] else ''
    return ', '.join(filter(None, [results['twins'] and fraction((results['replaced'], results['twins'])), new]))


def row(results, way):
    found = results['ways'][way]
    return [f'{results["name"]} {results["version"]}', replaced(results, found), way,
            f'{found["lines-out"]:,}', f'{found["lines-in"]:,}', f'{found["lines-generated"]:,}',
            *results['configuration'], fraction((len(found['gir-differences']), found['gir-functions'])),
            tests(results, 'before'), tests(results, way),
            found['bytes-before'] or '', found['bytes-after']]


def markdown(rows):
    return '\n'.join('| ' + ' | '.join(map(str, row)) + ' |' for row in rows)


def overview(folder):
    """Of all libraries that were adopted so far."""
    rows = [HEAD, ['---'] * len(HEAD)]
    for path in sorted(folder.glob('*.json')):
        results = json.loads(path.read_text())
        rows += [row(results, way) for way in results['ways']]
    return markdown(rows)


def details(results):
    """What differs, a line each."""
    lines = []
    for way, found in results['ways'].items():
        head = f'{results["name"]}, {way}'
        for name, words in found['gir-differences'].items():
            lines += [f'{head}: {name}: {word}' for word in words]
        lines += [f'{head}: symbol {name} is missing' for name in found['symbols-missing']]
        lines += [f'{head}: symbol {name} is new' for name in found['symbols-new']]
        if not results['calls'].get(way, True):
            lines.append(f'{head}: calls.py does not print what it printed before: see calls.txt of each')
    return '\n'.join(lines)


def is_as_before(results):
    """Whether the library's own tests, its symbols, and what callers see are the same."""
    return all(pass_as_before(results, way) and not found['symbols-missing'] and
               not (results['twins'] and found['symbols-new']) and results['calls'].get(way, True)
               for way, found in results['ways'].items())
