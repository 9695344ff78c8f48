# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Standalone twins from Python and JavaScript: alone, and with the library, which gi loads so that only it sees it.

import os
import shutil
import subprocess
import sys

from tap import Skip, claim, main

PYTHON = """
import gi
gi.require_version('Awkward', '2')
gi.require_version('SmartAsync', '1')

def call(moment):
    from gi.repository import Awkward
    machine = Awkward.Machine.new(moment, Awkward.Outcome.VALUE)
    try:
        return machine.echo_sync('text', None)
    except Exception as error:
        machine.release()
        return f'{error.domain} {error.code}'

def get_moment(name):
    from gi.repository import Awkward
    return getattr(Awkward.Moment, name)
"""

GJS = """
imports.gi.versions.Awkward = '2';
imports.gi.versions.SmartAsync = '1';

function call(name) {
    const {Awkward} = imports.gi;
    const machine = Awkward.Machine.new(Awkward.Moment[name], Awkward.Outcome.VALUE);
    try {
        return machine.echo_sync('text', null);
    } catch (error) {
        machine.release();
        return `${error.code}`;
    }
}
"""

TIMED_OUT = 'g-io-error-quark 24'


def run(interpreter, program, **variables):
    done = subprocess.run([*interpreter, '-c', program], env={**os.environ, **variables}, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == '', done.stderr
    return done.stdout.splitlines()


def python(program, **variables):
    return run([sys.executable], PYTHON + program, **variables)


def gjs(program, **variables):
    if shutil.which('gjs') is None:
        raise Skip('there is no gjs')
    return run(['gjs'], GJS + program, **variables)


@claim('Python calls the twins without the library')
def python_alone():
    lines = python("print(call(get_moment('IN_IDLE')), call(get_moment('IN_FOREIGN_THREAD')))\n"
                   "print('smartasync-1' in open('/proc/self/maps').read())")
    assert lines == ['text text', 'False'], lines


@claim('a timeout in Python holds for them, whichever is imported first')
def python_with_library():
    timeout = "\nwith SmartAsync.timeout(20): print(call(get_moment('WHEN_RELEASED')))"
    library = 'from gi.repository import SmartAsync\n'
    twins = "from gi.repository import Awkward\n"
    expected = ['text', TIMED_OUT]
    call = "print(call(get_moment('IN_IDLE')))\n"
    assert python(library + call + timeout) == expected
    assert python(twins + library + call + timeout) == expected
    assert python(call + library + timeout) == expected


@claim('it is enough to import the library in Python')
def python_imports():
    program = "from gi.repository import SmartAsync\nprint(call(get_moment('WHEN_RELEASED')))"
    assert python(program, SMART_ASYNC_TIMEOUT='20') == [TIMED_OUT]


@claim('JavaScript calls the twins without the library')
def gjs_alone():
    assert gjs("print(call('IN_IDLE'), call('IN_FOREIGN_THREAD'));") == ['text text']


@claim('a timeout in JavaScript holds for them')
def gjs_with_library():
    lines = gjs("print(call('IN_IDLE'));"
                "imports.gi.SmartAsync.timeout(20, () => print(call('WHEN_RELEASED')));")
    assert lines == ['text', TIMED_OUT.split()[1]], lines


@claim('it is enough to import the library in JavaScript')
def gjs_imports():
    lines = gjs("imports.gi.SmartAsync; print(call('WHEN_RELEASED'));", SMART_ASYNC_TIMEOUT='20')
    assert lines == [TIMED_OUT.split()[1]], lines


if __name__ == '__main__':
    sys.exit(main('standalone-bindings'))
