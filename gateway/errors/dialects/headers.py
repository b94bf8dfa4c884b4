"""Reads what only the header fields of an answer tell about an error.

Decides which fields speak of the error: challenges with `error=` (RFC 6750 §3), gRPC's, and any field whose
name says error. Refuses to look at the body.
"""

from __future__ import annotations

import re
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


class _Kinds(dict[bytes, int]):
    """What a field of a name tells: 0 nothing, 1 a challenge, 2 an error. Bounded: names are the senders'."""

    def __missing__(self, name: bytes) -> int:
        kind = 0
        if name.lower() in (b"www-authenticate", b"proxy-authenticate"):
            kind = 1
        elif len(name) < 100 and _ERROR_NAME.search(name) is not None:
            kind = 2
        if len(self) < _REMEMBERED_NAMES:
            self[name] = kind
        return kind


_REMEMBERED_NAMES = 1024
_kinds = _Kinds()


def telling_fields(fields: Fields) -> tuple[Field, ...]:
    """The fields that tell something of an error: all that a recognizer may look at beside the body."""
    kinds = _kinds
    return tuple([field for field in fields.raw if kinds[field[0]]])


def read_fields(fields: Fields) -> Finding:
    """Message and code that header fields tell, None where they do not."""
    found = Finding("none", 0.0)
    for raw_name, raw_value in fields.raw:
        kind = _kinds[raw_name]
        if kind == 0:
            continue
        value = raw_value[:_MAX_VALUE].decode("utf-8", "replace")
        if kind == 1:
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
