"""Where answers end in the bytes that arrive, for all bytes and all packets; and that the parser agrees."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.http.answer_ends import AnswerEnd, find_head_end, is_doubtful, skip_breaks
from tests.http.parsers import make_responses

LINE = b"HTTP/1.1 204 No"
# Bytes among which lines end in every way, and fields are sound now and then.
PIECES = st.sampled_from([b"\r\n", b"\r", b"\n", b" ", b"\t", b"a", b":", b"X: y", b"\0", b"\r\nX:"])
BYTES = st.lists(PIECES, max_size=8).map(b"".join)
PACKETS = st.lists(BYTES, min_size=1, max_size=6)


def end_of_head(data: bytes) -> int:
    """Behind the first line feed that follows one, a CR between them or not; -1: there is none."""
    ends = [at + len(end) for end in (b"\n\n", b"\n\r\n") if (at := data.find(end)) >= 0]
    return min(ends, default=-1)


@given(PACKETS)
@example([b"\n", b"\n"])
@example([b"\r\n\r", b"\n"])
@example([b"\r", b"\n", b"\r", b"\n"])
def test_an_answers_head_ends_in_the_first_empty_line(packets: Sequence[bytes]) -> None:
    """Wherever packets end, and whatever stands before it."""
    whole = LINE + b"".join(packets)
    data, seen = b"xyz" + LINE, 3
    for packet in packets:
        data += packet
        end = find_head_end(data, 3, seen)
        if end >= 0:
            assert end - 3 == end_of_head(whole)
            return
        seen = len(data)
    assert end_of_head(whole) == -1


def parsed_end(data: bytes) -> int | None:
    """Where a parser that is fed byte by byte gives out its message; -1: nowhere; None: it raises."""
    parser = make_responses()
    for at in range(len(data)):
        try:
            messages, _, _ = parser.feed_data(data[at : at + 1])
        except Exception:  # noqa: BLE001  it has many reasons
            return None
        if messages:
            return at + 1
    return -1


@given(BYTES)
@example(b"\r\n \r\n")
@example(b"\nX:\r\r\n")
@example(b"\r\nX: y\r\r\n\r\n")
async def test_the_parser_sees_the_same_end_of_an_answers_head(rest: bytes) -> None:
    """In no head that is beyond doubt does it see another one, or none; at most it refuses the head."""
    data = LINE + rest
    end = end_of_head(data)
    if end >= 0 and not is_doubtful(data, 0, end):
        assert parsed_end(data[:end]) in (None, end)


@pytest.mark.parametrize(
    ("data", "begin"), [(b"", 0), (b"x\r\n", 0), (b"\r\nx", 2), (b"\n\r\r\nx\n", 4), (b"\r\n", 2)]
)
def test_breaks_before_a_head_are_none_of_it(data: bytes, begin: int) -> None:
    """As the parser has it: any number of CR and LF."""
    assert skip_breaks(data, 0) == begin
    assert skip_breaks(b"\n" + data, 1) == begin + 1


@given(st.integers(0, 9), st.lists(st.integers(0, 4), max_size=5))
async def test_no_piece_of_a_body_goes_beyond_its_length(length: int, packets: Sequence[int]) -> None:
    """Together the pieces are the body; what is behind it is left."""
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % length
    end = AnswerEnd(*make_responses().feed_data(head)[0][0])
    left = length
    for size in packets:
        piece = end.find(b"xy" + bytes(size), 2) - 2
        assert piece == min(size, left)
        left -= piece


@pytest.mark.parametrize("excess", [b"", b"\n", b"\r\n", b"\r\r\n\r\n", b"\r\n\r\n", b"x", b"HTTP/1.1 20"])
@pytest.mark.parametrize("size", [1, 2, 3, 99])
@pytest.mark.parametrize("last", [b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n"])
async def test_bytes_behind_the_last_chunk_are_noticed(last: bytes, excess: bytes, size: int) -> None:
    """However they are cut, and though the parser is silent about them."""
    data = b"2\r\nok\r\n" + last + excess
    end = AnswerEnd(
        *make_responses().feed_data(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")[0][0]
    )
    for at in range(0, len(data), size):
        assert end.find(b"\r\n" + data[at : at + size], 2) == 2 + len(data[at : at + size])
    assert end.is_passed == bool(excess)
