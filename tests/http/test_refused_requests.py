"""Requests that two parsers could read differently, or that are too large: refused (RFC 9112 §11)."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.wires import Rig, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"

REFUSED = {
    # How lines and fields are written.
    "space before the colon (RFC 9112 §5.1)": (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
    "obs-fold (RFC 9112 §5.2)": (b"GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n", 400),
    "NUL in a value (RFC 9110 §5.5)": (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n", 400),
    "bare LF": (b"GET / HTTP/1.1\nHost: a\n\n", 400),
    "no request line": (b"GARBAGE\r\n\r\n", 400),
    "TLS on a plain port": (b"\x16\x03\x01\x02\x00\x01\x00", 400),
    # For whom it is, and what.
    "no Host (RFC 9112 §3.2)": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two Hosts (RFC 9112 §3.2)": (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    "absolute target without host": (b"GET http:// HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "fragment in the target": (b"GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "dot segment": (b"GET /a/../b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "encoded dot segment": (b"GET /a/%2e%2E/b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "dot segment with an encoded slash": (b"GET /a/..%2fb HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "dot segment encoded twice": (b"GET /a/%252e%252e/b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "dot segment with a path parameter": (b"GET /a/..;x=1/b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "CONNECT": (b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 501),
    # Where the body ends.
    "two lengths (RFC 9112 §6.3)": (POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    "negative length": (POST + b"Content-Length: -1\r\n\r\n", 400),
    "signed length": (POST + b"Content-Length: +1\r\n\r\na", 400),
    "a length that the parser takes for none": (
        POST + b"Content-Length: 18446744073709551615\r\n\r\nabc",
        400,
    ),
    "length and chunked (RFC 9112 §6.1)": (
        POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
    ),
    "unknown transfer coding (RFC 9112 §6.1)": (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    "a transfer coding besides chunked (RFC 9112 §6.1)": (
        POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        501,
    ),
    "an empty transfer coding before chunked": (POST + b"Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n", 501),
    "an empty Transfer-Encoding": (POST + b"Transfer-Encoding:\r\n\r\n", 400),
    "chunked in HTTP/1.0 (RFC 9112 §6.1)": (
        b"POST / HTTP/1.0\r\nConnection: keep-alive\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
        400,
    ),
    # Which protocol.
    "HTTP/2.0 in HTTP/1 clothes (RFC 9110 §15.6.6)": (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    "HTTP/0.9 with a header": (b"GET / HTTP/0.9\r\n\r\n", 505),
    "h2c": (GET + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n", 501),
    "h2c among others": (GET + b"Connection: Upgrade\r\nUpgrade: websocket, H2C\r\n\r\n", 501),
    "the preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    # What is expected, and how much of it there is.
    "unknown expectation (RFC 9110 §10.1.1)": (GET + b"Expect: magic\r\n\r\n", 417),
    "long target (RFC 9110 §15.5.15)": (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    "long field (RFC 6585 §5)": (GET + b"X: " + b"a" * 33000 + b"\r\n\r\n", 431),
    "many fields (RFC 6585 §5)": (GET + b"X: a\r\n" * 101 + b"\r\n", 431),
    "large header in all (RFC 6585 §5)": (GET + (b"X: " + b"a" * 8000 + b"\r\n") * 5 + b"\r\n", 431),
}


@pytest.mark.parametrize(("request_bytes", "status"), REFUSED.values(), ids=REFUSED)
async def test_a_request_that_could_be_misread_never_reaches_the_upstream(
    rig: Rig, request_bytes: bytes, status: int
) -> None:
    """What two parsers might read differently, or what is too large, is answered here and ends there."""
    got = await rig.exchange(request_bytes)
    assert parse_head(got.split(b"\r\n\r\n")[0] + b"\r\n")[0] == status
    assert b"Connection: close" in got
    assert rig.asked == []


async def test_garbage_in_a_chunked_body_breaks_the_upstream_request_off(rig: Rig) -> None:
    """A body that turns out to be malformed never looks complete to the upstream."""
    received = bytearray()

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        received.extend(await reader.read(-1))

    rig.script = script
    client = await rig.connect()
    await client.send(POST + CHUNKED + b"\r\n3\r\nabc\r\n")
    await until(lambda: rig.asked)
    await client.send(b"zz\r\n")
    assert b"400" in (await client.rest()).split(b"\r\n")[0]
    assert not bytes(received).endswith(b"0\r\n\r\n")


@pytest.mark.parametrize("part", [b"0\r\n" + b"X: " + b"a" * 30000 + b"\r\n", b"1;" + b"a" * 70000])
async def test_chunk_extensions_and_trailers_are_bounded(rig: Rig, part: bytes) -> None:
    """What a chunked body holds besides content is bounded like a header, for it is kept or read in vain."""

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    rig.script = script
    client = await rig.connect()
    await client.send(POST + CHUNKED + b"\r\n2\r\nab\r\n")
    await until(lambda: rig.asked)
    await client.send(part)
    await asyncio.sleep(0.02)
    await client.send(b"Y: " + b"b" * 30000)
    await asyncio.sleep(0.02)
    client.writer.write(b"c" * 30000)
    assert b" 431 " in await client.rest()
