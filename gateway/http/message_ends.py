"""Where a request's head ends and where its body does, so that a parser sees one request and not a byte more.

Decides at which byte the next piece for the parser ends. Refuses to judge what is in it: the parser does.

So nothing of one request can turn up in the next, and what stands behind it is here when its turn comes. Of a
head the parser sees whole lines: what it says of half a one, and of a second flaw behind the first, would
depend on packets. How long a line and a head may be is counted here, from their first byte.
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
    """Takes a head as it arrives; its bounds are those of a target and of what follows the request line."""

    __slots__ = (
        "_count",
        "_half",
        "_has_line",
        "_ignored",
        "_last",
        "_longest_line",
        "_longest_section",
        "line",
    )

    def __init__(self, longest_target: int, longest_section: int) -> None:
        # Without its line feed.
        self._longest_line = longest_target + _AROUND_TARGET_BYTES
        self._longest_section = longest_section
        # The request line, or what there is of it.
        self.line = b""
        self._has_line = False
        # Bytes so far behind the line, and of those that were ignored before it.
        self._count = self._ignored = 0
        # A line of the section that is not complete, and the last bytes before what comes next.
        self._half = self._last = b""

    def take(self, data: bytes, at: int) -> tuple[bytes, int, GatewayError | None]:
        """What the parser should see next; where in `data` the head ends, -1: not yet; and a flaw of it.

        `data` from `at` on has arrived. What the parser says of the bytes that it sees comes before the flaw.
        """
        if self._has_line:
            return self._take_section(b"", data, at)
        if not self.line:
            found = _BREAKS.match(data, at)
            begin = found.end() if found else at
            self._ignored += begin - at
            at = begin
            if self._ignored > self._longest_line + self._longest_section:
                return b"", -1, GatewayError("header_too_large")
        end = data.find(b"\n", at) + 1
        line = self.line + data[at : end or len(data)]
        # Of a line that is too long, the same bytes are judged in any packets.
        is_long = len(line) - bool(end) > self._longest_line
        self.line = line[: self._longest_line + 1] if is_long else line
        if line and not may_be_line(self.line):
            return b"", -1, bad_line()
        if is_long:
            # The target is too long, or there are blanks without end, of which the parser thinks nothing.
            return self.line, -1, bad_line()
        if not end:
            return b"", -1, None
        self._has_line = True
        self._last = b"\r\n"
        return self._take_section(line, data, end)

    def _take_section(self, line: bytes, data: bytes, at: int) -> tuple[bytes, int, GatewayError | None]:
        """As above; the parser has not seen `line` either."""
        end = _find_empty_line(self._last, data, at)
        stop = len(data) if end < 0 else end
        # The empty line is not counted.
        room = self._longest_section + 2 - self._count
        flaw = None
        if stop - at > room:
            stop, end, flaw = at + room, -1, GatewayError("header_too_large")
        self._count += stop - at
        self._last = _last_bytes(self._last, data, at, stop)
        lines_end = stop if end >= 0 else data.rfind(b"\n", at, stop) + 1
        if not lines_end:
            self._half += data[at:stop]
            return line, end, flaw
        seen = line + self._half + data[at:lines_end]
        self._half = data[lines_end:stop]
        return seen, end, flaw


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


def may_be_line(line: bytes) -> bool:
    """Whether this is a request line or may become one; the parser refuses all others but those of 0.9."""
    if line.endswith(b"\n"):
        # RFC 9112 §2.2: a line that ends in LF alone is none.
        return line.endswith(b"\r\n") and _LINE_BEGINS.fullmatch(line[:-1]) is not None
    return _LINE_BEGINS.fullmatch(line) is not None


def is_foreign(line: bytes) -> bool:
    """Whether a line that the parser has let through is none of HTTP/1: it knows RTSP and ICE as well."""
    return line[-2:] != b"\r\n" or (line.count(b" ") > 1 and line[-10:-5] != b"HTTP/")


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
