"""Where requests end in the bytes that arrive, for all bytes and all packets."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.http.message_ends import SEARCHED_BYTES, ChunkedEnd, HeadEnd, LengthEnd

# Bytes among which empty lines are frequent.
BYTES = st.lists(st.sampled_from([b"\r\n", b"\r", b"\n", b"a", b"\r\n\r\n"]), max_size=20).map(b"".join)
PACKETS = st.lists(BYTES, min_size=1, max_size=6)


def empty_lines(data: bytes) -> set[int]:
    """Behind each empty line."""
    return {at + 4 for at in range(len(data)) if data[at : at + 4] == b"\r\n\r\n"}


@given(PACKETS)
@example([b"\r\n\r", b"\n\r", b"\n"])
def test_a_head_ends_in_the_first_empty_line(packets: Sequence[bytes]) -> None:
    """Wherever packets end, and not a byte later; every byte of it is counted."""
    head, before = HeadEnd(), 0
    whole = b"".join(packets)
    for data in packets:
        end = head.find(b"xyz" + data, 3)
        if end >= 0:
            assert before + end - 3 == min(empty_lines(whole)) == head.count
            return
        before += len(data)
        assert head.count == before
    assert not empty_lines(whole)


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
    ("line", "shown"),
    [
        (b"GE", False),
        (b"GET /a", False),
        (b"GET / HTTP/1.1\r", False),
        (b"\r\n\r\n", False),
        (b"GET / HTTP/1.1\r\n", True),
        (b"GET /" + b"a" * 200, True),
        (b"GET /\0", True),
        (b"GET /a\rb", True),
        (b" GET", True),
        (b"\x16\x03\x01", True),
    ],
)
def test_half_a_line_is_shown_where_it_cannot_become_one(line: bytes, shown: bool) -> None:
    """So what is wrong with a line is said at once, and in the same words however it came."""
    head = HeadEnd()
    data, at = head.take_line(b"xyz" + line, 3, 100)
    assert (data[at:] == line) == shown
    assert shown or not data


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_line_is_shown_whole(size: int) -> None:
    """With what came behind it, and without the empty lines before it."""
    sent = b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n"
    head = HeadEnd()
    for at in range(0, len(sent), size):
        data, begin = head.take_line(sent[at : at + size], 0, 100)
        if data:
            break
    assert head.has_line
    assert head.line == b"GET / HTTP/1.1\r\n"
    assert sent[4:].startswith(data[begin:])
    assert data[begin:].startswith(head.line)
