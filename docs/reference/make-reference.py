# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Makes the site: runs gi-docgen once for each library, then adds what its pages lack.
#
#   python3 make-reference.py OUTPUT --library NAME GIR… --page PAGE… --script FILE… -- COMMAND…
#
# Every page gets a list of the site's libraries, which are folders, and of the pages, which are in that of the first,
# and a search that knows all of them. What the highlighting does not know, as an ellipsis, is not wrong and red, but
# text. In a narrow window a long name is broken, and a table is scrolled. An empty list of contents is not shown. The
# button that copies code is not over a line: it is seen where the mouse is, and above the code where there is no mouse.

import argparse
import re
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path

import search_data

STYLE = '''
.content h1, .content h2, .content a, .content code, .content dt {
  overflow-wrap: anywhere;
}

.toc {
  flex: none;
  width: 22ch;
  overflow-wrap: break-word;
}

.toc:not(:has(li)) {
  display: none;
}

.docblock .codehilite > .copy-button {
  background-color: var(--body-bg);
}

@media (hover: hover) {
  .docblock .codehilite:not(:hover) > .copy-button:not(:focus) {
    opacity: 0;
  }
}

@media (hover: none) {
  .docblock .codehilite > pre {
    padding-top: 3em;
  }
}

.content table {
  display: block;
  overflow-x: auto;
}

.result {
  margin: 1.5em 0;
}

.result .place {
  opacity: 0.7;
  margin-left: 0.5em;
}

.result p {
  margin: 0.25em 0 0;
}
'''

# Those of gi-docgen know one library.
SCRIPTS = re.compile(r'<script src="fzy\.js"></script>\s*<script src="search\.js"></script>')


def title_of(page):
    return re.match(r'Title: (.*)', page.read_text(encoding='utf-8'))[1]  # is HTML


def section(heading, links):
    items = '\n'.join(f'    <a href="{address}">{text}</a>' for address, text in links)
    return f'<div class="section">\n  <h5>{heading}</h5>\n  <div class="links">\n{items}\n  </div>\n</div>\n'


def navigation(libraries, pages):
    guide = [(f'../{libraries[0]}/{page.stem}.html', title_of(page)) for page in pages]
    indexes = [(f'../{name}/index.html', escape(name)) for name in libraries]
    return section('Guide', guide) + section('Libraries', indexes)


def complete(folder, added, first):
    """Adds to the pages of one library what they lack."""
    script = f'<script src="../{first}/search.js"></script>'
    for page in folder.glob('*.html'):
        text = page.read_text(encoding='utf-8').replace(' class="err"', '').replace('</nav>', added + '</nav>', 1)
        page.write_text(SCRIPTS.sub(script, text), encoding='utf-8')
    for name in ('fzy.js', 'search.js', 'index.json'):
        (folder / name).unlink()
    with open(folder / 'style.css', 'a', encoding='utf-8') as style:
        style.write(STYLE)


def parse(arguments):
    options, command = arguments[:arguments.index('--')], arguments[arguments.index('--') + 1:]
    parser = argparse.ArgumentParser()
    parser.add_argument('output', type=Path)
    parser.add_argument('--library', nargs=2, action='append', metavar=('NAME', 'GIR'))
    parser.add_argument('--page', type=Path, action='append')
    parser.add_argument('--script', type=Path, action='append')
    return parser.parse_args(options), command


def main(*arguments):
    options, command = parse(arguments)
    names = [name for name, _gir in options.library]
    folders = [options.output / name for name in names]
    for folder, (_name, gir) in zip(folders, options.library):
        subprocess.run([*command, f'--config={folder}.toml', f'--output-dir={folder}', gir], check=True)
    added = navigation(names, options.page)
    for folder in folders:
        complete(folder, added, names[0])
    for script in options.script:
        shutil.copy(script, folders[0] / script.name.replace('.min.', '.'))
    search_data.write(folders[0] / 'search-data.js', options.library, folders, {page.stem for page in options.page})


if __name__ == '__main__':
    main(*sys.argv[1:])
