# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The results of the corpus as a page: a row for each namespace, then each difference with its reason.

import platform

import expected
from corpus import BUILD, KNOWN, run

HEAD = """# The generator and real interfaces

What `./dev corpus` found when it was run last, on {system} with GLib {glib}.

Every asynchronous function of the namespaces below has been given a twin, also where it has one by hand. All twins were
compiled with gcc and clang (`-Wall -Wextra -Werror`), scanned with `g-ir-scanner` (`--warn-all --warn-error`), compiled
into a typelib, and compared with the hand-written ones.

*Pairs* have a finish function. *Equal* are the C types in their order: *plain* without configuration, among the
pairs found by name or annotation; *configured* with the files that are installed, among all hand-written twins.
*Annotations* are equal when direction, nullability, ownership, element type, array length and caller's memory are.

| namespace | functions | pairs | generated | refused | compiles | plain | configured | annotations |
|---|---|---|---|---|---|---|---|---|
"""


def head():
    system = platform.freedesktop_os_release().get('PRETTY_NAME', platform.system())
    return HEAD.format(system=system, glib=run('pkg-config', '--modversion', 'glib-2.0').strip())


def yes(flag):
    return 'yes' if flag else '**no**'


def describe_refusals(result):
    return ', '.join(f'{count} {reason}' for reason, count in sorted(result.reasons().items())) or '0'


def row(name, result):
    return (f'| {name} | {len(result.pairs)} | {result.n_pairs()} | {result.count("generate")} '
            f'| {describe_refusals(result)} | {yes(result.compiled and result.scanned)} '
            f'| {result.plain_equal} of {result.plain_pairs} | {result.equal} of {result.compared} '
            f'| {result.annotated} of {result.equal} |\n')


def share(part, whole):
    return f'{part} of {whole} ({part / whole:.1%})' if whole else '0'


def total(title, results):
    def count(function):
        return sum(function(result) for result in results)

    return (f'| **{title}** | {count(lambda r: len(r.pairs))} | {count(lambda r: r.n_pairs())} '
            f'| {share(count(lambda r: r.count("generate")), count(lambda r: r.n_pairs()))} '
            f'| {count(lambda r: r.count("refused"))} | {yes(all(r.compiled and r.scanned for r in results))} '
            f'| {share(count(lambda r: r.plain_equal), count(lambda r: r.plain_pairs))} '
            f'| {share(count(lambda r: r.equal), count(lambda r: r.compared))} '
            f'| {share(count(lambda r: r.annotated), count(lambda r: r.equal))} |\n')


def differences(results):
    tables = [(expected.TYPES, [twin for result in results for twin in result.differences]),
              (expected.ANNOTATIONS, [twin for result in results for twin in result.annotation_differences])]
    lines = [f'| `{twin}` | {difference} | {expected.explain(known, twin, difference)} |\n'
             for known, twins in tables for twin, difference in twins]
    return ''.join(['\n## What differs\n\n',
                    'The hand-written twin, what it has where the generated one has something else, and why.\n\n',
                    '| twin | difference | why |\n|---|---|---|\n', *lines])


def write(results):
    known = [result for name, result in results.items() if name in dict(KNOWN)]
    others = [result for name, result in results.items() if name not in dict(KNOWN)]
    text = head() + ''.join(row(result.name, result) for result in known)
    text += total('the rules were made with these', known)
    text += ''.join(row(result.name, result) for result in others) + total('and not with these', others)
    (BUILD / 'corpus.md').write_text(text + differences(known + others), encoding='utf-8')
