# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What holds for every file: its head, its form, its place in the build, its links; and that versions agree.

import re
import sys

from project import HEADERS, SOURCE, files, first_match, project_version, read, relative
from tap import claim, expect_empty, main

CODE = ['.c', '.h', '.S', '.in', '.py', '.js', '.vala', '.sh', 'dev', 'run']
BINARY = ['.png', '.gz', '.xz']
HEAD = re.compile(r'^(?P<open>/\*|//|#) Copyright 20\d\d The SmartAsync authors\n'
                  r'(?P<mark> \*|//|#) SPDX-License-Identifier: LGPL-2\.1-or-later\n'
                  r'(?P=mark)\n'
                  r'(?P=mark) \S.*\n', re.MULTILINE)
UNFINISHED = re.compile(r'\b(TO' r'DO|FIX' r'ME|X' r'XX)\b')
MARKDOWN_LINK = re.compile(r'\[[^\]]*\]\(([^)\s]+)\)')
LONG_STRING = re.compile(r'"[^"]{30,}"')  # kept in one piece, so that it can be searched for
MAX_LINES = 800
MAX_COLUMNS = 120


def text_files():
    return [path for path in files() if path.suffix not in BINARY]


## Form


def first_lines(path, count=8):
    return ''.join(read(path).splitlines(keepends=True)[:count])


@claim('each source file begins with copyright, licence and what it is for')
def files_have_heads():
    expect_empty(relative(path) for path in files(*CODE) if not HEAD.search(first_lines(path)))


@claim('no file is longer than 800 lines')
def files_are_short():
    for path in text_files():
        count = len(read(path).splitlines())
        assert count <= MAX_LINES, f'{relative(path)}: {count} lines'


def may_be_long(path, line):
    if path.suffix == '.md':
        return line.startswith('|')
    return path.suffix not in ('.c', '.h') or LONG_STRING.search(line)


def format_problems(path):
    data = path.read_bytes()
    if data and not data.endswith(b'\n'):
        yield 'no newline at the end'
    if b'\r' in data:
        yield 'a carriage return'

    for number, line in enumerate(data.decode('utf-8').split('\n'), start=1):
        if line != line.rstrip():
            yield f'{number}: white space at the end'
        if '\t' in line:
            yield f'{number}: a tab'
        if len(line) > MAX_COLUMNS and not may_be_long(path, line):
            yield f'{number}: {len(line)} columns'


@claim('each file keeps to .editorconfig')
def files_are_formatted():
    expect_empty(f'{relative(path)}: {problem}' for path in text_files() for problem in format_problems(path))


@claim('nothing is marked as unfinished')
def nothing_is_unfinished():
    expect_empty(f'{relative(path)}: {match[0]}' for path in text_files() for match in UNFINISHED.finditer(read(path)))


WAITS_FOR_HANDLERS = re.compile(r'\bg_cancellable_(?:dis)?connect \(')


@claim('the library waits for no handlers of a cancellable: src/call/call-cancellable.c says why')
def handlers_are_not_waited_for():
    sources = (path for path in files('.c') if SOURCE / 'src' in path.parents)
    expect_empty(relative(path) for path in sources if WAITS_FOR_HANDLERS.search(read(path)))


## Build


def build_file_of(folder):
    """The nearest meson.build, in the folder or above it."""
    return next(parent / 'meson.build' for parent in [folder, *folder.parents] if (parent / 'meson.build').exists())


def is_in_build(path):
    """Whether the nearest meson.build names a file: by its path, or in a list of names without prefix and suffix."""
    build_file = build_file_of(path.parent)
    text = read(build_file)
    stem = path.with_suffix('').relative_to(build_file.parent).as_posix()
    names = [stem + path.suffix, stem, re.sub(r'^(test|bench)[-_]', '', stem)]
    return any(f"'{name}'" in text for name in names)


@claim('the build knows each C file and each public header')
def build_is_complete():
    expect_empty(relative(path) for path in [*files('.c'), *HEADERS.glob('*.h')] if not is_in_build(path))


@claim('the build knows each template and each test program')
def build_knows_templates():
    tests = [path for path in files('.py', '.js', '.vala') if path.name.startswith('test')]
    expect_empty(relative(path) for path in [*files('.in'), *tests] if not is_in_build(path))


## Versions


def header_version():
    header = HEADERS / 'version.h'
    return '.'.join(first_match(rf'^#define SMART_ASYNC_{part}_VERSION \((\d+)\)', header)
                    for part in ('MAJOR', 'MINOR', 'MICRO'))


@claim('the headers have the version of the build')
def header_version_agrees():
    assert header_version() == project_version(), f'{header_version()} in version.h, {project_version()} in meson.build'


@claim('the news begin with the version of the build')
def news_version_agrees():
    version = first_match(r'^## ([\d.]+)', SOURCE / 'NEWS.md')
    assert version == project_version(), f'{version} in NEWS.md, {project_version()} in meson.build'


@claim('the packages have the version of the build')
def package_versions_agree():
    versions = {
        'debian/changelog': r'^smartasync \(([\d.]+)-',
        'packaging/smartasync.spec': r'^Version: +([\d.]+)$',
        'packaging/smartasync.wrap': r'^revision = ([\d.]+)$',
    }
    expect_empty(f'{name}: {first_match(pattern, SOURCE / name)}' for name, pattern in versions.items()
                 if first_match(pattern, SOURCE / name) != project_version())


@claim('a version of SmartAsync in the README is that of the build')
def readme_version_agrees():
    found = re.findall(r'(?i)\b(?:smartasync|version) v?(\d+\.\d+\.\d+)', read(SOURCE / 'README.md'))
    expect_empty(f'README.md: {version}' for version in found if version != project_version())


@claim('the README, dev and the build ask for the same GLib and the same Meson')
def requirements_agree():
    glib = first_match(r"^glib_req = '>= ([\d.]+)'", SOURCE / 'meson.build')
    meson = first_match(r"meson_version: '>= (\d+\.\d+)", SOURCE / 'meson.build')
    assert first_match(r'\bgio-2\.0>=([\d.]+)', SOURCE / 'dev') == glib, f'dev does not ask for GLib {glib}'
    assert first_match(r'^meson_version=([\d.]+)', SOURCE / 'dev') == meson, f'dev does not ask for Meson {meson}'

    for name, version in (('GLib', glib), ('Meson', meson)):
        found = re.findall(rf'\b{name} (?:≥|>=) ?(\d+\.\d+)', read(SOURCE / 'README.md'))
        expect_empty(f'README.md: {name} {other}, not {version}' for other in found if other != version)


@claim('what a header offers is marked with a version that there is')
def availability_is_known():
    version = tuple(map(int, project_version().split('.')[:2]))
    for path in HEADERS.glob('*.h'):
        for major, minor in re.findall(r'^SMART_ASYNC_AVAILABLE_IN_(\d+)_(\d+)$', read(path), re.MULTILINE):
            assert (int(major), int(minor)) <= version, f'{relative(path)}: available in {major}.{minor}'


## Links


def anchors(path):
    """The anchors of a page's headings, as forges make them."""
    headings = re.findall(r'^#+ (.+)$', read(path), re.MULTILINE)
    return {re.sub(r'[^\w\- ]', '', heading.lower()).strip().replace(' ', '-') for heading in headings}


def link_problem(page, target):
    if re.match(r'[a-z]+:', target):
        return None
    name, _, anchor = target.partition('#')
    path = page.parent / name if name else page
    if path.suffix == '.html' and path.with_suffix('.md').exists():
        path = path.with_suffix('.md')  # gi-docgen makes it
    if not path.exists():
        return f'{relative(page)}: {target} is not there'
    if anchor and path.suffix == '.md' and anchor not in anchors(path):
        return f'{relative(page)}: {target} has no such heading'
    return None


@claim('each link between pages leads somewhere')
def links_resolve():
    links = ((page, target) for page in files('.md') for target in MARKDOWN_LINK.findall(read(page)))
    expect_empty(filter(None, (link_problem(page, target) for page, target in links)))


EXPLAINED = {'twin': r'(docs/)?(glossary\.md#twin|twins\.md)', 'private context': r'glossary\.md#private-context',
             'fiber': r'((docs/)?glossary\.md#fiber|fibers\.md[^)]*)'}

# Those who work on SmartAsync read these.
INSIDE = re.compile(r'internals|rationales.*|README|glossary')


def pages_for_users():
    return [SOURCE / 'README.md', *(path for path in (SOURCE / 'docs').glob('*.md') if not INSIDE.match(path.stem))]


def prose(page):
    """A page without code, headings, tables and lists of its parts."""
    text = re.sub(r'^```.*?^```$', '', read(page), flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r'^(#|\||- \[[^]]*\]\(#).*$', '', text, flags=re.MULTILINE)
    return re.sub(r'`[^`]*`', '', text)


def explanation_problem(page, word, target):
    used = re.search(rf'\b{word}s?\b', ' '.join(prose(page).split()))
    if used is None or re.search(rf'\[[^]]*{word}s?[^]]*\]\({target}\)', ' '.join(read(page).split())):
        return None
    return f'{relative(page)}: “{word}” does not lead to its explanation'


@claim('words that GLib does not have lead to what they mean, in each page')
def words_are_explained():
    problems = [explanation_problem(page, *word) for page in pages_for_users() for word in EXPLAINED.items()]
    expect_empty(filter(None, problems))


@claim('the index lists each page')
def index_is_complete():
    listed = MARKDOWN_LINK.findall(read(SOURCE / 'docs' / 'README.md'))
    expect_empty(relative(path) for path in (SOURCE / 'docs').glob('*.md')
                 if path.name != 'README.md' and path.name not in listed)


if __name__ == '__main__':
    sys.exit(main('conventions'))
