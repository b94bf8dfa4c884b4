"""Reads what only the header fields of an answer tell about an error.

Decides which fields speak of the error: challenges with `error=` (RFC 6750 §3), gRPC's, and any field whose
name says error. Refuses to look at the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote

from gateway.errors.dialects.finding import Finding
from gateway.errors.dialects.wording import is_token
from gateway.exchange import Field, Fields

_MAX_VALUE = 1_000
_PARAMETER = re.compile(r'\b(error|error_description)\s*=\s*(?:"([^"\\]{1,600})"|([\w.-]{1,100}))')
_ERROR_NAME = re.compile(
    rb"err(?:or|code|msg|mess)|fault|grpc-(?:message|status)|failure|rejected?-reason|error", re.IGNORECASE
)
_CODE_NAME = re.compile(r"code|type|status|id\Z|number|key", re.IGNORECASE)


_NOTHING, _CHALLENGE, _ERROR, _CONTENT = range(4)


class _Kinds(dict[bytes, int]):
    """What a field tells, by its name as it was sent. Bounded: names are the senders' choice."""

    def __missing__(self, name: bytes) -> int:
        kind, lowered = _NOTHING, name.lower()
        if lowered in (b"www-authenticate", b"proxy-authenticate"):
            kind = _CHALLENGE
        elif lowered in (b"content-type", b"content-encoding"):
            kind = _CONTENT
        elif len(name) < 100 and _ERROR_NAME.search(name) is not None:
            kind = _ERROR
        if len(self) < _REMEMBERED_NAMES:
            self[name] = kind
        return kind


_REMEMBERED_NAMES = 1024
_kinds = _Kinds()


def telling_fields(fields: Fields) -> tuple[Field, ...]:
    """The fields that a reading may depend on: those that tell of an error, and how the body is decoded."""
    kinds = _kinds
    return tuple([field for field in fields.raw if kinds[field[0]]])


def content_of(telling: Sequence[Field]) -> tuple[str | None, str | None]:
    """The first `Content-Type` and the first `Content-Encoding` among these fields."""
    media_type: str | None = None
    coding: str | None = None
    for name, value in telling:
        if _kinds[name] != _CONTENT:
            continue
        if len(name) == _TYPE_LENGTH:
            media_type = value.decode("utf-8", "surrogateescape") if media_type is None else media_type
        elif coding is None:
            coding = value.decode("utf-8", "surrogateescape")
    return media_type, coding


_TYPE_LENGTH = len(b"content-type")
_SILENCE = Finding("none", 0.0)


def read_fields(fields: Fields) -> Finding:
    """Message and code that header fields tell, None where they do not. For reading only."""
    kinds = _kinds
    telling = [field for field in fields.raw if _NOTHING < kinds[field[0]] < _CONTENT]
    if not telling:
        return _SILENCE
    found = Finding("none", 0.0)
    for raw_name, raw_value in telling:
        value = raw_value[:_MAX_VALUE].decode("utf-8", "replace")
        if kinds[raw_name] == _CHALLENGE:
            _read_challenge(value, found)
        else:
            _read_field(raw_name.decode("ascii", "replace").lower(), value, found)
    return found


def _read_challenge(value: str, found: Finding) -> None:
    for name, quoted, bare in _PARAMETER.findall(value):
        text = quoted or bare
        if name == "error" and found.code is None:
            found.code = text
        elif name == "error_description" and found.message is None:
            found.message = text
        found.dialect, found.confidence = "bearer-challenge", 0.8


def _read_field(name: str, value: str, found: Finding) -> None:
    value = value.strip()
    if not value or value.casefold() in ("0", "false", "true", "none", "unhandled", "no"):
        return
    found.dialect, found.confidence = "header", 0.6
    if name == "x-amzn-errortype":
        # `ResourceNotFoundException:http://internal.amazon.com/…`
        found.code = value.partition(":")[0]
    elif is_token(value) or (_CODE_NAME.search(name) and " " not in value):
        found.code = found.code or value
    elif found.message is None:
        found.message = unquote(value, errors="replace")
