# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The manual page, the completion and the documentation know the options of --help, and the keys of a configuration;
# what a terminal shows.

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tap import Skip, claim, expect_empty, main

SOURCE = Path(os.environ['SMARTASYNC_SOURCE_DIR'])
DATA = SOURCE / 'src' / 'codegen' / 'data'
GOLDEN = SOURCE / 'tests' / 'codegen' / 'golden'
GIR = GOLDEN / 'method.gir'


def options():
    text = subprocess.run([os.environ['SMARTASYNC_CODEGEN'], '--help'], stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    return set(re.findall(r'^  (?:-\w, )?(--[a-z-]+)', text, re.MULTILINE)) - {'--help', '--version'}


def text_of(name):
    return (SOURCE / 'src' / 'codegen' / name).read_text(encoding='utf-8')


def keys():
    """Each key, the groups in which it can stand, and its words if it has some."""
    names = dict(re.findall(r'^#define (CONFIG_\w+) +"([a-z-]+)"', text_of('read/config-keys.h'), re.MULTILINE))
    return {names[macro]: (places, words) for macro, places, words in
            re.findall(r'^  { (CONFIG_\w+), ([A-Z_]+), VALUE_\w+, (?:NULL|"(.*)") },$', text_of('read/config-keys.c'), re.MULTILINE)}


@claim('the manual page has each option')
def manual_has_options():
    text = (DATA / 'smartasync-codegen.1').read_text(encoding='utf-8').replace('\\-', '-')
    expect_empty(option for option in options() if f'.B {option}' not in text)


@claim('the completion has each option')
def completion_has_options():
    text = (DATA / 'smartasync-codegen.bash').read_text(encoding='utf-8')
    expect_empty(option for option in options() if not re.search(rf'{option}[= \n"]', text))


@claim('the completion has the words of each option that is a key as well')
def completion_has_words():
    text = text_of('data/smartasync-codegen.bash')
    both = [(key, words.replace('|', ' ')) for key, (_places, words) in keys().items() if words and f'--{key}' in options()]
    assert both
    expect_empty(f'--{key}' for key, words in both if f"--{key}) word='{words}' ;;" not in text)


@claim('the documentation has each option')
def documentation_has_options():
    text = (SOURCE / 'docs' / 'codegen.md').read_text(encoding='utf-8')
    expect_empty(option for option in options() if f'`{option}' not in text)


@claim('the manual page has each key of a configuration, with its words, and no other')
def manual_has_keys():
    text = text_of('data/smartasync-codegen.1').replace('\\-', '-').split('.SH CONFIGURATION')[1].split('.SH FILES')[0]
    found = dict(re.findall(r'^\.B ([a-z-]+)=(.+)$', text, re.MULTILINE))
    assert found.keys() == keys().keys(), found.keys() ^ keys().keys()
    expect_empty(key for key, (_places, words) in keys().items() if words and found[key] != words)


@claim('the documentation has each key of a configuration, where it can stand, and no other')
def documentation_has_keys():
    text = (SOURCE / 'docs' / 'codegen.md').read_text(encoding='utf-8')
    table = text.split('| key | where | meaning |')[1].split('\n\n')[0]
    found = {key: place for cells, place in re.findall(r'^\| (`[^|]+) \| ([^|]+) \|', table, re.MULTILINE)
             for key in re.findall(r'`([a-z-]+)`', cells)}
    places = {'ANYWHERE': 'anywhere', 'OUTSIDE': 'namespace, all', 'CONFIG_PLACE_NAMESPACE': 'namespace',
              'CONFIG_PLACE_FUNCTION': 'function'}
    assert found == {key: places[place] for key, (place, _words) in keys().items()}, found


@claim('the completion completes')
def completion_completes():
    if shutil.which('bash') is None:
        raise Skip('there is no bash')
    script = f'. {DATA}/smartasync-codegen.bash; COMP_WORDS=(smartasync-codegen --naming = g); COMP_CWORD=3;' \
             '_smartasync_codegen; echo "${COMPREPLY[@]}"'
    output = subprocess.run(['bash', '-c', script], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert output == 'gio\n', output


def run_on_terminal(*arguments, **environment):
    """What a terminal shows."""
    master, slave = os.openpty()
    with subprocess.Popen([os.environ['SMARTASYNC_CODEGEN'], *map(str, arguments)], stdin=slave, stdout=slave,
                          stderr=slave, env={**os.environ, 'TERM': 'xterm', **environment}) as process:
        os.close(slave)
        shown = b''
        try:
            while data := os.read(master, 4096):
                shown += data
        except OSError:  # that is how the end is told
            pass
        process.wait()
    os.close(master)
    return shown.decode('utf-8').replace('\r\n', '\n')


@claim('a list is coloured on a terminal that knows colours')
def list_is_coloured():
    assert '\033[32mgenerate\033[0m' in run_on_terminal(GIR, '--list')
    assert '\033[31mrefused\033[0m' in run_on_terminal(GOLDEN / 'refused.gir', '--list')
    assert '\033' not in run_on_terminal(GIR, '--list', NO_COLOR='1')
    assert '\033' not in run_on_terminal(GIR, '--list', TERM='dumb')


@claim('a terminal shows which of several files is read, and nothing of that is left')
def progress_is_shown():
    shown = run_on_terminal('--list', GIR, GIR, NO_COLOR='1')
    begin, list_ = shown.rsplit('\r\033[K', 1)
    assert begin == f'\r\033[K[1/2] {GIR}\r\033[K[2/2] {GIR}', begin
    assert '2 functions' in list_ and '\r' not in list_, list_
    assert run_on_terminal('--list', GIR, 'Nowhere-1').rsplit('\r\033[K', 1)[1].startswith('Nowhere-1: error: ')


@claim('the help is the same in each locale')
def help_is_the_same():
    helps = {subprocess.run([os.environ['SMARTASYNC_CODEGEN'], option], stdout=subprocess.PIPE, check=True,
                            env={**os.environ, 'LC_ALL': locale}).stdout
             for option in ('-h', '--help') for locale in ('C', 'C.UTF-8', 'de_DE.UTF-8')}
    assert len(helps) == 1 and '[OPTION…] GIR' in helps.pop().decode('utf-8')


if __name__ == '__main__':
    sys.exit(main('options'))
