"""Plain answers: a head of ordinary lines and the whole body behind it, in one piece.

Decides which answers are plain. Refuses to guess: an answer that is not plain in every byte is the parser's
(answer_reader.py).

Law: what is read here the parser reads in the same way (a property test compares the two).
"""

from __future__ import annotations

from gateway.exchange import Fields, Reply
from gateway.http import field_kinds
from gateway.http.plain_chunks import read_plain_chunks
from gateway.http.plain_sections import (
    CHUNKED,
    CLOSE,
    DROP,
    HEAD_BYTES,
    LENGTH,
    OWN,
    PASS,
    VISIBLE,
    PlainSections,
    is_length,
)

_FATES = {field_kinds.KEEP: PASS, field_kinds.DATE: OWN, field_kinds.DROP: DROP}
_BODILESS = (204, 304)
_STATUSES_KNOWN = 1024
_STATUS_BYTES = 64


def _find_fate(name: bytes, value: bytes) -> int | None:
    kind = field_kinds.response_kind(name)
    if kind == field_kinds.LENGTH:
        return LENGTH if is_length(value) else None
    if kind == field_kinds.CHUNKED:
        return CHUNKED if value.lower() == b"chunked" else None
    if kind == field_kinds.CONNECTION:
        return {b"keep-alive": DROP, b"close": CLOSE}.get(value.lower())
    return _FATES.get(kind)


_sections = PlainSections(_find_fate, keeps_length=True)
_statuses: dict[bytes, tuple[int, str]] = {}


def read_plain_answer(data: bytes) -> tuple[Reply, bool] | None:
    """The reply in `data`, and whether the server closes the connection behind it; None: not plain.

    Not for the answer to HEAD.
    """
    end = data.find(b"\r\n\r\n", 0, HEAD_BYTES)
    break_at = data.find(b"\r\n")
    if end <= break_at:
        return None
    line = data[:break_at]
    status = _statuses.get(line) or _read_status(line)
    if status is None:
        return None
    section = _sections.read(data[break_at + 2 : end])
    if section is None:
        return None
    if section.chunked:
        body = read_plain_chunks(data, end + 4)
        if body is None:
            return None
    elif len(data) - end - 4 != section.length:
        return None
    else:
        body = data[end + 4 :]
    fields = Fields(section.fields)
    fields.ready = section
    return Reply(status[0], fields, body, reason=status[1]), section.close


def _read_status(line: bytes) -> tuple[int, str] | None:
    # RFC 9112 §4
    if line[:9] != b"HTTP/1.1 " or line[12:13] != b" " or not line[9:12].isdigit():
        return None
    status, phrase = int(line[9:12]), line[13:]
    if not 200 <= status <= 599 or status in _BODILESS or phrase.translate(None, VISIBLE):
        return None
    read = status, phrase.decode()
    if len(line) <= _STATUS_BYTES:
        if len(_statuses) >= _STATUSES_KNOWN:
            _statuses.clear()
        _statuses[line] = read
    return read
