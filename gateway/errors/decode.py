"""Turns the bytes of an error body into text and, where it is structured, into a tree.

Decides what a body is: by its own first characters, then by its label, because error bodies are labelled
wrongly more often than successes are. Refuses to know what an error looks like.

Never raises. At most PARSE_LIMIT characters are parsed; a longer document is read as one that was cut off.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import unquote_plus

import orjson

from gateway.errors.charsets import decode_text, label_in_content_type
from gateway.errors.codings import undo_codings
from gateway.errors.lenient import read_lenient
from gateway.errors.notices import without_notices
from gateway.errors.xmltree import read_xml

Kind = Literal["json", "xml", "html", "form", "text", "empty", "binary"]

PARSE_LIMIT = 192 * 1024
"""Characters that are given to a parser: the slowest input of this length takes some milliseconds."""

TEXT_LIMIT = 64 * 1024
"""Characters of text that are kept."""

_MAX_ROWS = 64
_MAX_FORM_MEMBERS = 200
_FORM_LIMIT = 16 * 1024
_XML_LIMIT = 96 * 1024

_HTML_NAMES = frozenset(
    (
        *(
            "html",
            "head",
            "body",
            "title",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "p",
            "div",
            "span",
            "center",
            "pre",
        ),
        *(
            "b",
            "br",
            "hr",
            "font",
            "table",
            "script",
            "style",
            "meta",
            "strong",
            "em",
            "a",
            "ul",
            "ol",
            "i",
            "link",
        ),
        *("section", "main", "article", "form", "img", "svg", "small"),
    )
)
_HTML_SIGN = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
# Declarations, comments and a doctype, then the name of the first element.
_ROOT = re.compile(r"(?:<[?!][^>]{0,300}>\s*){0,6}<([A-Za-z_][\w.:-]*)")
_JSONP = re.compile(
    r"\s*(?:/\*\*?/)?\s*(?:typeof\s+[\w.$]+\s*===\s*'function'\s*&&\s*)?[A-Za-z_$][\w.$\[\]]{0,80}\s*\(\s*(?=[{\[])"
)
_GUARD = re.compile(r"\s*(?:\)\]\}',?|while\s*\(1\);|for\s*\(;;\);|/\*-secure-|throw 1;)\s*(?=[{\[])")
_FORM = re.compile(
    r"\s*[A-Za-z_][\w.\[\]()%-]{0,60}=[^&=\r\n]*(?:&[A-Za-z_][\w.\[\]()%-]{0,60}=[^&\r\n]*)+&?\s*\Z"
)
_FORM_PART = re.compile(r'(?i)\bform-data\b[^\n]{0,200}?\bname="([^"\n]{1,100})"')
_BOUNDARY = re.compile(r'(?i)boundary="?([^";,\s]{1,70})')
_EMBEDDED = re.compile(r"[{\[]\s*[\"'{]")
_BINARY_TYPES = (
    "image/",
    "audio/",
    "video/",
    "font/",
    "application/pdf",
    "application/zip",
    "application/x-protobuf",
    "application/grpc",
)


# Bytes that no text has: all of C0 but tab, line feed, vertical tab, form feed, return and escape.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])


class Decoded:
    """A body as text and tree.

    `document` is a tree of dict, list, str, int, float, bool and None for JSON, XML and forms, else None.
    XML: `{"Envelope": {"Body": {"@id": "7", "#text": "…"}}}`. Rows of NDJSON and events are a list.
    `text` is the decoded text, at most TEXT_LIMIT characters, without lone surrogates; HTML is its source.
    """

    __slots__ = ("before", "document", "kind", "notes", "text")

    def __init__(
        self, kind: Kind, text: str = "", document: object = None, notes: list[str] | None = None
    ) -> None:
        self.kind: Kind = kind
        self.text = text
        self.document = document
        # What was odd, for the log: "json labelled text/html", "gzip truncated", "charset guessed cp949".
        self.notes: list[str] = [] if notes is None else notes
        # What stood before the body and is no part of it: notices of an interpreter, a line of its log.
        self.before = ""

    def __repr__(self) -> str:
        return f"<Decoded {self.kind} {len(self.text)} {self.notes}>"


def decode_body(body: bytes, content_type: str | None, content_encoding: str | None) -> Decoded:
    """What `body` says, whatever its labels claim. Never raises; bounded time and memory."""
    if content_encoding is None and len(body) <= TEXT_LIMIT and body[:1] in (b"{", b"["):
        # The common case, with no detour: an uncompressed JSON body in UTF-8.
        try:
            return Decoded("json", document=orjson.loads(body), text=body.decode())
        except (orjson.JSONDecodeError, UnicodeDecodeError):
            pass
    body, notes = undo_codings(body, content_encoding)
    if not body.strip():
        return Decoded("empty", notes=notes)
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type.startswith(_BINARY_TYPES) or _looks_binary(body):
        return Decoded("binary", notes=notes)
    text, codec, odd = decode_text(body, content_type)
    notes += odd
    decoded = _sort(text.replace("\0", "").lstrip("\ufeff"), media_type, content_type, codec)
    decoded.notes[:0] = notes
    return decoded


def _sort(text: str, media_type: str, content_type: str | None, codec: str) -> Decoded:
    """Find out which kind of text this is."""
    start = text.lstrip()
    if not start:
        return Decoded("empty")
    first = start[0]
    if first in "<PNWDS" and (body := without_notices(start)) is not None:
        decoded = _sort(body, media_type, content_type, codec)
        decoded.notes.append("text before the body")
        decoded.before = start[: len(start) - len(body)]
        return decoded
    if media_type == "text/event-stream" or start.startswith(("data:", "event:")):
        return _events(text)
    if media_type.startswith("multipart/"):
        return _multipart(text, content_type, codec)
    if first in '{["' or (first in "-tfn0123456789" and "json" in media_type):
        return _json(start, media_type)
    if first == "<":
        return _markup(start, media_type)
    for wrapping in (_JSONP, _GUARD):
        if (found := wrapping.match(text)) is not None:
            return _json(text[found.end() :].rstrip(" \t\r\n;)"), media_type, "json in a script")
    if media_type == "application/x-www-form-urlencoded" or (len(text) < _FORM_LIMIT and _FORM.match(text)):
        return _form(text, codec, label_in_content_type(content_type))
    return _text_or_embedded(text, media_type)


def _json(text: str, media_type: str, note: str | None = None) -> Decoded:
    notes = [note] if note else []
    if media_type and "json" not in media_type and note is None:
        notes.append(f"json labelled {media_type[:40]}")
    kept = text[:TEXT_LIMIT]
    if len(text) <= PARSE_LIMIT:
        try:
            return Decoded("json", kept, orjson.loads(text), notes)
        except orjson.JSONDecodeError:
            pass
        rows = _rows(text)
        if rows is not None:
            return Decoded("json", kept, rows, [*notes, "ndjson"])
    document = read_lenient(text)
    if document:
        return Decoded("json", kept, document, [*notes, "json with defects"])
    return Decoded("text", kept)


def _rows(text: str) -> object:
    """The rows of newline-delimited JSON; None where it is none."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        return None
    rows: list[object] = []
    # The last rows: an error that ends a stream stands there.
    for line in lines[-_MAX_ROWS:]:
        try:
            rows.append(orjson.loads(line))
        except orjson.JSONDecodeError:
            return None
    return rows


def _events(text: str) -> Decoded:
    """Server-sent events: the data of each, parsed where it is JSON (WHATWG HTML §9.2)."""
    data = [line[5:].strip() for line in text.splitlines() if line.startswith("data:")]
    rows: list[object] = []
    for piece in data[-_MAX_ROWS:]:
        try:
            rows.append(orjson.loads(piece))
        except orjson.JSONDecodeError:
            continue
    if not rows:
        return Decoded("text", "\n".join(data)[:TEXT_LIMIT] or text[:TEXT_LIMIT])
    return Decoded("json", text[:TEXT_LIMIT], rows[0] if len(rows) == 1 else rows, ["event stream"])


def _multipart(text: str, content_type: str | None, codec: str) -> Decoded:
    """The first part that can be read (RFC 2046 §5.1); MIME header fields are believed as those of HTTP."""
    members: dict[str, object] = {}
    for part in _parts(text, content_type):
        head, _, content = part.replace("\r\n", "\n").strip("\n").partition("\n\n")
        if content.startswith("HTTP/"):
            # application/http (RFC 9112 §10.2): a whole response, as batch endpoints send it.
            head, _, content = content.partition("\n\n")
        if (named := _FORM_PART.search(head)) is not None:
            # RFC 7578: each part is one member.
            members.setdefault(named.group(1), content.strip())
        elif content.strip():
            found = re.search(r"(?im)^content-type:\s*([\w.+/-]+)", head)
            inner = found.group(1).lower() if found else ""
            decoded = _sort(content, "" if inner.startswith("multipart/") else inner, content_type, codec)
            decoded.notes.append("multipart")
            return decoded
    if members:
        return Decoded("form", text[:TEXT_LIMIT], members, ["multipart"])
    return Decoded("text", text[:TEXT_LIMIT])


def _parts(text: str, content_type: str | None) -> list[str]:
    """What stands between the delimiters: the declared ones, or the first line where it looks like one."""
    declared = _BOUNDARY.search(content_type or "")
    delimiter = "--" + declared.group(1) if declared is not None else ""
    if not declared or delimiter not in text:
        delimiter = text.lstrip().partition("\n")[0].strip()
    return text.split(delimiter, 9)[1:9] if delimiter.startswith("--") and len(delimiter) > 2 else []


def _markup(text: str, media_type: str) -> Decoded:
    head = text[:2048]
    root = _ROOT.match(head)
    name = root.group(1).lower() if root is not None else ""
    if name in _HTML_NAMES or (not name and "html" in media_type) or (_HTML_SIGN.search(head) and not name):
        return Decoded("html", text[:TEXT_LIMIT])
    tree = read_xml(text[:_XML_LIMIT])
    if tree is None:
        return Decoded("html" if "html" in media_type else "text", text[:TEXT_LIMIT])
    notes = [f"xml labelled {media_type[:40]}"] if media_type and "xml" not in media_type else []
    return Decoded("xml", text[:TEXT_LIMIT], tree, notes)


def _form(text: str, codec: str, declared: str | None) -> Decoded:
    charset = declared or codec
    document: dict[str, object] = {}
    for pair in text[:_FORM_LIMIT].strip().split("&", _MAX_FORM_MEMBERS)[:_MAX_FORM_MEMBERS]:
        name, _, value = pair.partition("=")
        if name:
            document[unquote_plus(name, charset, "replace")] = unquote_plus(value, charset, "replace").strip()
    return Decoded("form", text[:TEXT_LIMIT], document)


def _text_or_embedded(text: str, media_type: str) -> Decoded:
    """Text, or JSON with something before it: a notice of the interpreter, a line of the log."""
    if "json" in media_type and (found := _EMBEDDED.search(text, 0, 8192)) is not None:
        inner = _json(text[found.start() :], media_type, "text before json")
        if inner.kind == "json":
            inner.before = text[: found.start()]
            return inner
    return Decoded("text", text[:TEXT_LIMIT])


def _looks_binary(body: bytes) -> bool:
    head = body[:512]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    if head.count(0):
        # UTF-16 without a mark has a zero in every other place.
        return not (len(head) >= 4 and (head[0] == 0) != (head[1] == 0) and (head[2] == 0) != (head[3] == 0))
    return (len(head) - len(head.translate(None, _CONTROLS))) * 10 > len(head)
