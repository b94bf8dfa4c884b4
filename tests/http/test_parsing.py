"""What gateway/http relies on in aiohttp's parser of requests, one test a line: an upgrade may change it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.http.parsed import RequestParser
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    READ_BUFFER_BYTES,
    Overhead,
    StreamReader,
    announced_length,
    explain_request_error,
    header_bytes,
    is_plain_chunked,
    take_complete,
    take_rest,
)
from tests.http.parsers import Protocol, make_requests

GET = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
UPGRADE = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: %b\r\n\r\n"


@pytest.fixture
async def requests() -> RequestParser:
    """A parser of requests as a client connection makes it."""
    return make_requests(Protocol(asyncio.get_running_loop()))


def content(reader: StreamReader) -> bytes:
    """What a reader holds."""
    return reader.read_nowait(-1)


async def test_a_message_is_a_head_and_a_reader(requests: RequestParser) -> None:
    """feed_data gives messages, whether protocols switch, and the rest; raw fields keep bytes and order."""
    [(head, reader)], upgraded, rest = requests.feed_data(
        b"GET /a?b HTTP/1.1\r\nhOst: a\r\nX:  \xff \r\n\r\n"
    )
    assert (head.method, head.path, tuple(head.version)) == ("GET", "/a?b", (1, 1))
    assert head.raw_headers == ((b"hOst", b"a"), (b"X", b"\xff"))
    assert head.headers["x"] == "\udcff"
    assert reader is EMPTY_PAYLOAD
    assert (upgraded, rest) == (False, b"")


async def test_a_request_parser_stops_behind_each_message(requests: RequestParser) -> None:
    """The rest of the bytes waits until message_consumed and the next feed_data."""
    assert len(requests.feed_data(GET * 2 + GET[:10])[0]) == 1
    requests.message_consumed()
    assert len(requests.feed_data(b"")[0]) == 1
    requests.message_consumed()
    assert list(requests.feed_data(b"")[0]) == []
    assert len(requests.feed_data(GET[10:])[0]) == 1


async def test_a_reader_over_its_limit_pauses_the_protocol() -> None:
    """A reader holds up to twice its limit, then calls pause_reading."""
    protocol = Protocol(asyncio.get_running_loop())
    requests = make_requests(protocol)
    [(_, reader)], _, _ = requests.feed_data(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
    requests.feed_data(bytes(2 * READ_BUFFER_BYTES))
    assert protocol.pauses == 0
    requests.feed_data(b"x")
    assert protocol.pauses == 1
    assert len(content(reader)) == 2 * READ_BUFFER_BYTES + 1


async def test_a_trailer_becomes_a_field_of_the_next_message(requests: RequestParser) -> None:
    """The leak that request_reader.py guards against. Gone? Then `_watch_chunks` can go as well."""
    requests.feed_data(CHUNKED + b"0\r\nX-Leak: 1\r\n\r\n")
    requests.message_consumed()
    [(head, _)], _, _ = requests.feed_data(GET)
    assert head.raw_headers[0] == (b"X-Leak", b"1")


async def test_trailers_are_not_bounded_in_all(requests: RequestParser) -> None:
    """Trailers may be as many and as long as fields, whatever the header took; hence `Overhead`."""
    requests.feed_data(CHUNKED + b"0\r\n" + (b"X: " + b"a" * 32000 + b"\r\n") * 98)


async def test_a_complete_last_chunk_leaves_nothing_behind(requests: RequestParser) -> None:
    """Feeding nothing behind a message gives nothing; behind a message with another in wait, that one."""
    requests.feed_data(CHUNKED + b"0\r\n\r\n")
    assert list(requests.feed_data(b"")[0]) == []
    requests.message_consumed()
    requests.feed_data(CHUNKED + b"0\r\n\r\n" + GET)
    assert len(requests.feed_data(b"")[0]) == 1


@pytest.mark.parametrize("protocol", [b"websocket", b"foo/1"])
@pytest.mark.parametrize("rest", [b"", b"\x81\x00 GET"])
async def test_what_follows_a_wish_to_switch_is_kept(
    requests: RequestParser, protocol: bytes, rest: bytes
) -> None:
    """The bytes behind a request with Upgrade are held, and given out by take_rest."""
    [(head, _)], upgraded, now = requests.feed_data(UPGRADE % protocol + rest)
    assert (head.upgrade, upgraded, now) == (True, False, b"")
    assert take_rest(requests) == rest


@pytest.mark.parametrize("length", [b"0" * 5000 + b"3", b"3"])
async def test_any_number_of_leading_zeros_is_a_length(requests: RequestParser, length: bytes) -> None:
    """Longer digits than int() takes are let through."""
    [(head, reader)], _, _ = requests.feed_data(
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + b"\r\n\r\nabc"
    )
    assert announced_length(head.headers["content-length"]) == 3
    assert take_complete(reader) == b"abc"


async def test_the_largest_length_is_taken_for_none() -> None:
    """2^64 - 1 has no reader; one more is an error."""
    protocol = Protocol(asyncio.get_running_loop())
    begin = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
    with pytest.raises(Exception, match="overflow"):
        make_requests(protocol).feed_data(begin + b"18446744073709551616\r\n\r\n")
    [(_, reader)], _, _ = make_requests(protocol).feed_data(begin + b"18446744073709551615\r\n\r\n")
    assert reader is EMPTY_PAYLOAD


@pytest.mark.parametrize("version", [b"0.9", b"1.0", b"2.0"])
async def test_other_versions_are_let_through(requests: RequestParser, version: bytes) -> None:
    """So admit_request has to look at the version."""
    [(head, _)], _, _ = requests.feed_data(b"GET / HTTP/" + version + b"\r\nHost: a\r\n\r\n")
    assert f"{head.version[0]}.{head.version[1]}" == version.decode()


@pytest.mark.parametrize(
    ("coding", "chunked", "plain"),
    [
        (b"chunked", True, True),
        (b"Chunked", True, True),
        (b"gzip, chunked", True, False),
        (b",chunked", True, False),
        (b"", False, False),
    ],
)
async def test_codings_before_chunked_are_let_through(
    requests: RequestParser, coding: bytes, chunked: bool, plain: bool
) -> None:
    """So `is_plain_chunked` has to look at the field."""
    [(head, _)], _, _ = requests.feed_data(CHUNKED.replace(b"chunked", coding))
    assert (bool(head.chunked), is_plain_chunked(head)) == (chunked, plain)


@pytest.mark.parametrize("byte", [*range(32), 127])
async def test_a_control_character_is_no_part_of_a_request(byte: int) -> None:
    """In a value all are refused but the tabulator, in a target and a name all."""
    for place in (b"GET / HTTP/1.1\r\nHost: a\r\nX: a%cb\r\n\r\n", b"GET /a%cb HTTP/1.1\r\nHost: a\r\n\r\n"):
        if byte == 9 and b"X:" in place:
            continue
        with pytest.raises(Exception, match=r"."):
            make_requests(Protocol(asyncio.get_running_loop())).feed_data(place % byte)


@pytest.mark.parametrize(
    ("request_bytes", "reason"),
    [
        (b"GET /" + b"a" * 9000, "target_too_long"),
        (b"GET / HTTP/1.1\r\nX: " + b"a" * 40000, "header_too_large"),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 102, "header_too_large"),
        (b"GET / HTTP/3.0\r\n", "version_not_supported"),
        (b"get / HTTP/1.1\r\n", "not_implemented"),
        (b"GETX / HTTP/1.0\r\n", "not_implemented"),
        (b"garbage\r\n", "bad_request"),
        (b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", "bad_request"),
    ],
)
async def test_a_parsers_error_has_a_reason(
    requests: RequestParser, request_bytes: bytes, reason: str
) -> None:
    """The kind of the exception tells what a client did wrong."""
    with pytest.raises(Exception, match=r".") as caught:
        requests.feed_data(request_bytes)
    assert explain_request_error(caught.value, 8192).reason.name == reason


@given(st.integers(0, 2**64 - 2), st.integers(0, 6000))
def test_a_length_is_its_digits(length: int, zeros: int) -> None:
    """Leading zeros count for nothing, however many."""
    assert announced_length("0" * zeros + str(length)) == length


@given(st.lists(st.tuples(st.integers(0, 500), st.booleans()), max_size=40))
def test_overhead_counts_since_the_last_content(steps: Sequence[tuple[int, bool]]) -> None:
    """Bytes are counted while no content comes, and forgotten once some does."""
    overhead, reader, expected = Overhead(), StreamReader.__new__(StreamReader), 0
    reader.total_bytes = 0
    for count, brings_content in steps:
        reader.total_bytes += brings_content
        expected = 0 if brings_content else expected + count
        assert overhead.exceeds(1000, count, reader) is (expected > 1000)


def test_a_field_takes_its_line() -> None:
    """A header's size counts names, values, colons and line ends."""
    assert header_bytes([(b"A", b"b"), (b"Cc", b"")]) == len(b"A: b\r\nCc: \r\n")
