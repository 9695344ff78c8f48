# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The README's examples: commands run, C compiles, Python and JavaScript parse.
#
# An HTML comment right above a block can say more:
#   <!-- not run: REASON -->   the block is only shown
#   <!-- with: TEXT -->        TEXT is put before the block, or around it where TEXT has a line @block@

import os
import re
import shutil
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

from project import SOURCE, build_folder, compile_flags, run, walk
from tap import Skip, claim, main

README = SOURCE / 'README.md'
BLOCK = re.compile(r'(?:^<!-- (?P<note>not run|with):(?P<comment>.*?)-->\n+)?'
                   r'^```(?P<language>\w+)\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
NEEDS_NETWORK = re.compile(r'(sudo )?(git clone|apt|apt-get) ')

Block = namedtuple('Block', 'line text')


def around(match):
    """The block's text with what a comment puts before or around it."""
    if match['note'] != 'with':
        return match['text']
    comment = match['comment'].strip('\n') + '\n'
    if '@block@' in comment:
        return comment.replace('@block@', match['text'])
    return comment + match['text']


def blocks(language):
    text = README.read_text(encoding='utf-8')
    found = []
    for match in BLOCK.finditer(text):
        if match['note'] == 'not run':
            assert match['comment'].strip(), f'line {text[:match.start()].count(chr(10)) + 1}: no reason is given'
        elif match['language'] == language:
            found.append(Block(text[:match.start('text')].count('\n') + 1, around(match)))
    return found


def commands(block):
    return [line for line in block.text.replace('\\\n', ' ').splitlines() if line and not line.startswith('#')]


def subcommands():
    help_text = run([SOURCE / 'dev', 'help'])
    return re.findall(r'^  (\w+)', help_text, re.MULTILINE)


def copy_source(folder):
    for path in walk(SOURCE):
        target = folder / path.relative_to(SOURCE)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def runnable(block):
    """The block's lines without sudo, and without those that are checked in another way or need a network."""
    lines = [line for line in commands(block)
             if not line.startswith('./dev ') and not NEEDS_NETWORK.match(line) and line != 'cd smartasync']
    return [re.sub(r'^sudo ', '', line) for line in lines]


def run_block(block, folder):
    """Runs a block in a copy of the source; what it installs goes below the folder."""
    copy = folder / 'smartasync'
    if not copy.exists():
        copy_source(copy)
    script = folder / 'block.sh'
    script.write_text(f'cd "{copy}"\n' + '\n'.join(runnable(block)) + '\n')
    environment = {**os.environ, 'HOME': str(folder), 'DESTDIR': str(folder / 'root')}
    output = run(['meson', 'devenv', '-C', build_folder(), 'sh', '-e', script], env=environment)
    assert 'Traceback' not in output, output


def example_flags():
    """Where the headers of the examples' libraries are."""
    folders = [folder / 'examples' / 'github' for folder in (SOURCE, build_folder())]
    return [f'-I{folder}' for folder in folders]


@claim('the README shows how to try it and how to test it first')
def first_block_is_demo_and_test():
    first = blocks('sh')[0]
    assert commands(first)[:2] == ['./dev demo', './dev test'] or \
        [line.split('#')[0].strip() for line in commands(first)][:2] == ['./dev demo', './dev test'], first.text


@claim('each dev command in the README is one')
def dev_commands_exist():
    for block in blocks('sh'):
        for line in commands(block):
            if line.startswith('./dev '):
                assert line.split()[1] in subcommands(), f'README.md:{block.line}: {line}'


@claim('each other command in the README runs')
def commands_run():
    with tempfile.TemporaryDirectory() as folder:
        for block in blocks('sh'):
            if runnable(block):
                run_block(block, Path(folder))


@claim('the C in the README compiles')
def c_compiles():
    with tempfile.TemporaryDirectory() as folder:
        for block in blocks('c'):
            source = Path(folder) / 'block.c'
            source.write_text(f'#line {block.line} "README.md"\n{block.text}')
            run(['cc', '-std=gnu11', '-fsyntax-only', *compile_flags(), *example_flags(), source])


@claim('the Python in the README parses')
def python_parses():
    for block in blocks('python') + blocks('py'):
        compile('\n' * block.line + block.text, 'README.md', 'exec')


@claim('the JavaScript in the README parses')
def javascript_parses():
    found = blocks('js') + blocks('javascript')
    if found and shutil.which('gjs') is None:
        raise Skip('gjs is not installed')
    for block in found:
        body = re.sub(r'^(import|export)\b.*$', '', block.text, flags=re.MULTILINE)
        run(['gjs', '-c', 'new (async () => {}).constructor(ARGV[0]);', body])


if __name__ == '__main__':
    sys.exit(main('conventions'))
