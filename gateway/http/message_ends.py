"""Where a request's head ends and where its body does, so that a parser sees one request and not a byte more.

Decides at which byte the next piece for the parser ends. Refuses to judge what is in it: the parser does.

So nothing of one request can turn up in the next, and what stands behind it is here when its turn comes.
"""

from __future__ import annotations

import re

from gateway.faults import GatewayError

_EMPTY_LINE = b"\r\n\r\n"
# RFC 9112 §2.2: empty lines before a request are ignored.
_BREAKS = re.compile(rb"[\r\n]*")
# What may become a request line (RFC 9112 §3).
_LINE_BEGINS = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+( [^\x00-\x1f\x7f]*\r?)?")
# What a request line has besides the target: a method, a version and two spaces.
_AROUND_TARGET_BYTES = 64
# The end of a chunked body is looked for in the last bytes of a packet: to search one of 64 KiB costs 33 µs,
# more than to parse it.
SEARCHED_BYTES = 4096


class HeadEnd:
    """Looks for the end of a head that is arriving."""

    __slots__ = ("_last", "count", "line")

    def __init__(self) -> None:
        # The request line, or what there is of it; it ends in a line feed once it is complete.
        self.line = b""
        # Bytes so far: of the head, or of what was ignored before it.
        self.count = 0
        self._last = b""

    @property
    def has_line(self) -> bool:
        """Whether the request line is complete."""
        return self.line.endswith(b"\n")

    def take_line(self, data: bytes, at: int, longest_target: int) -> tuple[bytes, int]:
        """What the parser should see, and from where on; b"" while what there is may become a line.

        `data` from `at` on has arrived. Half a line is shown only where it cannot become a whole one.
        """
        if self.line:
            data, at = self.line + data[at:], 0
        found = _BREAKS.match(data, at)
        begin = found.end() if found else at
        end = data.find(b"\n", begin) + 1
        if end:
            self.line, self.count = data[begin:end], 0
            return data, begin
        self.count += begin - at
        line = self.line = data[begin:]
        if not line or (len(line) <= longest_target + _AROUND_TARGET_BYTES and _LINE_BEGINS.fullmatch(line)):
            return b"", 0
        return data, begin

    def find(self, data: bytes, at: int) -> int:
        """Where the head ends in `data`, whose bytes from `at` on belong to it; -1: not yet."""
        end = _find_empty_line(self._last, data, at)
        self._last = _last_bytes(self._last, data, at, len(data))
        self.count += (len(data) if end < 0 else end) - at
        return end


class LengthEnd:
    """Counts a body whose length was announced."""

    __slots__ = ("_left", "exact")

    def __init__(self, length: int) -> None:
        self._left = length
        # Whether a body that ends in the last piece ends where the piece does.
        self.exact = True

    def find(self, data: bytes, at: int) -> int:
        """Where the next piece of the body ends in `data`, in which it begins at `at`."""
        end = min(len(data), at + self._left)
        self._left -= end - at
        return end


class ChunkedEnd:
    """Looks for the end of a chunked body, with its trailers if it has some: each is an empty line."""

    __slots__ = ("_last", "exact")

    def __init__(self) -> None:
        self._last = b""
        # As above.
        self.exact = True

    def find(self, data: bytes, at: int) -> int:
        """As above; not every piece that ends in an empty line ends the body."""
        if at == len(data):
            return at
        begin = max(at, len(data) - SEARCHED_BYTES)
        last = _last_bytes(self._last, data, at, begin)
        end = _find_empty_line(last, data, begin)
        if end < 0:
            end = len(data)
        elif begin > at:
            # First what is not searched.
            end = begin
        self.exact = begin == at
        self._last = _last_bytes(self._last, data, at, end)
        return end


def find_flaw(line: bytes, section_bytes: int, longest: int) -> GatewayError | None:
    """What is wrong with a complete head that the parser has let through.

    `section_bytes`: what it takes behind its line, the empty one included.
    """
    if ends_in_line_feed(line):
        return bad_line()
    if line[-10:-5] != b"HTTP/" and line.count(b" ") > 1:
        # The parser knows RTSP and ICE as well, and takes their versions for those of HTTP.
        return bad_line()
    return GatewayError("header_too_large") if section_bytes - 2 > longest else None


def ends_in_line_feed(line: bytes) -> bool:
    """Whether a line ends in a line feed alone, so that it is none (RFC 9112 §2.2)."""
    return line.endswith(b"\n") and not line.endswith(b"\r\n")


def bad_line() -> GatewayError:
    """A request line that is none."""
    return GatewayError("bad_request", message="The request line is not valid.")


def _find_empty_line(last: bytes, data: bytes, at: int) -> int:
    """Behind the first empty line in `data` from `at` on, before which `last` has come; -1: there is none."""
    if last:
        found = (last + data[at : at + 3]).find(_EMPTY_LINE)
        if found >= 0:
            return at + found + len(_EMPTY_LINE) - len(last)
    found = data.find(_EMPTY_LINE, at)
    return found + len(_EMPTY_LINE) if found >= 0 else -1


def _last_bytes(last: bytes, data: bytes, at: int, end: int) -> bytes:
    """As many as may belong to an empty line that is not complete."""
    return (last + data[max(at, end - 3) : end])[-3:]
