"""From a parsed request to an Exchange.

Decides what of a request the rest of errgate sees, and which requests are refused before any route is
looked for. Refuses to know the connection's state.
"""

from __future__ import annotations

from collections.abc import Callable
from random import getrandbits

from multidict import istr

from gateway.exchange import Body, Exchange, Fields
from gateway.faults import GatewayError
from gateway.http.parsing import (
    IncomingBody,
    RawRequestMessage,
    Source,
    StreamReader,
    announced_length,
    is_plain_chunked,
    take_complete,
)
from gateway.http.peers import client_behind, extended_lines, forwarding_lines
from gateway.http.targets import split_target

HTTP_10, HTTP_11 = (1, 0), (1, 1)
# Ready for look-ups, which would fold the case of a str each time.
_CONTENT_LENGTH, _TRANSFER_ENCODING = istr("Content-Length"), istr("Transfer-Encoding")

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
        body = IncomingBody(reader, source, announced_length(length) if length else None)
    peer, trusted = caller.peer, caller.trusted
    exchange = Exchange(
        head.method,
        head.path,
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


def admit_request(exchange: Exchange, head: RawRequestMessage) -> None:
    """Take the request target apart. Raises GatewayError for a request that must not be forwarded."""
    if head.method == "CONNECT":
        raise GatewayError("not_implemented", message="This gateway does not open tunnels by CONNECT.")
    if not _is_framed_plainly(head, exchange.body):
        raise GatewayError("bad_request", message="The length of the request body is not clear.")
    if head.upgrade:
        _check_upgrade(exchange.fields, head)
    exchange.path, exchange.query, authority = split_target(head.method, head.path)
    if authority is not None:
        # RFC 9112 §3.2.2: the target's authority replaces whatever Host says.
        exchange.fields.set("Host", authority)
    expectation = exchange.fields.get("expect")
    if expectation is not None and expectation.lower() != "100-continue":
        raise GatewayError("expectation_failed")


def _is_framed_plainly(head: RawRequestMessage, body: Body) -> bool:
    version, fields = head.version, head.headers
    if version != HTTP_11 and version != HTTP_10:  # noqa: PLR1714  a set would hash both
        raise GatewayError("version_not_supported")
    if head.chunked:
        if not is_plain_chunked(head):
            # RFC 9112 §6.1: a coding that the upstream would not be told of.
            raise GatewayError("not_implemented", message="Only the transfer coding chunked is supported.")
        # The same clause: the framing of such a message is to be taken for faulty.
        return bool(version == HTTP_11)
    if _TRANSFER_ENCODING in fields:
        return False
    # A length that the parser takes for none.
    return bool(body) or _CONTENT_LENGTH not in fields or announced_length(fields[_CONTENT_LENGTH]) == 0


def _check_upgrade(fields: Fields, head: RawRequestMessage) -> None:
    if head.version != HTTP_11:
        # RFC 9110 §7.8: to be ignored.
        fields.remove("Upgrade")
        return
    wanted = [name.strip().lower() for value in fields.get_all("upgrade") for name in value.split(",")]
    if any(name.partition("/")[0] in ("h2c", "h2", "http") for name in wanted):
        # Requests inside such a connection would be seen by no route.
        raise GatewayError("not_implemented", message="This gateway does not switch to HTTP/2.")


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
