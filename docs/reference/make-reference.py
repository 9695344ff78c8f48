# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Runs gi-docgen: python3 make-reference.py OUTPUT LIBRARY… PAGE… -- COMMAND…
#
# What it makes lacks three things. Every page gets a list of the site's libraries, which are folders, and of the pages,
# which are in that of the first. What the highlighting does not know, as an ellipsis, is not wrong and red, but text. In
# a narrow window a long name is broken, and a table is scrolled.

import re
import subprocess
import sys
from html import escape
from pathlib import Path

STYLE = '''
.content h1, .content h2, .content a, .content code, .content dt {
  overflow-wrap: anywhere;
}

.toc {
  flex: none;
  width: 22ch;
  overflow-wrap: break-word;
}

.docblock .codehilite > .copy-button {
  background-color: var(--body-bg);
}

.content table {
  display: block;
  overflow-x: auto;
}
'''


def title_of(page):
    return re.match(r'Title: (.*)', page.read_text(encoding='utf-8'))[1]  # is HTML


def section(heading, links):
    items = '\n'.join(f'    <a href="{address}">{text}</a>' for address, text in links)
    return f'<div class="section">\n  <h5>{heading}</h5>\n  <div class="links">\n{items}\n  </div>\n</div>\n'


def navigation(libraries, pages):
    guide = [(f'../{libraries[0]}/{page.stem}.html', title_of(page)) for page in pages]
    return section('Guide', guide) + section('Libraries', [(f'../{name}/index.html', escape(name)) for name in libraries])


def main(output, *arguments):
    names, command = arguments[:arguments.index('--')], arguments[arguments.index('--') + 1:]
    subprocess.run(command, check=True)
    added = navigation([name for name in names if not name.endswith('.md')],
                       [Path(name) for name in names if name.endswith('.md')])
    for page in Path(output).glob('*.html'):
        text = page.read_text(encoding='utf-8').replace(' class="err"', '')
        page.write_text(text.replace('</nav>', added + '</nav>', 1), encoding='utf-8')
    with open(Path(output) / 'style.css', 'a', encoding='utf-8') as style:
        style.write(STYLE)


if __name__ == '__main__':
    main(*sys.argv[1:])
