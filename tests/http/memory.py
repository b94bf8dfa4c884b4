"""Both parsers' callers without sockets: bytes go in as they are cut, and what they mean comes out."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gateway.config.model import LimitsConfig
from gateway.exchange import Body, Exchange, Fields, Reply, Tunnel
from gateway.faults import GatewayError
from gateway.http.client_connection import ClientConnection
from gateway.http.connection import Connection
from gateway.http.server import Server
from gateway.http.upstream_connection import UpstreamConnection

Seen = tuple[Any, ...]
# A request that may be answered with a switch of protocols.
ASK = b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
_DATE = re.compile(rb"Date: [^\r]*\r\n")


class MemoryTransport(asyncio.Transport):
    """Takes what is written, and ends when it is told to."""

    def __init__(self, protocol: Connection) -> None:
        super().__init__()
        self.written = bytearray()
        self._protocol = protocol
        self._closing = False

    def write(self, data: Any) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        if not self._closing:
            self._closing = True
            asyncio.get_running_loop().call_soon(self._protocol.connection_lost, None)

    abort = close

    def can_write_eof(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0

    def pause_reading(self) -> None:
        """Nothing reads by itself."""

    resume_reading = pause_reading


async def settle() -> None:
    """Let everything happen that is about to."""
    for _ in range(12):
        await asyncio.sleep(0)


async def read_all(body: Body) -> bytes:
    """A whole body. Raises GatewayError."""
    if isinstance(body, bytes):
        return body
    whole = b""
    while piece := await body.read():
        whole += piece
    return whole


class Listener:
    """A gateway that notes each complete request."""

    half_close = False

    def __init__(self, limits: LimitsConfig | None = None) -> None:
        self.limits = limits or LimitsConfig()
        self.trusted_proxies: list[str] = []
        self.seen: list[Seen] = []

    async def handle(self, exchange: Exchange) -> Reply:
        try:
            body = await read_all(exchange.body)
        except GatewayError as error:
            return await self.refuse(exchange, error)
        self.seen.append((exchange.method, exchange.path, exchange.query, tuple(exchange.fields.raw), body))
        return Reply(204, Fields())

    async def refuse(self, exchange: Exchange, error: GatewayError) -> Reply:
        return Reply(error.reason.status, Fields(), f"{error.reason.name}: {error.message}".encode())

    def finished(self, exchange: Exchange, status: int, sent: int, ended: float, outcome: str) -> None:
        """Nobody asks."""


@dataclass(frozen=True)
class Conversation:
    """What came of a client's bytes."""

    requests: tuple[Seen, ...]
    # All that went back, without the time of day.
    answers: bytes
    # Whether the connection has ended, before its client ended it.
    ended: bool


async def converse(
    pieces: Sequence[bytes], *, hasty: bool = False, limits: LimitsConfig | None = None
) -> Conversation:
    """What a client's connection makes of these packets; `hasty`: they come at once."""
    listener = Listener(limits)
    server = Server(listener, listener, time.monotonic)
    connection = ClientConnection(server)
    transport = MemoryTransport(connection)
    connection.connection_made(transport)
    for piece in pieces:
        if not transport.is_closing():
            connection.data_received(piece)
            if not hasty:
                await settle()
    for _ in range(4 + b"".join(pieces).count(b"HTTP/")):
        await settle()
    ended = transport.is_closing()
    transport.close()
    await server.drain(1.0)
    await settle()
    return Conversation(tuple(listener.seen), _DATE.sub(b"", bytes(transport.written)), ended)


async def read_requests(pieces: list[bytes], *, hasty: bool = False) -> list[Seen]:
    """The complete requests that a client's connection finds in these packets."""
    return list((await converse(pieces, hasty=hasty)).requests)


@dataclass(frozen=True)
class Heard:
    """What came of a server's bytes."""

    # None: no answer, or one that broke off.
    answer: Seen | None
    # Statuses and fields of interim answers.
    interim: tuple[Seen, ...]
    # Whether the connection was free to be used again in the end.
    reusable: bool
    # What came for a tunnel.
    switched: bytes = b""


async def hear(pieces: Sequence[bytes], method: str) -> Heard:
    """What an upstream's connection makes of these packets and the end behind them."""
    loop = asyncio.get_running_loop()
    freed: list[UpstreamConnection] = []
    connection = UpstreamConnection(loop, 60.0, freed.append, lambda _: None)
    transport = MemoryTransport(connection)
    connection.connection_made(transport)
    interim: list[Seen] = []
    tunnels: list[Tunnel] = []
    asking = loop.create_task(_ask(connection, method, interim, tunnels))
    await settle()
    for piece in pieces:
        if not transport.is_closing():
            connection.data_received(piece)
            await settle()
    reusable = bool(freed) and not transport.is_closing()
    if not transport.is_closing():
        connection.eof_received()
    transport.close()
    return Heard(await asking, tuple(interim), reusable, connection.rest)


async def _ask(
    connection: UpstreamConnection, method: str, interim: list[Seen], tunnels: list[Tunnel]
) -> Seen | None:
    def inform(status: int, fields: Fields) -> None:
        interim.append((status, tuple(fields.raw)))

    try:
        reply = await connection.ask(ASK, b"", chunked=False, method=method, inform=inform)
        if reply.tunnel is not None:
            # Until all has come.
            tunnels.append(reply.tunnel)
        return reply.status, tuple(reply.fields.raw), await read_all(reply.body)
    except GatewayError:
        return None
