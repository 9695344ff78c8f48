#!/usr/bin/env python3
# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Counts the results in Meson's test logs (testlog.json), as the tests' own TAP lines report them. What was skipped, and
# why, and what failed is said again before the count, since the end of a long log is what is read first.
#
# An argument is a log, or NAME=LOG: then each line about it names the system that it was written in.

import json
import re
import sys
from collections import Counter

RESULT = re.compile(r'(?P<not>not )?ok\b(?P<description>[^#]*)(#\s*(?P<directive>\w+))?')
SKIPPED_PROGRAM = re.compile(r'1\.\.0\b')
REASON = re.compile(r'#\s*(?:skip\w*|todo)\b:?\s*(?P<reason>.*)', re.IGNORECASE)

# What Meson calls a program that ended as it should.
MESON_PASSED = {'OK'}
MESON_SKIPPED = {'SKIP', 'EXPECTEDFAIL', 'IGNORED'}

# Of the standard error of what failed.
LINES_SHOWN = 40

# What valgrind says of itself, such as system calls that it does not know. Its findings begin with ==1234==.
VALGRIND_REMARK = re.compile(r'--\d+-- ')


def count_line(line):
    """Says what one line of TAP reports: 'passed', 'failed', 'skipped' or None."""
    match = RESULT.match(line)
    if match is None:
        return 'skipped' if SKIPPED_PROGRAM.match(line) else None

    directive = (match['directive'] or '').lower()
    if directive.startswith('skip') or directive == 'todo':
        return 'skipped'
    return 'failed' if match['not'] else 'passed'


def count_program(program):
    """Counts one program's results. Indented lines are subtests, which their parent's line sums up."""
    lines = (program.get('stdout') or '').splitlines()
    counts = Counter(filter(None, map(count_line, lines)))

    if program['result'] in MESON_SKIPPED:
        if not counts:
            counts['skipped'] = 1
    elif program['result'] in MESON_PASSED:
        if not counts:
            counts['passed'] = 1
    elif not counts['failed']:
        counts['failed'] = 1  # it crashed, ran out of time or broke its plan: nothing in its TAP says so

    return counts


def reasons_of(program):
    """Yields why tests of one program were skipped, once for each of them."""
    lines = [line for line in (program.get('stdout') or '').splitlines() if count_line(line) == 'skipped']
    for line in lines:
        match = REASON.search(line)
        yield match['reason'] if match and match['reason'] else 'no reason is given'
    if not lines and program['result'] in MESON_SKIPPED:
        yield 'the program skipped itself, and gave no reason'


def describe_failure(program, name):
    """Yields what one program has to say of its failure: its result, its lines of TAP, the end of its errors."""
    yield f'failed: {name}: {program["result"]} after {program.get("duration", 0):.0f} s'
    yield from (line for line in (program.get('stdout') or '').splitlines() if count_line(line) == 'failed')
    errors = (program.get('stderr') or '').strip().splitlines()
    yield from [f'  {line}' for line in errors if not VALGRIND_REMARK.match(line)][-LINES_SHOWN:]


def describe_skipped(name, reason, number):
    return f'skipped: {name}: {reason}' + (f' ({number} tests)' if number > 1 else '')


def read_log(argument):
    """Yields each program of a log, and what it is called here."""
    system, _, path = argument.rpartition('=')
    with open(path, encoding='utf-8') as log:
        for line in filter(str.strip, log):
            program = json.loads(line)
            yield program, f'{system}: {program["name"]}' if system else program['name']


def main(arguments):
    counts = Counter()
    skipped = Counter()
    failures = []
    is_complete = True
    for argument in arguments:
        try:
            for program, name in read_log(argument):
                results = count_program(program)
                counts += results
                skipped.update((name, reason) for reason in reasons_of(program))
                if results['failed']:
                    failures += describe_failure(program, name)
        except FileNotFoundError:
            print(f'no test has run: {argument.rpartition("=")[2]} is not there', file=sys.stderr)
            is_complete = False

    for (name, reason), number in skipped.items():
        print(describe_skipped(name, reason, number))
    for line in failures:
        print(line)
    print('{passed} passed, {failed} failed, {skipped} skipped'.format(
        passed=counts['passed'], failed=counts['failed'], skipped=counts['skipped']))
    return 0 if is_complete and counts['passed'] and not counts['failed'] else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
