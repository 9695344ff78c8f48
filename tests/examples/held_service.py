# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# The example's service, whose answers a test holds back until it has seen enough.

import json
import os
import queue
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

PREFIX = '/repos/'
STARS = os.environ['GITHUB_STARS']
MEMBERS = {'full-name': 'full_name', 'stars': 'stargazers_count', 'forks': 'forks_count'}


class Question:
    """What the program has asked, and waits for."""

    def __init__(self, name):
        self.name = name
        self.replies = queue.SimpleQueue()

    def answer(self):
        """Lets the program have what the example's service says."""
        repo = json.loads(subprocess.run([STARS, '--json', self.name], check=True, stdout=subprocess.PIPE).stdout)
        members = {MEMBERS.get(name, name): value for name, value in repo.items()}
        self.replies.put((200, json.dumps(members).encode()))

    def fail(self):
        self.replies.put((500, b''))


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        question = Question(self.path.removeprefix(PREFIX))
        self.server.questions.put(question)
        status, body = question.replies.get()
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class HeldService(ThreadingHTTPServer):
    """Who has asked something waits for ever, unless the test answers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), Handler)
        self.questions = queue.SimpleQueue()
        self.uri = 'http://127.0.0.1:{}'.format(self.server_port)
        Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *arguments):
        self.shutdown()
        super().__exit__(*arguments)

    def expect(self, name):
        """Waits until the program has asked for a repository."""
        question = self.questions.get()
        assert question.name == name, question.name
        return question
