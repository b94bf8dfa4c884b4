"""What one worker does with its listening sockets: accept as the configuration says, follow it, stop.

Decides who accepts on which socket, and when files of certificates are looked at. Refuses to know how
sockets were opened (listeners.py) and what comes before HTTP on a connection (http/accepting.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from gateway.http.accepting import Acceptor, Entrance
from gateway.http.server import Server
from gateway.http.tls import ServerTls, UnusableFile
from gateway.plugin import Log
from gateway.process.listeners import BACKLOG, Listening

# How soon a certificate that was replaced is used. Looking costs three system calls a listener.
LOOK_S = 2.0


class Doors:
    """All listening sockets of a worker."""

    def __init__(self, server: Server, log: Log) -> None:
        self._server = server
        self._log = log
        # Whoever accepts for a listener with nothing before HTTP.
        self._servers: list[asyncio.Server] = []
        self._acceptors: list[tuple[int, Acceptor]] = []
        self._entrances: Sequence[Entrance] = ()
        self._look: asyncio.TimerHandle | None = None

    async def open(self, sockets: Sequence[Listening], entrances: Sequence[Entrance]) -> None:
        """Accept from now on. A socket's `index` is that of its entrance."""
        server = self._server
        for one in sockets:
            entrance = entrances[one.index]
            # asyncio would remove a Unix socket's file with the first worker that ends.
            if entrance.is_open and one.file is None:
                accepting = await server.loop.create_server(server.protocol, sock=one.socket, backlog=BACKLOG)
                self._servers.append(accepting)
            else:
                self._acceptors.append((one.index, Acceptor(server, one.socket, entrance, self._log)))
        self.follow(entrances, self._log)

    def follow(self, entrances: Sequence[Entrance], log: Log) -> None:
        """Receive connections to come as another configuration says."""
        self._entrances = entrances
        self._log = log
        for index, acceptor in self._acceptors:
            acceptor.entrance = entrances[index]
        if self._look is None and any(entrance.tls for entrance in entrances):
            self._look = self._server.loop.call_later(LOOK_S, self._look_at_files)

    def close(self) -> None:
        """Accept nothing more."""
        if self._look is not None:
            self._look.cancel()
        for server in self._servers:
            server.close()
        for _, acceptor in self._acceptors:
            acceptor.close()

    def _look_at_files(self) -> None:
        self._look = self._server.loop.call_later(LOOK_S, self._look_at_files)
        for entrance in self._entrances:
            if entrance.tls is not None:
                self._refresh(entrance.tls)

    def _refresh(self, tls: ServerTls) -> None:
        try:
            if tls.refresh():
                self._log.info("new certificate", file=str(tls.certificate))
        except UnusableFile as error:
            self._log.error(
                "the new certificate cannot be used: the old one stays",
                file=str(tls.certificate),
                setting=error.key,
                problem=error.problem,
            )
