"""Requests that are cut at every byte: what comes of them does not depend on packets, nor on who reads them.

The plain path takes some of these and leaves others to the parser, by what is in a packet. So each is read
whole, in two packets, and byte by byte; and by the parser alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.http import request_reader
from tests.http.memory import converse

GET = b"GET /g HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST /p HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
LAST = b"0\r\n\r\n"

CHUNKS = [
    LAST,
    b"2\r\nok\r\n" + LAST,
    b"2\r\nok\r\n00;a=b\r\n\r\n",
    b"0000000002\r\nok\r\n" + LAST,
    b"2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n",
    b"2\r\nok\r\n0\r\nContent-Length: 5\r\n\r\n",
    b"2;a=b\r\nok\r\n" + LAST,
    b'2;a="\r\n"\r\nok\r\n' + LAST,
    b"2 \r\nok\r\n" + LAST,
    b" 2\r\nok\r\n" + LAST,
    b"+2\r\nok\r\n" + LAST,
    b"0x2\r\nok\r\n" + LAST,
    b"10000000000000002\r\nok\r\n" + LAST,
    b"2\nok\r\n" + LAST,
    b"2\r\nok\n" + LAST,
    b"2\r\nok\r\n0\r\n\n",
    b"2\r\nok" + LAST,
    b"2\r\nokk\r\n" + LAST,
    b"5\r\n0\r\n\r\n\r\n" + LAST,
    b"6\r\n\r\n\r\n\r\n\r\n" + LAST,
    b"1\r\na\r\n" * 9 + LAST,
]
LENGTHS = [b"5", b"05", b"+5", b"5, 5", b"5 5", b"0x5", b"", b"0", b"18446744073709551615"]
LINES = [
    b"GET / HTTP/1.0",
    b"GET / HTTP/2.0",
    b"GET / RTSP/1.0",
    b"GET /",
    b"get / HTTP/1.1",
    b"GET  / HTTP/1.1",
    b"GET /\t HTTP/1.1",
    b"PRI * HTTP/2.0",
    b"GET /a/../b HTTP/1.1",
]
# Heads that break off, sooner or later broken: behind a line of HTTP/0.9 the parser has its message.
HALVES = [
    b"GET http://b.example\n\r\nConnection: keep-$",
    b"GET /\n\r\nGET",
    b"GET /\r\nX",
    b"GET / HTTP/1.1\nHost: a\n\n",
    b"GET / HTTP/1.1\r\nHost: a\n\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX\0: y",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: y\0",
    b"GET / HTTP/1.1\r\nHost: a\r\n\tX: y",
    b"GET / HTTP/1.1\r\n \r\nHost: a",
    b"GET / HTTP/1.7\0\nHost: a",
    b"GET / HTTP/1.7\r\n",
    b"GET /\x7f HTTP/1.1\n",
    b"FOO / HTTP/1.1\r\nX",
    b"FOO /\x01 HTTP/1.1\r\n",
    b"FOO /",
    b"(FOO / HTTP/1.1\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n",
    b"\x16\x03\x01\x02\0\x01\0\n",
    b"\r\n\n\rGET",
]
FIELDS = [
    b"Host: b",
    b" X: a",
    b"X : a",
    b"X: a\r\n b",
    b"X: a\rb",
    b"X: a\nb",
    b"X: \0",
    b"Connection: close",
    b"Connection: keep-alive",
    b"Content-Type: a\r\nContent-Type: b",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding: \x0bchunked",
    b"Content-Length: 2\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
]


def messages() -> Iterator[bytes]:
    """What a client may send, in earnest or not, and another request behind it."""
    for body in CHUNKS:
        yield CHUNKED + body + GET
    for length in LENGTHS:
        yield POST + b"Content-Length: " + length + b"\r\n\r\nhello" + GET
    for line in LINES:
        yield line + b"\r\nHost: a\r\n\r\n" + GET
    yield from HALVES
    for half in HALVES:
        yield GET + half + b"\r\n\r\n" + GET
    for field in FIELDS:
        yield b"GET /f HTTP/1.1\r\nHost: a\r\n" + field + b"\r\n\r\n" + GET
    for between in (b"\r\n", b"\n", b"\r\n\r\n", b" ", b"\0", b"xx"):
        yield GET + between + GET
        yield CHUNKED + LAST + between + GET
    yield GET * 3
    yield POST + b"Content-Length: 5\r\n\r\nhello" + GET + POST + b"Content-Length: 2\r\n\r\nok" + GET


def cuts(message: bytes) -> Iterator[list[bytes]]:
    """The message whole, in two packets, and byte by byte."""
    yield [message]
    yield from ([message[:at], message[at:]] for at in range(1, len(message)))
    yield [message[at : at + 1] for at in range(len(message))]


@pytest.mark.parametrize("sent", list(messages()), ids=repr)
async def test_what_comes_of_bytes_does_not_depend_on_packets(
    sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same requests, answers and end of the connection, wherever it is cut and whoever reads it."""
    found = {await converse(pieces) for pieces in cuts(sent)}
    monkeypatch.setattr(request_reader, "read_plain_request", lambda *_: None)
    found |= {await converse(pieces) for pieces in ([sent], [sent[:30], sent[30:]])}
    assert len(found) == 1, found


async def test_nothing_is_lost_behind_a_short_chunked_request() -> None:
    """RFC 9112 §9.3.2: requests that come with its last chunk are answered, as often as that happens."""
    whole = await converse([(CHUNKED + b"2\r\nok\r\n" + LAST + GET) * 3])
    assert [each[1] for each in whole.requests] == ["/p", "/g"] * 3
    assert not whole.ended


async def test_a_chunked_request_that_ends_far_inside_a_packet_is_the_last_one() -> None:
    """RFC 9112 §9.3.2: a server may end the connection; it does not search all of a long packet.

    What follows is neither answered nor mistaken for anything else.
    """
    found = await converse([CHUNKED, b"0\r\nX: a\r\n\r\n" + GET * 1000])
    assert [each[1] for each in found.requests] == ["/p"]
    assert found.ended
