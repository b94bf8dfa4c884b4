"""The connections to one upstream server: kept, made, waited for.

Decides which connection a request gets and how many there may be. Refuses to know how they are made
(dialing.py) and what is said on them.

The connection used last is used next, so that the others can grow old and be closed.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from gateway.faults import GatewayError
from gateway.http.deadlines import NEVER, Deadlines
from gateway.http.upstream_connection import UpstreamConnection

# How late a server's deadline may be noticed.
TICK_S = 0.05

# Makes a connection; it tells the two functions when it is free again, and when it is gone.
OnEvent = Callable[[UpstreamConnection], None]
Dial = Callable[[OnEvent, OnEvent], Awaitable[UpstreamConnection]]


class Pool:
    """All connections of one worker to one server."""

    def __init__(self, dial: Dial, *, size: int, idle_timeout_s: float, queue_timeout_s: float) -> None:
        self._dial = dial
        self._size = size
        self._idle_timeout_s = idle_timeout_s
        self._queue_timeout_s = queue_timeout_s
        self._idle: list[UpstreamConnection] = []
        self._open: set[UpstreamConnection] = set()
        # Open ones and those being opened.
        self._count = 0
        self._waiting: deque[asyncio.Future[UpstreamConnection | None]] = deque()
        self._closed = False
        self._deadlines: Deadlines | None = None

    @property
    def open_count(self) -> int:
        """Places that are taken: connections that are open, or being opened."""
        return self._count

    @property
    def idle_count(self) -> int:
        """Connections that wait for a request."""
        return len(self._idle)

    def take_idle(self) -> UpstreamConnection | None:
        """A connection that is open and free, without waiting."""
        while self._idle:
            connection = self._idle.pop()
            if connection.usable:
                connection.deadline = NEVER
                return connection
        return None

    async def take(self) -> UpstreamConnection:
        """A free connection, a new one, or the next that becomes free. Raises GatewayError."""
        until = 0.0
        while True:
            connection = self.take_idle()
            if connection is not None:
                return connection
            if self._count < self._size:
                return await self._connect()
            loop = asyncio.get_running_loop()
            # However often it is woken in vain, one request waits for one queue_timeout.
            until = until or loop.time() + self._queue_timeout_s
            connection = await self._wait(loop, until)
            if connection is not None and connection.usable:
                return connection

    async def _connect(self) -> UpstreamConnection:
        if self._deadlines is None:
            self._deadlines = Deadlines(asyncio.get_running_loop(), TICK_S)
        self._count += 1
        try:
            connection = await self._dial(self._freed, self._lost)
        except BaseException:
            self._give_place()
            raise
        # Only from here on is its loss told by `_lost`: before, it was not told reliably.
        self._open.add(connection)
        self._deadlines.watch(connection)
        return connection

    async def _wait(self, loop: asyncio.AbstractEventLoop, until: float) -> UpstreamConnection | None:
        """The next connection that is free; None where a new one may be made."""
        waiter: asyncio.Future[UpstreamConnection | None] = loop.create_future()
        self._waiting.append(waiter)
        timer = loop.call_at(until, _too_long, waiter)
        try:
            return await waiter
        except asyncio.CancelledError:
            if waiter.done() and not waiter.cancelled() and not waiter.exception():
                self._hand_on(waiter.result())
            raise
        finally:
            timer.cancel()
            # Nobody is woken while all connections are busy: who gave up must not pile up.
            while self._waiting and self._waiting[0].done():
                self._waiting.popleft()

    def _hand_on(self, connection: UpstreamConnection | None) -> None:
        if connection is None:
            self._wake(None)
        else:
            self._freed(connection)

    def _wake(self, connection: UpstreamConnection | None) -> bool:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return True
        return False

    def _freed(self, connection: UpstreamConnection) -> None:
        if self._closed:
            connection.close()
        elif not self._waiting or not self._wake(connection):
            connection.keep_idle(self._idle_timeout_s)
            self._idle.append(connection)

    def _lost(self, connection: UpstreamConnection) -> None:
        if connection not in self._open:
            return
        self._open.remove(connection)
        if self._deadlines is not None:
            self._deadlines.forget(connection)
        if connection in self._idle:
            self._idle.remove(connection)
        self._give_place()

    def _give_place(self) -> None:
        self._count -= 1
        self._wake(None)

    def close(self) -> None:
        """Close what is idle; the others close as they become free."""
        self._closed = True
        for connection in self._idle:
            connection.close()
        self._idle.clear()


def _too_long(waiter: asyncio.Future[UpstreamConnection | None]) -> None:
    if not waiter.done():
        waiter.set_exception(GatewayError("pool_timeout", nothing_sent=True))
