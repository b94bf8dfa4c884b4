"""Where requests end in the bytes that arrive, for all bytes and all packets."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.http.message_ends import SEARCHED_BYTES, ChunkedEnd, HeadEnd, LengthEnd, may_be_line
from tests.http.parsers import make_one_request

LINE = b"GET / HTTP/1.1\r\n"
# Bytes among which empty lines are frequent.
BYTES = st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b"a", b"\r\n\r\n"]), max_size=20).map(b"".join)
PACKETS = st.lists(BYTES, min_size=1, max_size=6)


def empty_lines(data: bytes) -> set[int]:
    """Behind each empty line."""
    return {at + 4 for at in range(len(data)) if data[at : at + 4] == b"\r\n\r\n"}


def take_head(packets: Sequence[bytes], *, target: int = 100, section: int = 1000) -> tuple[bytes, int, str]:
    """What the parser sees of these packets, where the head ends in them, and what is wrong with it."""
    head, shown, before = HeadEnd(target, section), b"", 0
    for data in packets:
        piece, end, flaw = head.take(b"xyz" + data, 3)
        shown += piece
        if end >= 0 or flaw is not None:
            return shown, before + end - 3 if end >= 0 else -1, str(flaw or "")
        assert shown.endswith(b"\n") or not shown
        before += len(data)
    return shown, -1, ""


@given(PACKETS)
@example([b"\r\n\r", b"\n\r", b"\n"])
def test_a_head_ends_in_the_first_empty_line(packets: Sequence[bytes]) -> None:
    """Wherever packets end, and not a byte later; the parser sees each line when it is complete."""
    whole = b"".join([LINE, *packets])
    end = min(empty_lines(whole), default=-1)
    lines_end = whole.rfind(b"\n") + 1 if end < 0 else end
    assert take_head([LINE, *packets]) == (whole[:lines_end], end, "")


@given(BYTES, st.lists(st.integers(0, 90), max_size=5), st.integers(0, 9), st.integers(0, 20))
@example(LINE + b"a\r\n" * 9, [18], 1, 10)
@example(b"GET /" + b"a" * 80, [70], 1, 10)
@example(b"\n" * 90, [40], 1, 10)
def test_what_is_shown_of_a_head_does_not_depend_on_packets(
    data: bytes, cuts: Sequence[int], target: int, section: int
) -> None:
    """Nor does what is wrong with it: whatever comes first, and its bounds are passed at the same byte."""
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    packets = [data[begin:end] for begin, end in itertools.pairwise(places)]
    assert take_head(packets, target=target, section=section) == take_head(
        [data], target=target, section=section
    )


@given(PACKETS)
@example([b"\r\n\r", b"\n\r", b"\n"])
def test_no_piece_of_a_chunked_body_goes_beyond_an_empty_line(packets: Sequence[bytes]) -> None:
    """Pieces end there and where packets do; together they are all that came."""
    body, ends, before = ChunkedEnd(), {0}, 0
    for data in packets:
        at = 0
        while at < len(data):
            end = body.find(data, at)
            assert at < end <= len(data)
            assert body.exact
            ends.add(before + end)
            at = end
        before += len(data)
        ends.add(before)
    assert empty_lines(b"".join(packets)) <= ends


@given(st.integers(1, 10), st.integers(0, SEARCHED_BYTES))
@example(1, 0)
@example(3, 1)
def test_a_long_packet_is_searched_at_its_end(over: int, at: int) -> None:
    """A piece that goes beyond an empty line says that it may have gone beyond the end of the body."""
    data = bytearray(b"a" * (SEARCHED_BYTES + over))
    data[at : at + 4] = b"\r\n\r\n"
    body, begin = ChunkedEnd(), 0
    while begin < len(data):
        end = body.find(bytes(data), begin)
        assert end > begin
        assert not (begin < at + 4 < end and body.exact)
        begin = end


@given(st.lists(st.integers(0, 50), max_size=6), st.integers(0, 100))
def test_a_body_of_a_length_is_counted(sizes: Sequence[int], length: int) -> None:
    """No piece goes beyond it."""
    body, left = LengthEnd(length), length
    for size in sizes:
        end = body.find(bytes(size + 2), 2)
        assert end == 2 + min(size, left)
        left -= end - 2


@pytest.mark.parametrize(
    ("data", "shown", "flaw"),
    [
        (b"", b"", ""),
        (b"\r\n\r\n", b"", ""),
        (b"GE", b"", ""),
        (b"GET /a", b"", ""),
        (b"GET / HTTP/1.1\r", b"", ""),
        (LINE, LINE, ""),
        (b"\r\n\r\n" + LINE + b"Host: a\r\nX", LINE + b"Host: a\r\n", ""),
        # None of these becomes a line.
        (b"GET /\0", b"", "bad_request"),
        (b"GET /a\rb", b"", "bad_request"),
        (b"GET / HTTP/1.1\n", b"", "bad_request"),
        (b"GET\r\n", b"", "bad_request"),
        (b" GET", b"", "bad_request"),
        (b"\x16\x03\x01", b"", "bad_request"),
        # Bounds: of a target and what is around it, of the section, and of what stands before them.
        (b"GET /" + b"a" * 200, b"GET /" + b"a" * 160, "bad_request"),
        (b"GET /" + b"a" * 200 + b" HTTP/1.1\r\n", b"GET /" + b"a" * 160, "bad_request"),
        (b"GET /" + b"a" * 159, b"", ""),
        (LINE + b"X: " + b"a" * 1000, LINE, "header_too_large"),
        (LINE + b"X: y\r\n" * 167, LINE + b"X: y\r\n" * 167, ""),
        (LINE + b"X: y\r\n" * 168, LINE + b"X: y\r\n" * 167, "header_too_large"),
        (LINE + b"X: y\r\n" * 168 + b"\r\n", LINE + b"X: y\r\n" * 167, "header_too_large"),
        (b"\r\n" * 583, b"", "header_too_large"),
    ],
)
def test_a_head_is_shown_in_whole_lines(data: bytes, shown: bytes, flaw: str) -> None:
    """And as soon as it cannot become one that is let in, that is told."""
    found, end, told = take_head([data])
    assert (found, end, told.partition(":")[0]) == (shown, -1, flaw)


@pytest.mark.parametrize("at", range(len(LINE) - 1))
async def test_the_parser_lets_no_line_through_that_is_none(at: int) -> None:
    """Whatever byte is put there or stands there: so a line is judged only where the parser raises."""
    for byte in set(range(256)) - {0x0A}:
        for line in (LINE[:at] + bytes([byte]) + LINE[at:], LINE[:at] + bytes([byte]) + LINE[at + 1 :]):
            if line[:1] not in b"\r\n" and not may_be_line(line[: line.find(b"\n") + 1]):
                with pytest.raises(Exception, match=r"."):
                    make_one_request(line + b"Host: a\r\n\r\n")
