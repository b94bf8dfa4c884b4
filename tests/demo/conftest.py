"""A legacy demo on a real socket, in the test's own event loop, and a client that hides nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from gateway.demo.server import DemoServer
from gateway.demo.stories import tell_stories

TOKEN_LIFE_S = 5.0

Ask = Callable[..., Awaitable[bytes]]


class Clock:
    """Time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def port(clock: Clock) -> AsyncIterator[int]:
    server = DemoServer(tell_stories(clock, TOKEN_LIFE_S))
    yield await server.start("127.0.0.1", 0)
    await server.stop()


@pytest.fixture
def ask(port: int) -> Ask:
    async def ask(method: str, path: str, *fields: str, body: bytes = b"") -> bytes:
        """All bytes that come back for one request on a connection of its own."""
        head = [f"{method} {path} HTTP/1.1", "Host: demo", "Connection: close", *fields]
        if body:
            head += [f"Content-Length: {len(body)}"]
        return await send(port, "\r\n".join([*head, "", ""]).encode() + body)

    return ask


async def send(port: int, data: bytes) -> bytes:
    """All bytes that come back for `data`, until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(data)
        async with asyncio.timeout(60):
            return await reader.read()
    finally:
        writer.close()
