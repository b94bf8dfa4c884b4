"""Header lines that are plain, read once and remembered.

Decides what a plain line is (RFC 9110 §5.1, §5.5: a token, a colon, visible characters). Refuses to know what
kinds of fields there are in requests (plain_requests.py) and in answers (plain_answers.py).

Peers write the same lines time and again, so most heads are read by looking their lines up. What is
remembered is bounded, for lines are the peers' choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from gateway.exchange import Field

# A longer head, or one of more lines, is not plain.
HEAD_BYTES = 8 * 1024
LINES = 64

MEMO_SIZE = 4096
MEMO_LINE_BYTES = 256

# What stands in a phrase; a value may also have the bytes of other charsets.
VISIBLE = b"\t" + bytes(range(0x20, 0x7F))
_VALUE = VISIBLE + bytes(range(0x80, 0x100))
_TOKEN = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Lengths that can be here in one piece; leading zeros are for the parser.
_LENGTH = re.compile(rb"0|[1-9][0-9]{0,8}")
# The parser takes it for Connection.
_PROXY_CONNECTION = b"proxy-connection"

# What kind of field a line is, the field, and the line as it goes on.
Line = tuple[int, Field, bytes]
# The kind of a field by its name in lower case and its value; None: not plain.
FindKind = Callable[[bytes, bytes], int | None]


class PlainLines:
    """The plain lines of requests, or of answers."""

    __slots__ = ("_find_kind", "known")

    def __init__(self, find_kind: FindKind) -> None:
        self._find_kind = find_kind
        self.known: dict[bytes, Line] = {}

    def read(self, line: bytes) -> Line | None:
        """A line that is not `known`, from its bytes; None where it is not plain."""
        name, colon, value = line.partition(b":")
        if not colon or not name or name.translate(None, _TOKEN):
            return None
        value = value.strip(b" \t")
        lower = name.lower()
        if value.translate(None, _VALUE) or lower == _PROXY_CONNECTION:
            return None
        kind = self._find_kind(lower, value)
        if kind is None:
            return None
        read = kind, (name, value), b"%b: %b\r\n" % (name, value)
        if len(line) <= MEMO_LINE_BYTES:
            if len(self.known) >= MEMO_SIZE:
                self.known.clear()
            self.known[line] = read
        return read


def is_length(value: bytes) -> bool:
    """Whether this is a Content-Length that needs no second look."""
    return _LENGTH.fullmatch(value) is not None
