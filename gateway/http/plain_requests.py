"""Plain requests: a head of ordinary lines, with the whole body behind it or none, in one piece.

Decides which requests are plain and may be let in. Refuses to guess: a request that is not plain in every
byte is the parser's (request_reader.py) and admission.py's.

Law: what is read here those two read in the same way (a property test compares them).
"""

from __future__ import annotations

from gateway.config.model import LimitsConfig
from gateway.exchange import Fields
from gateway.http import field_kinds
from gateway.http.admission import is_authority
from gateway.http.plain_sections import (
    DROP,
    HEAD_BYTES,
    LENGTH,
    OWN_ALONE,
    PASS,
    PASS_ONCE,
    PlainSections,
    is_length,
)

_METHODS = {method.encode(): method for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")}
# RFC 9112 §3.2.1, without what parsers are at odds about.
_TARGET = bytes(range(0x21, 0x7F)).translate(None, b'"<>\\^`{|}#')
_EXPECT = b"expect"
# RFC 9110 §5.3: two of these may be read differently by whoever is next; the parser refuses them. It does so
# for Max-Forwards too, which is never plain.
_SINGLE = frozenset(
    {b"content-location", b"content-range", b"content-type", b"etag", b"server", b"user-agent"}
)

_FATES = {field_kinds.KEEP: PASS, field_kinds.DROP: DROP}


def _find_fate(name: bytes, value: bytes) -> int | None:
    kind = field_kinds.request_kind(name)
    if kind == field_kinds.LENGTH:
        return LENGTH if is_length(value) else None
    if kind == field_kinds.HOST:
        return OWN_ALONE if is_authority(value) else None
    if kind == field_kinds.CONNECTION:
        return DROP if value.lower() == b"keep-alive" else None
    if name in _SINGLE:
        return PASS_ONCE
    return None if name == _EXPECT else _FATES.get(kind)


_sections = PlainSections(_find_fate, keeps_length=False)


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
    break_at = data.find(b"\r\n")
    if end <= break_at or end > limits.header:
        return None
    parts = data[:break_at].split(b" ")
    if len(parts) != 3:
        return None
    method, target = _METHODS.get(parts[0]), parts[1]
    if method is None or parts[2] != b"HTTP/1.1" or target[:1] != b"/" or target.translate(None, _TARGET):
        return None
    section = _sections.read(data[break_at + 2 : end])
    if section is None or section.own is None or len(data) - end - 4 != max(section.length, 0):
        return None
    if len(target) > limits.request_line or len(section.fields) > limits.header_fields:
        return None
    fields = Fields(section.fields)
    fields.ready = section
    return PlainRequest(method, target.decode(), fields, data[end + 4 :])
