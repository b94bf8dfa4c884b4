"""The server side as a whole: which connections there are, what bounds them, how they end.

Decides how many clients may be connected and how a drain goes. Refuses to know what a connection says
(client_connection.py) and where it is accepted (process/).
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import Counter
from collections.abc import Callable
from email.utils import formatdate
from typing import Protocol

from gateway.config.model import LimitsConfig
from gateway.exchange import Exchange, Reply
from gateway.faults import GatewayError
from gateway.http.crowding import Crowd
from gateway.http.deadlines import Deadlines, Expiring
from gateway.http.peers import compile_trust
from gateway.plugin import Handler

# How late a client's deadline may be noticed.
TICK_S = 0.5


class Gateway(Protocol):
    """What requests are handed to: a compiled configuration."""

    limits: LimitsConfig
    trusted_proxies: list[str]
    half_close: bool

    @property
    def handle(self) -> Handler:
        """Makes the reply to one request. Never raises, apart from cancellation."""
        ...

    async def refuse(self, exchange: Exchange, error: GatewayError) -> Reply:
        """The reply to a request that is none: too broken to be routed."""
        ...


class Observer(Protocol):
    """Who is told how each request ended."""

    def finished(self, exchange: Exchange, status: int, sent: int, ended: float, outcome: str) -> None:
        """Called once a request; `outcome` is `ok`, `client_gone` or `truncated`."""
        ...


class Connection(Expiring, Protocol):
    """One of a client's."""

    client: str | None
    """Whom it counts for, once that is known."""

    def end_when_idle(self) -> None:
        """End now, or behind the reply that is under way."""
        ...

    def abort(self) -> None:
        """End at once; what is not sent yet is lost."""
        ...


class Server:
    """All client connections of one worker.

    `gateway` may be replaced while connections are open: each request goes to the one that is there when
    its head has arrived.
    """

    def __init__(self, gateway: Gateway, observer: Observer, clock: Callable[[], float]) -> None:
        self.observer = observer
        self.clock = clock
        self.loop = asyncio.get_running_loop()
        self.deadlines = Deadlines(self.loop, TICK_S)
        self.connections: set[Connection] = set()
        # Requests whose reply is not written yet.
        self.in_flight = 0
        self.crowd = Crowd(None)
        # Accepted, and not connected yet: their TLS handshake or PROXY header is under way.
        self.arriving = 0
        # Connections that were not let in, by what was in their way.
        self.refused: Counter[str] = Counter()
        self.draining = False
        self._date_line = b""
        self._date_until = 0.0
        self._empty: asyncio.Event = asyncio.Event()
        self.replace_gateway(gateway)

    def replace_gateway(self, gateway: Gateway) -> None:
        """Serve new requests by another configuration; those in flight keep theirs."""
        self.gateway = gateway
        self.limits = gateway.limits
        self.crowd.most = gateway.limits.connections_per_client
        self.most_in_flight = gateway.limits.requests_in_flight or sys.maxsize
        self.is_trusted = compile_trust(gateway.trusted_proxies)

    def date_line(self) -> bytes:
        """A ready `Date` line, made anew each second."""
        now = self.loop.time()
        if now >= self._date_until:
            self._date_line = b"Date: " + formatdate(usegmt=True).encode() + b"\r\n"
            self._date_until = now + 1.0
        return self._date_line

    def has_room(self) -> bool:
        """Whether one more may come, counting those that are on their way."""
        if self.draining:
            return False
        if len(self.connections) + self.arriving < self.limits.connections:
            return True
        self.count_refused("connections")
        return False

    def count_refused(self, why: str) -> None:
        self.refused[why] += 1

    def enter(self, peer: str) -> str | None:
        """Whom a connection of `peer` counts for, None where there are as many as there may be.

        The result is for `crowd.leave`. Trusted proxies come for many clients, and are not counted.
        """
        if self.crowd.most is None or self.is_trusted(peer):
            return ""
        client = self.crowd.enter(peer)
        if client is None:
            self.count_refused("connections_per_client")
        return client

    def admit(self, connection: Connection, peer: str) -> bool:
        """Take a new connection in, unless there are as many as there may be."""
        if self.draining or len(self.connections) >= self.limits.connections:
            self.crowd.leave(connection.client or "")
            if not self.draining:
                self.count_refused("connections")
            return False
        if connection.client is None:
            connection.client = self.enter(peer)
            if connection.client is None:
                return False
        self.connections.add(connection)
        self.deadlines.watch(connection)
        return True

    def leave(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
            self.crowd.leave(connection.client or "")
        self.deadlines.forget(connection)
        if self.draining and not self.connections:
            self._empty.set()

    async def drain(self, timeout_s: float) -> int:
        """Let requests in flight finish and end all connections; how many had to be cut off.

        Idle connections end at once, busy ones behind the current reply, the last ones after `timeout_s`.
        """
        self.draining = True
        self._empty.clear()
        for connection in list(self.connections):
            connection.end_when_idle()
        if self.connections:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._empty.wait(), timeout_s)
        cut = list(self.connections)
        for connection in cut:
            connection.abort()
        self.deadlines.close()
        return len(cut)
