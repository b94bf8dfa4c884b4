"""RFC 9110 §8 and §11 to §14: what is between client and origin passes untouched, clause by clause."""

from __future__ import annotations

import pytest

from tests.http.relaying import answer, relay, request
from tests.http.wires import Rig

REQUEST_FIELDS = [
    ("8.3", b'Content-Type: Text/Plain;charset=UTF-8 ; a="b"'),
    ("8.4", b"Content-Encoding: gzip, x-own"),
    ("8.5", b"Content-Language: mi, en"),
    ("8.7", b"Content-Location: ../a"),
    ("10.1.2", b"From: a@b.example"),
    ("10.1.3", b"Referer: http://b.example/?x=../"),
    ("10.1.5", b"User-Agent: curl/7 (a; b) libx"),
    ("11.6.2", b'Authorization: Own a="b" , c=d'),
    ("11.7.2", b"Proxy-Authorization: Basic YTpi"),
    ("12.5.1", b"Accept: a/b;q=0.5, */*;q=0"),
    ("12.5.2", b"Accept-Charset: utf-8, *;q=0.1"),
    ("12.5.3", b"Accept-Encoding: identity;q=0, own"),
    ("12.5.4", b"Accept-Language: ko, en;q=0.1"),
    ("13.1.1", b'If-Match: "a", W/"b"'),
    ("13.1.2", b"If-None-Match: *"),
    ("13.1.3", b"If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT"),
    ("13.1.4", b"If-Unmodified-Since: no date"),
    ("13.1.5", b'If-Range: W/"a"'),
    ("14.2", b"Range: bytes=0-0,-1, 5-"),
    ("14.5", b"Content-Range: bytes 0-1/9"),
]  # fmt: skip
ANSWER_FIELDS = [
    ("8.3", b"Content-Type: application/json;charset=latin1"),
    ("8.4", b"Content-Encoding: own"),
    ("8.5", b"Content-Language: ko"),
    ("8.7", b"Content-Location: /a/../b"),
    ("8.8.2", b"Last-Modified: Tue, 15 Nov 1994 12:45:26 GMT"),
    ("8.8.3", b'ETag: W/"\xe9x y"'),
    ("10.2.1", b"Allow: GET, , BREW"),
    ("10.2.2", b"Location: //b.example/%zz#x"),
    ("10.2.3", b"Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"),
    ("10.2.4", b"Server: CERN/3.0 libwww/2.17"),
    ("11.6.1", b'WWW-Authenticate: Negotiate, Basic realm="a, b"'),
    ("11.6.3", b'Authentication-Info: nextnonce="x"'),
    ("11.7.1", b"Proxy-Authenticate: Basic realm=x"),
    ("11.7.3", b"Proxy-Authentication-Info: x=y"),
    ("12.5.5", b"Vary: *"),
    ("14.3", b"Accept-Ranges: none"),
    ("14.4", b"Content-Range: lines 1-2/*"),
]  # fmt: skip


def named(cases: list[tuple[str, bytes]]) -> list[object]:
    """Each field under its clause."""
    return [pytest.param(line, id=f"{clause} {line.split(b':')[0].decode()}") for clause, line in cases]


@pytest.mark.parametrize("line", named(REQUEST_FIELDS))
async def test_a_field_of_a_request_passes(rig: Rig, line: bytes) -> None:
    """The field is between client and origin: it is forwarded without a change."""
    asked = (await relay(rig, request(line, b"Content-Length: 2", method=b"PUT", body=b"ab"))).request
    assert tuple(line.split(b": ", 1)) in asked.fields
    assert asked.body == b"ab"


@pytest.mark.parametrize("line", named(ANSWER_FIELDS))
async def test_a_field_of_an_answer_passes(rig: Rig, line: bytes) -> None:
    """The field is between origin and client: it is forwarded without a change."""
    got = (await relay(rig, request(), answer(line))).answer
    assert tuple(line.split(b": ", 1)) in got.fields
    assert got.body == b"ok"


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(b"304 Not Modified", id="13.2 a condition that ends in 304"),
        pytest.param(b"412 Precondition Failed", id="13.2 a condition that fails"),
    ],
)
async def test_conditions_are_the_origins(rig: Rig, status: bytes) -> None:
    """Preconditions are evaluated by the origin alone, for nothing is stored here."""
    sent = b'HTTP/1.1 %b\r\nETag: "a"\r\n\r\n' % status
    got = (await relay(rig, request(b'If-None-Match: "a"'), sent, close=True)).answer
    assert got.line == b"HTTP/1.1 " + status
    assert got.values(b"ETag") == [b'"a"']


async def test_parts_of_ranges(rig: Rig) -> None:
    """§14.6: several ranges come as multipart/byteranges.

    Content is content: not a byte of it is read.
    """
    body = b"--x\r\nContent-Range: bytes 0-1/9\r\n\r\nab\r\n--x--\r\n"
    sent = answer(b"Content-Type: multipart/byteranges; boundary=x", status=b"206 Partial Content", body=body)
    got = (await relay(rig, request(b"Range: bytes=0-1,3-3"), sent)).answer
    assert (got.status, got.body) == (206, body)


async def test_an_unknown_range_unit(rig: Rig) -> None:
    """§14.4: a proxy that does not know the unit of a 206 should forward it.

    Ranges are never combined or answered here.
    """
    sent = answer(b"Content-Range: stanzas 1-2/4", status=b"206 Partial Content")
    got = (await relay(rig, request(b"Range: stanzas=1-2"), sent)).answer
    assert (got.status, got.values(b"Content-Range"), got.body) == (206, [b"stanzas 1-2/4"], b"ok")


async def test_several_challenges(rig: Rig) -> None:
    """§11.6.1: WWW-Authenticate must not be modified, nor lines of it combined.

    Each line is a list of challenges of its own.
    """
    lines = [b'WWW-Authenticate: Basic realm="a"', b'WWW-Authenticate: Digest realm="b", nonce="c"']
    got = (await relay(rig, request(), answer(*lines, status=b"401 Unauthorized"))).answer
    assert got.values(b"WWW-Authenticate") == [b'Basic realm="a"', b'Digest realm="b", nonce="c"']


@pytest.mark.parametrize(
    "status", [pytest.param(b"204 No Content", id="8.6 204"), pytest.param(b"150 Odd", id="8.6 1xx")]
)
async def test_no_length_where_there_is_no_content(rig: Rig, status: bytes) -> None:
    """Content-Length must not be sent with 1xx and 204; what an upstream sends so goes no further."""
    head = b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n"
    relayed = await relay(rig, request(), head if status[:1] == b"2" else head + answer())
    for message in [*relayed.interim, *([relayed.answer] if status[:1] == b"2" else [])]:
        assert message.values(b"Content-Length") == []


async def test_a_length_that_is_wrong(rig: Rig) -> None:
    """§8.6: a Content-Length that is known to be wrong must not be forwarded.

    Digits that say the same otherwise are written anew.
    """
    got = (await relay(rig, request(), b"HTTP/1.1 200 OK\r\nContent-Length: 002\r\n\r\nok")).answer
    assert got.values(b"Content-Length") == [b"2"]


@pytest.mark.parametrize(
    "method", [pytest.param(each.encode(), id=f"8.6 {each}") for each in ("POST", "PUT", "PATCH")]
)
async def test_no_content_is_said(rig: Rig, method: bytes) -> None:
    """A request whose method expects content should say that there is none."""
    assert (await relay(rig, request(method=method))).request.values(b"Content-Length") == [b"0"]


@pytest.mark.parametrize(
    "framed",
    [
        pytest.param("length", id="8.4 coded content of known length"),
        pytest.param("chunked", id="8.4 coded content in chunks"),
    ],
)
async def test_coded_content(rig: Rig, framed: str) -> None:
    """Content codings belong to the representation: nothing is decoded or coded on the way."""
    coded = b"\x1f\x8b\x08\x00 not even gzip \x00\xff"
    sent = answer(b"Content-Encoding: gzip", body=coded)
    if framed == "chunked":
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
        sent = head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(coded), coded)
    got = (await relay(rig, request(b"Accept-Encoding: gzip"), sent)).answer
    assert coded in got.body
    assert got.values(b"Content-Encoding") == [b"gzip"]
