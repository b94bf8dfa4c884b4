"""Connections that begin with something else than HTTP, a PROXY header or a TLS handshake, and those of Unix
sockets.

Decides how such a connection becomes one that requests come on, and that one which does not get there in
time is closed. Refuses to know requests (client_connection.py) and how sockets come to listen (process/).

For all other listeners the event loop accepts.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gateway.followed import FollowedContext
from gateway.http.client_connection import ClientConnection
from gateway.http.connection import as_protocol
from gateway.http.peers import peer_address
from gateway.http.proxy_protocol import MOST_BYTES, BadHeader, header_end, source_of
from gateway.http.server import Server
from gateway.plugin import Log

# Connections that are accepted before others get their turn: open ones, and for a Unix socket other workers.
AT_ONCE = 64
AT_ONCE_SHARED = 1
# Before the system is asked again that has no descriptor left.
REFUSED_S = 1.0
# A client that does not answer our farewell is left without it.
FAREWELL_S = 2.0


@dataclass(frozen=True, slots=True)
class Entrance:
    """What stands before HTTP on one listener."""

    tls: FollowedContext | None = None
    # How a PROXY header may begin: a value of VERSIONS; none is expected where this is empty.
    proxy: tuple[bytes, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether there is nothing: HTTP begins with the first byte."""
        return self.tls is None and not self.proxy


class Acceptor:
    """Accepts on one listening socket. `entrance` may be replaced; it counts for connections to come."""

    def __init__(self, server: Server, listening: socket.socket, entrance: Entrance, log: Log) -> None:
        self.entrance = entrance
        self._server = server
        self._listening = listening
        self._log = log
        self._loop = server.loop
        self._arriving: set[asyncio.Task[None]] = set()
        # Stages that a connection has ended in.
        self._told: set[str] = set()
        self._at_once = AT_ONCE_SHARED if listening.family == socket.AF_UNIX else AT_ONCE
        self._retry: asyncio.TimerHandle | None = None
        listening.setblocking(False)
        self._resume()

    def close(self) -> None:
        """Accept nothing more, and let go of those that have not come far enough for a request.

        Safe to call twice.
        """
        if self._retry is not None:
            self._retry.cancel()
        if self._listening.fileno() >= 0:
            self._loop.remove_reader(self._listening)
            self._listening.close()
        for task in self._arriving:
            task.cancel()

    def _resume(self) -> None:
        self._loop.add_reader(self._listening, self._accept)

    def _accept(self) -> None:
        for _ in range(self._at_once):
            try:
                one, peername = self._listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                # Out of descriptors or memory: the socket stays readable, and we would spin.
                self._loop.remove_reader(self._listening)
                self._retry = self._loop.call_later(REFUSED_S, self._resume)
                self._log.error("connections cannot be accepted", error=str(error))
                return
            if not self._server.has_room():
                one.close()
                continue
            one.setblocking(False)
            self._server.arriving += 1
            task = self._loop.create_task(self._receive(one, peername, self.entrance))
            self._arriving.add(task)
            task.add_done_callback(self._arrived)

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._arriving.discard(task)
        self._server.arriving -= 1

    async def _receive(self, one: socket.socket, peername: object, entrance: Entrance) -> None:
        server = self._server
        stage = "proxy_protocol"
        try:
            peer, secured = peer_address(peername), False
            if entrance.proxy:
                async with asyncio.timeout(server.limits.proxy_header_timeout):
                    header = await _read_header(self._loop, one, entrance.proxy)
                # Without an address in it, it is the balancer's own connection.
                address, secured = source_of(header)
                peer = address or peer
            stage = "tls"
            client = server.enter(peer)
            if client is None:
                one.close()
                return
            try:
                make = as_protocol(partial(ClientConnection, server, peer, client, secured=secured))
                await self._begin(one, make, entrance.tls)
            except BaseException:
                server.crowd.leave(client)
                raise
        except (OSError, BadHeader) as error:
            server.count_refused(stage)
            self._tell(stage, peer_address(peername), str(error) or "it took too long")
            one.close()
        except asyncio.CancelledError:
            one.close()

    async def _begin(
        self, one: socket.socket, make: Callable[[], asyncio.Protocol], tls: FollowedContext | None
    ) -> None:
        """Have the loop take over; returns when HTTP can begin."""
        if tls is None:
            await self._loop.connect_accepted_socket(make, one)
            return
        await self._loop.connect_accepted_socket(
            make,
            one,
            ssl=tls.context,
            ssl_handshake_timeout=self._server.limits.tls_timeout,
            ssl_shutdown_timeout=FAREWELL_S,
        )

    def _tell(self, stage: str, client: str, why: str) -> None:
        """Scanners make it happen all day; the first time may be a mistake in somebody's settings."""
        tell = self._log.debug if stage in self._told else self._log.warning
        self._told.add(stage)
        tell("a connection ended before its first request", stage=stage, client=client, error=why[:200])


async def _read_header(
    loop: asyncio.AbstractEventLoop, one: socket.socket, begins: tuple[bytes, ...]
) -> bytes:
    """A PROXY header and not one byte more: what follows may belong to TLS. Raises BadHeader and OSError."""
    header = b""
    while True:
        try:
            seen = one.recv(MOST_BYTES, socket.MSG_PEEK)
        except BlockingIOError:
            await _readable(loop, one)
            continue
        if not seen:
            raise BadHeader("the connection ended within the header")
        end = header_end(header + seen, begins)
        header += one.recv(len(seen) if end is None else end - len(header))
        if end is not None:
            return header


async def _readable(loop: asyncio.AbstractEventLoop, one: socket.socket) -> None:
    waiter: asyncio.Future[None] = loop.create_future()
    loop.add_reader(one, _wake, waiter)
    try:
        await waiter
    finally:
        loop.remove_reader(one)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
