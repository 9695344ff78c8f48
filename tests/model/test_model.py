# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Searches the models of the hand-shake and the hand-over exhaustively, and compares the first one with the C code.

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tap import Skip, claim, main

SOURCE = Path(os.environ.get('SMART_ASYNC_SOURCE_ROOT', Path(__file__).resolve().parents[2]))
MODEL = SOURCE / 'tests' / 'model' / 'handshake.pml'
HAND_OVER = SOURCE / 'tests' / 'model' / 'handover.pml'
HEADER = SOURCE / 'src' / 'call' / 'call-slot.h'
COMPILER = shlex.split(os.environ.get('CC', 'cc'))

# In the hand-over a loop that sleeps for ever is no error: what it must not sleep for is asserted.
LEAVES_OUT = {MODEL: [], HAND_OVER: ['-E']}

SAFETY = ['-DSAFETY', '-DNOCLAIM']
LIVENESS = ['-DNFAIR=4']
STATES = re.compile(r'^ *(\d+) states, stored', re.MULTILINE)
ERROR = re.compile(r'^pan:\d+: (.*)$', re.MULTILINE)


## The search


def need_tools():
    for tool in ('spin', COMPILER[0]):
        if shutil.which(tool) is None:
            raise Skip(f'{tool} is not installed')


def run(command, folder):
    done = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, f'{shlex.join(map(str, command))}: status {done.returncode}\n{done.stdout}'
    return done.stdout


def search(kind, *defines, model=MODEL):
    """Searches the whole model; gives the error that was found, or None, and the number of states."""
    need_tools()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(model, folder)
        # One call for liveness: an earlier one can only wake a wait up once more.
        run(['spin', *defines, *(['-DN_CALLS=1'] if kind is LIVENESS else []), '-a', model.name], folder)
        run([*COMPILER, '-O2', '-w', '-DCOLLAPSE', *kind, '-o', 'pan', 'pan.c'], folder)
        output = run(['./pan', '-m1000000', '-w24', *LEAVES_OUT[model],
                      *(['-a', '-f'] if kind is LIVENESS else [])], folder)

    error = ERROR.search(output)
    assert 'Warning: Search not completed' not in output or error, output
    assert 'error: max search depth too small' not in output, output
    return error and error[1], int(STATES.search(output)[1])


def expect_no_error(kind, model=MODEL):
    error, n_states = search(kind, model=model)
    assert error is None, error
    print(f'# {n_states} states', flush=True)


@claim('no result is lost or given to another call, and no slot is freed twice or waited for in vain')
def safety():
    expect_no_error(SAFETY)


@claim('each wait ends when all that can go on does so')
def liveness():
    expect_no_error(LIVENESS)


@claim('a private context has one owner at a time, and what is left there is delivered')
def hand_over():
    expect_no_error(SAFETY, HAND_OVER)


def mutants(model):
    return sorted(set(re.findall(r'\bMUTANT_[A-Z_]*[A-Z]\b', model.read_text(encoding='utf-8'))))


def is_found_claim(mutant, model):
    def is_found():
        error = search(SAFETY, f'-D{mutant}', model=model)[0]
        if error is None and model is MODEL:
            error = search(LIVENESS, f'-D{mutant}')[0]
        assert error, f'{mutant}: the search finds nothing wrong with it'
        print(f'# {error}', flush=True)
    claim('the search finds what is wrong with ' + mutant.lower().replace('_', ' '))(is_found)


for each in (MODEL, HAND_OVER):
    for name in mutants(each):
        is_found_claim(name, each)


## The C code


def words(text):
    return re.findall(r'\b[A-Z]+\b', text)


def states_of_model():
    return words(re.search(r'mtype:state = \{(.*?)\}', MODEL.read_text(encoding='utf-8'))[1])


def states_of_code():
    body = re.search(r'typedef enum\n\{(.*?)\} SmartAsyncSlotState;', HEADER.read_text(encoding='utf-8'), re.DOTALL)[1]
    return re.findall(r'\bSMART_ASYNC_SLOT_([A-Z_]+)\b', body)


@claim('the states of the code are those of the model')
def same_states():
    assert states_of_code() == states_of_model(), f'{states_of_code()} in the code, {states_of_model()} in the model'


def changes_of_code():
    """Every change from one state to another or to one of two, by compare-and-swap or by the only one that may."""
    text = '\n'.join(path.read_text(encoding='utf-8') for path in sorted((SOURCE / 'src').glob('*/*.c')))
    call = r'(?:call|item->call|smart_async_slot_get_call \(slot\))'
    calls = re.findall(rf'(?:smart_async_slot_change \(slot, {call}|\bmove \(slot),[^;{{]*?\)', text)
    states = [re.findall(r'SMART_ASYNC_SLOT_([A-Z]+)', call) for call in calls]
    return {(source, target) for source, *targets in states for target in targets}


def changes_of_model():
    text = MODEL.read_text(encoding='utf-8')
    return set(re.findall(r'\bchange \([^()]*, ([A-Z]+), ([A-Z]+), is_done\)', text))


@claim('the code changes states as the model does')
def same_changes():
    assert changes_of_code() == changes_of_model(), f'{changes_of_code()} in the code, {changes_of_model()} in the model'
    assert len(changes_of_model()) == 6, changes_of_model()


def changes_of_table():
    """The comment in the header: a state begins a row, and “STATE:” or a lone state says where it goes to."""
    table = re.search(r'^ \* +state +what holds +goes to\n(.*?)^ \*/', HEADER.read_text(encoding='utf-8'),
                      re.DOTALL | re.MULTILINE)[1]
    changes, state = set(), None
    for line in table.splitlines():
        first = re.match(r' \*   ([A-Z]+) ', line)
        state = first[1] if first else state
        changes.update((state, target) for target in re.findall(r'  ([A-Z]+)(?=[:,]|$)', line))
    return changes


@claim('the table in the header has each change and no other')
def table_is_complete():
    ends = {('FREE', 'PENDING'), ('OVER', 'FREE')}  # nobody else sees the slot: plain writes
    expected = changes_of_model() | ends
    assert changes_of_table() == expected, f'{changes_of_table()} in the table, {expected} in the model'


if __name__ == '__main__':
    sys.exit(main('model'))
