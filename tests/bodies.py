"""Bodies of messages, for tests that look at how one is read."""

from __future__ import annotations

from gateway.exchange import Body, BodyStream


def arriving(body: Body) -> BodyStream:
    """`body`, which must be one that arrives in pieces."""
    assert not isinstance(body, bytes)
    return body
