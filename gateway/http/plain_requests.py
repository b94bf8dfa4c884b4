"""Plain requests: a head of ordinary lines, with the whole body behind it or none, in one piece.

Decides which requests are so plain that their lines need only be looked up, and may be let in. Refuses to
guess: a request that is not plain in every byte is the parser's (request_reader.py) and admission.py's.

Law: what is read here those two read in the same way (a property test compares them).
"""

from __future__ import annotations

from gateway.config.model import LimitsConfig
from gateway.exchange import Field, Fields
from gateway.http.admission import is_authority
from gateway.http.heads import CONNECTION, DROP, HOST, KEEP, LENGTH, request_kind
from gateway.http.plain_lines import HEAD_BYTES, LINES, PlainLines, is_length

_METHODS = {method.encode(): method for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")}
# RFC 9112 §3.2.1, without what parsers are at odds about.
_TARGET = bytes(range(0x21, 0x7F)).translate(None, b'"<>\\^`{|}#')
_EXPECT = b"expect"


def _find_kind(name: bytes, value: bytes) -> int | None:
    kind = request_kind(name)
    if kind == LENGTH:
        return kind if is_length(value) else None
    if kind == HOST:
        return kind if is_authority(value) else None
    if kind == CONNECTION:
        return DROP if value.lower() == b"keep-alive" else None
    return kind if kind in (KEEP, DROP) and name != _EXPECT else None


_lines = PlainLines(_find_kind)


class PlainRequest:
    """A request that is complete; its target is in origin-form."""

    __slots__ = ("body", "fields", "method", "target")

    def __init__(self, method: str, target: str, fields: Fields, body: bytes) -> None:
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body


def read_plain_request(data: bytes, limits: LimitsConfig) -> PlainRequest | None:
    """The request in `data`, which holds nothing else and keeps the limits; None: not plain."""
    end = data.find(b"\r\n\r\n", 0, HEAD_BYTES)
    if end < 0:
        return None
    lines = data[:end].split(b"\r\n")
    parts = lines.pop(0).split(b" ")
    if len(parts) != 3 or len(lines) > LINES or len(lines) > limits.header_fields:
        return None
    method, target = _METHODS.get(parts[0]), parts[1]
    if method is None or parts[2] != b"HTTP/1.1" or target[:1] != b"/" or target.translate(None, _TARGET):
        return None
    if len(target) > limits.request_line or end > limits.header:
        return None
    raw: list[Field] = []
    # The lines that go on to the server.
    kept: list[bytes] = []
    host = None
    length = -1
    known = _lines.known
    for line in lines:
        read = known.get(line) or _lines.read(line)
        if read is None:
            return None
        kind, field, written = read
        raw.append(field)
        if kind == KEEP:
            kept.append(written)
        elif kind == HOST:
            if host is not None:
                return None
            host = field[1]
        elif kind == LENGTH:
            if length >= 0:
                return None
            length = int(field[1])
    if host is None or len(data) - end - 4 != max(length, 0):
        return None
    fields = Fields(tuple(raw))
    fields.ready = b"".join(kept), length, host
    return PlainRequest(method, target.decode(), fields, data[end + 4 :])
