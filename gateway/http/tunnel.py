"""A byte tunnel between two connections that have switched protocols (WebSocket, any `Upgrade`).

Decides when bytes wait (back-pressure), when one side has said its last, and when silence is too long.
Refuses to know the protocol that is spoken inside.
"""

from __future__ import annotations

import asyncio

from gateway.http.deadlines import NEVER, Deadlines


class TunnelEnd(asyncio.Protocol):
    """One of the two ends: what it hears, the other one says."""

    __slots__ = ("ended", "other", "transport", "tunnel")

    def __init__(self, tunnel: Tunnel, transport: asyncio.Transport) -> None:
        self.tunnel = tunnel
        self.transport = transport
        self.other: TunnelEnd = self
        self.ended = False

    def data_received(self, data: bytes) -> None:
        self.tunnel.moved(len(data))
        self.other.transport.write(data)

    def pause_writing(self) -> None:
        self.other.transport.pause_reading()

    def resume_writing(self) -> None:
        if not self.other.ended:
            self.other.transport.resume_reading()

    def eof_received(self) -> bool:
        # A half-closed connection stays open the other way until that side has ended too.
        self.ended = True
        if self.other.ended or not self.other.transport.can_write_eof():
            self.tunnel.close()
            return False
        self.other.transport.write_eof()
        return True

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the protocol's signature
        self.ended = True
        self.tunnel.lost()


class Tunnel:
    """Two connections that pass each other's bytes until either is done; it lasts until both are gone."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, client: asyncio.Transport, server: asyncio.Transport
    ) -> None:
        self.deadline = NEVER
        self.moved_bytes = 0
        self._loop = loop
        self._idle_s = NEVER
        self._closing = False
        self._left = 2
        self._gone = loop.create_future()
        self._ends = TunnelEnd(self, client), TunnelEnd(self, server)
        self._ends[0].other, self._ends[1].other = self._ends[1], self._ends[0]

    async def run(self, deadlines: Deadlines, idle_s: float, to_client: bytes, to_server: bytes) -> None:
        """Pass bytes until both ends are gone; `to_client` and `to_server` arrived before it was there."""
        self._idle_s = idle_s
        client, server = (end.transport for end in self._ends)
        if client.is_closing() or server.is_closing():
            # One end left before it began: of that nobody would be told, and the other would stay open.
            if to_client and not client.is_closing():
                client.write(to_client)
            client.close()
            server.abort()
            return
        for end in self._ends:
            end.transport.set_protocol(end)
        if to_client:
            client.write(to_client)
        if to_server:
            server.write(to_server)
        self.moved(len(to_client) + len(to_server))
        for end in self._ends:
            end.transport.resume_reading()
        deadlines.watch(self)
        try:
            await self._gone
        finally:
            deadlines.forget(self)
            self._abort()

    def moved(self, count: int) -> None:
        """Count bytes and start the time of silence anew."""
        self.moved_bytes += count
        self.deadline = self._loop.time() + self._idle_s

    def expire(self) -> None:
        """Nothing has moved for too long; or what was left to be sent at the end does not go out."""
        self.deadline = NEVER
        if self._closing:
            self._abort()
        else:
            self.close()

    def close(self) -> None:
        """End both sides; what is already written still goes out, if that does not take too long."""
        if self._closing:
            return
        self._closing = True
        self.deadline = self._loop.time() + self._idle_s
        for end in self._ends:
            end.transport.close()

    def lost(self) -> None:
        """One end is gone."""
        self.close()
        self._left -= 1
        if not self._left and not self._gone.done():
            self._gone.set_result(None)

    def _abort(self) -> None:
        for end in self._ends:
            end.transport.abort()
