"""Bodies that are read ahead: how far, and how they are put back.

Decides when reading ahead stops, and that what was read reaches the client in the same bytes.
Refuses to know what the bytes mean.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.exchange import Body, BodyStream
from gateway.faults import GatewayError


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


class Prefix:
    """What was read of a body."""

    __slots__ = ("broken", "complete", "data", "pieces")

    def __init__(self, pieces: list[bytes], *, complete: bool, broken: GatewayError | None = None) -> None:
        self.pieces = pieces
        self.data = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        # Whether that is all there is; if not, whether the upstream broke off or there is more to come.
        self.complete = complete
        self.broken = broken

    def put_back(self, rest: BodyStream) -> Body:
        """The whole body again, byte for byte, `rest` being where it was read from."""
        if self.complete:
            return self.data
        return Replayed(self.pieces, rest if self.broken is None else self.broken, rest.length)


async def read_ahead(stream: BodyStream, limit: int, worth: Callable[[bytes], bool] | None = None) -> Prefix:
    """Read `stream` to its end, or until more than `limit` bytes came, or the first piece is not `worth` it.

    Never raises GatewayError: a body that breaks off is a Prefix that says so.
    """
    pieces: list[bytes] = []
    size = 0
    try:
        while size <= limit:
            piece = await stream.read()
            if not piece:
                return Prefix(pieces, complete=True)
            pieces.append(piece)
            size += len(piece)
            if worth is not None and len(pieces) == 1 and not worth(piece):
                break
    except GatewayError as error:
        return Prefix(pieces, complete=False, broken=error)
    return Prefix(pieces, complete=False)
