# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The browser of repositories of OSTree, used with keyboard and mouse on a screen of its own, while a server holds back
# what is pulled.

import signal
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import gi
from screen import Screen

gi.require_version('OSTree', '1.0')
from gi.repository import Gio, OSTree

PROGRAM, FOLDER, SCREENSHOTS = map(Path, sys.argv[1:])
KILL_AFTER = 60  # seconds
SECOND_ROW = (80, 60)
CANCEL = (212, 97)
BRANCHES = {'main': ['First commit', 'Second commit', 'Third commit'], 'stable': ['Release']}


def commit(repo, branch, subject, parent):
    files = FOLDER / 'files'
    files.mkdir(exist_ok=True)
    for i in range(20):
        (files / str(i)).write_text(f'{branch} {subject} {i}', encoding='utf-8')
    repo.prepare_transaction()
    tree = OSTree.MutableTree.new()
    repo.write_directory_to_mtree(Gio.File.new_for_path(str(files)), tree, None)
    _, root = repo.write_mtree(tree)
    _, checksum = repo.write_commit(parent, subject, None, None, root)
    repo.transaction_set_ref(None, branch, checksum)
    repo.commit_transaction()
    return checksum


def make_source():
    folder = FOLDER / 'source'
    folder.mkdir(parents=True)
    repo = OSTree.Repo.new(Gio.File.new_for_path(str(folder)))
    repo.create(OSTree.RepoMode.ARCHIVE)
    for branch, subjects in BRANCHES.items():
        parent = None
        for subject in subjects:
            parent = commit(repo, branch, subject, parent)
    repo.regenerate_summary()
    return folder


class Server:
    """Serves files, and holds back objects until it may go on."""

    def __init__(self, folder):
        self.asked = threading.Event()
        self.goes_on = threading.Event()
        server = self

        class Handler(SimpleHTTPRequestHandler):
            def do_GET(self):
                if '/objects/' in self.path:
                    server.asked.set()
                    server.goes_on.wait(KILL_AFTER)
                super().do_GET()

            def log_message(self, *_arguments):
                pass

        self.http = ThreadingHTTPServer(('127.0.0.1', 0), partial(Handler, directory=str(folder)))
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.uri = f'http://127.0.0.1:{self.http.server_port}'


class Browser:
    def __init__(self, server):
        self.screen = Screen('640x400')
        self.environment = {**self.screen.environment(), 'OSTREE_BROWSER_TRACE': '1'}
        self.process = subprocess.Popen(['gjs', '-m', PROGRAM, FOLDER / 'copy', server.uri], env=self.environment,
                                        stdout=subprocess.PIPE, text=True)

    def xdotool(self, *arguments):
        subprocess.run(['xdotool', *map(str, arguments)], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def expect(self, *states):
        """Waits until one of these is on the screen."""
        for line in self.process.stdout:
            word, _, state = line.strip().partition(' ')
            if word == 'drawn' and state in states:
                return
            assert word not in {'failed', 'cancelled'} or word in states, line
        raise AssertionError('the program has ended')

    def keep_screenshot(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        subprocess.run(['maim', '--hidecursor', SCREENSHOTS / f'{name}.png'], env=self.environment, check=True)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.screen.close()


def use(browser, server):
    browser.expect('listed')
    browser.xdotool('search', '--sync', '--onlyvisible', '--name', 'Branches', 'windowfocus', '--sync')
    browser.keep_screenshot('branches')

    # In a window that stands still until the objects come, this would never end.
    browser.xdotool('key', 'Return')
    browser.expect('pulling')
    assert server.asked.wait(KILL_AFTER)
    browser.keep_screenshot('pulling')
    server.goes_on.set()
    browser.expect('shown')
    browser.keep_screenshot('commits')

    server.goes_on.clear()
    server.asked.clear()
    browser.xdotool('mousemove', *SECOND_ROW, 'click', 1)
    browser.expect('pulling')
    assert server.asked.wait(KILL_AFTER)
    # OSTree waits for what it has asked for, also if it is cancelled.
    browser.xdotool('mousemove', *CANCEL, 'click', 1)
    server.goes_on.set()
    browser.expect('cancelled')
    browser.keep_screenshot('cancelled')


def give_up(*_arguments):
    raise AssertionError('the test hung, and was given up')


signal.signal(signal.SIGALRM, give_up)
signal.alarm(KILL_AFTER)
its_server = Server(make_source())
its_browser = Browser(its_server)
try:
    use(its_browser, its_server)
finally:
    its_browser.close()
print('all right')
