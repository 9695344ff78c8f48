# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A library is built in one way: as it was, with twins of the library, or with twins that need none.

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import cut


TAP = re.compile(r'^(?P<result>ok|not ok) (?:\d+ )?(?P<name>\S+)', re.MULTILINE)
PYTEST = re.compile(r'^(?P<name>\S+::\S+) (?P<result>[A-Z]+) ', re.MULTILINE)
RESULTS = {'OK': 'ok', 'SKIP': 'skipped', 'PASSED': 'ok', 'SKIPPED': 'skipped', 'ok': 'ok'}


class Failure(Exception):
    """Says which command failed, and where its output is."""


class Build:
    """One tree, and what is built of it. What commands say goes into a log beside it."""

    def __init__(self, recipe, way, folder, prefix):
        self.recipe = recipe
        self.way = way
        self.tree = folder / way / 'source'
        self.folder = folder / way / 'build'
        self.log = folder / way / 'log'
        self.options = recipe.expand(recipe.options, folder)
        self.environment = {
            **os.environ,
            'PATH': f'{prefix / "bin"}:{os.environ["PATH"]}',
            'PKG_CONFIG_PATH': str(prefix / 'lib/pkgconfig'),
            'LD_LIBRARY_PATH': str(prefix / 'lib'),
            'LC_ALL': 'C.UTF-8',
        }

    def run(self, *command, cwd=None, environment=None, check=True):
        words = shlex.join(map(str, command))
        with open(self.log, 'a') as log:
            print('$', words, file=log, flush=True)
            done = subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                  check=False, cwd=cwd or self.folder.parent, env=environment or self.environment)
        if check and done.returncode != 0:
            raise Failure(f'{self.recipe.name}, {self.way}: {words[:100]}: status {done.returncode}, see {self.log}')
        return done.returncode

    def output(self, *command):
        return subprocess.run([str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              text=True, check=True, env=self.environment, cwd=self.folder).stdout

    # Files

    def source(self, name):
        return self.tree / self.recipe.folder / name

    def prepare(self, original):
        shutil.rmtree(self.tree.parent, ignore_errors=True)
        self.tree.parent.mkdir(parents=True)
        shutil.copytree(original, self.tree, symlinks=True)

    def cut(self):
        """Takes the hand-written twins out; a file in which nothing remains goes as well."""
        names = set(self.recipe.replaced(self.tree))
        files = self.recipe.twin_files(self.tree)
        sources = {path: path.read_text() for path in files}
        for path, text in sources.items():
            left, found = cut.cut(text, names, path.suffix == '.h')
            if found and not any(item.kind == 'code' and item.name and not item.name.endswith('_DECLS')
                                 for item in cut.read(left)):
                path.unlink()
            elif found:
                path.write_text(left)

    def edit(self):
        if self.way != 'before':
            shutil.copy(self.recipe.file('twins.conf'), self.source(self.recipe.configuration))
        for edit in self.recipe.edits:
            if edit.is_for(self.way):
                edit.apply(self.tree)

    # What the maintainer runs, once or now and then

    def generator_command(self, name):
        """That by which this build makes twins, as words."""
        command = self.output('ninja', '-t', 'commands', f'{self.recipe.folder}/{name}.c').splitlines()[-1]
        return shlex.split(command)

    def write_configuration(self, before):
        """Has the generator compare the twins with those that were there, and write by what they are the same."""
        words = self.generator_command(self.recipe.generated[0])
        written = self.source(self.recipe.written)
        not_compared = ('--only=', '--exclude=', '--include=', '--depfile=', '--output=', f'--config={written}')
        words = [word for word in words if not word.startswith(not_compared)]
        self.run(*words, f'--baseline={before.path(self.recipe.gir)}', f'--write-config={written}', cwd=self.folder)

    def commit_generated(self, other):
        """Makes twins as the other way of adopting does in its build, and puts them where sources are."""
        if self.recipe.hand_written:
            shutil.copy(other.source(self.recipe.written), self.source(self.recipe.written))
        for name in self.recipe.generated:
            words = other.generator_command(name)
            kept = [word for word in words if not word.startswith(('--depfile=', '--output='))]
            self.run(*kept, '--standalone', f'--output={self.source(name)}', cwd=other.folder)

    # What is built

    def path(self, name):
        return self.folder / self.recipe.folder / name

    def configure(self):
        self.run('meson', 'setup', '--buildtype=debugoptimized', '--wrap-mode=nodownload', *self.options,
                 self.folder, self.tree)

    def build(self):
        self.run('ninja', '-C', self.folder, f'{self.recipe.folder}/{self.recipe.library}',
                 f'{self.recipe.folder}/{self.recipe.gir}',
                 f'{self.recipe.folder}/{Path(self.recipe.gir).with_suffix(".typelib")}', *self.recipe.targets)

    def test(self, environment):
        """Runs the library's own tests; returns the result of each, and of each part of those that name their parts."""
        self.run('meson', 'test', '-C', self.folder, '--num-processes=1', *self.recipe.tests, check=False,
                 environment={**self.environment, **environment})
        log = self.folder / 'meson-logs/testlog.json'
        results = {}
        for line in log.read_text().splitlines() if log.exists() else []:
            program = json.loads(line)
            output = program.get('stdout', '')
            parts = {f'{program["name"]} {part["name"]}': part['result']
                     for expression in (TAP, PYTEST) for part in expression.finditer(output)}
            results.update(parts or {program['name']: program['result']})
        return {name: RESULTS.get(result, 'not ok') for name, result in results.items()}

    def call(self, environment):
        """What our own program prints that calls the library's twins."""
        folder = self.folder / self.recipe.folder
        variables = {
            'GI_TYPELIB_PATH': str(folder),
            'LD_LIBRARY_PATH': f'{folder}:{self.environment["LD_LIBRARY_PATH"]}',
            **environment,
        }
        out = self.tree.parent / 'calls.txt'
        with open(out, 'w') as file, open(self.log, 'a') as log:
            done = subprocess.run(['timeout', '180', 'python3', str(self.recipe.file('calls.py'))],
                                  stdin=subprocess.DEVNULL, stdout=file, stderr=log, check=False,
                                  env={**self.environment, **variables})
            print('status', done.returncode, file=file)
        return out.read_text()
