"""Plain answers: a head of ordinary lines and the whole body behind it, in one piece.

Decides which answers are so plain that their lines need only be looked up. Refuses to guess: an answer that
is not plain in every byte is the parser's (answer_reader.py).

Law: what is read here the parser reads in the same way (a property test compares the two).
"""

from __future__ import annotations

from gateway.exchange import Field, Fields, Reply
from gateway.http.heads import CHUNKED, CONNECTION, DATE, DROP, KEEP, LENGTH, UPGRADE, response_kind
from gateway.http.plain_lines import HEAD_BYTES, LINES, MEMO_SIZE, VISIBLE, PlainLines, is_length

# Beside the kinds of heads.py: `Connection: close`.
_CLOSE = -1
_BODILESS = (204, 304)
_MEMO_LINE_BYTES = 64


def _find_kind(name: bytes, value: bytes) -> int | None:
    kind = response_kind(name)
    if kind in (CHUNKED, UPGRADE) or (kind == LENGTH and not is_length(value)):
        return None
    if kind == CONNECTION:
        return {b"keep-alive": DROP, b"close": _CLOSE}.get(value.lower())
    return kind


_lines = PlainLines(_find_kind)
_statuses: dict[bytes, tuple[int, str]] = {}


def read_plain_answer(data: bytes) -> tuple[Reply, bool] | None:
    """The reply in `data`, and whether the server closes the connection behind it; None: not plain.

    Not for the answer to HEAD.
    """
    end = data.find(b"\r\n\r\n", 0, HEAD_BYTES)
    if end < 0:
        return None
    lines = data[:end].split(b"\r\n")
    first = lines.pop(0)
    status = _statuses.get(first) or _read_status(first)
    if status is None or len(lines) > LINES:
        return None
    raw: list[Field] = []
    # The lines that go on to the client.
    kept: list[bytes] = []
    length = -1
    date = b""
    close = False
    known = _lines.known
    for line in lines:
        read = known.get(line) or _lines.read(line)
        if read is None:
            return None
        kind, field, written = read
        raw.append(field)
        if kind == KEEP:
            kept.append(written)
        elif kind == DATE:
            date = written
            kept.append(written)
        elif kind == LENGTH:
            if length >= 0:
                return None
            length = int(field[1])
            kept.append(written)
        elif kind == _CLOSE:
            close = True
    if len(data) - end - 4 != length:
        return None
    fields = Fields(tuple(raw))
    fields.ready = b"".join(kept), length, date
    return Reply(status[0], fields, data[end + 4 :], reason=status[1]), close


def _read_status(line: bytes) -> tuple[int, str] | None:
    # RFC 9112 §4
    if line[:9] != b"HTTP/1.1 " or line[12:13] != b" " or not line[9:12].isdigit():
        return None
    status, phrase = int(line[9:12]), line[13:]
    if not 200 <= status <= 599 or status in _BODILESS or phrase.translate(None, VISIBLE):
        return None
    read = status, phrase.decode()
    if len(line) <= _MEMO_LINE_BYTES:
        if len(_statuses) >= MEMO_SIZE:
            _statuses.clear()
        _statuses[line] = read
    return read
