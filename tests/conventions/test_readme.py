# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The README's examples: commands run, C compiles, Python and JavaScript parse. The tutorial's: all of it is done.
#
# An HTML comment right above a block can say more:
#   <!-- not run: REASON -->   the block is only shown
#   <!-- with: TEXT -->        TEXT is put before the block, or around it where TEXT has a line @block@
# In the tutorial also:
#   <!-- file: PATH -->        the block is a file
#   <!-- prints -->            the block is what the commands above it print; '…' stands for anything
#   <!-- prints, in the end -->

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
TUTORIAL = SOURCE / 'docs' / 'tutorial.md'
BLOCK = re.compile(r'(?:^<!-- (?P<note>not run|with|file|prints)[:,]?(?P<comment>.*?)-->\n+)?'
                   r'^```(?P<language>\w+)\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
NEEDS_NETWORK = re.compile(r'(sudo )?(git clone|apt|apt-get) ')

Block = namedtuple('Block', 'line language text note comment')


def around(match):
    """The block's text with what a comment puts before or around it."""
    if match['note'] != 'with':
        return match['text']
    comment = match['comment'].strip('\n') + '\n'
    if '@block@' in comment:
        return comment.replace('@block@', match['text'])
    return comment + match['text']


def all_blocks(page):
    """The blocks of a page, but those that are only shown."""
    text = page.read_text(encoding='utf-8')
    for match in BLOCK.finditer(text):
        line = text[:match.start('text')].count('\n') + 1
        comment = (match['comment'] or '').strip()
        if match['note'] == 'not run':
            assert comment, f'{page.name}:{line}: no reason is given'
        else:
            yield Block(line, match['language'], around(match), match['note'], comment)


def blocks(language):
    return [block for block in all_blocks(README) if block.language == language]


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


def run_in_build(script, folder, **variables):
    """Runs a script in the build's environment."""
    file = folder / 'block.sh'
    file.write_text(script)
    environment = {**os.environ, 'HOME': str(folder), **variables}
    output = run(['meson', 'devenv', '-C', build_folder(), 'sh', '-e', file], env=environment)
    assert 'Traceback' not in output, output
    return output


def run_block(block, folder):
    """Runs a block in a copy of the source; what it installs goes below the folder."""
    copy = folder / 'smartasync'
    if not copy.exists():
        copy_source(copy)
    run_in_build(f'cd "{copy}"\n' + '\n'.join(runnable(block)) + '\n', folder, DESTDIR=str(folder / 'root'))


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


def write_file(block, folder):
    path = folder / block.comment
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding='utf-8')


def expect_printed(block, output, temporary):
    """What a page says that a command prints, beside what it did print; /tmp is another folder here."""
    pattern = re.escape(block.text.replace('/tmp/', f'{temporary}/')).replace('…', '.*')
    if not re.search(pattern + r'\Z' if block.comment else rf'\A{pattern}\Z', output):
        raise AssertionError(f'{TUTORIAL.name}:{block.line}: it says\n{block.text}but this is printed:\n{output}')


@claim('whoever follows the tutorial gets what it says')
def tutorial_holds():
    if 'SMART_ASYNC_PYTHON' not in os.environ:
        raise Skip('built without introspection data, or Python lacks PyGObject')
    if shutil.which('gjs') is None:
        raise Skip('gjs is not installed')
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        temporary = folder / 'tmp'
        temporary.mkdir()
        (folder / 'bin').mkdir()
        (folder / 'bin' / 'python3').symlink_to(os.environ['SMART_ASYNC_PYTHON'])
        output = ''
        for block in all_blocks(TUTORIAL):
            if block.note == 'file':
                write_file(block, folder)
            elif block.note == 'prints':
                expect_printed(block, output, temporary)
            else:
                assert block.language == 'sh', f'{TUTORIAL.name}:{block.line}: what is this block for?'
                output = run_in_build(f'PATH="{folder}/bin:$PATH"\ncd "{folder}"\n{block.text}', folder,
                                      TMPDIR=str(temporary))


if __name__ == '__main__':
    sys.exit(main('conventions'))
