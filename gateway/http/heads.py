"""Message heads as bytes: what is passed on, what is dropped, how a body is framed.

Decides the header section of every message that errgate sends (RFC 9110 §7.6, RFC 9112 §6).
Refuses to know where a message came from and what its body says.

Laws: end-to-end fields keep their order, case and number. Fields of the connection (field_kinds.py, and those
that `Connection` names) end here. The framing fields are ours: what came chunked goes out chunked, what
came with a length goes out with it, and an HTTP/1.0 client that cannot be told either way reads to the end.
"""

from __future__ import annotations

from collections.abc import Sequence

from gateway.exchange import Body, Exchange, Field, ReadyLines, Reply
from gateway.http.field_kinds import (
    CHUNKED,
    CONNECTION,
    DATE,
    HOP_BY_HOP,
    HOPS,
    HOST,
    KEEP,
    LENGTH,
    UPGRADE,
    VIA,
    remember,
    request_kind,
    request_memo,
    response_kind,
    response_memo,
)
from gateway.http.hops import COUNTED_METHODS, count_down, count_passes
from gateway.phrases import REASON_PHRASES

# Of all fields, what `Connection` cannot make hop-by-hop: the framing is ours, and a message needs the rest.
_NOT_NOMINATED = frozenset(
    {b"", b"close", b"keep-alive", b"content-length", b"transfer-encoding", b"host", b"date"}
)

STATUS_LINES = {
    (status, said): f"HTTP/1.1 {status} {phrase}\r\n".encode()
    for status, phrase in REASON_PHRASES.items()
    for said in ("", phrase)
}

# In the forwarding lines of an exchange where a trusted proxy has told it; else it is the client's Host.
FORWARDED_HOST = b"X-Forwarded-Host"

_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})
# RFC 9112 §4: a reason phrase has none of these.
_NO_CONTROLS = bytes.maketrans(bytes(range(32)) + b"\x7f", b" " * 33)


def request_head(exchange: Exchange, target: bytes, host: bytes | None) -> tuple[bytes, bool]:
    """The head that asks an upstream server, and whether the body follows chunked.

    `host` is the server's own authority; None keeps the client's `Host`. Raises GatewayError for a request
    that goes in a circle.
    """
    lines = [b"%b %b HTTP/1.1\r\n" % (exchange.method.encode("ascii", "replace"), target)]
    if host is not None:
        lines.append(b"Host: %b\r\n" % host)
    fields = exchange.fields
    ready = fields.ready
    if ready is not None and host is not None and ready.fields is fields.raw:
        lines.append(ready.kept)
        asked, announced = ready.own or b"", ready.length >= 0
    else:
        asked, announced = _pass_on_fields(lines, exchange, host)
    lines.append(exchange.forwarding)
    if FORWARDED_HOST in exchange.forwarding:
        lines.append(b"X-Request-Id: %b\r\n" % exchange.id.encode())
    else:
        lines.append(b"X-Request-Id: %b\r\nX-Forwarded-Host: %b\r\n" % (exchange.id.encode(), asked))
    chunked = _frame_request(lines, exchange.method, exchange.body, announced=announced)
    lines.append(b"\r\n")
    return b"".join(lines), chunked


def _pass_on_fields(lines: list[bytes], exchange: Exchange, host: bytes | None) -> tuple[bytes, bool]:
    """Add the lines that go on; the `Host` that was asked, and whether a length was announced."""
    announced = upgrade = False
    passes = 0
    asked = b""
    nominated: frozenset[bytes] = frozenset()
    raw = exchange.fields.raw
    for field in raw:
        kind = request_memo.get(field[0])
        if kind is None:
            kind = remember(request_memo, request_kind, field[0])
        if kind == KEEP:
            lines.append(b"%b: %b\r\n" % field)
        elif kind == HOST:
            asked = field[1]
            if host is None:
                lines.append(b"%b: %b\r\n" % field)
        elif kind == LENGTH:
            announced = True
        elif kind == CONNECTION:
            nominated |= nominated_by(field[1])
        elif kind == UPGRADE:
            upgrade = True
        elif kind == VIA:
            passes = count_passes(passes, field[1])
            lines.append(b"%b: %b\r\n" % field)
        elif kind == HOPS:
            counts = exchange.method in COUNTED_METHODS
            lines.append(b"%b: %b\r\n" % (field[0], count_down(field[1]) if counts else field[1]))
    if nominated:
        lines[:] = _without(lines, nominated)
        if upgrade and b"upgrade" in nominated:
            lines.append(b"Connection: Upgrade\r\nUpgrade: %b\r\n" % _value_of(raw, b"upgrade"))
    return asked, announced


def _frame_request(lines: list[bytes], method: str, body: Body, *, announced: bool) -> bool:
    length = len(body) if isinstance(body, bytes) else body.length
    if length is None:
        lines.append(b"Transfer-Encoding: chunked\r\n")
        return True
    # RFC 9110 §8.6: a method that expects content says so even where there is none.
    if length or announced or method in _BODY_METHODS:
        lines.append(b"Content-Length: %d\r\n" % length)
    return False


class ReplyHead:
    """How one reply goes out to a client."""

    __slots__ = ("chunked", "close", "data", "sends_body")

    def __init__(self, data: bytes, *, chunked: bool, close: bool, sends_body: bool) -> None:
        self.data = data
        # Whether each piece of the body is a chunk.
        self.chunked = chunked
        # Whether the connection ends behind this reply.
        self.close = close
        # False for HEAD, 1xx, 204 and 304 (RFC 9110 §6.4.1).
        self.sends_body = sends_body


def reply_head(reply: Reply, *, method: str, http_11: bool, close: bool, date: bytes) -> ReplyHead:
    """The head of `reply`; `date` is a ready `Date` line for replies that have none (RFC 9110 §6.6.1)."""
    status, body = reply.status, reply.body
    switching = status == 101
    bodiless = method == "HEAD" or status in (204, 304) or status < 200
    announces = bodiless and status >= 200 and status != 204
    length = len(body) if isinstance(body, bytes) else body.length
    if bodiless and not announces:
        # RFC 9110 §8.6: 1xx and 204 have no length.
        length = None
    ready = reply.fields.ready
    if (
        ready is not None
        and ready.fields is reply.fields.raw
        and ready.length == length
        and http_11
        and not bodiless
        and isinstance(body, bytes)
    ):
        return _ready_head(reply, ready, close=close, date=date)
    lines = [_status_line(status, reply.reason)]
    upgrades: list[bytes] = []
    framed = dated = chunked = False
    nominated: frozenset[bytes] = frozenset()
    for field in reply.fields.raw:
        kind = response_memo.get(field[0])
        if kind is None:
            kind = remember(response_memo, response_kind, field[0])
        if kind == KEEP:
            lines.append(b"%b: %b\r\n" % field)
        elif kind == LENGTH:
            # Kept as it stands where it is true; what HEAD and 304 announce cannot be checked.
            if not framed and (announces or field[1] == b"%d" % (length if length is not None else -1)):
                lines.append(b"%b: %b\r\n" % field)
                framed = True
        elif kind == DATE:
            dated = True
            lines.append(b"%b: %b\r\n" % field)
        elif kind == CHUNKED:
            if http_11 and not bodiless and not framed:
                lines.append(b"%b: chunked\r\n" % field[0])
                framed = chunked = True
        elif kind == CONNECTION:
            nominated |= nominated_by(field[1])
        elif kind == UPGRADE and status in (101, 426):
            upgrades.append(b"Connection: upgrade\r\n%b: %b\r\n" % field)
    if nominated:
        lines = _without(lines, nominated)
    lines += upgrades
    if not framed and not bodiless:
        if length is not None:
            lines.append(b"Content-Length: %d\r\n" % length)
        elif http_11:
            lines.append(b"Transfer-Encoding: chunked\r\n")
            chunked = True
        else:
            close = True
    if not dated:
        lines.append(date)
    if not switching:
        if close:
            lines.append(b"Connection: close\r\n")
        elif not http_11:
            lines.append(b"Connection: keep-alive\r\n")
    lines.append(b"\r\n")
    return ReplyHead(b"".join(lines), chunked=chunked, close=close, sends_body=not bodiless)


def _ready_head(reply: Reply, ready: ReadyLines, *, close: bool, date: bytes) -> ReplyHead:
    data = b"%b%b%b%b" % (
        _status_line(reply.status, reply.reason),
        ready.kept,
        date if ready.own is None else b"",
        b"Connection: close\r\n\r\n" if close else b"\r\n",
    )
    return ReplyHead(data, chunked=False, close=close, sends_body=True)


def interim_head(status: int, fields: Sequence[Field]) -> bytes:
    """An informational answer (1xx), without fields of the connection."""
    dropped = set(HOP_BY_HOP)
    for name, value in fields:
        if name.lower() == b"connection":
            dropped |= nominated_by(value)
    lines = [_status_line(status, "")]
    lines += [b"%b: %b\r\n" % field for field in fields if field[0].lower() not in dropped]
    lines.append(b"\r\n")
    return b"".join(lines)


def nominated_by(connection: bytes) -> frozenset[bytes]:
    """The field names that a `Connection` value makes hop-by-hop; its own options are not among them."""
    if connection in (b"keep-alive", b"close", b"Keep-Alive"):
        return frozenset()
    return frozenset(option.strip().lower() for option in connection.split(b",")) - _NOT_NOMINATED


def _status_line(status: int, reason: str) -> bytes:
    line = STATUS_LINES.get((status, reason))
    if line is None:
        phrase = reason.encode("utf-8", "surrogateescape").translate(_NO_CONTROLS)
        line = b"HTTP/1.1 %d %b\r\n" % (status, phrase)
    return line


def _without(lines: list[bytes], nominated: frozenset[bytes]) -> list[bytes]:
    return [lines[0]] + [line for line in lines[1:] if line.split(b":", 1)[0].lower() not in nominated]


def _value_of(raw: Sequence[Field], name: bytes) -> bytes:
    return b", ".join(value for field, value in raw if field.lower() == name)
