"""Chunked bodies that need no parser, and those that do."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.http.parsing import take_complete
from gateway.http.plain_chunks import CHUNKS, read_plain_chunks
from tests.http.parsers import make_responses

HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=CHUNKS - 1), st.integers(0, 3))
def test_a_complete_body_is_its_chunks(pieces: Sequence[bytes], zeros: int) -> None:
    """Joined, however their sizes are written."""
    lines = [b"%b%X\r\n%b\r\n" % (b"0" * zeros, len(piece), piece) for piece in pieces]
    assert read_plain_chunks(b"head" + b"".join(lines) + b"0\r\n\r\n", 4) == b"".join(pieces)


@given(st.binary(max_size=9), st.integers(0, 30), st.integers(0, 6))
async def test_broken_chunks_are_not_read_otherwise(noise: bytes, at: int, cut: int) -> None:
    """What is read without the parser is what the parser reads."""
    sound = b"5\r\nabcde\r\n3\r\nfgh\r\n0\r\n\r\n"
    data = sound[:at] + noise + sound[at + cut :]
    content = read_plain_chunks(data, 0)
    if content is not None:
        [(_, reader)], _, rest = make_responses().feed_data(HEAD + data)
        assert (take_complete(reader), rest) == (content, b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        b"0\r\n",
        b"2\r\nok\r\n",
        b"2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n",
        b"2;a=b\r\nok\r\n0\r\n\r\n",
        b"FFFFFFFF\r\nok\r\n0\r\n\r\n",
        b"1\r\na\r\n" * 1000 + b"0\r\n\r\n",
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(data: bytes) -> None:
    """Trailers, extensions, what is incomplete, huge or in many pieces."""
    assert read_plain_chunks(data, 0) is None
