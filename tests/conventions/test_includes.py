# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the units of src/ know of each other. The tables of folders in docs/internals.md have their order.

import re
import sys
from functools import cache

from project import SOURCE, files, read, relative
from tap import claim, expect_empty, main

ROOT = SOURCE / 'src'
GENERATOR = ROOT / 'codegen'
PAGE = SOURCE / 'docs' / 'internals.md'
INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"(?P<own>[^"]+)"|<.*>)', re.MULTILINE)


@cache
def folders(half='runtime'):
    """The folders of the runtime, or of the generator: each knows those before it."""
    section = read(PAGE).partition(f'\n## The {half}')[2].partition('\n## ')[0]
    return re.findall(r'^\| `(\w+)/` \|', section, re.MULTILINE)


def arrows():
    """Those of the picture that stand for includes: from each folder, where they lead."""
    known = {}
    for start, end in re.findall(r'^  (\w+)_ --> (\w+)_$', read(PAGE), re.MULTILINE):
        known.setdefault(start, set()).add(end)
    return known


## Files


@cache
def sources():
    return [path for path in files('.c', '.h', '.S') if ROOT in path.parents]


def is_of_generator(path):
    return GENERATOR in path.parents


def includes(path):
    """What a file includes of its own project's, as it is written."""
    return [match['own'] for match in INCLUDE.finditer(read(path)) if match['own']]


def resolve(path, include):
    """The file that an include means, as the compiler finds it; None for one that is not in src/."""
    places = [path.parent, *([GENERATOR] if is_of_generator(path) else []), ROOT]
    return next(((place / include).resolve() for place in places if (place / include).exists()), None)


@cache
def included(path):
    found = (resolve(path, include) for include in includes(path))
    return [target for target in found if target in sources()]


def folder_of(path):
    return path.relative_to(GENERATOR if is_of_generator(path) else ROOT).parts[0]


def is_above(path, target):
    """Whether the table has the folder of a file above that of another one. What is in no folder comes after all."""
    order = folders('generator' if is_of_generator(path) else 'runtime')
    known = [order.index(folder_of(one)) if folder_of(one) in order else len(order) for one in (path, target)]
    return is_of_generator(path) == is_of_generator(target) and known[0] < known[1]


## Units


def stem(path):
    return path.with_suffix('').as_posix().removesuffix('-private')


@cache
def unit(path):
    """A header with what implements it. A file that has no header of its own implements the one it includes first."""
    first = INCLUDE.search(read(path))
    target = resolve(path, first['own']) if first and first['own'] else None
    headers = {stem(source) for source in sources() if source.suffix == '.h'}

    if stem(path) in headers or target not in sources() or target.parent != path.parent:
        return stem(path)
    return stem(target)


def name(one):
    return one.removeprefix(f'{ROOT.as_posix()}/')


@cache
def graph():
    """The units that each unit includes."""
    known = {unit(path): set() for path in sources()}
    for path in sources():
        known[unit(path)] |= {unit(target) for target in included(path)} - {unit(path)}
    return known


def reachable(start, known):
    """What can be reached, and for each from where, by the shortest way."""
    came_from = {}
    queue = [start]
    for one in queue:
        for other in sorted(known.get(one, ())):
            if other not in came_from:
                came_from[other] = one
                queue.append(other)
    return came_from


def circle(start):
    came_from = reachable(start, graph())
    if start not in came_from:
        return []
    way = [start]
    while len(way) == 1 or way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


def apart(circles):
    """The shortest ones, and none with a unit that another one has: one wrong include makes many circles."""
    seen = set()
    for way in sorted(circles, key=len):
        if not seen.intersection(way):
            yield way
        seen.update(way)


## Claims


@claim('the tables of folders have all folders')
def tables_are_complete():
    for half in ('runtime', 'generator'):
        there = sorted({folder_of(path) for path in sources() if is_of_generator(path) == (half == 'generator')
                        and path.parent not in (ROOT, GENERATOR)})
        assert sorted(folders(half)) == there, f'{half}: in the table: {sorted(folders(half))}, in src/: {there}'


@claim('each include of the runtime is written from src/')
def includes_are_written_from_src():
    expect_empty(f'{relative(path)}: "{include}"' for path in sources() if not is_of_generator(path)
                 for include in includes(path) if not (ROOT / include).exists())


@claim('a folder knows itself and those above it in the table')
def no_arrow_leads_back():
    expect_empty(f'{relative(path)} includes {relative(target)}: {folder_of(path)}/ is above {folder_of(target)}/'
                 for path in sources() for target in included(path) if is_above(path, target))


@claim('the picture shows who knows whom among the folders')
def picture_is_true():
    direct = {folder: set() for folder in folders()}
    for path in sources():
        if not is_of_generator(path):
            direct[folder_of(path)] |= {folder_of(target) for target in included(path)} - {folder_of(path)}

    for folder in folders():
        drawn, there = set(reachable(folder, arrows())), set(reachable(folder, direct))
        assert drawn == there, f'{folder}/ knows {sorted(there)}, in the picture {sorted(drawn)}'


@claim('runtime and generator include nothing of each other')
def halves_are_apart():
    expect_empty(f'{relative(path)} includes {relative(target)}' for path in sources() for target in included(path)
                 if is_of_generator(path) != is_of_generator(target))


@claim('no units include each other in a circle')
def there_are_no_circles():
    units = sorted({unit(path) for path in sources()})
    expect_empty(' -> '.join(map(name, way)) for way in apart(filter(None, map(circle, units))))


if __name__ == '__main__':
    sys.exit(main('conventions'))
