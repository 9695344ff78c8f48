# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# .ci/run, with a ./dev that only says how each of its commands ended: what counts, and what is said. And what forges
# are told.

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project import SOURCE, read
from tap import claim, main

LOGS = ['build-test/meson-logs/testlog.json', 'build-test/meson-logs/testlog-valgrind.json',
        'build-asan/meson-logs/testlog.json', 'build-asan/meson-logs/testlog-asan.json',
        'build-tsan/meson-logs/testlog-tsan.json']
HOMES = ['root', 'home/dev']

# One test here, and two for both users of a system. FAILS are the commands that fail, CANNOT a system that can't be made.
DEV = r'''#!/bin/sh
log() {
    mkdir -p "$(dirname "$1")"
    printf '{"name": "x", "result": "%s", "stdout": "%s", "stderr": ""}\n' "$2" "$3" >"$1"
}

result=OK tap='ok 1 /a\nok 2 /b # SKIP no disk' status=0
case ",$FAILS," in
    *",$*,"*) result=ERROR tap='not ok 1 /a # broken' status=1 ;;
esac

case $* in
    "world --can $CANNOT") echo "dev: no mirror" >&2; exit 1 ;;
    test) for log in LOGS; do log "$log" OK 'ok 1 /a'; done ;;
    'world trixie' | 'world sid')
        system=$2
        set --
        for home in HOMES; do
            log="build-world/$system/$home/source/build-test/meson-logs/testlog.json"
            log "$log" "$result" "$tap"
            set -- "$@" "$system, as ${home#home/}=$log"
        done
        python3 .ci/count-tap.py "$@" ;;
esac
exit "$status"
'''


def ci(before='', fails='', cannot='', timeout=None):
    """Runs it in a folder with nothing else, and gives its exit status and the lines that it has printed."""
    with tempfile.TemporaryDirectory(prefix='smartasync ci ') as name:
        folder = Path(name)
        shutil.copytree(SOURCE / '.ci', folder / '.ci')
        (folder / 'dev').write_text(DEV.replace('LOGS', ' '.join(LOGS)).replace('HOMES', ' '.join(HOMES)))
        (folder / 'dev').chmod(0o755)
        if timeout:
            (folder / 'bin').mkdir()
            (folder / 'bin' / 'timeout').write_text(f'#!/bin/sh\nshift 2\n{timeout}\n')
            (folder / 'bin' / 'timeout').chmod(0o755)
        subprocess.run(['sh', '-c', before], cwd=folder, check=True)
        done = subprocess.run([folder / '.ci' / 'run'], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False,
                              env={**os.environ, 'PATH': f'{folder / "bin"}:{os.environ["PATH"]}', 'FAILS': fails,
                                   'CANNOT': cannot})
        return done.returncode, done.stdout.splitlines()


def expect(result, status, *lines):
    assert result[0] == status, result
    for line in lines:
        assert line in result[1], (line, result)


@claim('all passes, and the last line counts it')
def passes():
    result = ci()
    expect(result, 0, 'skipped: trixie, as root: x: no disk', 'skipped: sid, as root: x: no disk',
           'sid: 2 passed, 0 failed, 2 skipped')
    assert result[1][-1] == '7 passed, 0 failed, 2 skipped', result


@claim('what fails on the machine itself fails')
def fails_here():
    for command in ('test', 'check asan tsan valgrind fuzz'):
        assert ci(fails=command)[0] == 1, command


@claim('what fails in Debian 13 fails, and is said with system, test and reason')
def fails_in_trixie():
    result = ci(fails='world trixie')
    expect(result, 1, 'failed: trixie, as root: x: ERROR after 0 s', 'not ok 1 /a # broken')
    assert result[1][-1] == '5 passed, 2 failed, 0 skipped', result


@claim('what fails in sid is a warning with system, test and reason')
def fails_in_sid():
    expect(ci(fails='world sid'), 0, 'warning: failed: sid, as root: x: ERROR after 0 s',
           'warning: not ok 1 /a # broken', 'sid: 0 passed, 2 failed, 0 skipped')


@claim('a system that can not be made is skipped with a reason')
def cannot():
    for system in 'trixie', 'sid':
        expect(ci(cannot=system), 0, f'skipped: {system}: no mirror')
    expect(ci(cannot='trixie', fails='world sid'), 0, 'warning: failed: sid, as root: x: ERROR after 0 s')


@claim('what the tests need and can not be had fails in Debian 13, and is said')
def cannot_be_installed():
    reason = 'what the tests need could not be installed'
    expect(ci(fails='world trixie deps corpus'), 1, f'failed: trixie: {reason}')
    expect(ci(fails='world sid deps check'), 0, f'warning: failed: sid: {reason}')


@claim('tests that do not end fail in Debian 13, and that is said')
def takes_too_long():
    for status in 124, 137:  # ended by it, or killed
        slow = 'case "$*" in *{}) exit {} ;; esac; exec "$@"'
        expect(ci(timeout=slow.format('trixie', status)), 1, 'failed: trixie: not done after half an hour')
        expect(ci(timeout=slow.format('sid', status)), 0, 'warning: failed: sid: not done after half an hour')


@claim('results of an earlier run do not count')
def stale():
    left = ''.join(f'mkdir -p "$(dirname {log})"; echo \'{{"name": "old", "result": "ERROR"}}\' >{log}; '
                   for home in HOMES for log in [f'build-world/trixie/{home}/source/build-test/meson-logs/testlog.json'])
    result = ci(before=left, fails='world trixie deps corpus')
    expect(result, 1)
    assert not any('old' in line for line in result[1]), result


@claim('GitLab and GitHub run that, in the same system')
def forges_run_it():
    for path in (SOURCE / '.gitlab-ci.yml', SOURCE / '.github/workflows/ci.yml'):
        text = read(path)
        assert re.search(r'^ *- (run: )?\.ci/run$', text, re.MULTILINE), path
        assert re.search(r'^ *image: debian:bookworm$', text, re.MULTILINE), path


@claim('GitLab and GitHub publish the site that ./dev docs builds')
def forges_publish():
    for path, folder in {'.gitlab-ci.yml': 'mv build-docs/site public',
                         '.github/workflows/site.yml': 'path: build-docs/site'}.items():
        text = read(SOURCE / path)
        assert re.search(r'^ *- (run: )?\./dev docs$', text, re.MULTILINE), path
        assert folder in text, path
    assert 'site=build-docs/site\n' in read(SOURCE / 'dev')


TEMPLATES = {
    '.gitlab/issue_templates/Fault.md': '.github/ISSUE_TEMPLATE/fault.md',
    '.gitlab/issue_templates/Wish.md': '.github/ISSUE_TEMPLATE/wish.md',
    '.gitlab/merge_request_templates/Default.md': '.github/PULL_REQUEST_TEMPLATE.md',
}


@claim('the templates of GitLab and GitHub ask for the same')
def templates_agree():
    for ours, theirs in TEMPLATES.items():
        assert read(SOURCE / ours) == re.sub(r'\A---\n.*?\n---\n\n', '', read(SOURCE / theirs), flags=re.DOTALL), theirs


if __name__ == '__main__':
    sys.exit(main('conventions'))
