# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Fetching many pages: at the same time, with a limit on how many, from a script without a loop.

import sys
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import gi

gi.require_version("Soup", "3.0")
gi.require_version("SmartAsync", "1")
from gi.repository import Soup, SmartAsync


class Pages(BaseHTTPRequestHandler):
    """A server to try it on."""

    def do_GET(self):
        page = f"This is {self.path}.".encode()
        self.send_response(200 if self.path != "/page/7" else 404)
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_):
        pass


@contextmanager
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as pages:
        Thread(target=pages.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{pages.server_port}"
        finally:
            pages.shutdown()


async def fetch(session, url):
    message = Soup.Message.new("GET", url)
    page = await SmartAsync.awaitable(session.send_and_read_async, message)
    if message.get_status() != Soup.Status.OK:
        raise FileNotFoundError(url)
    return page.get_data().decode()


def main(count):
    session = Soup.Session(max_conns_per_host=10)
    with server() as address:
        batch = SmartAsync.Batch(name="pages", max_concurrent=10)
        for i in range(count):
            batch.add_async(fetch, session, f"{address}/page/{i}")
        batch.run(timeout=timedelta(minutes=1))

    pages = [batch.get_value(i) for i in range(count)]
    print(sum(page is not None for page in pages), "pages,", pages.count(None), "missing")
    print(pages[0])
    print(type(batch.get_exception(7)).__name__)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 50)
