# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Views of a web framework, plain and asynchronous ones, in a server of either kind.

import asyncio
import sqlite3

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import SmartAsync


class Store:
    """The views share one connection, which only the thread that made it may use."""

    async def open(self):
        self.connection = await SmartAsync.awaitable(sqlite3.connect, ":memory:", isolation_level=None)
        await SmartAsync.awaitable(self.connection.execute, "CREATE TABLE visits (path)")

    async def close(self):
        await SmartAsync.awaitable(self.connection.close)

    def visit(self, connection, path):
        connection.execute("INSERT INTO visits VALUES (?)", (path,))
        return connection.execute("SELECT COUNT(*) FROM visits").fetchone()[0]

    @SmartAsync.smartasync
    async def count(self, path):
        return await SmartAsync.awaitable(self.visit, self.connection, path)


store = Store()


async def asynchronous_view(path):
    return f"{path}: visit {await store.count(path)}"


def plain_view(path):
    return f"{path}: the same from a plain view"


ROUTES = {"/async": asynchronous_view, "/plain": plain_view}


async def asgi(scope, receive, send):
    """The interface of asynchronous servers."""
    body = await SmartAsync.awaitable(ROUTES[scope["path"]], scope["path"])
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body.encode()})


def wsgi(environ, start_response):
    """The interface of plain servers."""
    body = SmartAsync.sync(ROUTES[environ["PATH_INFO"]], environ["PATH_INFO"])
    start_response("200 OK", [])
    return [body.encode()]


async def asynchronous_server(paths):
    await store.open()

    async def request(path):
        sent = []

        async def send(message):
            sent.append(message)

        await asgi({"type": "http", "path": path}, None, send)
        return sent[-1]["body"].decode()

    for body in sorted(await asyncio.gather(*map(request, paths))):
        print("ASGI", body)
    await store.close()


def plain_server(paths):
    with SmartAsync.Runner():
        SmartAsync.sync(store.open)
        for path in paths:
            print("WSGI", b"".join(wsgi({"PATH_INFO": path}, lambda *_: None)).decode())
        SmartAsync.sync(store.close)


if __name__ == "__main__":
    asyncio.run(asynchronous_server(["/async", "/plain", "/async"]))
    plain_server(["/async", "/plain", "/async"])
