"""From a parsed request to an Exchange.

Decides what of a request the rest of errgate sees, and which requests are refused before any route is
looked for. Refuses to know the connection's state.
"""

from __future__ import annotations

from collections.abc import Callable
from random import getrandbits

from gateway.exchange import Body, Exchange, Fields
from gateway.faults import GatewayError
from gateway.http.parsing import IncomingBody, RawRequestMessage, Source, StreamReader, take_complete
from gateway.http.peers import client_behind, extended_lines, forwarding_lines
from gateway.http.targets import split_target

# A longer x-request-id of a trusted proxy is replaced.
REQUEST_ID_CHARACTERS = 128


class Caller:
    """What is known of the other end of a client connection, for all its requests."""

    __slots__ = ("forwarding", "is_trusted", "peer", "scheme", "trusted")

    def __init__(self, peer: str, scheme: str, is_trusted: Callable[[str], bool]) -> None:
        self.peer = peer
        self.scheme = scheme
        self.is_trusted = is_trusted
        self.trusted = is_trusted(peer)
        self.forwarding = forwarding_lines(peer, scheme)


def make_exchange(
    head: RawRequestMessage, reader: StreamReader, caller: Caller, source: Source, started: float
) -> Exchange:
    """The exchange that a request begins. Its path and query are set by `set_target`."""
    fields = Fields(head.raw_headers, head.headers)
    body: Body | None = take_complete(reader)
    if body is None:
        length = fields.get("content-length")
        body = IncomingBody(reader, source, int(length) if length else None)
    exchange = Exchange(
        head.method,
        head.path,
        None,
        fields,
        body,
        id="" if not caller.trusted else _given_id(fields),
        client=caller.peer,
        peer=caller.peer,
        scheme=caller.scheme,
        started=started,
    )
    exchange.id = exchange.id or new_request_id()
    if caller.trusted:
        exchange.client = client_behind(caller.peer, fields, caller.is_trusted)
        exchange.forwarding = extended_lines(caller.peer, caller.scheme, fields)
    else:
        exchange.forwarding = caller.forwarding
    return exchange


def set_target(exchange: Exchange, head: RawRequestMessage) -> None:
    """Take the request target apart. Raises GatewayError for a request that must not be forwarded."""
    if head.method == "CONNECT":
        raise GatewayError("not_implemented", message="This gateway does not open tunnels by CONNECT.")
    exchange.path, exchange.query, authority = split_target(head.method, head.path)
    if authority is not None:
        # RFC 9112 §3.2.2: the target's authority replaces whatever Host says.
        exchange.fields.set("Host", authority)
    expectation = exchange.fields.get("expect")
    if expectation is not None and expectation.lower() != "100-continue":
        raise GatewayError("expectation_failed")


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
