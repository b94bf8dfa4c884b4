"""A response of an upstream that somebody kept: as `curl -i` prints it, or as an entry of a HAR.

Decides what such a file means. Refuses to know errors and configurations.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from gateway.exchange import Exchange, Fields, Reply

LARGEST_FILE = 64 << 20
"""Bytes: a HAR holds whole sessions."""

_STATUS_LINE = re.compile(rb"HTTP/[0-9.]{1,3} ([1-9][0-9]{2})(?: ([^\r\n]{0,200}))?\r?\n")
_FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}):[ \t]*([^\r\n]*)")
# Not a real request id: the same capture gives the same answer each time.
REQUEST_ID = "00000000-0000-4000-8000-000000000000"


class BadCapture(ValueError):
    """A file that holds no response; says what is wrong with it and what would be right."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the client had asked for, as far as rules and languages depend on it."""

    method: str = "GET"
    path: str = "/"
    fields: tuple[tuple[str, str], ...] = ()

    def exchange(self) -> Exchange:
        """The exchange of this request, before it is routed."""
        path, mark, query = self.path.partition("?")
        return Exchange(self.method, path, query if mark else None, Fields(_raw(self.fields)), id=REQUEST_ID)


@dataclass(frozen=True, slots=True)
class Captured:
    """One response, and the request that it answered."""

    status: int
    fields: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    request: Request = field(default_factory=Request)
    # Where it came from, for people: `answers.har, entry 3`.
    name: str = ""

    def reply(self) -> Reply:
        """The reply of the upstream, as `classify` gets it."""
        return Reply(self.status, Fields(self.fields), self.body)


def read_captured(data: bytes, name: str, request: Request) -> list[Captured]:
    """The responses in a file: all of a HAR, with their own requests, or the one that `curl -i` printed.

    Raises BadCapture.
    """
    if len(data) > LARGEST_FILE:
        raise BadCapture(f"{name}: is larger than {LARGEST_FILE >> 20} MiB")
    data = data.removeprefix(codecs.BOM_UTF8)
    if data.lstrip()[:1] == b"{" and b'"log"' in data:
        return read_har(data, name)
    return [read_printed(data, name, request)]


def read_printed(data: bytes, name: str, request: Request) -> Captured:
    """The response as `curl -i` prints it; of several heads (100, redirects, proxies) the last."""
    found = _STATUS_LINE.match(data)
    if found is None:
        hint = "save it with `curl -i URL > answer.http`, or give a HAR"
        raise BadCapture(f"{name}: begins with no status line such as `HTTP/1.1 500`; {hint}")
    while True:
        status, rest = int(found[1]), data[found.end() :]
        fields, data = _read_fields(rest, name)
        following = _STATUS_LINE.match(data)
        if following is None:
            return Captured(status, fields, data, request, name)
        found = following


def _read_fields(data: bytes, name: str) -> tuple[tuple[tuple[bytes, bytes], ...], bytes]:
    fields: list[tuple[bytes, bytes]] = []
    while data:
        line, _, data = data.partition(b"\n")
        line = line.rstrip(b"\r")
        if not line:
            break
        found = _FIELD.fullmatch(line)
        if found is None:
            shown = line[:60].decode("utf-8", "replace")
            hint = "an empty line ends the header"
            raise BadCapture(
                f"{name}: `{shown}` is no header field such as `Content-Type: text/html`; {hint}"
            )
        fields.append((found[1], found[2]))
    return tuple(fields), data


def read_har(data: bytes, name: str) -> list[Captured]:
    """Every answered entry of a HAR 1.2 file, in order. Raises BadCapture."""
    try:
        document = json.loads(data)
    except json.JSONDecodeError as exc:
        where = f"line {exc.lineno}, column {exc.colno}: {exc.msg}"
        raise BadCapture(f"{name}: is no HAR: it is no JSON: {where}") from None
    except (ValueError, RecursionError):
        raise BadCapture(f"{name}: is no HAR: it is no JSON in UTF-8, or nested too deeply") from None
    try:
        entries = document["log"]["entries"]
    except (KeyError, TypeError):
        raise BadCapture(f"{name}: is no HAR: it has no `log.entries`") from None
    if not isinstance(entries, list):
        raise BadCapture(f"{name}: is no HAR: `log.entries` is no list")
    return [_read_entry(entry, f"{name}, entry {at}") for at, entry in enumerate(entries, 1)]


def _read_entry(entry: Any, name: str) -> Captured:
    try:
        asked, answered = entry["request"], entry["response"]
        # Status 0: the browser got no answer.
        status = int(answered["status"])
        content = answered.get("content") or {}
        target = urlsplit(str(asked["url"]))
        path = target.path or "/"
        request = Request(
            str(asked["method"]), f"{path}?{target.query}" if target.query else path, _pairs(asked)
        )
        # The recorder has undone the coding of the content.
        fields = tuple(
            (field, value) for field, value in _raw(_pairs(answered)) if field.lower() != b"content-encoding"
        )
        return Captured(status, fields, _content(content), request, name)
    except (KeyError, TypeError, ValueError, AttributeError) as exc:
        raise BadCapture(f"{name}: is no entry of a HAR: {_lack(entry, exc)}") from None


def _lack(entry: object, error: Exception) -> str:
    if not isinstance(entry, dict):
        return "it is no object"
    if isinstance(error, KeyError):
        return f"it has no `{error.args[0]}`"
    return str(error) if isinstance(error, ValueError) else "a member is of the wrong kind"


def _pairs(message: Any) -> tuple[tuple[str, str], ...]:
    pairs = [(str(each["name"]), str(each["value"])) for each in message.get("headers") or ()]
    # HTTP/2 pseudo-header fields are recorded as well.
    return tuple((name, value) for name, value in pairs if not name.startswith(":"))


def _content(content: Any) -> bytes:
    text = str(content.get("text") or "")
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(text)
        except binascii.Error:
            raise ValueError("its content is no base64") from None
    return text.encode("utf-8", "surrogateescape")


def _raw(pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[bytes, bytes], ...]:
    cleaned = ((name, value.replace("\r", " ").replace("\n", " ")) for name, value in pairs)
    return tuple(
        (name.encode("utf-8", "replace"), value.encode("utf-8", "replace")) for name, value in cleaned
    )
