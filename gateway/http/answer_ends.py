"""Where an answer's head ends and where its body does, so that a parser sees one answer and not a byte more.

Decides at which byte the next piece for the parser ends, and whether the end of an answer was passed. Refuses
to know connections, which end behind such an answer (RFC 9112 §6.3).

Servers send a body with the answer to HEAD, or count characters as bytes. What a parser makes of the bytes
behind an answer is a matter of packets, and so it sees none of them. Chunks it alone can count: behind them
it may see some, and what it says of these is not asked.
"""

from __future__ import annotations

import re

from gateway.http.parsed import AnswerHead
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    Overhead,
    StreamReader,
    announced_length,
)

# Lines may end in LF alone (RFC 9112 §2.2): so they do where old servers write their fields by hand.
_HEAD_END = re.compile(rb"\n\r?\n")
_BARE_CR = re.compile(rb"\r(?!\n)")
_BREAKS = re.compile(rb"[\r\n]*")
_EMPTY_LINE = b"\r\n\r\n"


def skip_breaks(data: bytes, at: int) -> int:
    """Where the next head begins in `data`, of which `at` is behind the last one."""
    found = _BREAKS.match(data, at)
    return found.end() if found else at


def find_head_end(data: bytes, at: int, seen: int) -> int:
    """Behind the head that begins at `at`; -1: it is not complete. It does not end before `seen`."""
    # Two bytes of the empty line may have come before.
    found = _HEAD_END.search(data, max(at, seen - 2))
    return found.end() if found else -1


def is_doubtful(data: bytes, at: int, end: int) -> bool:
    """Whether others may see the end of a complete head elsewhere, or no head of HTTP.

    The parser takes a blank before the first field for the field's (RFC 9112 §2.2: reject, or drop the line),
    a CR behind an empty value for a line break, and the versions of RTSP and ICE for those of HTTP.
    """
    line_end = data.find(b"\n", at, end) + 1
    return (
        data[line_end : line_end + 1] == b" "
        or data[at : at + 5] != b"HTTP/"
        or _BARE_CR.search(data, at, end) is not None
    )


class AnswerEnd:
    """Looks for the end of one answer, of which the head is known."""

    __slots__ = ("_last", "_left", "_overhead", "_reader")

    def __init__(self, head: AnswerHead, reader: StreamReader) -> None:
        # RFC 9110 §6.4.1: nothing comes behind the head, whatever that announces.
        bodiless = reader is EMPTY_PAYLOAD or head.code in (204, 304)
        self._reader = reader
        # Counts what is no content in a chunked body; None: the body is another one.
        self._overhead = Overhead() if head.chunked and not bodiless else None
        # The last bytes of a chunked body.
        self._last = b""
        # Bytes that may still come; None: until the server closes, or until the last chunk.
        self._left: int | None = 0
        if not bodiless:
            length = head.headers.get("Content-Length")
            self._left = None if length is None else announced_length(length)

    def find(self, data: bytes, at: int) -> int:
        """Where the next piece of the body ends in `data`, in which it begins at `at`."""
        if self._left is None:
            if self._overhead is not None:
                self._last = (self._last + data[max(at, len(data) - 5) :])[-5:]
            return len(data)
        end = min(len(data), at + self._left)
        self._left -= end - at
        return end

    def is_padded(self, limit_bytes: int, count: int) -> bool:
        """Whether, with the last `count` bytes read, more than `limit_bytes` came without content."""
        return self._overhead is not None and self._overhead.exceeds(limit_bytes, count, self._reader)

    @property
    def is_passed(self) -> bool:
        """Whether there are bytes behind the last chunk, which has come, that the parser is silent about."""
        # The line before the empty one has something in it: the last chunk's size, or a trailer.
        return self._overhead is not None and (
            self._last[1:] != _EMPTY_LINE or self._last[:1] in (b"\r", b"\n")
        )
