"""From a parsed request to an Exchange.

Decides what of a request the rest of errgate sees. Refuses to know the connection's state, and which requests
are let in (admission.py).
"""

from __future__ import annotations

from collections.abc import Callable
from random import getrandbits

from gateway.exchange import Body, Exchange, Fields
from gateway.http.parsed import RequestHead
from gateway.http.parsing import IncomingBody, Source, StreamReader, announced_length, take_complete
from gateway.http.peers import client_behind, extended_lines, forwarding_lines
from gateway.http.plain_requests import PlainRequest

# A longer x-request-id of a trusted proxy is replaced.
REQUEST_ID_CHARACTERS = 128


class Caller:
    """What is known of the other end of a client connection, for all its requests."""

    __slots__ = ("certificate", "forwarding", "is_trusted", "peer", "scheme", "trusted")

    def __init__(
        self, peer: str, scheme: str, is_trusted: Callable[[str], bool], certificate: bytes = b""
    ) -> None:
        self.peer = peer
        self.scheme = scheme
        self.is_trusted = is_trusted
        self.trusted = is_trusted(peer)
        # The line that tells of the client's certificate; b"" where there is none.
        self.certificate = certificate
        self.forwarding = forwarding_lines(peer, scheme) + certificate


def make_exchange(
    head: RequestHead, reader: StreamReader, caller: Caller, source: Source, started: float
) -> Exchange:
    """The exchange that a request begins. Its path and query are set by `admit_request`."""
    fields = Fields(head.raw_headers, head.headers)
    body: Body | None = take_complete(reader)
    if body is None:
        length = fields.get("content-length")
        body = IncomingBody(reader, source, announced_length(length) if length else None)
    return _begin(head.method, head.path, fields, body, caller, started)


def plain_exchange(request: PlainRequest, caller: Caller, started: float) -> Exchange:
    """As `make_exchange`. Its path and query are set by `admit_target`."""
    return _begin(request.method, request.target, request.fields, request.body, caller, started)


def _begin(method: str, target: str, fields: Fields, body: Body, caller: Caller, started: float) -> Exchange:
    peer, trusted = caller.peer, caller.trusted
    exchange = Exchange(
        method,
        target,
        None,
        fields,
        body,
        id=(_given_id(fields) if trusted else "") or new_request_id(),
        client=client_behind(peer, fields, caller.is_trusted) if trusted else peer,
        peer=peer,
        scheme=caller.scheme,
        started=started,
    )
    exchange.forwarding = extended_lines(peer, caller.scheme, fields) if trusted else caller.forwarding
    return exchange


def broken_exchange(caller: Caller, started: float) -> Exchange:
    """Stands for a request that could not be parsed."""
    return Exchange(
        "-",
        "-",
        None,
        Fields(),
        id=new_request_id(),
        client=caller.peer,
        peer=caller.peer,
        scheme=caller.scheme,
        started=started,
    )


def new_request_id() -> str:
    """A text of the shape of a random UUID (RFC 9562 §5.4)."""
    text = f"{getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def _given_id(fields: Fields) -> str:
    given = fields.get("x-request-id", "") or ""
    return given if len(given) <= REQUEST_ID_CHARACTERS and given.isascii() and given.isprintable() else ""
