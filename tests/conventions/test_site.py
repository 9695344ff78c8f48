# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The site as a browser shows it, on a wide window and on a phone, and what its search finds: without a window, by
# Chromium. With SITE_PICTURES it also writes pictures of five pages.

import functools
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlencode

from tap import Skip, claim, expect_empty, main

REFERENCE = os.environ.get('SMART_ASYNC_REFERENCE')
PICTURES = os.environ.get('SITE_PICTURES')
PICTURED = ['README', 'tutorial', 'codegen', 'smartasync-codegen', 'class.Batch']
WITH_A_MOUSE = '--blink-settings=primaryHoverType=2,availableHoverTypes=2'
WIDTHS = [1280, 400]
SECONDS = 300

# What is searched for on a page of which library, by typing or in the address, and what is to be among the first three.
SEARCHES = [
    ('smartasync-1/README.html', 'Ctrl-C', 'smartasync-1/ctrl-c.html'),
    ('smartasync-1/README.html', '--existing=gen', 'smartasync-1/fibers.html#which-of-your-functions-suspend'),
    ('smartasync-1/tutorial.html', 'batch_add', 'smartasync-1/method.Batch.add.html'),
    ('smartasync-1/class.Batch.html', 'in thread', 'smartasync-1/func.run_in_thread.html'),
    ('smartasync-1/index.html', 'get_argument_role',
     'smartasync-introspection-1/method.Function.get_argument_role.html'),
    ('smartasync-introspection-1/index.html', 'uninstall', 'smartasync-1/install.html#remove-it'),
    ('smartasync-introspection-1/index.html', '<b>xyzzy</b>', None),
]

CHECK = '''<!DOCTYPE html><meta charset="utf-8"><body><pre id="found">not done</pre><script>
const problems = [];
const frame = document.body.appendChild(document.createElement('iframe'));

async function load(address) {
    const loaded = new Promise(resolve => frame.onload = resolve);
    frame.src = address;
    await loaded;
    return frame.contentDocument;
}

MAIN
main().catch(error => problems.push(String(error))).finally(() => {
    document.getElementById('found').textContent = JSON.stringify(problems);
    return fetch('done');
});
</script>'''

# Every page in turn, in a frame of each width: what is wider than the frame and can't be scrolled to, images that are not
# there, and pages without a heading or text.
LOOK = '''
function canBeScrolled(element, page) {
    for (; element && element.id !== 'main'; element = element.parentElement) {
        if (['auto', 'scroll'].includes(page.defaultView.getComputedStyle(element).overflowX))
            return true;
    }
    return false;
}

function tooWide(page, width) {
    return [...page.querySelectorAll('#main *')].find(element =>
        element.getClientRects().length && element.getBoundingClientRect().right > width + 1 &&
        !canBeScrolled(element, page));
}

function look(name, width) {
    const page = frame.contentDocument;
    const root = page.scrollingElement;
    if (root.scrollWidth > root.clientWidth)
        problems.push(`${name}: ${root.scrollWidth} pixels wide, in ${width}`);
    const element = tooWide(page, root.clientWidth);
    if (element)
        problems.push(`${name}: in ${width} pixels this can't be seen: ${element.outerHTML.slice(0, 100)}`);
    for (const image of page.images) {
        if (!image.naturalWidth)
            problems.push(`${name}: ${image.getAttribute('src')} is not shown`);
    }
    if (!page.querySelector('h1, h2, h3') || page.body.innerText.length < 100)
        problems.push(`${name}: there is nothing on it`);
    if (width >= 1000 && !page.querySelector('#search-input'))
        problems.push(`${name}: it can't be searched`);
}

async function main() {
    for (const width of WIDTHS) {
        frame.style = `width: ${width}px; height: 800px`;
        for (const name of PAGES) {
            await load(name);
            look(name, width);
        }
    }
}'''

# Typed, then in the address; then what the key Enter opens.
SEARCH = '''
async function results(page) {
    for (;;) {
        if (page.querySelector('#search:not(.hidden) h1'))
            return [...page.querySelectorAll('#search .result a')].map(link => link.href);
        await new Promise(resolve => setTimeout(resolve, 10));
    }
}

function check(how, [name, words, wanted], found) {
    if (wanted ? !found.slice(0, 3).some(address => address.endsWith(wanted)) : found.length > 0)
        problems.push(`${name}: ${how}, ${words} finds ${JSON.stringify(found.slice(0, 3))}, not ${wanted}`);
}

async function main() {
    frame.style = 'width: 1280px; height: 800px';
    for (const search of SEARCHES) {
        const [name, words] = search;
        let page = await load(name);
        const input = page.querySelector('#search-input');
        input.value = words;
        input.dispatchEvent(new Event('input'));
        const found = await results(page);
        check('typed', search, found);
        page = await load(`${name}?q=${encodeURIComponent(words)}`);
        check('in the address', search, await results(page));
        if (found.length === 0)
            continue;
        const opened = new Promise(resolve => frame.onload = resolve);
        page.querySelector('#search-form').requestSubmit();
        await opened;
        if (frame.contentWindow.location.href !== found[0])
            problems.push(`${name}: Enter opens ${frame.contentWindow.location.href}, not ${found[0]}`);
    }
}'''


def site():
    if REFERENCE is None:
        raise Skip('configured with -Ddocumentation=false')
    return Path(REFERENCE).parent


def browser():
    for name in ('chromium', 'chromium-browser', 'google-chrome'):
        if shutil.which(name):
            return [name, '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--disable-dev-shm-usage']
    raise Skip('Chromium is not installed')


def run_browser(*arguments):
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([*browser(), f'--user-data-dir={folder}', *arguments], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=SECONDS,
                              check=True).stdout


def pages():
    return sorted(path.relative_to(site()).as_posix() for path in site().glob('smartasync-*/*.html'))


class Handler(SimpleHTTPRequestHandler):
    """The site, with a page beside it that runs a script on the others."""

    script = None

    def do_GET(self):
        if self.path != '/check':
            super().do_GET()
            return
        self.send_response(200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.end_headers()
        self.wfile.write(CHECK.replace('MAIN', self.script).encode('utf-8'))

    def log_message(self, *_arguments):
        pass


def expect_no_problems(script):
    browser()
    handler = functools.partial(type('ScriptHandler', (Handler,), {'script': script}), directory=str(site()))
    with ThreadingHTTPServer(('127.0.0.1', 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f'http://127.0.0.1:{server.server_port}/check'
        shown = run_browser(f'--virtual-time-budget={SECONDS * 1000}', '--dump-dom', address)
        server.shutdown()
    found = html.unescape(re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)[1])
    expect_empty(json.loads(found))


@claim('in a browser every page is as wide as the window, wide or narrow, has its pictures, and can be searched')
def pages_fit():
    expect_no_problems(LOOK.replace('WIDTHS', json.dumps(WIDTHS)).replace('PAGES', json.dumps(pages())))


@claim('the search of each page finds sections of the guide and symbols of all libraries')
def search_finds():
    expect_no_problems(SEARCH.replace('SEARCHES', json.dumps(SEARCHES)))


@claim('the search finds the same in pages that are read from files')
def search_finds_in_files():
    name, words, wanted = SEARCHES[0]
    shown = run_browser(f'--virtual-time-budget={SECONDS * 1000}', '--dump-dom',
                        f'{(site() / name).as_uri()}?{urlencode({"q": words})}')
    links = re.findall(r'<div class="result"><a href="([^"]*)"', shown)
    assert (site() / wanted).as_uri() in links[:3], links[:3]


@claim('five pages are pictures that can be looked at')
def pictures_are_made():
    browser()
    with tempfile.TemporaryDirectory() as folder:
        for name in PICTURED:
            picture = Path(PICTURES or folder) / f'{name}.png'
            run_browser('--window-size=1280,900', WITH_A_MOUSE, f'--screenshot={picture}',
                        (site() / 'smartasync-1' / f'{name}.html').as_uri())
            assert picture.read_bytes().startswith(b'\x89PNG'), name


if __name__ == '__main__':
    sys.exit(main('conventions'))
