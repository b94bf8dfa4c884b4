"""Plain answers: a head of ordinary lines and the whole body behind it, in one piece.

Decides which answers are so plain that their lines need only be looked up, and what these say. Refuses to
guess: an answer that is not plain in every byte is the parser's (answer_reader.py).

A server writes the same lines time and again; of one answer to the next, the date changes once a second. So a
line is read once and remembered, and the lines that go on to the client go on as they are. Law: what is read
here the parser reads in the same way (a property test compares the two).
"""

from __future__ import annotations

import re
from typing import TypeVar

from gateway.exchange import Field, Fields, Reply
from gateway.http.heads import CHUNKED, CONNECTION, DATE, DROP, KEEP, LENGTH, UPGRADE, response_kind

# A longer head, or one of more lines, is not plain.
_HEAD_BYTES = 8 * 1024
_LINES = 64
# What is remembered, and not more: lines are the servers' choice.
_MEMO_SIZE = 4096
_MEMO_LINE_BYTES = 256
# Far more than fits in one piece.
_LENGTH = re.compile(rb"0|[1-9][0-9]{0,8}")
# Beside the kinds of heads.py: `Connection: close`.
_CLOSE = -1

_TOKEN = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_PHRASE = b"\t" + bytes(range(0x20, 0x7F))
# RFC 9110 §5.5: visible characters, spaces and tabs, and the bytes of other charsets.
_VALUE = _PHRASE + bytes(range(0x80, 0x100))
_BODILESS = (204, 304)

ReadT = TypeVar("ReadT")
# What kind of field a line is, the field, and the line as it goes on.
Line = tuple[int, Field, bytes]

_statuses: dict[bytes, tuple[int, str]] = {}
_lines: dict[bytes, Line] = {}


def read_plain_answer(data: bytes) -> tuple[Reply, bool] | None:
    """The reply in `data`, and whether the server closes the connection behind it; None: not plain.

    Not for the answer to HEAD.
    """
    end = data.find(b"\r\n\r\n", 0, _HEAD_BYTES)
    if end < 0:
        return None
    lines = data[:end].split(b"\r\n")
    first = lines.pop(0)
    status = _statuses.get(first) or _read_status(first)
    if status is None or len(lines) > _LINES:
        return None
    raw: list[Field] = []
    # The lines that go on to the client.
    kept: list[bytes] = []
    length = -1
    close = dated = False
    for line in lines:
        read = _lines.get(line) or _read_line(line)
        if read is None:
            return None
        kind, field, written = read
        raw.append(field)
        if kind == KEEP:
            kept.append(written)
        elif kind == DATE:
            dated = True
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
    fields.ready = b"".join(kept), length, dated
    return Reply(status[0], fields, data[end + 4 :], reason=status[1]), close


def _read_status(line: bytes) -> tuple[int, str] | None:
    # RFC 9112 §4
    if line[:9] != b"HTTP/1.1 " or line[12:13] != b" " or not line[9:12].isdigit():
        return None
    status, phrase = int(line[9:12]), line[13:]
    if not 200 <= status <= 599 or status in _BODILESS or phrase.translate(None, _PHRASE):
        return None
    read = status, phrase.decode()
    _remember(_statuses, line, read)
    return read


def _read_line(line: bytes) -> Line | None:
    name, colon, value = line.partition(b":")
    if not colon or not name or name.translate(None, _TOKEN):
        return None
    value = value.strip(b" \t")
    if value.translate(None, _VALUE):
        return None
    kind = response_kind(name)
    if kind in (CHUNKED, UPGRADE) or (kind == LENGTH and not _LENGTH.fullmatch(value)):
        return None
    if kind == CONNECTION:
        option = value.lower()
        if option not in (b"keep-alive", b"close"):
            return None
        kind = _CLOSE if option == b"close" else DROP
    read = kind, (name, value), b"%b: %b\r\n" % (name, value)
    _remember(_lines, line, read)
    return read


def _remember(memo: dict[bytes, ReadT], line: bytes, read: ReadT) -> None:
    if len(line) > _MEMO_LINE_BYTES:
        return
    if len(memo) >= _MEMO_SIZE:
        memo.clear()
    memo[line] = read
