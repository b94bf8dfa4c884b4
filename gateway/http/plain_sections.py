"""Header sections that are plain: read line by line once, then known by their bytes.

Decides what a plain line is (RFC 9110 §5.1, §5.5: a token, a colon, visible characters) and what is
remembered. Refuses to know which fields there are in requests and in answers (plain_requests.py,
plain_answers.py).

Peers write the same lines time and again: a client all of them, a server all but the date, which changes once
a second. So a line is read once and looked up from then on, and so is a section all of whose lines are known.
What is remembered is bounded, for lines are the peers' choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from multidict import CIMultiDictProxy, MultiMapping

from gateway.exchange import Field, index_fields

# A longer head, or one of more lines, is not plain.
HEAD_BYTES = 8 * 1024
LINES = 64

LINES_KNOWN = 4096
LINE_BYTES = 256
SECTIONS_KNOWN = 1024
SECTION_BYTES = 1024

# What stands in a phrase; a value may also have the bytes of other charsets.
VISIBLE = b"\t" + bytes(range(0x20, 0x7F))
_VALUE = VISIBLE + bytes(range(0x80, 0x100))
_TOKEN = b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Lengths that can be here in one piece; leading zeros are for the parser.
_LENGTH = re.compile(rb"0|[1-9][0-9]{0,8}")
# The parser takes the first for Connection, and refuses the second.
_PARSERS = frozenset({b"proxy-connection", b"sec-websocket-key1"})

# What becomes of a line: it goes on, is dropped, is the length, ends the connection; or it goes on and every
# head of its kind has it (Date), or it is what every head of its kind has and goes on otherwise (Host); or it
# goes on where no other has its name; or it says that the body comes in chunks.
PASS, DROP, LENGTH, CLOSE, OWN, OWN_ALONE, PASS_ONCE, CHUNKED = range(8)

_FRAMES = frozenset({LENGTH, CLOSE, CHUNKED})

# The fate of a field, by its name in lower case and its value; None: not plain.
FindFate = Callable[[bytes, bytes], int | None]
# The fate of a line, the field, and the line as it goes on.
_Line = tuple[int, Field, bytes]


class Section:
    """What a plain header section says."""

    __slots__ = ("_index", "chunked", "close", "fields", "kept", "length", "own")

    def __init__(self) -> None:
        self.fields: tuple[Field, ...] = ()
        # The lines that go on.
        self.kept = b""
        # Of the body; -1 where none is announced.
        self.length = -1
        # The value of what every head of its kind has; None where it is missing.
        self.own: bytes | None = None
        # Whether the body comes in chunks.
        self.chunked = False
        # Whether the connection ends behind this message.
        self.close = False
        self._index: MultiMapping[str] | None = None

    @property
    def index(self) -> MultiMapping[str]:
        """The fields by name, for all messages that have this section."""
        if self._index is None:
            self._index = CIMultiDictProxy(index_fields(self.fields))
        return self._index


class PlainSections:
    """The plain header sections of requests, or of answers; `keeps_length`: the length goes on as it came."""

    __slots__ = ("_find_fate", "_keeps_length", "_lines", "_sections")

    def __init__(self, find_fate: FindFate, *, keeps_length: bool) -> None:
        self._find_fate = find_fate
        self._keeps_length = keeps_length
        self._lines: dict[bytes, _Line] = {}
        self._sections: dict[bytes, Section] = {}

    def read(self, data: bytes) -> Section | None:
        """The section in `data`, without its last line break; None where it is not plain."""
        return self._sections.get(data) or self._read_lines(data)

    def _read_lines(self, data: bytes) -> Section | None:
        lines = data.split(b"\r\n")
        if len(lines) > LINES:
            return None
        fields: list[Field] = []
        kept: list[bytes] = []
        once: list[bytes] = []
        section = Section()
        repeats = True
        for line in lines:
            read = self._lines.get(line)
            if read is None:
                repeats = False
                read = self._read_line(line)
                if read is None:
                    return None
            fate, field, written = read
            fields.append(field)
            if fate == PASS:
                kept.append(written)
            elif fate == PASS_ONCE:
                once.append(field[0].lower())
                kept.append(written)
            elif fate == LENGTH:
                if section.length >= 0:
                    return None
                section.length = int(field[1])
                if self._keeps_length:
                    kept.append(written)
            elif fate in (OWN, OWN_ALONE):
                if section.own is not None:
                    return None
                section.own = field[1]
                if fate == OWN:
                    kept.append(written)
            elif fate == CLOSE:
                section.close = True
            elif fate == CHUNKED:
                if section.chunked:
                    return None
                section.chunked = True
        if len(set(once)) < len(once) or (section.chunked and section.length >= 0):
            return None
        section.fields, section.kept = tuple(fields), b"".join(kept)
        # A line that nobody has seen will not come again soon, or else it is known the next time.
        if repeats and len(data) <= SECTION_BYTES:
            if len(self._sections) >= SECTIONS_KNOWN:
                self._sections.clear()
            self._sections[data] = section
        return section

    def _read_line(self, line: bytes) -> _Line | None:
        name, colon, value = line.partition(b":")
        if not colon or not name or name.translate(None, _TOKEN):
            return None
        value = value.strip(b" \t")
        lower = name.lower()
        if value.translate(None, _VALUE) or lower in _PARSERS:
            return None
        fate = self._find_fate(lower, value)
        if fate is None or (fate in _FRAMES and b"\t" in line):
            # The parser minds a tab in some of these, and so may others.
            return None
        read = fate, (name, value), b"%b: %b\r\n" % (name, value)
        if len(line) <= LINE_BYTES:
            if len(self._lines) >= LINES_KNOWN:
                self._lines.clear()
            self._lines[line] = read
        return read


def is_length(value: bytes) -> bool:
    """Whether this is a Content-Length that needs no second look."""
    return _LENGTH.fullmatch(value) is not None
