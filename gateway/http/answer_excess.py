"""Answers with bytes behind them that belong to nothing.

Decides where an answer ends, and whether that was passed. Refuses to know connections, which end behind such
an answer (RFC 9112 §6.3).

Servers send a body with the answer to HEAD, or count characters as bytes. Whether a parser tells of it is a
matter of packets, and it may hold some of them in silence. The cut of packets should make no difference.
"""

from __future__ import annotations

from gateway.http.parsed import AnswerHead, AnswerParser
from gateway.http.parsing import EMPTY_PAYLOAD, Overhead, StreamReader, announced_length

_EMPTY_LINE = b"\r\n\r\n"
Message = tuple[AnswerHead, StreamReader]


class AnswerEnd:
    """Looks whether the end of one answer is passed."""

    __slots__ = ("_last", "_left", "_overhead", "_reader")

    def __init__(self, head: AnswerHead, reader: StreamReader) -> None:
        # RFC 9110 §6.4.1: nothing comes behind the head, whatever that announces.
        bodiless = reader is EMPTY_PAYLOAD or head.code in (204, 304)
        self._reader = reader
        # Counts what is no content in a chunked body; None: the body is another one.
        self._overhead = Overhead() if head.chunked and not bodiless else None
        # The last bytes of a chunked body.
        self._last = b""
        # Bytes that may still come; None: until the server closes.
        self._left: int | None = 0
        if not bodiless:
            length = head.headers.get("Content-Length")
            self._left = None if length is None else announced_length(length)

    def add(self, data: bytes, count: int) -> None:
        """The last `count` bytes of `data` have come behind the head."""
        if self._overhead is not None:
            self._last = (self._last + data[len(data) - min(count, 5) :])[-5:]
        elif self._left is not None:
            self._left -= count

    def is_padded(self, limit_bytes: int, count: int) -> bool:
        """Whether, with the `count` bytes that were added, more than `limit_bytes` came without content."""
        return self._overhead is not None and self._overhead.exceeds(limit_bytes, count, self._reader)

    @property
    def is_passed(self) -> bool:
        """Whether there is anything behind the answer, which is complete."""
        if self._overhead is not None:
            # The line before the empty one has something in it: the last chunk's size, or a trailer.
            return self._last[1:] != _EMPTY_LINE or self._last[:1] == b"\n"
        return self._left is not None and self._left < 0


def bytes_behind(data: bytes, heads: int) -> int:
    """How many bytes there are in `data` behind this many heads that it begins with."""
    at = 0
    for _ in range(heads):
        end = data.find(_EMPTY_LINE, at)
        if end < 0:
            # Lines that end in LF alone, which the parser bears with: as if all were excess.
            break
        at = end + len(_EMPTY_LINE)
    return len(data) - at


def read_first_answer(parser: AnswerParser, data: bytes) -> list[Message]:
    """The answer that `data` begins with, behind the interim ones; [] where it is not all there, or broken.

    `parser` has seen nothing yet.
    """
    found: list[Message] = []
    at = 0
    try:
        while not found or not _is_whole(*found[-1]):
            end = _piece_end(data, at, found)
            if end <= at:
                return []
            found += parser.feed_data(data[at:end])[0]
            at = end
    except Exception:  # noqa: BLE001  whatever the parser raises, the server's bytes did it
        return []
    return found


def _is_whole(head: AnswerHead, reader: StreamReader) -> bool:
    return head.code >= 200 and reader.is_eof()


def _piece_end(data: bytes, at: int, found: list[Message]) -> int:
    """Where the next piece ends that may be the last one of the answer; no more than `at`: there is none."""
    if found and found[-1][0].code >= 200 and not found[-1][0].chunked:
        return min(len(data), at + announced_length(found[-1][0].headers["content-length"]))
    # So a head ends, of an interim answer too, and a chunked body.
    return data.find(_EMPTY_LINE, at) + len(_EMPTY_LINE)
