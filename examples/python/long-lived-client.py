# Copyright 2026 The SmartAsync authors
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# A client that stays connected from call to call: a task of its own reads from the connection all the time.

import asyncio

import gi

gi.require_version("SmartAsync", "1")
from gi.repository import SmartAsync


class Client:
    """As many asyncio libraries have them: answers come through a task that outlives the request."""

    @classmethod
    async def connect(cls, port):
        client = cls()
        client.reader, client.writer = await asyncio.open_connection("127.0.0.1", port)
        client.answers = asyncio.Queue()
        client.reading = asyncio.create_task(client._read())
        return client

    async def _read(self):
        try:
            while line := await self.reader.readline():
                await self.answers.put(line.decode().strip())
        finally:
            self.writer.close()
            await self.writer.wait_closed()
            print("disconnected")

    async def ask(self, question):
        self.writer.write(f"{question}\n".encode())
        return await self.answers.get()

    async def close(self):
        self.reading.cancel()
        await asyncio.wait((self.reading,))


async def serve(port):
    """The server: it says how many questions came through a connection."""
    ended = asyncio.Event()

    async def answer(reader, writer):
        count = 0
        while line := await reader.readline():
            count += 1
            writer.write(f"{count}: {line.decode().strip()[::-1]}\n".encode())
        writer.close()
        ended.set()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port.set_result(server.sockets[0].getsockname()[1])
        await ended.wait()


async def start_server():
    port = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(port))
    return server, await port


if __name__ == "__main__":
    with SmartAsync.Runner():
        server, port = SmartAsync.sync(start_server)
        client = SmartAsync.sync(Client.connect, port)
        print(SmartAsync.sync(client.ask, "live"))
        print(SmartAsync.sync(client.ask, "stressed"))
        SmartAsync.sync(client.close)
        SmartAsync.sync(server)
