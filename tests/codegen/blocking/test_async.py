# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Which functions that block get a pair, and why others do not.

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, expect_empty, main

SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
CODEGEN = os.environ['SMARTASYNC_CODEGEN']
HERE = Path(__file__).parent
SCRATCH = tempfile.TemporaryDirectory(prefix='smartasync-async-')
FOLDER = Path(SCRATCH.name)
SCAN = ('--scan', '--namespace=Blocker', '--nsversion=1.0', '--no-config', HERE / 'blocker.h', HERE / 'blocker.c')


def codegen(*arguments):
    return subprocess.run([CODEGEN, '--async', *map(str, arguments)], cwd=FOLDER, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, timeout=100)


def listed(*arguments):
    done = codegen('--list=json', *arguments)
    assert done.returncode == 0, done.stderr
    return {one['blocking']: one for one in json.loads(done.stdout)}


@claim('the list has each function that can fail, and no half of a pair')
def list_is_complete():
    functions = listed(*SCAN)
    assert functions['blocker_thing_wait'] == {
        'blocking': 'blocker_thing_wait', 'async': 'blocker_thing_wait_async', 'finish': 'blocker_thing_wait_finish',
        'existing': None, 'status': 'generate', 'reason': None, 'returns': 'gboolean', 'parameters': [
            {'name': 'self', 'type': 'BlockerThing *', 'direction': 'in'},
            {'name': 'cancellable', 'type': 'GCancellable *', 'direction': 'in'},
            {'name': 'callback', 'type': 'GAsyncReadyCallback', 'direction': 'in'},
            {'name': 'user_data', 'type': 'gpointer', 'direction': 'in'},
        ],
    }, functions['blocker_thing_wait']
    assert functions['blocker_thing_work_sync']['async'] == 'blocker_thing_work_async'
    assert 'blocker_load_finish' not in functions and 'blocker_box_new' not in functions


@claim('a function with a pair is left alone')
def existing_is_left():
    one = listed(*SCAN)['blocker_load_sync']
    assert (one['status'], one['existing'], one['async']) == ('existing', 'blocker_load', None), one


@claim('each refusal has its reason')
def refusals_have_reasons():
    reasons = {'blocker_fill': 'fills-in-memory', 'blocker_change': 'changes-argument',
               'blocker_visit': 'takes-callback', 'blocker_printf': 'varargs', 'blocker_use': 'copy-unknown'}
    functions = listed(*SCAN)
    expect_empty((name, functions.get(name)) for name, reason in reasons.items()
                 if name in functions and functions[name]['reason'] != reason)
    refused = {name for name, one in functions.items() if one['status'] == 'refused'}
    assert refused == reasons.keys() & functions.keys(), refused


@claim('what would be lost in a copy, or has a type that cannot be written, is refused')
def what_is_lost_is_refused():
    reasons = {'arrays_read': 'fills-in-memory', 'arrays_fill': 'fills-in-memory', 'arrays_move': 'fills-in-memory',
               'arrays_line_grow': 'fills-in-memory', 'arrays_sum_table': 'odd-type'}
    functions = listed('--scan', '--namespace=Arrays', '--nsversion=1.0', '--no-config', HERE / 'arrays.h',
                       HERE / 'arrays.c')
    expect_empty((name, functions[name]) for name, reason in reasons.items() if functions[name]['reason'] != reason)


def declarations_of(text):
    """Types and prototypes, without comments, attributes and spaces."""
    text = re.sub(r'/\*.*?\*/', '', text, flags=re.DOTALL)
    text = re.sub(r'^(#.*|G_(BEGIN|END)_DECLS|SMART_ASYNC_AVAILABLE_IN_\w+)$|\bstatic\b|\bG_GNUC_UNUSED\b', '', text,
                  flags=re.MULTILINE)
    return {re.sub(r'\s+', '', one) for one in re.findall(r'typedef[^{};]*\{.*?\}[^;]*;|[^{};]+;', text, re.DOTALL)}


@claim('what standalone pairs carry declares what the library does')
def standalone_is_the_same():
    header = declarations_of((SOURCE / 'include/smartasync/blocking.h').read_text(encoding='utf-8'))
    job = declarations_of((SOURCE / 'src/blocking/job.h').read_text(encoding='utf-8').split('/* The rest')[0])
    carried = declarations_of((SOURCE / 'src/codegen/data/standalone-blocking.c').read_text(encoding='utf-8'))
    assert len(header) > 6 and len(job) > 2
    assert header | job == carried, (header | job) ^ carried


@claim('each reason is in the documentation')
def reasons_are_documented():
    text = (SOURCE / 'src' / 'codegen' / 'pair' / 'check.h').read_text(encoding='utf-8')
    section = text.split('/* Of functions that block. */')[1].split('\n\n')[0]
    pages = ''.join((SOURCE / 'docs' / page).read_text(encoding='utf-8') for page in ('pairs.md', 'codegen.md'))
    words = [line.split('"')[1] for line in section.splitlines() if line.startswith('#define')]
    assert words
    expect_empty(word for word in words if f'`{word}`' not in pages)


@claim('a run that writes says what it refuses, and why')
def refusals_are_told():
    done = codegen('--output=out', *SCAN)
    assert done.returncode == 0, done.stderr
    assert 'blocker_visit has no pair: it takes a callback' in done.stderr, done.stderr
    assert '1 pair is there already, and not made again: blocker_load' in done.stderr, done.stderr


@claim('an exact --only that yields nothing fails')
def only_fails():
    for only, reason in {'blocker_visit': 'it takes a callback', 'blocker_load_sync': 'there is a pair already',
                         'blocker_missing': 'no blocking function'}.items():
        done = codegen('--output=out', f'--only={only}', *SCAN)
        assert done.returncode == 1 and reason in done.stderr, done.stderr


@claim('options for twins are errors')
def twin_options_fail():
    for option in ('--naming=gio', '--existing=generate', '--finish=a=b', '--out-params=after-cancellable'):
        done = codegen('--list', option, *SCAN)
        assert done.returncode == 1 and '--async makes none' in done.stderr, (option, done.stderr)


@claim('the configuration names pairs, queues and contexts')
def configuration_counts():
    (FOLDER / 'some.conf').write_text("""\
[Blocker]
serialise=none

[Blocker blocker_thing_wait]
async=blocker_thing_rest
finish=blocker_thing_rest_done
serialise=blocker_thing_peek
thread-context=none
keep-io-priority=true
""", encoding='utf-8')
    done = codegen('--output=some', '--config=some.conf', '--only=blocker_thing_wait', *SCAN)
    assert done.returncode == 1 and 'has no function blocker_thing_peek that' in done.stderr, done.stderr
    text = (FOLDER / 'some.conf').read_text(encoding='utf-8').replace('serialise=blocker_thing_peek\n', '')
    (FOLDER / 'some.conf').write_text(text, encoding='utf-8')
    done = codegen('--output=some', '--config=some.conf', '--only=blocker_thing_wait', *SCAN)
    assert done.returncode == 0, done.stderr
    source = (FOLDER / 'some.c').read_text(encoding='utf-8')
    assert 'blocker_thing_rest (' in source and 'blocker_thing_rest_done (' in source
    assert 'SMART_ASYNC_BLOCKING_NO_CONTEXT' in source
    assert 'args, self, NULL, io_priority, cancellable' in source, source


@claim('a group that is about no function is reported, with what was looked for')
def unused_is_told():
    (FOLDER / 'unused.conf').write_text('[Blocker blocker_load]\nserialise=none\n', encoding='utf-8')
    done = codegen('--output=out', '--config=unused.conf', *SCAN)
    assert '[Blocker blocker_load] is about no blocking function of Blocker-1.0' in done.stderr, done.stderr
    (FOLDER / 'unused.conf').write_text('[Blocker blocker_visit]\ncoalesce=nothing\n', encoding='utf-8')
    done = codegen('--output=out', '--config=unused.conf', '--check', *SCAN)
    assert done.returncode == 1 and 'coalesce=nothing: no function has a parameter of that name' in done.stderr, done.stderr


@claim('a file that is installed serves twins and pairs, and one that is named does not')
def installed_serves_both():
    text = '[Blocker blocker_load]\nfinish=blocker_load_finish\n\n[Blocker blocker_thing_wait]\nserialise=none\n'
    (FOLDER / 'Blocker.conf').write_text(text, encoding='utf-8')
    scan = [word for word in SCAN if word != '--no-config']
    for more in (['--async'], ['--existing=generate']):
        command = [CODEGEN, *more, '--output=both', '--config-dir=.', *map(str, scan)]
        for arguments in (command, [*command, '--check']):
            done = subprocess.run(arguments, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                  check=False, timeout=100)
            assert done.returncode == 0, done.stdout
    done = codegen('--output=both', '--config=Blocker.conf', '--check', *SCAN)
    assert done.returncode == 1 and 'blocker_load]' in done.stderr, done.stderr


@claim('what belongs to the main thread has no pair')
def main_thread_is_refused():
    config = SOURCE / 'src' / 'codegen' / 'config'
    done = codegen('--list=json', f'--config-dir={config}', 'Gtk-4.0')
    if done.returncode != 0:
        raise Skip('there is no introspection data of GTK 4')
    statuses = {(one['status'], one['reason']) for one in json.loads(done.stdout) if one['status'] != 'existing'}
    assert statuses == {('refused', 'main-thread')}, statuses


sys.exit(main('async'))
