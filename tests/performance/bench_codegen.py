# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The generator against its peers, in interleaved rounds: bare GMarkup, g-ir-compiler, and code written by hand.

import glob
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import tempfile

CODEGEN = os.environ['SMARTASYNC_CODEGEN']
MARKUP = os.environ['BENCH_MARKUP']
SOURCE = os.environ['SMARTASYNC_SOURCE_DIR']
BUILD = os.environ['SMARTASYNC_BUILD_DIR']
ROUNDS = 11


def seconds(command):
    """The processor time that a program takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def print_row(name, title, ratio, target):
    print(json.dumps({'id': name, 'title': title, 'value': round(ratio, 3), 'unit': '×', 'target': target,
                      'at_least': False}, ensure_ascii=False))


def compare(name, title, command, peer, target):
    rounds = [(seconds(command), seconds(peer)) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(times) for times in zip(*rounds))
    print(f'{title}: {ours * 1000:.0f} ms to {theirs * 1000:.0f} ms')
    print_row(name, title, ours / theirs, target)


def function_sizes(file, *options):
    output = subprocess.run(['nm', '-S', '--defined-only', *options, file], stdout=subprocess.PIPE, text=True,
                            check=True).stdout
    rows = (line.split() for line in output.splitlines())
    return {row[3]: int(row[1], 16) for row in rows if len(row) == 4 and row[2] in 'tT'}


def compare_size():
    """The functions of fwupd's own twins, with their helpers that the library has under other names left out."""
    libraries = glob.glob('/usr/lib/*/libfwupd.so.[0-9]')
    if not libraries:
        print('fwupd is not installed')
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([CODEGEN, 'Fwupd-2.0', '--existing=generate', '--name-prefix=twin_', '--output=twins'],
                       cwd=folder, check=True)
        flags = subprocess.run(['pkg-config', '--cflags', 'fwupd'], stdout=subprocess.PIPE, text=True,
                               check=True).stdout.split()
        subprocess.run(['gcc', '-O2', '-c', 'twins.c', f'-I{SOURCE}/include', f'-I{BUILD}/include', *flags], cwd=folder,
                       check=True)
        ours = function_sizes(f'{folder}/twins.o')
    theirs = function_sizes(libraries[0], '-D')
    names = {match[1] for match in (re.fullmatch('twin_(.*)_sync', name) for name in ours) if match}
    hand_written = {name: size for name, size in theirs.items() if name.split('@')[0] in names}
    if not hand_written:
        print('fwupd has no sizes')
        return
    generated = sum(ours.values()) / len(names)
    by_hand = sum(hand_written.values()) / len(hand_written)
    print(f'object code of a twin: {generated:.0f} bytes (with its start function) to {by_hand:.0f} bytes by hand '
          '(without callback and helper)')
    print_row('codegen-size', 'object code of a generated twin, to that of one by hand in fwupd', generated / by_hand,
              0.5)


def compare_gtk():
    """The compiler's output needs a file: it replaces what is there, were it a device."""
    gtk = '/usr/share/gir-1.0/Gtk-4.0.gir'
    if not os.path.exists(gtk) or not shutil.which('g-ir-compiler'):
        print('GTK or g-ir-compiler is not installed')
        return
    with tempfile.TemporaryDirectory() as folder:
        compare('codegen-gtk', '--list of Gtk-4.0, to g-ir-compiler', [CODEGEN, '--list', gtk],
                ['g-ir-compiler', gtk, '-o', f'{folder}/Gtk-4.0.typelib'], 0.15)


def main():
    files = sorted(glob.glob('/usr/share/gir-1.0/*.gir'))
    compare('codegen-list', f'--list of {len(files)} GIR files, to bare GMarkup', [CODEGEN, '--list', *files],
            [MARKUP, *files], 1.5)
    compare_gtk()
    compare_size()


if __name__ == '__main__':
    main()
