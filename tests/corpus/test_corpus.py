# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is generated from real interfaces, function by function; the table of the results goes to corpus.md in the build
# folder.

import sys

import corpus
import expected
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


def each(differences):
    """What all namespaces that are installed have of this kind."""
    if not RESULTS:
        raise Skip('no namespace of the corpus is installed')
    return [difference for result in RESULTS.values() for difference in differences(result)]


@claim('each function with a finish function has a twin, unless it is known why not')
def nearly_all_are_generated():
    refused = each(lambda result: [(pair['async'], pair['reason'] or 'no reason') for pair in result.pairs
                                   if pair['status'] == 'refused'])
    expect_empty(expected.unknown(expected.REFUSED, refused))


@claim('without configuration a twin has what the hand-written one has, in any order and cancelled or not')
def parameters_are_equal():
    table = expected.TYPES + expected.TYPES_WITHOUT_CONFIGURATION
    expect_empty(expected.unknown(table, each(lambda result: result.plain_differences)))


@claim('with configuration a twin has the C types of the hand-written one, unless it is known why not')
def signatures_are_equal():
    expect_empty(expected.unknown(expected.TYPES, each(lambda result: result.differences)))


@claim('a twin with these C types says the same of them, unless it is known why not')
def annotations_are_equal():
    expect_empty(expected.unknown(expected.ANNOTATIONS, each(lambda result: result.annotation_differences)))


@claim('every function of PackageKit and GData has a twin')
def shared_finish_functions_are_known():
    names = RESULTS.keys() & {'PackageKitGlib-1.0', 'GData-0.0'}
    if not names:
        raise Skip('neither is installed')
    expect_empty(pair['async'] for name in names for pair in RESULTS[name].pairs if pair['status'] != 'generate')


if __name__ == '__main__':
    status = main('corpus')
    table.write(RESULTS)
    sys.exit(status)
