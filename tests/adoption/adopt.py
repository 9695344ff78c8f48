# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# ./dev adopt: a library of Debian with our twins in place of its own, compared with what it was before.

import argparse
import json
import sys
from pathlib import Path

import compare
import recipe as recipes
import source
import table
from build import Build, Failure
from bus import Bus, NoService
from cut import Unreadable


LEFT_BY_TESTS = {'__pycache__', '.pytest_cache'}


def say(text):
    print(f'adopt: {text}', file=sys.stderr, flush=True)


class Adoption:
    """What is done with one library, and what came of it."""

    def __init__(self, recipe, folder, ways):
        self.recipe = recipe
        self.folder = folder / recipe.name
        self.original = self.folder / 'original'
        self.ways = ways
        self.builds = {way: Build(recipe, way, self.folder, folder / 'prefix') for way in ('before', *ways)}
        self.results = {'name': recipe.name, 'ways': {}}

    def fetch(self):
        archives, version = source.fetch(self.recipe.source, self.recipe.suites, self.folder.parent, self.recipe.patches)
        source.unpack(archives, self.original)
        (self.folder / 'version').write_text(version)

    def count(self):
        twins = self.recipe.hand_written_twins(self.original)
        self.results.update(version=(self.folder / 'version').read_text(), twins=len(twins),
                            replaced=len(self.recipe.replaced(self.original)),
                            configuration=self.configuration_lines())

    def configuration_lines(self):
        """How many lines there are, without comments: by hand, and written by the generator."""
        library = self.builds['library']
        files = [library.source(name) for name in (self.recipe.configuration, self.recipe.written)]
        return [sum(not line.startswith('#') for line in compare.read_lines(file) if line) for file in files]

    def make(self, way):
        say(f'{self.recipe.name}: {way}')
        build = self.builds[way]
        build.prepare(self.original)
        if way != 'before':
            build.cut()
        build.edit()
        if way == 'standalone':
            build.commit_generated(self.builds['library'])
        build.configure()
        if way == 'library' and self.recipe.hand_written:
            build.write_configuration(self.builds['before'])
        build.build()

    def run(self, is_built):
        if not is_built:
            self.fetch()
            for way in self.builds:
                self.make(way)
        self.count()
        self.run_programs()
        for way in self.ways:
            self.results['ways'][way] = self.compare(way)

    def bus(self):
        """A new bus, with services that have seen nothing yet."""
        self.builds['before'].run('sh', '-c', *self.recipe.expand([self.recipe.prepare], self.folder))
        return Bus([(service['name'], self.recipe.expand(service['command'], self.folder))
                    for service in self.recipe.services])

    def run_programs(self):
        """The library's own tests, and calls of ours."""
        self.results['tests'], calls = {}, {}
        for way, build in self.builds.items():
            with self.bus() as bus:
                self.results['tests'][way] = build.test(bus.environment)
            if self.recipe.calls:
                with self.bus() as bus:
                    calls[way] = build.call(bus.environment)
        self.results['calls'] = {way: said == calls['before'] for way, said in calls.items() if way != 'before'}

    def compare(self, way):
        before, after = self.builds['before'], self.builds[way]
        gone, come = (compare.symbols(build.path(self.recipe.library)) for build in (before, after))
        differences, functions = compare.gir_differences(before.path(self.recipe.gir), after.path(self.recipe.gir))
        new = sorted(come - gone)
        return {'symbols-missing': sorted(gone - come), 'symbols-new': new, 'gir-differences': differences,
                'gir-functions': functions, **self.compare_lines(after), **self.compare_sizes(after, len(new))}

    def compare_lines(self, after):
        before = self.builds['before'].tree
        files = {path.relative_to(tree) for tree in (before, after.tree) for path in tree.rglob('*')
                 if path.is_file() and not LEFT_BY_TESTS & set(path.parts)}
        generated = {Path(self.recipe.folder) / f'{name}{suffix}' for name in self.recipe.generated
                     for suffix in ('.c', '.h')}
        gone = come = made = 0
        configuration = {Path(self.recipe.folder) / name for name in (self.recipe.configuration, self.recipe.written)}
        for file in files - configuration:
            removed, added = compare.changed_lines(before / file, after.tree / file)
            if file in generated and (after.tree / file).exists():
                made += len(compare.read_lines(after.tree / file))
                gone += len(compare.read_lines(before / file))
            else:
                gone, come = gone + removed, come + added
        return {'lines-out': gone, 'lines-in': come, 'lines-generated': made}

    def compare_sizes(self, after, new):
        """The bytes of object code a twin: of those that are gone, and of those in their place."""
        old, objects = (list(build.path(f'{self.recipe.library}.p').glob('*.o'))
                        for build in (self.builds['before'], after))
        stems = tuple(f'{name}.c.o' for name in self.recipe.generated)
        made = compare.object_size([path for path in objects if path.name.endswith(stems)])
        rest = compare.object_size([path for path in objects if not path.name.endswith(stems)])
        twins = self.results['replaced']
        return {'bytes-before': round((compare.object_size(old) - rest) / twins) if twins else 0,
                'bytes-after': round(made / (twins + new))}


def adopt(name, folder, ways, is_built):
    adoption = Adoption(recipes.read(name), folder, ways)
    try:
        adoption.run(is_built)
    except (source.NotThere, Failure, NoService, recipes.Misfit, Unreadable) as reason:
        say(f'{name}: {reason}')
        return False
    (folder / f'{name}.json').write_text(json.dumps(adoption.results, indent=1))
    print(table.details(adoption.results))
    return table.is_as_before(adoption.results)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--packages', action='store_true', help='print what Debian packages the libraries need')
    parser.add_argument('--built', action='store_true', help='build nothing: test and compare what was built before')
    parser.add_argument('--way', choices=['library', 'both'], default='both', help='of adopting; both is the default')
    parser.add_argument('folder', type=Path)
    parser.add_argument('names', nargs='*', metavar='LIBRARY')
    arguments = parser.parse_intermixed_args()
    names = arguments.names or recipes.names()
    if unknown := sorted(set(names) - set(recipes.names())):
        parser.error(f'no recipe for {", ".join(unknown)}; there are {", ".join(recipes.names())}')
    if arguments.packages:
        print('\n'.join(sorted({package for name in names for package in recipes.read(name).packages})))
        return 0

    folder = arguments.folder.resolve()
    ways = ['library'] if arguments.way == 'library' else recipes.WAYS
    done = [adopt(name, folder, ways, arguments.built) for name in names]
    print(table.overview(folder))
    return 0 if all(done) else 1


if __name__ == '__main__':
    sys.exit(main())
