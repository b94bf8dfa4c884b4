"""Bodies that are read ahead: how far, for how long, and how they are put back.

Decides when reading ahead stops, and that what was read reaches the client in the same bytes.
Refuses to know what the bytes mean.

An error is read to its end, but for no longer than READ_S: what came by then has to do.
A success is read ahead only to see whether it is an error in disguise. Its first piece is waited for like any
other; what follows is waited for HOLD_S at most, so that a success that arrives bit by bit keeps its pace.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gateway.exchange import Body, BodyStream
from gateway.faults import GatewayError

READ_S = 10.0
"""Seconds after which no further piece of an error is waited for. One piece may take the upstream's
`read_timeout`; without this bound one that sends a byte now and then could keep a client waiting for days."""
HOLD_S = 0.2
"""Seconds for which the beginning of a suspicious success is held. An upstream that says 200 and means an
error writes it at once: what comes later is another segment of the same write."""


class Replayed:
    """A body of which the first pieces were read already: these come again, then the rest."""

    __slots__ = ("_pieces", "_rest", "length")

    def __init__(self, pieces: list[bytes], rest: BodyStream | GatewayError, length: int | None) -> None:
        self.length = length
        self._pieces = pieces[::-1]
        self._rest = rest

    async def read(self) -> bytes:
        """The next piece; raises the GatewayError that the body broke off with, where it did."""
        if self._pieces:
            return self._pieces.pop()
        if isinstance(self._rest, GatewayError):
            raise self._rest
        return await self._rest.read()

    def discard(self) -> None:
        self._pieces.clear()
        if not isinstance(self._rest, GatewayError):
            self._rest.discard()


class Patient:
    """A stream whose next piece may be waited for in vain without losing it."""

    __slots__ = ("_asked", "_stream", "length")

    def __init__(self, stream: BodyStream) -> None:
        self.length = stream.length
        self._stream = stream
        # The reading of the next piece, begun and not yet waited out.
        self._asked: asyncio.Future[bytes] | None = None

    async def read_within(self, seconds: float) -> bytes | None:
        """The next piece, or None where it does not come in time: then `read` will give it."""
        asked = asyncio.ensure_future(self._stream.read())
        try:
            done, _ = await asyncio.wait((asked,), timeout=max(seconds, 0.0))
        except asyncio.CancelledError:
            asked.cancel()
            raise
        if not done:
            self._asked = asked
            return None
        return asked.result()

    async def read(self) -> bytes:
        """The next piece, as the stream gives it."""
        asked, self._asked = self._asked, None
        return await (self._stream.read() if asked is None else asked)

    def discard(self) -> None:
        if self._asked is not None:
            # What it may have failed with concerns nobody any more.
            self._asked.add_done_callback(lambda asked: asked.cancelled() or asked.exception())
            self._asked.cancel()
        self._stream.discard()


class Prefix:
    """What was read of a body, and where its rest comes from."""

    __slots__ = ("_rest", "broken", "complete", "data", "late", "pieces")

    def __init__(self, pieces: list[bytes], rest: BodyStream, *, complete: bool) -> None:
        self.pieces = pieces
        self.data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        # Whether that is all there is. If not, there may be more to come, or `broken` says why reading ended.
        self.complete = complete
        self.broken: GatewayError | None = None
        # Whether that was for want of patience: then the rest may still come.
        self.late = False
        self._rest = rest

    def put_back(self) -> Body:
        """The whole body again, byte for byte."""
        if self.complete:
            return self.data
        end = None if self.late else self.broken
        return Replayed(self.pieces, end or self._rest, self._rest.length)


async def read_ahead(
    stream: BodyStream, limit: int, within_s: float = READ_S, clock: Callable[[], float] | None = None
) -> Prefix:
    """Read `stream` to its end, or until more than `limit` bytes came or `within_s` seconds went by.

    `clock` tells seconds: the loop's where there is none.

    Never raises GatewayError: a body that breaks off or takes too long is a Prefix that says so.
    """
    pieces: list[bytes] = []
    size = 0
    clock = clock or asyncio.get_running_loop().time
    until = clock() + within_s
    try:
        while size <= limit:
            piece = await stream.read()
            if not piece:
                return Prefix(pieces, stream, complete=True)
            pieces.append(piece)
            size += len(piece)
            if clock() > until:
                late = _broken(pieces, stream, GatewayError("read_timeout"))
                late.late = True
                return late
    except GatewayError as error:
        return _broken(pieces, stream, error)
    return Prefix(pieces, stream, complete=False)


async def peek(
    stream: BodyStream, limit: int, worth: Callable[[bytes], bool], hold_s: float = HOLD_S
) -> Prefix:
    """As `read_ahead`, but no further than the first piece where that is not `worth` it, nor for longer
    than `hold_s` seconds behind it.
    """
    pieces: list[bytes] = []
    patient = Patient(stream)
    try:
        piece: bytes | None = await stream.read()
        size, until = 0, asyncio.get_running_loop().time() + hold_s
        while piece:
            pieces.append(piece)
            size += len(piece)
            if size > limit or (len(pieces) == 1 and not worth(piece)):
                return Prefix(pieces, patient, complete=False)
            piece = await patient.read_within(until - asyncio.get_running_loop().time())
    except GatewayError as error:
        return _broken(pieces, patient, error)
    return Prefix(pieces, patient, complete=piece is not None)


def _broken(pieces: list[bytes], stream: BodyStream, error: GatewayError) -> Prefix:
    prefix = Prefix(pieces, stream, complete=False)
    prefix.broken = error
    return prefix
