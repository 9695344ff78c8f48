# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What is to be done with a library: a folder each, with a recipe in TOML and the configuration for its twins.

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import cut

FOLDER = Path(__file__).resolve().parent
WAYS = ('library', 'standalone')


class Misfit(Exception):
    """Says what in a recipe does not fit the library."""


@dataclass
class Edit:
    """In a file, or those of a glob, `put` takes the place of all that matches."""
    file: str
    find: str
    put: str
    way: str = 'both'       # of adopting; 'all': also in what it is compared with

    def is_for(self, way):
        return self.way in (way, 'all') or (self.way == 'both' and way in WAYS)

    def apply(self, tree):
        found = 0
        for path in tree.glob(self.file):
            text, count = re.subn(self.find, self.put, path.read_text(), flags=re.MULTILINE)
            found += count
            if count:
                path.write_text(text)
        if not found:
            raise Misfit(f'{self.file}: nothing matches {self.find!r}')


@dataclass
class Recipe:
    name: str
    source: str             # Debian's source package
    suites: list            # of Debian, of which the first counts whose mirror has it
    packages: list          # what its build needs, by Debian's names
    folder: str             # where the library is, in its source and in its build
    library: str            # the file that is built there
    gir: str                # likewise
    configuration: str      # the name that the configuration gets beside its sources
    generated: list         # what twins are written to, without suffix
    patches: bool = False   # whether it works only with Debian's patches
    options: list = field(default_factory=list)     # for Meson
    targets: list = field(default_factory=list)     # what is built besides library, GIR and tests
    tests: list = field(default_factory=list)       # those that are run; otherwise all
    hand_written: list = field(default_factory=list)    # globs of the files that have twins
    twins: str = ''         # a regular expression: which functions in these are twins
    keep: list = field(default_factory=list)        # twins that stay
    prepare: str = 'true'   # for sh, before services are started: what they need
    services: list = field(default_factory=list)    # on the bus: names, and commands
    calls: bool = False     # whether calls.py calls twins through the introspection data
    edits: list = field(default_factory=list)

    def expand(self, words, folder):
        """What the recipe says of folders: those of the library's builds, and ours."""
        return [word.format(recipes=FOLDER, builds=folder) for word in words]

    def file(self, name):
        return FOLDER / self.name / name

    @property
    def written(self):
        """The name of the configuration that the generator writes: what twins were there before."""
        return f'{Path(self.configuration).stem}-former.conf'

    def twin_files(self, tree):
        return sorted(path for glob in self.hand_written for path in tree.glob(glob))

    def hand_written_twins(self, tree):
        names = [name for path in self.twin_files(tree) if path.suffix == '.c'
                 for name in cut.functions(path.read_text())]
        return [name for name in names if re.search(self.twins, name)]

    def replaced(self, tree):
        return [name for name in self.hand_written_twins(tree) if name not in self.keep]


def read(name):
    data = tomllib.loads((FOLDER / name / 'recipe.toml').read_text())
    edits = [Edit(**edit) for edit in data.pop('edit', [])]
    return Recipe(name=name, edits=edits, **data)


def names():
    return sorted(path.parent.name for path in FOLDER.glob('*/recipe.toml'))
