# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The API reference: whether all that is public is described there, and can be found.

import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

from project import HEADERS, LOOKUP_HEADER, SOURCE, read, run
from tap import Skip, claim, expect_empty, main

REFERENCE = os.environ.get('SMART_ASYNC_REFERENCE')
NOT_PROSE = ('code', 'pre', 'script', 'style')
RAW = re.compile(r'^(#+ |```|\|).*|\[[^\]]+\]\([^)]+\)|\*\*\w+|`[^`\n]*`', re.MULTILINE)
FUNCTION = re.compile(r'\bsmart_async_\w+(?=`| ?\()')


class Page(HTMLParser):
    """What a page links to, what can be linked to in it, and the code in it."""

    def __init__(self, path):
        super().__init__()
        self.anchors = set()
        self.targets = []
        self.code = ['']
        self.prose = ''
        self.in_code = False
        self.not_prose = 0
        self.feed(read(path))

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == 'id':
                self.anchors.add(value)
            elif name in ('href', 'src') and not re.match('[a-z]+:', value):
                self.targets.append(value)
        if tag == 'code':
            self.in_code = True
        if tag in NOT_PROSE:
            self.not_prose += 1

    def handle_data(self, data):
        if self.in_code:
            self.code[-1] += data
        if not self.not_prose:
            self.prose += data

    def handle_endtag(self, tag):
        if tag == 'code':
            self.in_code = False
            self.code.append('')
        if tag in NOT_PROSE:
            self.not_prose -= 1


def folder():
    if REFERENCE is None:
        raise Skip('configured with -Ddocumentation=false')
    return Path(REFERENCE)


def site_pages():
    return {path.resolve(): Page(path) for path in folder().parent.glob('smartasync-*/*.html')}


def dead_links(pages):
    for path, page in pages.items():
        for target in page.targets:
            file, _, anchor = target.partition('#')
            file = (path.parent / file).resolve() if file else path
            if not file.exists() or anchor and anchor not in pages[file].anchors:
                yield f'{path.parent.name}/{path.name}: {target} leads nowhere'


@claim('all that is public is documented, with its parameters and what it returns')
def all_is_documented():
    folder()
    run(['gi-docgen', 'check', '--fatal-warnings', os.environ['SMART_ASYNC_GIR']])


@claim('the overview lists all that is public')
def overview_is_complete():
    symbols = re.compile(r'(callback|class|const|ctor|enum|error|flags|func|method|struct|type_func)\..*\.html')
    listed = set(Page(folder() / 'overview.html').targets)
    expect_empty(path.name for path in folder().glob('*.html')
                 if symbols.fullmatch(path.name) and path.name not in listed)


@claim('no link in the site leads nowhere')
def links_resolve():
    expect_empty(dead_links(site_pages()))


@claim('no page of the site shows Markdown, or an error of the highlighting')
def nothing_is_raw():
    for path, page in site_pages().items():
        assert 'class="err"' not in read(path), path
        found = RAW.search(page.prose)
        assert not found, f'{path}: {found[0]}'


@claim('each page of the site leads to the guide, the page for man, the news and every library')
def pages_lead_everywhere():
    libraries = {f'../{path.name}/index.html' for path in folder().parent.glob('smartasync-*-1') if path.is_dir()}
    wanted = {f'../{folder().name}/{name}.html' for name in ('README', 'tutorial', 'smartasync-codegen', 'NEWS')}
    for path, page in site_pages().items():
        missing = (wanted | libraries) - set(page.targets)
        assert not missing, f'{path}: {missing}'


@claim('code in a page is the same in the reference')
def code_is_unchanged():
    docs = SOURCE / 'docs'
    pages = {*SOURCE.glob('*.md'), *docs.glob('*.md'), *(docs / 'reference').glob('*.md')}
    for page in sorted(pages - {docs / 'README.md'}):  # a list of the pages, which the site has at the side of each
        made = folder() / page.with_suffix('.html').name
        if made.exists():
            text = re.sub(r'^```.*?^```$|^<!--.*?-->$', '', read(page), flags=re.MULTILINE | re.DOTALL)
            there = set(Page(made).code)
            expect_empty(f'{page.name}: {code}' for code in re.findall(r'`([^`]+)`', text) if code not in there)


@claim('Devhelp finds the book, and each keyword in it has a page')
def devhelp_book():
    book = ElementTree.parse(folder() / f'{folder().name}.devhelp2').getroot()
    links = {element.get('name'): element.get('link') for element in book.findall('.//{*}keyword')}
    for name in ('SmartAsyncBatch', 'smart_async_spawn', 'smart_async_batch_run', 'SMART_ASYNC_POLICY_AUTO'):
        assert name in links, f'{name} is not among the keywords: {sorted(links)}'
    expect_empty(name for name, link in links.items() if not (folder() / link.partition('#')[0]).exists())


@claim('each function that a page or a comment names is there')
def functions_exist():
    there = set(read(Path(__file__).with_name('symbols.txt')).split())
    there |= set(read(Path(__file__).with_name('symbols-introspection.txt')).split())
    there |= set(FUNCTION.findall('\n'.join(read(path) for path in HEADERS.glob('*.h'))))
    pages = [SOURCE / 'README.md', SOURCE / 'NEWS.md', *(SOURCE / 'docs').rglob('*.md')]
    expect_empty(f'{page.name}: {name}' for page in pages for name in FUNCTION.findall(read(page)) if name not in there)


@claim('the page on introspection lists all that is public in its library')
def introspection_is_complete():
    page = read(SOURCE / 'docs' / 'introspection.md')
    names = re.findall(r'^ \* (?:@)?(SMART_ASYNC_\w+)', read(LOOKUP_HEADER), re.MULTILINE)
    names += [f'{name}()' for name in read(Path(__file__).with_name('symbols-introspection.txt')).split()]
    expect_empty(name for name in names if f'`{name}`' not in page)


@claim('the overview lists each variable of the environment')
def environment_is_documented():
    sources = '\n'.join(read(path) for path in (SOURCE / 'src').glob('*/*.c') if path.parent.name != 'codegen')
    overview = read(SOURCE / 'docs' / 'reference' / 'overview.md')
    expect_empty(name for name in re.findall(r'"(SMART_ASYNC_[A-Z_]+)"', sources) if f'`{name}`' not in overview)


if __name__ == '__main__':
    sys.exit(main('conventions'))
