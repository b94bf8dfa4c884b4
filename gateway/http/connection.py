"""What every connection of ours is: a transport, and who may go on reading and writing.

Decides when the socket is read and when a writer waits. Refuses to know what is said on it.

aiohttp's parsers and StreamReader take a protocol of aiohttp's; what they use of it (parsed.py) stands here.
It is ours so that nothing hangs on private attributes of theirs, and can be compiled, as a class that derives
from asyncio's protocols cannot.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from abc import abstractmethod
from collections.abc import Callable
from typing import Protocol, cast

_INTERNET = (socket.AF_INET, socket.AF_INET6)


class Pausable(Protocol):
    """A parser, as far as it is known here."""

    def pause_reading(self) -> None: ...


class Connection:
    """A protocol for one connection, as asyncio means it."""

    __slots__ = (
        "_buffer_paused",
        "_drain_waiter",
        "_loop",
        "_parser",
        "_reading_paused",
        "transport",
        "writing_paused",
    )

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        # None before it is made, and once it is lost.
        self.transport: asyncio.Transport | None = None
        # Whether the other side has not taken what was written so far.
        self.writing_paused = False
        # Whoever waits until it has.
        self._drain_waiter: asyncio.Future[None] | None = None
        # A body is read more slowly than it comes. The name is what StreamReader looks for.
        self._reading_paused = False
        # Bytes wait that cannot be parsed yet.
        self._buffer_paused = False
        # The parser of the body that is read.
        self._parser: Pausable | None = None

    @property
    def connected(self) -> bool:
        """Whether it is open."""
        return self.transport is not None

    # What the transport tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)
        one = transport.get_extra_info("socket")
        if one is not None and one.family in _INTERNET:
            with contextlib.suppress(OSError):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def connection_lost(self, exc: BaseException | None) -> None:  # noqa: ARG002  the protocol's signature
        self.transport = None
        self._wake_writer()

    @abstractmethod
    def data_received(self, data: bytes) -> None:
        """Some bytes have come; none: go on with those that the parser holds."""

    def pause_writing(self) -> None:
        self.writing_paused = True

    def resume_writing(self) -> None:
        self.writing_paused = False
        self._wake_writer()

    # What the reader of a body tells.

    def pause_reading(self) -> None:
        """As much has come as may wait."""
        self._reading_paused = True
        assert self._parser is not None  # noqa: S101  it has given out the reader
        self._parser.pause_reading()
        self._pause_transport_reading()

    def resume_reading(self, resume_parser: bool = True) -> None:
        """There is room again; with `resume_parser` first for what the parser holds itself."""
        self._reading_paused = False
        if resume_parser:
            self.data_received(b"")
        if not self._reading_paused and not self._buffer_paused:
            self._resume_transport_reading()

    # For those that derive from this.

    def _pause_reading_for_buffer(self) -> None:
        self._buffer_paused = True
        self._pause_transport_reading()

    def _resume_reading_for_buffer(self) -> None:
        self._buffer_paused = False
        if not self._reading_paused:
            self._resume_transport_reading()

    def _pause_transport_reading(self) -> None:
        if self.transport is not None:
            # RuntimeError: it is closing.
            with contextlib.suppress(RuntimeError):
                self.transport.pause_reading()

    def _resume_transport_reading(self) -> None:
        if self.transport is not None:
            with contextlib.suppress(RuntimeError):
                self.transport.resume_reading()

    async def _wait_for_room(self) -> None:
        """Wait until what was written is taken. Raises ConnectionError when the connection is lost."""
        if self.writing_paused and self.transport is not None:
            waiter = self._drain_waiter
            if waiter is None:
                waiter = self._drain_waiter = self._loop.create_future()
            await waiter
        if self.transport is None:
            raise ConnectionError("connection lost")

    def _wake_writer(self) -> None:
        waiter, self._drain_waiter = self._drain_waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(None)


def as_protocol(make: Callable[[], Connection]) -> Callable[[], asyncio.Protocol]:
    """`make` for an event loop: its types ask for asyncio's class, the loop itself for the methods alone."""
    return cast("Callable[[], asyncio.Protocol]", make)
