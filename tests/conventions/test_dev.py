# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The script `dev`, as far as it can be tested without a fresh machine, and the count of results.

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from project import SOURCE, files, run
from tap import Skip, claim, main

# What a bare system has, and `dev` may use before it knows that the rest is there.
BARE_COMMANDS = ['sh', 'awk', 'cat', 'date', 'dirname', 'env', 'id']


def dev(*arguments, path=None):
    environment = {**os.environ, 'PATH': path} if path else None
    return subprocess.run([SOURCE / 'dev', *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env=environment, check=False)


def make_program(path, text):
    path.write_text(f'#!/bin/sh\n{text}\n')
    path.chmod(0o755)


def make_system(folder, *commands, **programs):
    """Makes a folder that as PATH is a system with a few commands and the given ones, and the given shell scripts."""
    for name in {*BARE_COMMANDS, *commands} - programs.keys():
        (Path(folder) / name).symlink_to(shutil.which(name))
    for name, text in programs.items():
        make_program(Path(folder) / name.replace('_', '-'), text)


@claim('an unknown command is an error of one line')
def unknown_command():
    done = dev('frobnicate')
    assert done.returncode == 2 and done.stdout == '', done
    assert done.stderr == "dev: there is no command 'frobnicate'; ./dev help lists them\n", done.stderr


@claim('help lists each command and is no error')
def help_lists_commands():
    text = run([SOURCE / 'dev', 'help'])
    for name in ('demo', 'test', 'build', 'docs', 'bench', 'check', 'adopt', 'corpus', 'abi', 'cross', 'stress', 'soak', 'world', 'package',
                 'deps', 'help'):
        assert f'\n  {name} ' in text, f'{name} is not in the help'
    for arguments in ['--help'], ['-h'], ['test', '--help'], ['demo', '-h']:
        assert run([SOURCE / 'dev', *arguments]) == text, arguments


@claim('a system without packages it knows is told the pkg-config names and nothing else happens')
def other_system():
    with tempfile.TemporaryDirectory() as folder:
        make_system(folder)
        for command in ('demo', 'test', 'build'):
            done = dev(command, path=folder)
            assert done.returncode == 1, done
            assert done.stdout == '', done.stdout
            for name in ('command     meson', 'command     pkg-config', 'pkg-config  gio-2.0>=2.74',
                         'pkg-config  gobject-introspection-1.0', 'pkg-config  libsoup-3.0', 'typelib     Soup-3.0'):
                assert name in done.stderr, f'{name} is not in:\n{done.stderr}'


@claim('a Meson that is too old is named with the version needed')
def old_meson():
    with tempfile.TemporaryDirectory() as folder:
        make_system(folder, meson='echo 0.63.2')
        assert 'command     meson>=1.0' in dev('deps', path=folder).stderr
    with tempfile.TemporaryDirectory() as folder:
        make_system(folder, meson='echo 1.10.0')
        assert 'meson' not in dev('deps', path=folder).stderr


# A system on which everything is there, and which says what Meson was asked for.
COMPLETE = {
    **dict.fromkeys(['cc', 'ninja', 'g_ir_scanner', 'g_ir_compiler', 'vapigen', 'python3', 'gjs'], 'exit 0'),
    'meson': 'test "$1" != --version || { echo 1.10.0; exit; }; mkdir -p "$2"; echo >"$2/build.ninja"; echo "made $2" >&2',
    'pkg_config': 'test "$1" != --list-all || cat "$PACKAGES"',
}
COMPLETE_COMMANDS = ['mkdir', 'rm', 'sort', 'cksum', 'paste', 'sed', 'tail', 'tee', 'fold']


def makes_build_folder(script, environment):
    done = subprocess.run([script, 'build', '--verbose'], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done
    return 'made build' in done.stderr


@claim('a build folder is made again when there is something new to build with, and only then')
def build_folder_is_made_again():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / 'bin').mkdir()
        make_system(folder / 'bin', *COMPLETE_COMMANDS, **COMPLETE)
        script = shutil.copy(SOURCE / 'dev', folder / 'dev')
        environment = {'PATH': str(folder / 'bin'), 'PACKAGES': str(folder / 'packages')}

        made = []
        for packages in ('glib-2.0 2.74', 'glib-2.0 2.74', 'glib-2.0 2.74\nvalgrind 3.19', 'glib-2.0 2.84'):
            (folder / 'packages').write_text(packages + '\n')
            made.append(makes_build_folder(script, environment))
        make_program(folder / 'bin' / 'spin', 'exit 0')  # Others that could be there are not.
        made.append(makes_build_folder(script, environment))
    assert made == [True, False, True, True, True], made


# The same, with a build that says something, and programs that answer.
DEMO = {
    **COMPLETE,
    'ninja': 'for n in $(seq 30); do echo "[$n/30] compiling"; done; [ ! -e broken ] || { echo "error: broken"; exit 1; }',
    'meson': COMPLETE['meson'].replace('mkdir', 'test "$1" != devenv || { echo "Stars: 7"; exit; }; mkdir'),
}


@contextlib.contextmanager
def copied_dev(**programs):
    """A folder with dev and the examples, and an environment in which dev finds nothing but the given programs."""
    with tempfile.TemporaryDirectory(prefix='smartasync dev ') as name:
        folder = Path(name)
        (folder / 'bin').mkdir()
        make_system(folder / 'bin', *COMPLETE_COMMANDS, 'seq', **programs)
        shutil.copy(SOURCE / 'dev', folder / 'dev')
        shutil.copytree(SOURCE / 'examples' / 'github', folder / 'examples' / 'github')
        (folder / 'packages').write_text('glib-2.0 2.74\n')
        yield folder, {'PATH': str(folder / 'bin'), 'PACKAGES': str(folder / 'packages'), 'TERM': 'xterm'}


def on_terminal(command, answer='', **options):
    """Runs a command at a terminal of its own, and gives its exit status and what that shows."""
    ours, its = os.openpty()
    process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, start_new_session=True, **options)
    os.close(its)
    os.write(ours, answer.encode())
    shown = b''
    with contextlib.suppress(OSError):  # EIO is how Linux says that nobody has the other end any more
        while chunk := os.read(ours, 4096):
            shown += chunk
    os.close(ours)
    return process.wait(), shown.decode()


@claim('the demo shows code, command and output in fewer than 40 lines, and plain ones where there is no terminal')
def demo_is_short():
    with copied_dev(**DEMO) as (folder, environment):
        done = subprocess.run([folder / 'dev', 'demo'], capture_output=True, text=True, env=environment, check=False)
        log = (folder / 'build' / 'build.log').read_text()
    assert done.returncode == 0 and '\x1b' not in done.stdout + done.stderr, done
    lines = done.stdout.splitlines()
    assert len(lines) + len(done.stderr.splitlines()) < 40, lines
    for text in ('github_client_get_repo_sync (client, ', 'client.get_repo_sync(owner, name, None)',
                 'client.get_repo_sync(owner, name, null);', '$ meson devenv -C build github-stars'):
        assert text in done.stdout, (text, done.stdout)
    assert lines.count('Stars: 7') == 3, lines
    assert 'compiling' not in done.stderr and '[30/30] compiling' in log, (done.stderr, log)


@claim('on a terminal the demo has colors, and one line says how far the build is')
def demo_on_terminal():
    with copied_dev(**DEMO) as (folder, environment):
        status, shown = on_terminal([folder / 'dev', 'demo'], env=environment)
        plain = on_terminal([folder / 'dev', 'demo'], env={**environment, 'NO_COLOR': '1'})[1]
    assert status == 0 and '\x1b[1;34mPython\x1b[0m' in shown, shown
    assert '\r\x1b[Kdev: configuring\r\x1b[K' in shown and '\r\x1b[Kdev: building: [30/30]\r\x1b[K' in shown, shown
    assert '\x1b[1;34m' not in plain, plain


@claim('a build that fails shows the end of its log, and where that is; --verbose shows all of it')
def demo_fails():
    with copied_dev(**DEMO) as (folder, environment):
        (folder / 'broken').touch()
        done = [subprocess.run([folder / 'dev', *arguments], capture_output=True, text=True, env=environment, check=False)
                for arguments in (['demo'], ['demo', '--verbose'])]
    assert all(one.returncode != 0 and one.stdout == '' for one in done), done
    assert done[0].stderr.endswith('error: broken\n') and 'build/build.log' in done[0].stderr, done[0].stderr
    assert '[12/30]' in done[0].stderr and '[11/30]' not in done[0].stderr, done[0].stderr
    assert '[1/30]' in done[1].stderr, done[1].stderr


@claim('where the build folders cannot be made, one line says so, and nothing else is tried')
def folder_is_read_only():
    if os.getuid() == 0:
        raise Skip('root may write to each folder')
    with copied_dev(**DEMO) as (folder, environment):
        folder.chmod(0o555)
        done = subprocess.run([folder / 'dev', 'demo'], capture_output=True, text=True, env=environment, check=False)
        folder.chmod(0o755)
    assert done.returncode == 1 and done.stdout == '', done
    assert done.stderr.splitlines()[1:] == \
        [f'dev: {folder} cannot be written to, where the build folders are made: please use a copy'], done.stderr


# A Debian on which gjs is missing.
DEBIAN = {
    **DEMO,
    'id': 'echo 1000',
    'ls': 'echo lists',
    'dpkg_query': 'case "$*" in *" gjs") echo not-installed ;; *) echo installed ;; esac',
    'apt_cache': 'exit 0',
    'apt_get': 'echo "0 upgraded, 3 newly installed"; echo "Need to get 5 MB/7 MB of archives."; '
               'echo "After this operation, 9 MB of additional disk space will be used."',
    'sudo': 'echo "sudo $*" >>asked',
}


@contextlib.contextmanager
def copied_debian(**programs):
    with copied_dev(**DEBIAN | programs) as (folder, environment):
        # PATH begins with the system's own where Debian is: programs of that name would be found first.
        script = folder / 'dev'
        script.write_text(script.read_text().replace('PATH=/usr/bin:/bin:$PATH', ':'))
        yield script, {'env': environment, 'cwd': folder}


@claim('what is to be installed is said with its size before, and sudo is not used without leave')
def sudo_is_asked_for():
    for answer, installs in ('n\n', False), ('\n', True):
        with copied_debian() as (script, options):
            status, shown = on_terminal([script, 'demo'], answer, **options)
            asked = (script.parent / 'asked').exists()
        assert '9 MB on the disk:\r\n  gjs\r\n' in shown, shown
        assert '5 MB to download, 9 MB on the disk' in shown and shown.index('5 MB') < shown.index('sudo?'), shown
        assert asked == installs and (status == 0) == installs, (status, shown)


@claim('on a terminal, one line says how far the installation is')
def installation_on_terminal():
    apt = ['1 upgraded, 2 newly installed, 0 to remove', 'Get:1 http://debian sid/main amd64 gjs amd64 1 [9 kB]',
           'Unpacking gjs (1) ...', 'Setting up gjs (1) ...', 'Setting up libmozjs (1) ...']
    with copied_debian(sudo='; '.join(f'echo "{line}"' for line in apt)) as (script, options):
        status, shown = on_terminal([script, 'demo'], '\n', **options)
        dumb = on_terminal([script, 'demo'], '\n', **options | {'env': {**options['env'], 'TERM': 'dumb'}})[1]
    assert status == 0, shown
    steps = ['installing', 'downloading: [1/3] gjs', 'unpacking: [1/3] gjs', 'setting up: [1/3] gjs',
             'setting up: [2/3] libmozjs', '']
    assert '\r\x1b[K'.join(f'dev: {step}' if step else step for step in steps) in shown, shown
    assert '\x1b' not in dumb, dumb


@claim('who may not install anything is told what to type as root, and nothing is tried again')
def sudo_refuses():
    for has_sudo, reason in (True, 'sudo does not let you'), (False, 'there is no sudo here'):
        with copied_debian(sudo='echo "sudo $*" >>asked; exit 1') as (script, options):
            if not has_sudo:
                (script.parent / 'bin' / 'sudo').unlink()
            done = subprocess.run([script, 'demo'], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  check=False, **options)
            assert not has_sudo or len((script.parent / 'asked').read_text().splitlines()) == 1, done
        assert done.returncode == 1, done
        assert done.stderr.splitlines()[-1] == \
            f'dev: {reason}; as root, please: apt-get install --no-install-recommends gjs', done.stderr


@claim('where the network is missing, this is said before everything is tried once more')
def network_is_missing():
    apt = 'echo "$*" >>asked; echo "Err:1 http://debian sid InRelease"; echo "E: no network"; exit 100'
    with copied_debian(sudo=apt) as (script, options):
        status, shown = on_terminal([script, 'demo'], '\n\n', **options)
        asked = (script.parent / 'asked').read_text().splitlines()
    assert status == 1 and len(asked) == 2 and 'Error-Mode=any' in asked[1], asked
    assert '\r\x1b[Kdev: not reached: http://debian sid InRelease' in shown, shown
    assert shown.splitlines()[-2:] == ['E: no network', 'dev: not all package lists could be read, for the reasons above: '
                                       'mend that, and run this again'], shown


@claim('of the libraries, those that the system has are installed, and apt is asked for all of them at once')
def libraries_are_looked_for():
    query = 'case "$*" in *" gjs" | *" lib"*-dev) echo not-installed ;; *) echo installed ;; esac'
    policy = r'echo "$*" >>policy; printf "libdex-dev:\n  Candidate: 1\nlibostree-dev:\n  Candidate: (none)\n"'
    with copied_debian(dpkg_query=query, apt_cache=policy) as (script, options):
        subprocess.run([script, 'deps', 'test'], stdin=subprocess.DEVNULL, capture_output=True, check=False, **options)
        installed = (script.parent / 'asked').read_text().split()
        policies = (script.parent / 'policy').read_text().splitlines()
    assert 'libdex-dev' in installed and 'libostree-dev' not in installed, installed
    assert len(policies) == 1 and 'libdex-dev' in policies[0] and 'libgit2-glib-1.0-dev' in policies[0], policies


def on_bare_system(*arguments, **programs):
    with tempfile.TemporaryDirectory() as folder:
        make_system(folder, **programs)
        return dev(*arguments, path=folder)


@claim('where no other system can be made, one line says why')
def no_world():
    tools = dict.fromkeys(['debootstrap', 'unshare', 'flock', 'apt_get', 'apt_config'], 'exit 0')
    for command in (['world', 'trixie'], ['world', '--fresh', 'trixie'], ['cross', 's390x'],
                    ['cross', '--fresh', 's390x']):
        for programs, reason in (({'id': 'echo 1000'}, 'needs root'),
                                 ({'id': 'echo 0'}, 'a system of its own needs')):
            done = on_bare_system(*command, **programs)
            assert done.returncode == 1 and done.stdout == '', done
            assert len(done.stderr.splitlines()) == 1 and reason in done.stderr, done.stderr
    done = on_bare_system('world', 'trixie', id='echo 0', **tools)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and 'no mirror' in done.stderr, done


@claim('a system that is not known is an error that names the known ones')
def unknown_world():
    for arguments in ([], ['warty'], ['--fresh'], ['--as=nobody', 'trixie']):
        done = dev('world', *arguments)
        assert done.returncode == 2 and 'bookworm trixie sid' in done.stderr, done


@claim('a system whose removal was interrupted is not taken for one that is whole')
def interrupted_removal():
    script = '''. "$1/tests/world/system.sh"
    rm() { [ ! -e "$3" ] || exit 130; }
    remove_system "$2"'''
    with tempfile.TemporaryDirectory(prefix='smartasync dev ') as folder:
        system = Path(folder) / 'sid'
        for interrupted in True, False:
            (system / 'usr').mkdir(parents=True)
            done = subprocess.run(['sh', '-euc', script if interrupted else script.replace('rm()', 'unused()'), 'sh',
                                   SOURCE, system], check=False)
            assert done.returncode == (130 if interrupted else 0) and not system.exists(), done
        assert not list(Path(folder).iterdir()), list(Path(folder).iterdir())


@claim('a tree that could not be copied as a whole does not take the place of the one before')
def incomplete_copy():
    script = '''. "$1/tests/world/system.sh"
    tar() { return 2; }
    copy_tree "$2" root || exit 9'''
    with tempfile.TemporaryDirectory(prefix='smartasync dev ') as folder:
        source = Path(folder) / 'root' / 'source'
        source.mkdir(parents=True)
        (source / 'dev').touch()
        done = subprocess.run(['sh', '-euc', script, 'sh', SOURCE, folder], cwd=folder, check=False)
        assert done.returncode == 9 and (source / 'dev').exists(), done


@claim('a processor that is not known is one, too, and nothing is removed for it')
def unknown_processor():
    for arguments in ([], ['vax'], ['--fresh'], ['--fresh', 'vax']):
        done = on_bare_system('cross', *arguments, rm='echo removed >&2')
        assert done.returncode == 1 and 'i386 arm64 s390x' in done.stderr, done
        assert 'removed' not in done.stderr, done.stderr


@claim('the scripts are clean')
def scripts_are_clean():
    if shutil.which('shellcheck') is None:
        raise Skip('shellcheck is not installed')
    run(['shellcheck', '--external-sources', SOURCE / 'dev', SOURCE / '.ci' / 'run', *files('.sh')], cwd=SOURCE)


## The count


def load_counter():
    spec = importlib.util.spec_from_file_location('count_tap', SOURCE / '.ci' / 'count-tap.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def count(result, stdout):
    counts = load_counter().count_program({'name': 'x', 'result': result, 'stdout': stdout})
    return counts['passed'], counts['failed'], counts['skipped']


@claim('each line of TAP counts once')
def tap_lines_count():
    tap = '1..5\nok 1 /a\n    ok 1 /a/inner\nok 2 /b # SKIP no\nnot ok 3 /c # todo yet\n# ok 9\nok 4 - d\nok 5\n'
    assert count('OK', tap) == (3, 0, 2), count('OK', tap)
    assert count('FAIL', 'not ok 1 /a\nok 2 /b\nnot ok 3 - c\n') == (1, 2, 0)


@claim('a program that ends before its time counts as failed')
def crashes_count():
    assert count('TIMEOUT', '1..2\nok 1 /a\n') == (1, 1, 0)
    assert count('ERROR', '') == (0, 1, 0)
    assert count('INTERRUPT', 'ok 1 /a\n') == (1, 1, 0)
    assert count('FAIL', None) == (0, 1, 0)


@claim('a program without TAP counts as one result')
def programs_without_tap_count():
    assert count('OK', 'fine\n') == (1, 0, 0)
    assert count('SKIP', '1..0 # SKIP not here\n') == (0, 0, 1)
    assert count('SKIP', '') == (0, 0, 1)


def count_logs(*logs):
    return subprocess.run([sys.executable, SOURCE / '.ci' / 'count-tap.py', *logs],
                          capture_output=True, text=True, check=False)


@claim('no test at all is a failure')
def no_test_is_a_failure():
    done = count_logs('/nonexistent.json')
    assert done.returncode == 1 and done.stdout == '0 passed, 0 failed, 0 skipped\n', done


@contextlib.contextmanager
def log_of(**program):
    with tempfile.NamedTemporaryFile('w', suffix='.json') as log:
        log.write(json.dumps({'name': 'x', **program}) + '\n')
        log.flush()
        yield log.name


@claim('one run that is missing is a failure')
def missing_run_is_a_failure():
    with log_of(result='OK', stdout='ok 1 /a\n') as log:
        assert count_logs(log).returncode == 0
        done = count_logs(log, '/nonexistent.json')
    assert done.returncode == 1 and done.stdout == '1 passed, 0 failed, 0 skipped\n', done


@claim('what failed is said again, with the end of its errors, before the count')
def failures_are_said_again():
    errors = ''.join(f'line {number}\n--12-- WARNING\n' for number in range(100))
    with log_of(result='ERROR', duration=1.6, stdout='ok 1 /a\nnot ok 2 /b - hung\n', stderr=errors) as log:
        done = count_logs(log)
    lines = done.stdout.splitlines()
    assert lines[:3] == ['failed: x: ERROR after 2 s', 'not ok 2 /b - hung', '  line 60'], lines
    assert lines[-2:] == ['  line 99', '1 passed, 1 failed, 0 skipped'], lines


@claim('what was skipped is said with its reason, once for each')
def skipped_are_said():
    tap = 'ok 1 /a # SKIP no disk\nok 2 /b # SKIP no disk\nok 3 /c # SKIP\nok 4 /d\n'
    with log_of(result='OK', stdout=tap) as log:
        lines = count_logs(log).stdout.splitlines()
    assert lines == ['skipped: x: no disk (2 tests)', 'skipped: x: no reason is given',
                     '1 passed, 0 failed, 3 skipped'], lines
    with log_of(result='SKIP', stdout='1..0 # SKIP not here\n') as log:
        assert count_logs(log).stdout.splitlines()[0] == 'skipped: x: not here'


@claim('a log of another system is told by its name')
def systems_are_named():
    with log_of(result='ERROR', stdout='not ok 1 /a\nok 2 /b # SKIP no disk\n') as log:
        lines = count_logs(f'trixie={log}').stdout.splitlines()
    assert lines[:3] == ['skipped: trixie: x: no disk', 'failed: trixie: x: ERROR after 0 s', 'not ok 1 /a'], lines


if __name__ == '__main__':
    sys.exit(main('conventions'))
