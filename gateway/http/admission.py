"""Which requests are let in: those that all who read them on their way understand in the same way.

Decides what is refused before a route is looked for, and what of a request counts as not said.
Refuses to know connections, routes and what a body holds.
"""

from __future__ import annotations

import re

from multidict import istr

from gateway.exchange import Body, Exchange, Fields
from gateway.faults import GatewayError
from gateway.http.parsed import RequestHead
from gateway.http.parsing import announced_length, is_plain_chunked
from gateway.http.peers import VIA_10, VIA_11
from gateway.http.targets import split_target

HTTP_10, HTTP_11 = (1, 0), (1, 1)
# Ready for look-ups, which would fold the case of a str each time.
_CONTENT_LENGTH, _TRANSFER_ENCODING = istr("Content-Length"), istr("Transfer-Encoding")
_HOST, _EXPECT = istr("Host"), istr("Expect")

_RARE_METHODS = frozenset({"CONNECT", "TRACE"})

# RFC 9112 §3.2: uri-host [":" port]. Without the comma that a reg-name may have: two fields can look so.
_AUTHORITY = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[\w.~%!$&'()*+;=-]*)(?::[0-9]*)?", re.ASCII)
# Values of Host that are such: few in earnest, and bounded where somebody makes them up.
_MEMO_SIZE = 1024
_MEMO_CHARACTERS = 64
_known_hosts: set[str] = set()


def admit_request(exchange: Exchange, head: RequestHead, *, trusted: bool) -> None:
    """Take the request target apart. Raises GatewayError for a request that must not be forwarded.

    `trusted`: the request comes from a proxy that is believed.
    """
    if head.version != HTTP_11:
        _admit_old(exchange, head)
    if head.method in _RARE_METHODS:
        _admit_rare(head.method, exchange.body)
    if not _is_framed_plainly(head, exchange.body):
        raise GatewayError("bad_request", message="The length of the request body is not clear.")
    if head.upgrade:
        _check_upgrade(exchange.fields, head)
    exchange.path, exchange.query, authority = split_target(head.method, head.path)
    fields = exchange.fields
    if authority is not None:
        if exchange.scheme == "http" and not trusted and head.path[:6].lower() == "https:":
            # RFC 9110 §7.4: what is asked for by `https` must come that way.
            raise GatewayError("misdirected")
        # RFC 9112 §3.2.2: the target's authority replaces whatever Host says.
        fields.set("Host", authority)
    host = fields.index.get(_HOST, "")
    if host not in _known_hosts:
        _admit_host(host)
    expectation = fields.index.get(_EXPECT)
    if expectation is not None and expectation.lower() != "100-continue":
        raise GatewayError("expectation_failed")


def _admit_old(exchange: Exchange, head: RequestHead) -> None:
    if head.version != HTTP_10:
        raise GatewayError("version_not_supported")
    # RFC 9110 §7.6.3: as it was received.
    exchange.forwarding = exchange.forwarding.replace(VIA_11, VIA_10)
    if _EXPECT in exchange.fields:
        # RFC 9110 §10.1.1: to be ignored.
        exchange.fields.remove("Expect")


def _admit_rare(method: str, body: Body) -> None:
    if method == "CONNECT":
        raise GatewayError("not_implemented", message="This gateway does not open tunnels by CONNECT.")
    if body:
        # RFC 9110 §9.3.8: a client must not send content, and towards the upstream that is us.
        raise GatewayError("bad_request", message="A TRACE request must not have content.")


def _is_framed_plainly(head: RequestHead, body: Body) -> bool:
    fields = head.headers
    if head.chunked:
        if not is_plain_chunked(head):
            # RFC 9112 §6.1: a coding that the upstream would not be told of.
            raise GatewayError("not_implemented", message="Only the transfer coding chunked is supported.")
        # The same clause: the framing of such a message is to be taken for faulty.
        return bool(head.version == HTTP_11)
    if _TRANSFER_ENCODING in fields:
        return False
    # A length that the parser takes for none.
    return bool(body) or _CONTENT_LENGTH not in fields or announced_length(fields[_CONTENT_LENGTH]) == 0


def _check_upgrade(fields: Fields, head: RequestHead) -> None:
    if head.version != HTTP_11:
        # RFC 9110 §7.8: to be ignored.
        fields.remove("Upgrade")
        return
    wanted = [name.strip().lower() for value in fields.get_all("upgrade") for name in value.split(",")]
    if any(name.partition("/")[0] in ("h2c", "h2", "http") for name in wanted):
        # Requests inside such a connection would be seen by no route.
        raise GatewayError("not_implemented", message="This gateway does not switch to HTTP/2.")


def admit_target(exchange: Exchange) -> None:
    """As `admit_request`, for a plain request, of which nothing else can be wrong."""
    exchange.path, exchange.query, _ = split_target(exchange.method, exchange.path)


def is_authority(value: bytes) -> bool:
    """Whether a `Host` may have this value."""
    return _AUTHORITY.fullmatch(value.decode("utf-8", "surrogateescape")) is not None


def _admit_host(host: str) -> None:
    if _AUTHORITY.fullmatch(host) is None:
        raise GatewayError("bad_request", message="The Host field is not valid.")
    if len(host) <= _MEMO_CHARACTERS:
        if len(_known_hosts) >= _MEMO_SIZE:
            _known_hosts.clear()
        _known_hosts.add(host)
