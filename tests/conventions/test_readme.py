# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The README's examples: commands run, C compiles, Python and JavaScript parse. The tutorial's: all of it is done, in
# one go, as a reader does it. Those of other pages: whole programs in C compile, Python and JavaScript parse.
#
# An HTML comment right above a block can say more:
#   <!-- not run: REASON -->   the block is only shown
#   <!-- with: TEXT -->        TEXT is put before the block, or around it where TEXT has a line @block@
# In pages that are followed also:
#   <!-- prints -->            the block is what the commands above it print; '…' stands for anything
#   <!-- prints, in the end -->
#   <!-- opens a window -->    the program goes on until the window is closed
# There a block below a line with a path, in bold, is a file.

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

from project import SOURCE, build_folder, compile_flags, run, walk
from screen import Screen
from tap import Skip, claim, main

README = SOURCE / 'README.md'
INSTALL = SOURCE / 'docs' / 'install.md'
TUTORIAL = SOURCE / 'docs' / 'tutorial.md'
FIBERS = SOURCE / 'docs' / 'fibers.md'
WITH_PROGRAMS = (README, SOURCE / 'docs' / 'c.md', SOURCE / 'docs' / 'hangs.md')
PERFORMANCE = SOURCE / 'docs' / 'performance.md'
WINDOW_PART = 'A GTK 4 program'
BLOCK = re.compile(r'(?:^<!-- (?P<note>not run|with|prints|opens)[:,]?(?P<comment>.*?)-->\n+|^\*\*`(?P<file>\S+)`\*\*\n+)?'
                   r'^```(?P<language>\w+)\n(?P<text>.*?)^```$', re.MULTILINE | re.DOTALL)
NEEDS_NETWORK = re.compile(r'(sudo )?(git clone|apt|apt-get) ')

Block = namedtuple('Block', 'line language text note comment part')


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
        comment = (match['file'] or match['comment'] or '').strip()
        part = re.findall(r'^## (.*)$', text[:match.start()], re.MULTILINE)
        if match['note'] == 'not run':
            assert comment, f'{page.name}:{line}: no reason is given'
        else:
            note = 'file' if match['file'] else match['note']
            yield Block(line, match['language'], around(match), note, comment, part[-1] if part else '')


def blocks(language, page=README):
    return [block for block in all_blocks(page) if block.language == language]


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


def in_build(*command):
    """A command in the build's environment, or where the project is installed and nothing was built, in that."""
    return command if 'SMART_ASYNC_INSTALLED' in os.environ else ('meson', 'devenv', '-C', build_folder(), *command)


def run_in_build(script, folder, **variables):
    """Runs a script in the build's environment."""
    file = folder / 'block.sh'
    file.write_text(script)
    environment = {**os.environ, 'HOME': str(folder), **variables}
    output = run(in_build('sh', '-e', file), env=environment)
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


@claim('each other command in the README runs, and what installs and removes the library')
def commands_run():
    with tempfile.TemporaryDirectory() as folder:
        for block in blocks('sh') + blocks('sh', INSTALL):
            if runnable(block):
                run_block(block, Path(folder))
        left = [path for path in (Path(folder) / 'root').rglob('*') if not path.is_dir()]
        assert not left, left


@claim('the README fits on a screen, and its figures are those that were measured')
def readme_is_short():
    text = README.read_text(encoding='utf-8')
    assert len(text.splitlines()) <= 80, len(text.splitlines())
    measured = PERFORMANCE.read_text(encoding='utf-8')
    figures = re.findall(r'\d+\.\d+(?:×|\s+µs|\s+pages)', text)
    assert len(figures) == 4, figures
    for figure in figures:
        assert ' '.join(figure.split()) in measured, figure


def pages():
    return [README, *sorted((SOURCE / 'docs').glob('*.md')), *sorted((SOURCE / 'examples').glob('*/README.md'))]


@claim('the programs in C compile')
def c_compiles():
    with tempfile.TemporaryDirectory() as folder:
        for page in WITH_PROGRAMS:
            for block in blocks('c', page):
                source = Path(folder) / 'block.c'
                source.write_text(f'#line {block.line} "{page.name}"\n{block.text}')
                run(['cc', '-std=gnu11', '-fsyntax-only', *compile_flags(), *example_flags(), source])


@claim('the Python in each page parses')
def python_parses():
    for page in pages():
        for block in blocks('python', page):
            compile('\n' * block.line + block.text, page.name, 'exec')


@claim('the JavaScript in each page parses')
def javascript_parses():
    if shutil.which('gjs') is None:
        raise Skip('gjs is not installed')
    for page in pages():
        for block in blocks('js', page):
            body = re.sub(r'^(import|export)\b.*$', '', block.text, flags=re.MULTILINE)
            run(['gjs', '-c', f'// {page.name}:{block.line}\nnew (async () => {{}}).constructor(ARGV[0]);', body])


class Reader:
    """Somebody who does what a page says, in one shell, below a home of its own."""

    def __init__(self, page, home):
        self.page = page
        self.home = home
        self.at = home / 'tutorial'
        self.where = home
        self.output = ''
        self.begun = []
        (home / 'tmp').mkdir()
        (home / 'bin').mkdir()
        (home / 'bin' / 'python3').symlink_to(os.environ['SMART_ASYNC_PYTHON'])
        with socket.create_server(('127.0.0.1', 0)) as free:
            self.port = str(free.getsockname()[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in self.begun:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

    def script(self, block):
        """The block, and where it leaves the shell, and what it leaves running."""
        return (f'PATH="{self.home}/bin:$PATH"\ncd "{self.where}"\n{block.text.replace("8000", self.port)}'
                f'pwd >"{self.home}/where"\necho $! >"{self.home}/begun"\n')

    def run(self, block):
        self.output = run_in_build(self.script(block), self.home, TMPDIR=str(self.home / 'tmp'))
        self.where = (self.home / 'where').read_text().strip()
        self.begun += map(int, (self.home / 'begun').read_text().split())

    def write(self, block):
        assert (self.at / block.comment).parent.is_dir(), f'{self.page.name}:{block.line}: nobody has made the folder'
        (self.at / block.comment).write_text(block.text, encoding='utf-8')

    def expect(self, block):
        """What a page says that a command prints, beside what it did print; /tmp is another folder here."""
        pattern = re.escape(block.text.replace('/tmp/', f'{self.home}/tmp/')).replace('…', '.*')
        if not re.search(pattern + r'\Z' if block.comment else rf'\A{pattern}\Z', self.output):
            raise AssertionError(f'{self.page.name}:{block.line}: it says\n{block.text}but this is printed:\n'
                                 f'{self.output}')

    def look_at(self, block, expected):
        """Runs a program on a screen of its own until it has printed so many lines."""
        file = self.home / 'window.sh'
        file.write_text(self.script(block))
        screen = Screen()
        process = subprocess.Popen(in_build('sh', '-e', file), text=True, env=screen.environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
        signal.alarm(100)
        self.output = ''.join(process.stdout.readline() for _ in expected.text.splitlines())
        signal.alarm(0)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        screen.close()

    def do(self, block, following):
        if block.note == 'file':
            self.write(block)
        elif block.note == 'prints':
            self.expect(block)
        elif block.note == 'opens':
            self.look_at(block, following)
        elif block.language == 'sh':
            self.run(block)


def follow(page, is_followed=lambda block: True):
    if 'SMART_ASYNC_PYTHON' not in os.environ:
        raise Skip('built without introspection data, or Python lacks PyGObject')
    steps = [block for block in all_blocks(page) if block.language in ('sh', 'text') or block.note == 'file']
    with tempfile.TemporaryDirectory() as name, Reader(page, Path(name)) as reader:
        for block, following in zip(steps, [*steps[1:], None]):
            if is_followed(block):
                reader.do(block, following)


@claim('whoever follows the tutorial gets what it says')
def tutorial_holds():
    if shutil.which('gjs') is None:
        raise Skip('gjs is not installed')
    follow(TUTORIAL, lambda block: block.part != WINDOW_PART)


@claim('whoever follows its part on GTK 4 gets a window with what it says')
def tutorial_opens_window():
    if shutil.which('Xvfb') is None or subprocess.run(['pkg-config', '--exists', 'gtk4'], check=False).returncode:
        raise Skip('Xvfb or GTK 4 is not installed')
    follow(TUTORIAL, lambda block: block.part == WINDOW_PART or 'mkdir' in block.text)


@claim('the page on fibers says what the generator says of functions that block')
def fibers_page_holds():
    follow(FIBERS)


if __name__ == '__main__':
    sys.exit(main('conventions'))
