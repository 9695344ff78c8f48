# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The targets for what is generated from real interfaces; the table of the results goes to corpus.md in the build folder.

import sys
from collections import Counter

import corpus
import table
from tap import Skip, claim, expect_empty, main

RESULTS = {}


def register(name, package):
    @claim(f'{name} is generated, compiled and scanned without a warning')
    def namespace_is_right():
        if not corpus.is_installed(name, package):
            raise Skip(f'{name} with {package} is not installed')
        RESULTS[name] = result = corpus.process(name, package)
        expect_empty(result.messages)


for known in corpus.KNOWN + corpus.UNSEEN:
    register(*known)


def results_of(group):
    results = [RESULTS[name] for name, _ in group if name in RESULTS]
    if len(results) < len(group):
        raise Skip(f'only {len(results)} of {len(group)} namespaces are installed')
    return results


def expect_share(part, whole, share):
    assert part >= share * whole, f'{part} of {whole} is {part / whole:.1%}, not {share:.0%}'


def judge(title, group):
    @claim(f'99 of 100 functions with a finish function have a twin, {title}')
    def nearly_all_are_generated():
        results = results_of(group)
        expect_share(sum(result.count('generate') for result in results),
                     sum(result.n_pairs() for result in results), 0.99)

    @claim(f'88 of 100 signatures are those of hand-written twins without configuration, {title}')
    def signatures_are_equal():
        results = results_of(group)
        expect_share(sum(result.plain_equal for result in results),
                     sum(result.plain_pairs for result in results), 0.88)

    @claim(f'95 of 100 signatures are those of hand-written twins with configuration, {title}')
    def signatures_are_equal_with_configuration():
        results = results_of(group)
        expect_share(sum(result.equal for result in results), sum(result.compared for result in results), 0.95)


judge('where the rules come from', corpus.KNOWN)
judge('elsewhere', corpus.UNSEEN)


@claim('every function of PackageKit and GData has a twin')
def shared_finish_functions_are_known():
    results_of(corpus.KNOWN)
    expect_empty(pair['async'] for name in ('PackageKitGlib-1.0', 'GData-0.0') for pair in RESULTS[name].pairs
                 if pair['status'] != 'generate')


@claim('what is refused is refused for a reason')
def refusals_have_reasons():
    reasons = sum((result.reasons() for result in RESULTS.values()), Counter())
    assert None not in reasons and '' not in reasons


if __name__ == '__main__':
    status = main('corpus')
    table.write(RESULTS)
    sys.exit(status)
