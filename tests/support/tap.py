# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A minimal TAP producer: a function with @claim is a test, and what it raises is its failure.

import re
import sys
import traceback

CLAIMS = []
SEPARATOR = re.compile(r'[^\w.+]+')


class Skip(Exception):
    """Raised by a test that cannot be done here; says why."""


def claim(sentence):
    """Marks a test; the sentence is what holds when it passes."""
    def register(function):
        CLAIMS.append((sentence, function))
        return function
    return register


def expect_empty(problems):
    """Fails with the list of problems, if there are any."""
    problems = list(problems)
    if problems:
        raise AssertionError('\n'.join(map(str, problems)))


def explain(error):
    if isinstance(error, AssertionError) and str(error):
        return str(error)
    return ''.join(traceback.format_exception(type(error), error, error.__traceback__))


def run_claim(unit, number, sentence, function):
    name = f'{number} /smartasync/{unit}/{SEPARATOR.sub("-", sentence)}'
    try:
        function()
    except Skip as reason:
        print(f'ok {name} # SKIP {reason}', flush=True)
        return True
    except Exception as error:
        print(f'not ok {name}', flush=True)
        print(f'{sentence}:\n{explain(error)}', file=sys.stderr, flush=True)  # Meson shows this, and not the TAP
        return False

    print(f'ok {name}', flush=True)
    return True


def main(unit):
    """Runs the tests of a unit, which names them; returns the exit status."""
    print(f'1..{len(CLAIMS)}')
    results = [run_claim(unit, number, *test) for number, test in enumerate(CLAIMS, start=1)]
    return 0 if all(results) else 1
