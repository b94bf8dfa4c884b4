"""The legacy demo as a server: connections in, the answers of its stories out, until it is told to stop.

Decides how connections live and end. Refuses to know what stories tell and how bytes are written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gateway.demo.answers import Request, Story, find_answer, text_answer, write_index
from gateway.demo.wire import HEAD_BYTES, UnreadableError, read_request, write_answer

# Longest wait for a request on an open connection.
IDLE_S = 75.0


class DemoServer:
    """A running legacy demo on one address."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self._stories = stories
        self._index = text_answer(200, write_index(stories))
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def start(self, host: str, port: int) -> int:
        """Listen; the port in use, also where 0 asked for any. Raises OSError."""
        self._server = await asyncio.start_server(self._accept, host, port, limit=HEAD_BYTES)
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Stop listening and let go of every connection."""
        if self._server is not None:
            self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._serve_one(reader, writer):
                pass
        except (TimeoutError, OSError):
            pass  # the client went away, which is its right
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection is good for another."""
        try:
            async with asyncio.timeout(IDLE_S):
                request = await read_request(reader, writer)
        except UnreadableError as error:
            await write_answer(writer, text_answer(400, f"{error}\n"), head_only=False, keep=False)
            return False
        if request is None:
            return False
        keep = "close" not in request.fields.get("connection", "").lower()
        answer = self._index if _asks_for_index(request) else find_answer(self._stories, request)
        await write_answer(writer, answer, head_only=request.method == "HEAD", keep=keep)
        return keep and not writer.transport.is_closing()


def _asks_for_index(request: Request) -> bool:
    return request.path == "/" and request.method in {"GET", "HEAD"}
