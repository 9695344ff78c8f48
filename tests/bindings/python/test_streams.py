# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Streams of libsoup, which ends the process if they are closed on another main context than the one they were made on:
# used afterwards in every way, without this library and with it, in every situation.

import asyncio
import gc
import os
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import gi

from helpers import NOT_OURS, Gio, GLib, SmartAsync, call_in_loop, call_in_thread, claim, main
from tap import Skip

try:
    gi.require_version("Soup", "3.0")
    from gi.repository import Soup
except ValueError:
    Soup = None

LINE = b"A line of some length, so that not all lines fit into the buffers of a socket.\n"
N_LINES = 50000
SIZE = N_LINES * len(LINE)
SECONDS = 100
HTTP2_SERVER = Path(__file__).resolve().parents[2] / "support" / "http2.py"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(SIZE))
        self.end_headers()
        self.wfile.write(LINE * N_LINES)

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that closes its stream early leaves the connection."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(*_)


@contextmanager
def http1_server():
    with Server(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{running.server_port}/"
        finally:
            running.shutdown()


@contextmanager
def http2_server():
    with tempfile.NamedTemporaryFile() as page:
        page.write(LINE * N_LINES)
        page.flush()
        with subprocess.Popen([sys.executable, HTTP2_SERVER, page.name], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True) as running:
            yield running.stdout.readline().strip()


SERVERS = {"HTTP/1.1": http1_server, "HTTP/2": http2_server}


def message(url):
    """The certificate of a server is as good as any."""
    request = Soup.Message.new("GET", url)
    request.connect("accept-certificate", lambda *_: True)
    return request


## What is done with a stream


def read(stream):
    size = 0
    while True:
        data = stream.read_bytes(65536, None)
        if data.get_size() == 0:
            return size
        size += data.get_size()


def read_in_calls(stream):
    size = 0
    while True:
        data = SmartAsync.sync(stream.read_bytes_async, 65536)
        if data.get_size() == 0:
            return size
        size += data.get_size()


def read_lines(stream):
    """By another stream, with and without calls."""
    lines = Gio.DataInputStream.new(stream)
    count = 0
    while True:
        line, _ = SmartAsync.sync(lines.read_line_async, 0) if count % 100 == 0 else lines.read_line_utf8(None)
        if not line:
            return count * len(LINE)
        count += 1


def splice(stream):
    memory = Gio.MemoryOutputStream.new_resizable()
    return SmartAsync.sync(memory.splice_async, stream, Gio.OutputStreamSpliceFlags.CLOSE_SOURCE)


def read_nothing(stream):
    return SIZE


def read_little(stream):
    assert stream.read_bytes(10, None).get_data() == LINE[:10]
    return SIZE


USES = [read, read_in_calls, read_little, read_lines, splice, read_nothing]


def uses_of(url):
    """All of them; those behind the third read in ways that do not depend on the protocol."""
    return USES if url.startswith("http:") else USES[:3]


def close(streams):
    streams.pop().close(None)


def close_in_call(streams):
    SmartAsync.sync(streams.pop().close_async)


def close_in_loop(streams):
    call_in_loop(lambda: streams.pop().close(None))


def close_in_thread(streams):
    call_in_thread(lambda: streams.pop().close(None))


def drop(streams):
    streams.clear()
    gc.collect()


def drop_in_thread(streams):
    call_in_thread(streams.clear)


ENDS = [close, close_in_call, close_in_loop, close_in_thread, drop, drop_in_thread]


## Situations


def stream_of(url, session):
    return SmartAsync.sync(session.send_async, message(url), GLib.PRIORITY_DEFAULT)


def in_every_way(url, ends):
    session = Soup.Session()
    for use in uses_of(url):
        for end in ends:
            print(use.__name__, end.__name__, flush=True)
            streams = [stream_of(url, session)]
            assert use(streams[0]) == SIZE
            end(streams)


def no_loop(url):
    in_every_way(url, ENDS)


def main_loop(url):
    call_in_loop(lambda: in_every_way(url, [close, close_in_call, drop]))


def worker(url):
    call_in_thread(in_every_way, url, [close, close_in_call, drop])


def worker_beside_loop(url):
    loop = GLib.MainLoop()
    thread = threading.Thread(target=lambda: [in_every_way(url, [close, close_in_call, drop]), loop.quit()])
    thread.start()
    loop.run()
    thread.join()


def worker_with_context(url):
    def work():
        with SmartAsync.context(GLib.MainContext()):
            in_every_way(url, [close, close_in_call, drop])
        loop.quit()

    loop = GLib.MainLoop()
    thread = threading.Thread(target=work)
    thread.start()
    loop.run()
    thread.join()


def sync_in_asyncio(url):
    async def run():
        in_every_way(url, [close, close_in_call, drop])
    asyncio.run(run())


async def await_in_every_way(url):
    session = Soup.Session()
    for use in uses_of(url):
        for end in [close, close_in_call, drop]:
            print(use.__name__, end.__name__, flush=True)
            streams = [await SmartAsync.awaitable(session.send_async, message(url), 0)]
            assert use(streams[0]) == SIZE
            end(streams)
        stream = await SmartAsync.awaitable(session.send_async, message(url), 0)
        while (await SmartAsync.awaitable(stream.read_bytes_async, 65536)).get_size() > 0:
            pass
        assert await SmartAsync.awaitable(stream.close_async)


def awaited_in_asyncio(url):
    asyncio.run(await_in_every_way(url))


def awaited_in_a_thread(url):
    call_in_thread(lambda: asyncio.run(await_in_every_way(url)))


def awaited_under_forward(url):
    with SmartAsync.policy(SmartAsync.Policy.FORWARD):
        awaited_in_asyncio(url)


def awaited_afterwards(url):
    """The stream of a call without a loop is read in a loop."""
    async def read_all(stream):
        size = 0
        while (n := (await SmartAsync.awaitable(stream.read_bytes_async, 65536)).get_size()) > 0:
            size += n
        assert await SmartAsync.awaitable(stream.close_async)
        assert size == SIZE

    session = Soup.Session()
    for run in (asyncio.run, SmartAsync.sync, lambda coroutine: call_in_loop(lambda: SmartAsync.sync(coroutine))):
        run(read_all(stream_of(url, session)))


def made_by_a_batch(url):
    session = Soup.Session()
    for end in ENDS:
        with SmartAsync.Batch(name="streams") as batch:
            for _ in range(2):
                batch.add_async(session.send_async, message(url), 0)
        for i in range(2):
            streams = [batch.get_value(i)]
            assert read(streams[0]) == SIZE
            end(streams)


def made_by_a_twin(url):
    SmartAsync.install("Soup")
    session = Soup.Session()
    for end in ENDS:
        streams = [session.send_sync(message(url))]
        assert read(streams[0]) == SIZE
        end(streams)


def with_finish(url):
    session = Soup.Session()
    stream = SmartAsync.sync(session.send_async, message(url), 0, finish=session.send_finish)
    stream.close(None)


SITUATIONS = {
    "a stream of libsoup can be used where no loop runs": no_loop,
    "a stream of libsoup can be used inside a main loop": main_loop,
    "a stream of libsoup can be used in a thread": worker,
    "a stream of libsoup can be used in a thread with a context of its own beside a main loop": worker_with_context,
    "a stream of libsoup can be used inside a coroutine": sync_in_asyncio,
    "a stream of libsoup can be used that was awaited under the policy forward": awaited_under_forward,
    "a stream of libsoup can be used that is awaited afterwards": awaited_afterwards,
    "a stream of libsoup can be used that a batch has made": made_by_a_batch,
    "a stream of libsoup can be used that a twin has made": made_by_a_twin,
    "a stream of libsoup can be used whose finish function is given": with_finish,
}

# Connections of HTTP/2 outlive a call, and must stay on one context: docs/limits.md.
SITUATIONS_OF_HTTP1 = {
    "a stream of libsoup can be used in a thread beside a main loop": worker_beside_loop,
    "a stream of libsoup can be used that was awaited": awaited_in_asyncio,
    "a stream of libsoup can be used that was awaited in a thread": awaited_in_a_thread,
}


def expect_to_work(protocol, sentence):
    if Soup is None:
        raise Skip("there is no libsoup 3")
    if protocol == "HTTP/2" and find_spec("h2") is None:
        raise Skip("python3-h2 is not installed")
    process = subprocess.run([sys.executable, *NOT_OURS, __file__, protocol, sentence], text=True, timeout=SECONDS,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                             env={**os.environ, "G_DEBUG": "fatal-criticals"})
    assert process.returncode == 0 and not process.stderr, f"{process.returncode}: {process.stdout}{process.stderr}"


for situation in {**SITUATIONS, **SITUATIONS_OF_HTTP1}:
    claim(situation)(lambda situation=situation: expect_to_work("HTTP/1.1", situation))

for situation in SITUATIONS:
    claim(situation.replace("libsoup", "libsoup over HTTP/2"))(
        lambda situation=situation: expect_to_work("HTTP/2", situation))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with SERVERS[sys.argv[1]]() as address:
            {**SITUATIONS, **SITUATIONS_OF_HTTP1}[sys.argv[2]](address)
    else:
        main()
