"""A request that can be sent again: what it was at first, its body included.

Decides what of an exchange is put back, and how much of a streamed body is kept. Refuses to know why and
when somebody sends again (a retry, a token that had to be renewed, a second copy for a test system).

A streamed body is recorded while it passes, piece by piece and without a copy; nothing is delayed. Once more
than the bound has passed, the recording is let go and the body streams on, for the running try alone.
"""

from __future__ import annotations

import asyncio

from gateway.exchange import Body, BodyStream, Exchange, Fields
from gateway.faults import GatewayError


class Recording:
    """Takes hold of an exchange before it is sent. Not for two tries at the same time."""

    __slots__ = ("_body", "_fields", "_method", "_path", "_playback", "_query", "_raw", "_tape", "exchange")

    def __init__(self, exchange: Exchange, limit_bytes: int) -> None:
        """Record up to `limit_bytes` of a streamed body; one that is complete is kept whatever its size."""
        self.exchange = exchange
        self._method, self._path, self._query = exchange.method, exchange.path, exchange.query
        self._fields = exchange.fields
        # Fields never change this sequence in place.
        self._raw = exchange.fields.raw
        self._body: Body = exchange.body
        self._tape: _Tape | None = None
        self._playback: _Playback | None = None
        if not isinstance(exchange.body, bytes):
            self._tape = _Tape(exchange.body, limit_bytes)
            exchange.body = self._playback = self._tape.play()

    @property
    def complete(self) -> bool:
        """Whether the request can be sent again."""
        return self._tape is None or self._tape.complete

    def rewind(self) -> None:
        """Make the exchange what it was at first; what the try before still reads of the body fails.

        Raises RuntimeError where the recording is not `complete`.
        """
        if not self.complete:
            raise RuntimeError("the beginning of the request body is gone")
        exchange = self.exchange
        exchange.method, exchange.path, exchange.query = self._method, self._path, self._query
        if self._fields.raw is not self._raw:
            self._fields = Fields(self._raw)
            # A list is copied by Fields.
            self._raw = self._fields.raw
        exchange.fields = self._fields
        exchange.body = self._body
        if self._tape is not None:
            exchange.body = self._playback = self._tape.play()

    def settle(self) -> None:
        """There will be no other try: a body that was discarded, or will be, is gone for good."""
        if self._playback is not None:
            self._playback.settle()


class _Tape:
    """A body that streams through, its beginning recorded."""

    __slots__ = ("_ended", "_left_bytes", "_lock", "complete", "pieces", "playing", "source")

    def __init__(self, source: BodyStream, limit_bytes: int) -> None:
        self.source = source
        self.pieces: list[bytes] = []
        self.complete = True
        self.playing: _Playback | None = None
        self._left_bytes = limit_bytes
        self._ended = False
        # Two tries may wait for one piece: one whose answer came before it, and the next.
        self._lock = asyncio.Lock()

    def play(self) -> _Playback:
        self.playing = _Playback(self)
        return self.playing

    async def record(self, known: int) -> None:
        """Wait until there are more than `known` pieces, or the end."""
        async with self._lock:
            if self._ended or len(self.pieces) > known:
                return
            piece = await self.source.read()
            if not piece:
                self._ended = True
                return
            self.pieces.append(piece)
            self._left_bytes -= len(piece)
            self.complete = self._left_bytes >= 0


class _Playback:
    """The body as one try reads it: a BodyStream."""

    __slots__ = ("_discarded", "_position", "_settled", "_tape", "length")

    def __init__(self, tape: _Tape) -> None:
        self.length = tape.source.length
        self._tape = tape
        self._position = 0
        self._discarded = self._settled = False

    async def read(self) -> bytes:
        tape, pieces = self._tape, self._tape.pieces
        if len(pieces) == self._position:
            await tape.record(self._position)
        if tape.playing is not self:
            # An empty piece would look like the end of the body.
            raise GatewayError("reset", log_detail="the request is being sent once more")
        if len(pieces) == self._position:
            return b""
        piece = pieces[self._position]
        if tape.complete:
            self._position += 1
        else:
            del pieces[: self._position + 1]
            self._position = 0
        return piece

    def discard(self) -> None:
        self._discarded = True
        if self._settled:
            self._tape.source.discard()

    def settle(self) -> None:
        self._settled = True
        if self._discarded:
            self._tape.source.discard()
