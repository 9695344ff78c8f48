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

# One test here, and two in a system. FAILS are the commands that fail, CANNOT a system that can't be made.
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
    test)
        touch tests-have-run
        for log in LOGS; do log "$log" OK 'ok 1 /a'; done ;;
    'world --as=dev '*' test --no-suite=model')
        log="build-world/$3/home/dev/source/build-test/meson-logs/testlog.json"
        log "$log" "$result" "$tap"
        python3 .ci/count-tap.py "$3, as dev=$log" ;;
esac
exit "$status"
'''

TESTS_IN = 'world --as=dev {} test --no-suite=model'

# The clock of a machine where ./dev test takes long.
DATE = '''#!/bin/sh
late=0
[ ! -e tests-have-run ] || late=$((MINUTES * 60))
echo $(($(command -p date +%s) + late))
'''


def write_program(path, text):
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def ci(before='', fails='', cannot='', timeout=None, minutes_late=0):
    """Runs it in a folder with nothing else, and gives its exit status and the lines that it has printed."""
    with tempfile.TemporaryDirectory(prefix='smartasync ci ') as name:
        folder = Path(name)
        shutil.copytree(SOURCE / '.ci', folder / '.ci')
        write_program(folder / 'dev', DEV.replace('LOGS', ' '.join(LOGS)))
        write_program(folder / 'bin/date', DATE.replace('MINUTES', str(minutes_late)))
        if timeout:
            write_program(folder / 'bin/timeout', f'#!/bin/sh\nlimit=$2\nshift 2\n{timeout}\n')
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
    expect(result, 0, 'skipped: trixie, as dev: x: no disk', 'skipped: sid, as dev: x: no disk',
           'sid: 1 passed, 0 failed, 1 skipped')
    assert result[1][-1] == '6 passed, 0 failed, 1 skipped', result


@claim('what fails on the machine itself fails')
def fails_here():
    for command in ('test', 'check asan tsan valgrind fuzz'):
        assert ci(fails=command)[0] == 1, command


@claim('what fails in Debian 13 fails, and is said with system, test and reason')
def fails_in_trixie():
    result = ci(fails=TESTS_IN.format('trixie'))
    expect(result, 1, 'failed: trixie, as dev: x: ERROR after 0 s', 'not ok 1 /a # broken')
    assert result[1][-1] == '5 passed, 1 failed, 0 skipped', result


@claim('what fails in sid is a warning with system, test and reason')
def fails_in_sid():
    expect(ci(fails=TESTS_IN.format('sid')), 0, 'warning: failed: sid, as dev: x: ERROR after 0 s',
           'warning: not ok 1 /a # broken', 'sid: 0 passed, 1 failed, 0 skipped')


@claim('a system that can not be made is skipped with a reason')
def cannot():
    for system in 'trixie', 'sid':
        expect(ci(cannot=system), 0, f'skipped: {system}: no mirror')
    expect(ci(cannot='trixie', fails=TESTS_IN.format('sid')), 0, 'warning: failed: sid, as dev: x: ERROR after 0 s')


@claim('what root could not install or build fails in Debian 13, and is said')
def not_prepared():
    for command in 'deps test', 'deps corpus', 'deps check', 'demo':
        expect(ci(fails=f'world --as=root trixie {command}'), 1, f'failed: trixie, as root: ./dev {command}')
        expect(ci(fails=f'world --as=root sid {command}'), 0, f'warning: failed: sid, as root: ./dev {command}')


@claim('tests that do not end fail in Debian 13, and that is said')
def takes_too_long():
    for status in 124, 137:  # ended by it, or killed
        slow = 'case "$*" in *{}\\ test*) exit {} ;; esac; exec "$@"'
        expect(ci(timeout=slow.format('trixie', status)), 1, 'failed: trixie: not done in the 30 min that there were')
        expect(ci(timeout=slow.format('sid', status)), 0,
               'warning: failed: sid: not done in the 30 min that there were')


@claim('where the tests have taken long, so much the less is left for other systems, and what they did not get is said')
def no_time_is_left():
    asked = 'echo "asked for $limit"; exit 124'
    result = ci(timeout=asked, minutes_late=67)
    expect(result, 1, 'asked for 20m', 'failed: trixie: not done in the 20 min that there were')
    result = ci(timeout=asked, minutes_late=87)
    expect(result, 1, 'failed: trixie: not done in the 0 min that there were',
           'warning: failed: sid: not done in the 0 min that there were')
    assert not any('asked' in line for line in result[1]), result


@claim('how long each part has taken is said')
def times_are_said():
    expect(ci(), 0, 'taken: preparation 0 min, tests 0 min, tools 0 min, trixie 0 min, sid 0 min')
    expect(ci(minutes_late=7, cannot='sid'), 0, 'taken: preparation 0 min, tests 7 min, tools 0 min, trixie 0 min')


@claim('results of an earlier run do not count')
def stale():
    log = 'build-world/trixie/home/dev/source/build-test/meson-logs/testlog.json'
    left = f'mkdir -p "$(dirname {log})"; echo \'{{"name": "old", "result": "ERROR"}}\' >{log}'
    result = ci(before=left, fails='world --as=root trixie deps corpus')
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
