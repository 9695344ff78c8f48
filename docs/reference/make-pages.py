# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes pages for gi-docgen of those in docs/: python3 make-pages.py FOLDER GIR… PAGE…
#
# The pages are written to be read as they are. In the reference a symbol links to what is said of it, a page to the
# page made of it, and what is not part of the reference is only named. Nothing in code is markup there either:
# gi-docgen would read gtk-doc's signs in it. The first GIR is of the reference that the pages are part of, others have
# one beside it. A page for man is one, too.

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from html import escape
from pathlib import Path

from gir_links import symbol_links

FENCED = re.compile(r'(^```.*?^```$)', re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r'^<!--.*?-->\n', re.MULTILINE | re.DOTALL)  # the empty line below it ends a table above it
MARKUP = re.compile(r'[]&<>@#%*|\\`[]|(?<![^\W_])_|_(?![^\W_])|(?<= )\(|\((?=\) )')
NOT_LETTERS = re.compile(r'[^\w\s]')
INLINE = re.compile(r'(?P<image>!?)\[(?P<text>[^\]]*)\]\((?P<target>[^)\s]+)\)|`(?P<code>[^`]+)`')


def code(text):
    """Code in which nothing is markup: what could be is written as its number."""
    return '<code>' + MARKUP.sub(lambda match: f'&#{ord(match[0])};', text) + '</code>'


def code_in(text):
    return re.sub(r'`([^`]+)`', lambda match: code(match[1]), text)


def link(match, page, pages):
    name, _, anchor = match['target'].partition('#')
    if match['image'] or not name or ':' in name:
        return match['image'] + f'[{code_in(match["text"])}]({match["target"]})'
    if (page.parent / name).resolve() in pages:
        target = Path(name).with_suffix('.html').name + (f'#{anchor}' if anchor else '')
        return f'[{code_in(match["text"])}]({target})'
    return code_in(match['text'])


def inline(text, symbols, page, pages):
    """A text outside of code blocks."""
    def replacement(match):
        if match['target']:
            return link(match, page, pages)
        target = symbols.get(re.sub(r' ?\(\)$', '', match['code']))
        return f'<a href="{target}">{code(match["code"])}</a>' if target else code(match['code'])

    return INLINE.sub(replacement, text)


def convert(page, symbols, pages):
    text = page.read_text(encoding='utf-8')
    title = re.search(r'^# (.+)$', text, re.MULTILINE)[1].replace('`', '')
    parts = FENCED.split(COMMENT.sub('', text))
    parts[::2] = [inline(part, symbols, page, pages) for part in parts[::2]]
    return f'Title: {escape(title)}\n\n' + ''.join(parts)


def convert_man(page):
    """A page for man is one long piece of HTML, in which again nothing is markup."""
    html = subprocess.run(['mandoc', '-T', 'html', '-O', 'fragment', page], stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    html = re.sub(r'<table class="(head|foot)">.*?</table>', '', html, flags=re.DOTALL)
    html = re.sub(r'<a class="permalink"[^>]*>(.*?)</a>', r'\1', html, flags=re.DOTALL)  # gi-docgen breaks them
    parts = re.split(r'(<[^>]+>|&[^;]+;)', html)
    parts[::2] = [NOT_LETTERS.sub(lambda match: f'&#{ord(match[0])};', part) for part in parts[::2]]
    name = f'{page.stem}({page.suffix[1:]})'
    return f'Title: {name}\n\n# {name}\n\n' + ''.join(parts)


def all_links(girs):
    links = {}
    for gir in girs[1:]:
        package = ElementTree.parse(gir).getroot().find('{*}package').get('name')
        links.update((name, f'../{package}/{page}') for name, page in symbol_links(gir).items())
    return {**links, **symbol_links(girs[0])}


def main(folder, *inputs):
    symbols = all_links([path for path in inputs if path.endswith('.gir')])
    pages = [Path(path) for path in inputs if not path.endswith('.gir')]
    paths = {page.resolve() for page in pages}
    for page in pages:
        text = convert(page, symbols, paths) if page.suffix == '.md' else convert_man(page)
        (Path(folder) / page.name).with_suffix('.md').write_text(text, encoding='utf-8')


if __name__ == '__main__':
    main(*sys.argv[1:])
