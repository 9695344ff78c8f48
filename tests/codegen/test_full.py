# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A full disk: one line that says so, and everything as it was. The disk is a real file system of a few pages.

import functools
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

CODEGEN = os.environ['SMARTASYNC_CODEGEN']
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-full-')
FOLDER = Path(SCRATCH.name)
GIR = Path(os.environ['GOLDEN_DIR']) / 'method.gir'
PAGE = 4096
NO_SPACE = 'No space left on device'

# A mount namespace of its own: as an ordinary user; or as root, where there are no namespaces of users, as in a chroot.
WAYS = [['--map-root-user'], ['--propagation=unchanged']]

# What is on the disk is gone when the script ends, so that it prints the names last.
ON_SMALL_DISK = """
disk=$2
mount -t tmpfs -o size="$1" smartasync "$disk"
trap 'cd /; umount "$disk"' EXIT
cd "$disk"
printf 'old\\n' >twins.c
shift 2
status=0
"$@" || status=$?
echo "status $status"
ls -A | LC_ALL=C sort
cat twins.c
"""


def unshare(way, script, *words):
    command = ['unshare', '--mount', *way, 'sh', '-euc', script, 'sh', *map(str, words)]
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


@functools.cache
def way_to_mount(disk):
    if shutil.which('unshare') is not None:
        for way in WAYS:
            if unshare(way, 'mount -t tmpfs none "$1" && umount "$1"', disk).returncode == 0:
                return way
    raise Skip('no file system can be mounted here')


def run_on_small_disk(pages, *arguments):
    """Returns standard error, and the lines that the script printed."""
    disk = FOLDER / 'disk'
    disk.mkdir(exist_ok=True)
    done = unshare(way_to_mount(disk), ON_SMALL_DISK, pages * PAGE, disk, CODEGEN, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stderr, done.stdout.splitlines()


def expect_nothing_done(pages, file, *arguments):
    message, lines = run_on_small_disk(pages, *arguments)
    assert message == f'{file}: error: cannot be written: {NO_SPACE}\n', message
    assert lines == ['status 1', 'twins.c', 'old'], lines


@claim('with enough room all files are written')
def room_is_enough():
    message, lines = run_on_small_disk(8, GIR, '--output=twins', '--annotate-gir=new.gir', '--depfile=twins.d')
    assert message == '', message
    assert lines[:5] == ['status 0', 'new.gir', 'twins.c', 'twins.d', 'twins.h'], lines


@claim('a disk without room for the header is named')
def header_does_not_fit():
    expect_nothing_done(1, 'twins.h', GIR, '--output=twins')


@claim('a disk without room for the source leaves no header')
def source_does_not_fit():
    expect_nothing_done(2, 'twins.c', GIR, '--output=twins')


@claim('a disk without room for the annotated data leaves no twins')
def annotated_does_not_fit():
    expect_nothing_done(3, 'new.gir', GIR, '--output=twins', '--annotate-gir=new.gir')


@claim('a disk without room for the dependencies leaves no twins')
def depfile_does_not_fit():
    expect_nothing_done(3, 'twins.d', GIR, '--output=twins', '--depfile=twins.d')


@claim('a file that is cut off by the disk leaves nothing behind')
def large_file_does_not_fit():
    expect_nothing_done(16, 'gio.gir', 'Gio-2.0', '--annotate-gir=gio.gir')


def expect_failed_print(*arguments):
    with open('/dev/full', 'w', encoding='utf-8') as full:
        done = subprocess.run([CODEGEN, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1, done.returncode
    assert done.stderr == f'standard output: error: cannot be written: {NO_SPACE}\n', done.stderr


@claim('a list that cannot be printed is an error')
def list_does_not_fit():
    expect_failed_print(str(GIR), '--list')
    expect_failed_print(str(GIR), '--list=json')
    expect_failed_print('--version')
    expect_failed_print('--help')


@claim('a limit on the size of files is an error and not the end')
def limit_is_reported():
    done = subprocess.run([CODEGEN, 'Gio-2.0', '--output=limited'], cwd=FOLDER, stderr=subprocess.PIPE, text=True,
                          check=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (PAGE, PAGE)))
    assert done.returncode == 1, done.returncode
    assert done.stderr == 'limited.h: error: cannot be written: File too large\n', done.stderr
    assert not list(FOLDER.glob('limited*'))


if __name__ == '__main__':
    sys.exit(main('full'))
