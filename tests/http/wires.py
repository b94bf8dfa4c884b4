"""Raw sockets on both sides of the transport: a scripted upstream, and a client that sees bytes."""

from __future__ import annotations

import asyncio
import gc
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, cast

from gateway.config.model import LimitsConfig, UpstreamConfig
from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import GatewayError
from gateway.http.client_connection import ClientConnection
from gateway.http.connection import as_protocol
from gateway.http.pool import Pool
from gateway.http.server import Server
from gateway.upstreams.upstream import Upstream

# For what must come; a test that waits this long fails.
PATIENCE_S = 60.0

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Client:
    """A connection to the gateway, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        # A cast: uvloop's transports are asyncio's in all but name.
        self.transport = cast("asyncio.Transport", writer.transport)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def head(self) -> bytes:
        """The next head, as received."""
        return await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), PATIENCE_S)

    async def exactly(self, count: int) -> bytes:
        return await asyncio.wait_for(self.reader.readexactly(count), PATIENCE_S)

    async def rest(self) -> bytes:
        """Everything until the gateway closes."""
        return await asyncio.wait_for(self.reader.read(-1), PATIENCE_S)

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        """The next answer with a length: status, fields (names in lower case) and body."""
        head = await self.head()
        status, fields = parse_head(head)
        body = await self.exactly(int(fields.get("content-length", 0)))
        return status, fields, body

    async def close(self) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


class Rig:
    """An upstream, the gateway's transport in front of it, and what the gateway observed."""

    def __init__(self) -> None:
        self.script: Script = answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        # Heads that the upstream received, and how many connections it accepted.
        self.asked: list[bytes] = []
        self.accepted = 0
        self.finished_exchanges: list[tuple[str, int, int, str]] = []
        self.limits = LimitsConfig()
        self.trusted_proxies: list[str] = []
        self.half_close = False
        # Replies of the gateway itself, without a wait.
        self.replies_at_once = False
        # How long something between the two sides holds each reply.
        self.reply_delay_s = 0.0
        # Handed to the loop's exception handler: must stay empty.
        self.complaints: list[str] = []
        self._clients: list[Client] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: self.complaints.append(str(context))
        )
        self._origin = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.upstream_port = self._origin.sockets[0].getsockname()[1]
        self.configure()
        return self

    def configure(self, **upstream: Any) -> None:
        """Serve with these settings of the upstream; call before the first connection."""
        url = f"http://127.0.0.1:{self.upstream_port}"
        # Kept for longer than the slowest machine takes between two requests of a test.
        settings = {"servers": [url], "idle_timeout": "60s", **upstream}
        self._upstream = Upstream("legacy", UpstreamConfig.model_validate(settings))
        self._forward = self._upstream.handler(None)

    async def serve(self) -> None:
        """Start the gateway's side, once; the first `connect` does it."""
        if hasattr(self, "_listener"):
            return
        self.server = Server(self, self, time.monotonic)
        loop = asyncio.get_running_loop()
        make = as_protocol(lambda: ClientConnection(self.server))
        self._listener = await loop.create_server(make, "127.0.0.1", 0)

    @property
    def port(self) -> int:
        port: int = self._listener.sockets[0].getsockname()[1]
        return port

    async def connect(self) -> Client:
        """A new client connection."""
        await self.serve()
        client = Client(*await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22))
        self._clients.append(client)
        return client

    async def connect_deaf(self) -> Client:
        """A client that reads nothing, with buffers so small that the gateway notices."""
        await self.serve()
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.setblocking(False)
        await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", self.port))
        client = Client(*await asyncio.open_connection(sock=raw, limit=1))
        client.transport.pause_reading()
        self._clients.append(client)
        return client

    @property
    def pool(self) -> Pool:
        """The gateway's connections to the upstream."""
        return self._upstream.servers[0].pool

    @property
    def connections_open(self) -> int:
        """Places of the pool that are taken."""
        return self.pool.open_count

    @property
    def connections_kept(self) -> int:
        """Connections that the pool would use again."""
        return self.pool.idle_count

    async def exchange(self, request: bytes) -> bytes:
        """All that comes back for a request on a connection of its own; the request must close it."""
        client = await self.connect()
        await client.send(request)
        return await client.rest()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for client in self._clients:
            await client.close()
        if hasattr(self, "_listener"):
            self._listener.close()
            await self.server.drain(1.0)
        self._upstream.close()
        self._origin.close()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if kind is None:
            gc.collect()
            assert self.complaints == [], self.complaints

    # The upstream.

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            while not writer.is_closing():
                self.asked.append(await reader.readuntil(b"\r\n\r\n"))
                await self.script(reader, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            # Cancelled at the end of the test; asyncio's server would complain of that.
            pass
        finally:
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    # What the transport sees of the gateway.

    async def handle(self, exchange: Exchange) -> Reply:
        if self.replies_at_once:
            return Reply(204, Fields())
        try:
            reply = await self._forward(exchange)
        except GatewayError as error:
            return plain_refusal(error)
        if self.reply_delay_s:
            await asyncio.sleep(self.reply_delay_s)
        return reply

    async def refuse(self, exchange: Exchange, error: GatewayError) -> Reply:
        return plain_refusal(error)

    def finished(self, exchange: Exchange, status: int, sent: int, ended: float, outcome: str) -> None:
        self.finished_exchanges.append((exchange.method, status, sent, outcome))


def limits(**values: Any) -> LimitsConfig:
    """Limits as a configuration says them; the others are the usual ones."""
    return LimitsConfig.model_validate(values)


def plain_refusal(error: GatewayError) -> Reply:
    """The reason as text: error formats are not the transport's business."""
    return Reply(error.reason.status, Fields([(b"X-Reason", error.reason.name.encode())]), b"refused")


def answer_with(data: bytes, after: asyncio.Event | None = None) -> Script:
    """A script that answers each request with these bytes, not before `after` is set."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if after is not None:
            await after.wait()
        writer.write(data)

    return script


def parse_head(head: bytes) -> tuple[int, dict[str, str]]:
    """Status and fields, names in lower case, several values joined."""
    lines = head.decode("latin-1").split("\r\n")
    fields: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.partition(": ")
        if colon:
            key = name.lower()
            fields[key] = f"{fields[key]}, {value}" if key in fields else value
    return int(lines[0].split(" ")[1]), fields


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that is about to happen."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.005)
