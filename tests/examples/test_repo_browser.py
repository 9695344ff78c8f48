# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The repository browser, used with keyboard and mouse on a screen of its own, against a service that takes its time.

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from held_service import HeldService
from screen import Screen
from tap import claim, main

PROGRAM = os.environ['REPO_BROWSER']
SCREENSHOTS = Path(os.environ['REPO_BROWSER_SCREENSHOTS'])
LATENCY = 400       # milliseconds, for each answer of the program's own service
KILL_AFTER = 300    # seconds; no test takes a tenth of that
WAYS = {'fibers': [], 'twins': ['--twins']}
CHOSEN = os.environ.get('REPO_BROWSER_WAYS', ' '.join(WAYS)).split()

GNOME = ['GNOME/glib', 'GNOME/gjs', 'GNOME/gtk', 'GNOME/libsoup', 'GNOME/pygobject']


def give_up(*_):
    raise AssertionError('the test hung, and was given up')


class Browser:
    """The program, run by a user who sees what it traces."""

    def __init__(self, way, *arguments):
        signal.alarm(KILL_AFTER)
        self.way = way
        self.screen = Screen()
        self.environment = {**self.screen.environment(), 'REPO_BROWSER_TRACE': '1'}
        self.process = subprocess.Popen([PROGRAM, f'--latency={LATENCY}', *WAYS[way], *arguments], env=self.environment,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.seen = []
        self.places = {}    # by name; what was drawn last
        self.expect('start')
        self.xdotool('search', '--sync', '--onlyvisible', '--name', 'Repositories', 'windowfocus', '--sync')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.screen.close()
        signal.alarm(0)

    def xdotool(self, *arguments):
        subprocess.run(['xdotool', *arguments], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def press(self, *keys):
        self.xdotool('key', *keys)

    def search(self, text):
        self.press('ctrl+f')
        self.xdotool('type', text)
        self.press('Return')

    def click(self, name):
        """Clicks where the program says that this is. Without a desktop, the window is at the origin of the screen."""
        while name not in self.places:
            self.read()
        self.xdotool('mousemove', *self.places[name], 'click', '1')

    def read(self):
        line = self.process.stdout.readline().strip()
        while line.startswith('place '):
            _, name, *self.places[name] = line.split()
            line = self.process.stdout.readline().strip()
        assert line, f'the program has ended, after {self.seen}; {self.process.stderr.read()}'
        self.seen.append(line)
        return line

    def expect(self, *states):
        """Waits for the next of these states, and gives the trace's figures."""
        while True:
            found = re.fullmatch(r'(\S+) repos=(\d+) gap=(\d+)', self.read())
            if found and found[1] in states:
                return {'repos': int(found[2]), 'gap': int(found[3])}
            assert not found or found[1] != 'error', self.seen

    def states(self):
        return [line.split()[0] for line in self.seen if line != 'drawn']

    def wait_until_drawn(self):
        """Waits until what was traced last is on the screen: for three frames."""
        while self.read() != 'drawn':
            pass

    def keep_screenshot(self, name):
        self.wait_until_drawn()
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        file = SCREENSHOTS / (f'{name}.png' if self.way == 'fibers' else f'{self.way}-{name}.png')
        subprocess.run(['maim', '--hidecursor', str(file)], env=self.environment, check=True)

    def end(self):
        """Waits for the program's end; it must have nothing to complain of."""
        out, err = self.process.communicate()
        assert self.process.returncode == 0, f'status {self.process.returncode}: {err}'
        assert err == '', err
        return out


def searches(way):
    with HeldService() as service, Browser(way, f'--api={service.uri}') as browser:
        browser.keep_screenshot('start')
        browser.search('gnome')
        browser.expect('searching')
        browser.keep_screenshot('searching')
        for count, name in enumerate(GNOME, start=1):
            question = service.expect(name)
            if count > 1:
                # In a window that stands still until the answer comes, this would never end.
                browser.wait_until_drawn()
            question.answer()
            assert browser.expect('added')['repos'] == count
        assert browser.expect('found')['repos'] == len(GNOME)
        browser.keep_screenshot('found')


def search_all(service, browser):
    browser.search('gnome')
    for name in GNOME:
        service.expect(name).answer()
    browser.expect('found')


def opens(way):
    with HeldService() as service, Browser(way, f'--api={service.uri}') as browser:
        search_all(service, browser)
        browser.wait_until_drawn()
        browser.click('second-row')
        browser.expect('opening')
        question = service.expect('GNOME/gjs')
        browser.keep_screenshot('opening')
        question.answer()
        browser.expect('repo')
        browser.keep_screenshot('repo')
        browser.press('Escape')
        browser.expect('back')


def opens_in_vain(way):
    with HeldService() as service, Browser(way, f'--api={service.uri}') as browser:
        search_all(service, browser)
        browser.press('Tab', 'Return')
        service.expect('GNOME/glib').fail()
        browser.expect('error')
        browser.press('Escape')
        assert browser.expect('back')['repos'] == len(GNOME)
        browser.press('Return')
        service.expect('GNOME/glib').answer()
        browser.expect('repo')


def opens_by_keys(way):
    with Browser(way) as browser:
        browser.search('gnome')
        gap = browser.expect('found')['gap']
        print(f'# {way}: while five answers took {LATENCY} ms each, the longest time without a frame was {gap} ms')
        browser.press('Tab', 'Return')
        browser.expect('repo')
        browser.press('alt+Left')
        browser.expect('back')
        # The focus is where it was.
        browser.press('Down', 'Return')
        browser.expect('repo')
        browser.press('Escape')
        browser.expect('back')
        browser.search('octocat')
        assert browser.expect('found')['repos'] == 1


def searches_again(way):
    with HeldService() as service, Browser(way, f'--api={service.uri}') as browser:
        browser.search('gnome')
        service.expect(GNOME[0])
        browser.search('octocat')
        service.expect('octocat/empty').answer()
        assert browser.expect('found')['repos'] == 1
        assert browser.states() == ['start', 'searching', 'searching', 'added', 'found'], browser.states()
        browser.press('ctrl+w')
        assert 'found' not in browser.end()


def cancels(way):
    with HeldService() as service, Browser(way, f'--api={service.uri}') as browser:
        browser.search('gnome')
        service.expect(GNOME[0])
        browser.wait_until_drawn()
        browser.click('cancel')
        browser.expect('cancelled')
        browser.search('gnome')
        service.expect(GNOME[0])
        browser.press('Escape')
        browser.expect('cancelled')
        assert 'found' not in browser.states(), browser.states()


def closes(way):
    with HeldService() as service, Browser(way, f'--api={service.uri}') as browser:
        browser.search('gnome')
        service.expect(GNOME[0])
        browser.press('ctrl+w')
        assert 'found' not in browser.end()


def finds_nothing(way):
    with Browser(way) as browser:
        browser.search('zebra')
        browser.expect('none')
        browser.keep_screenshot('none')


def fails(way):
    with Browser(way, '--api=http://127.0.0.1:1', '--dark') as browser:
        browser.search('gnome')
        browser.expect('error')
        browser.keep_screenshot('error')
        browser.press('alt+t')
        browser.expect('searching')
        browser.expect('error')


CLAIMS = {
    'while each of five answers is waited for, the window goes on drawing': searches,
    'a click opens a repository, and Escape leads back': opens,
    'what can not be opened leads back to the list, too': opens_in_vain,
    'keys do all of that, and the focus stays where it was': opens_by_keys,
    'a second search replaces the first one': searches_again,
    'the cancel button and Escape cancel': cancels,
    'closing the window in mid-call leaves nothing behind': closes,
    'nothing found is said': finds_nothing,
    'an error is said, and can be tried again': fails,
}


def add(way, sentence, test):
    @claim(f'{way}: {sentence}')
    def run():
        test(way)


for each_way in CHOSEN:
    for each_sentence, each_test in CLAIMS.items():
        add(each_way, each_sentence, each_test)

if __name__ == '__main__':
    missing = [name for name in ('Xvfb', 'xdotool', 'maim') if shutil.which(name) is None]
    if missing:
        print(f'1..0 # SKIP not installed: {", ".join(missing)}')
        sys.exit(0)
    signal.signal(signal.SIGALRM, give_up)
    sys.exit(main('repo-browser'))
