"""What one worker does with its listening sockets: accept as the configuration says, follow it, stop.

Decides who accepts on which socket. Refuses to know how sockets were opened (listeners.py) and what comes
before HTTP on a connection (http/accepting.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

from gateway.http.accepting import Acceptor, Entrance
from gateway.http.client_connection import ClientConnection
from gateway.http.connection import as_protocol
from gateway.http.server import Server
from gateway.plugin import Log
from gateway.process.listeners import BACKLOG, Listening


class Doors:
    """All listening sockets of a worker."""

    def __init__(self, server: Server, log: Log) -> None:
        self._server = server
        self._log = log
        # Whoever accepts for a listener with nothing before HTTP.
        self._servers: list[asyncio.Server] = []
        self._acceptors: list[tuple[int, Acceptor]] = []

    async def open(self, sockets: Sequence[Listening], entrances: Sequence[Entrance]) -> None:
        """Accept from now on. A socket's `index` is that of its entrance."""
        server = self._server
        for one in sockets:
            entrance = entrances[one.index]
            # asyncio would remove a Unix socket's file with the first worker that ends.
            if entrance.is_open and one.file is None:
                make = as_protocol(partial(ClientConnection, server))
                accepting = await server.loop.create_server(make, sock=one.socket, backlog=BACKLOG)
                self._servers.append(accepting)
            else:
                self._acceptors.append((one.index, Acceptor(server, one.socket, entrance, self._log)))

    def follow(self, entrances: Sequence[Entrance]) -> None:
        """Receive connections to come as another configuration says."""
        for index, acceptor in self._acceptors:
            acceptor.entrance = entrances[index]

    def close(self) -> None:
        """Accept nothing more."""
        for server in self._servers:
            server.close()
        for _, acceptor in self._acceptors:
            acceptor.close()
