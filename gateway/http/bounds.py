"""The bound on a request's body, by its announced length and while it streams.

Decides when a body is too large (413). Refuses to know where the bound comes from.
"""

from __future__ import annotations

from gateway.exchange import Body, BodyStream
from gateway.faults import GatewayError


def bound_body(body: Body, limit_bytes: int) -> Body:
    """`body` as it is, or watched where its length is not known yet. Raises GatewayError (413)."""
    if not isinstance(body, bytes) and body.length is None:
        return BoundedBody(body, limit_bytes)
    length = len(body) if isinstance(body, bytes) else body.length
    if length is not None and length > limit_bytes:
        raise GatewayError("body_too_large")
    return body


class BoundedBody:
    """A BodyStream that breaks off behind `limit_bytes`."""

    __slots__ = ("_body", "_left", "length")

    def __init__(self, body: BodyStream, limit_bytes: int) -> None:
        self._body = body
        self._left = limit_bytes
        self.length: int | None = None

    async def read(self) -> bytes:
        piece = await self._body.read()
        self._left -= len(piece)
        if self._left < 0:
            self._body.discard()
            raise GatewayError("body_too_large")
        return piece

    def discard(self) -> None:
        self._body.discard()
