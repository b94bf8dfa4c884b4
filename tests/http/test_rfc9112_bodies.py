"""RFC 9112 §6 to §8: where a message ends, and what is not a message, clause by clause."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.relaying import OK, Relayed, answer, record, relay, request
from tests.http.wires import PATIENCE_S, Rig, until

CHUNKED = b"Transfer-Encoding: chunked"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
CLOSE_GET = request()


def post(*lines: bytes, body: bytes = b"", version: bytes = b"1.1") -> bytes:
    """A request with content."""
    return request(*lines, method=b"POST", body=body, version=version)


LAST = b"0\r\n\r\n"
TWICE = [b"Content-Length: 2", b"Content-Length: 2"]


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        pytest.param([b"Transfer-Encoding: gzip, chunked"], 501, id="6.1 a coding besides chunked"),
        pytest.param([b"Transfer-Encoding: chunked, chunked"], 400, id="6.1 chunked twice"),
        pytest.param([CHUNKED, CHUNKED], 400, id="6.1 chunked in two lines"),
        pytest.param([b"Transfer-Encoding: identity"], 400, id="6.1 a coding that is no more"),
        pytest.param([CHUNKED, b"Content-Length: 5"], 400, id="6.1 chunked and a length"),
        pytest.param([b"Content-Length: 5", CHUNKED], 400, id="6.1 a length and chunked"),
        pytest.param([b"Transfer-Encoding: chunked, gzip"], 400, id="6.3 chunked is not the last coding"),
        pytest.param([b"Transfer-Encoding: xchunked"], 400, id="6.3 something like chunked"),
        pytest.param([b"Transfer-Encoding: chunked;a=b"], 400, id="6.3 chunked with parameters"),
        pytest.param([b"Transfer-Encoding: \x0bchunked"], 400, id="6.3 a control character before chunked"),
        pytest.param(TWICE, 400, id="6.3 the same length twice"),
        pytest.param([b"Content-Length: 2, 2"], 400, id="6.3 a list of lengths"),
        pytest.param([b"Content-Length: 2", b"Content-Length: 3"], 400, id="6.3 different lengths"),
        pytest.param([b"Content-Length: -2"], 400, id="6.3 a negative length"),
        pytest.param([b"Content-Length: +2"], 400, id="6.3 a length with a sign"),
        pytest.param([b"Content-Length: 0x2"], 400, id="6.3 a length in hexadecimal"),
        pytest.param([b"Content-Length: 2 2"], 400, id="6.3 a length with a blank"),
        pytest.param([b"Content-Length: 2.0"], 400, id="6.3 a length with a point"),
        pytest.param([b"Content-Length: 99999999999999999999"], 400, id="6.3 a length that overflows"),
        pytest.param([b"Content-Length:"], 400, id="6.3 an empty length"),
    ],
)
async def test_a_request_whose_end_is_not_clear(rig: Rig, lines: list[bytes], status: int) -> None:
    """Framing that is invalid, or that two could read differently, must be answered with 400 or 501.

    The connection ends, and the upstream is asked nothing.
    """
    relayed = await relay(rig, post(*lines, body=LAST))
    assert (relayed.answer.status, relayed.asked) == (status, [])
    assert relayed.answer.values(b"Connection") == [b"close"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([b"Transfer-Encoding: gzip, chunked"], id="6.1 a coding besides chunked in an answer"),
        pytest.param([b"Transfer-Encoding: gzip"], id="6.3 another coding in an answer"),
        pytest.param([CHUNKED, b"Content-Length: 5"], id="6.3 chunked and a length in an answer"),
        pytest.param(TWICE, id="6.3 the same length twice in an answer"),
        pytest.param([b"Content-Length: 2, 2"], id="6.3 a list of lengths in an answer"),
        pytest.param([b"Content-Length: x"], id="6.3 a length of an answer that is none"),
    ],
)
async def test_an_answer_whose_end_is_not_clear(rig: Rig, lines: list[bytes]) -> None:
    """A proxy must discard an answer with invalid framing, close the connection and send 502."""
    sent = b"HTTP/1.1 200 OK\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + LAST
    assert (await relay(rig, request(), sent)).answer.status == 502
    assert rig.connections_kept == 0


async def test_chunks_in_http_10(rig: Rig) -> None:
    """§6.1: Transfer-Encoding in an HTTP/1.0 message makes its framing faulty.

    A request gets 400. An answer is read, for its chunks are plain, but the connection is not used again.
    """
    assert (await relay(rig, post(CHUNKED, body=LAST, version=b"1.0"))).answer.status == 400
    sent = (
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n" + LAST
    )
    assert (await relay(rig, request(), sent)).answer.body == b"2\r\nok\r\n" + LAST
    assert rig.connections_kept == 0


async def test_no_chunks_for_http_10(rig: Rig) -> None:
    """§6.1: Transfer-Encoding must not be sent to an HTTP/1.0 client.

    It gets the content up to the end of the connection.
    """
    sent = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n" + LAST
    got = (await relay(rig, request(b"Connection: keep-alive", version=b"1.0"), sent)).answer
    assert (got.values(b"Transfer-Encoding"), got.body) == ([], b"ok")


async def test_a_request_without_a_length(rig: Rig) -> None:
    """§6.3: a request without a length has no content.

    What follows is the next request.
    """
    relayed = Relayed()
    record(rig, relayed)
    got = await rig.exchange(b"POST /1 HTTP/1.1\r\nHost: a\r\n\r\n" + CLOSE_GET)
    assert got.count(b"HTTP/1.1 200 OK") == 2
    assert [(asked.line[:4], asked.body) for asked in relayed.asked] == [(b"POST", b""), (b"GET ", b"")]


async def test_an_answer_up_to_the_end(rig: Rig) -> None:
    """§6.3: an answer without a length goes on to the end of the connection.

    It reaches a client of HTTP/1.1 in chunks, so that its end can be told from a failure.
    """
    got = (await relay(rig, request(), b"HTTP/1.1 200 OK\r\n\r\nok", close=True)).answer
    assert got.values(b"Transfer-Encoding") == [b"chunked"]
    assert got.body == b"2\r\nok\r\n" + LAST


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"2\r\nab\r\n0\r\n\r\n", id="7.1 plain chunks"),
        pytest.param(b"0000000000000002\r\nab\r\n000\r\n\r\n", id="7.1 leading zeros"),
        pytest.param(b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n", id="7.1 several chunks"),
        pytest.param(b'2;a;b=c;d="e\\"f"\r\nab\r\n0;x\r\n\r\n', id="7.1.1 unknown extensions are ignored"),
    ],
)
async def test_chunks(rig: Rig, body: bytes) -> None:
    """Chunks must be read, and what is in them passed on without what is around them."""
    assert (await relay(rig, post(CHUNKED, body=body))).request.body == b"ab"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"FFFFFFFFFFFFFFFFF\r\n", id="7.1 a size that overflows"),
        pytest.param(b"0x2\r\nab\r\n", id="7.1 a size with a prefix"),
        pytest.param(b"+2\r\nab\r\n", id="7.1 a size with a sign"),
        pytest.param(b"-2\r\nab\r\n", id="7.1 a negative size"),
        pytest.param(b"2 \r\nab\r\n", id="7.1 a blank behind the size"),
        pytest.param(b"2_0\r\nab\r\n", id="7.1 an underscore in the size"),
        pytest.param(b"2\nab\n", id="7.1 LF alone behind the size"),
        pytest.param(b"2\r\nabc\r\n", id="7.1 more than the size"),
        pytest.param(b"\r\n", id="7.1 no size"),
        pytest.param(b"2;\nx\r\nab\r\n", id="7.1.1 LF in an extension"),
        pytest.param(b"0\r\nX\r\n\r\n", id="7.1.2 a trailer without a colon"),
        pytest.param(b"0\r\nX: a\nY: b\r\n\r\n", id="7.1.2 LF alone in the trailers"),
    ],
)
async def test_chunks_that_are_none(rig: Rig, body: bytes) -> None:
    """Chunks that do not fit the grammar are no content.

    400, and a request that is on its way already never looks complete to the upstream.
    """
    received = bytearray()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            received.extend(data)
        writer.close()

    rig.script = script
    got = await rig.exchange(post(CHUNKED, body=body + LAST))
    assert got.startswith(b"HTTP/1.1 400 ")
    assert LAST not in received


@pytest.mark.parametrize("line", [CHUNKED, b"Content-Length: 9"])
async def test_an_incomplete_request(rig: Rig, line: bytes) -> None:
    """§8: an incomplete request is no request.

    When the client leaves, the upstream's connection ends in the middle, and nobody reads an answer.
    """
    ended = asyncio.Event()
    received = bytearray()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(100):
            received.extend(data)
        ended.set()

    rig.script = script
    client = await rig.connect()
    await client.send(post(line, body=b"2\r\nab\r\n"))
    await until(lambda: rig.asked)
    await client.close()
    await asyncio.wait_for(ended.wait(), PATIENCE_S)
    assert not received.endswith(LAST)
    assert rig.connections_kept == 0


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", id="8 a length that is not reached"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n", id="8 no last chunk"
        ),
    ],
)
async def test_an_incomplete_answer(rig: Rig, sent: bytes) -> None:
    """An incomplete answer must reach the client as incomplete."""
    record(rig, Relayed(), sent, close=True)
    client = await rig.connect()
    await client.send(GET)
    await client.head()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.exactly(100)
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges == [("GET", 200, 2, "truncated")]


async def test_what_follows_an_answer(rig: Rig) -> None:
    """§6.3: bytes behind the answer must not be taken for another one.

    They are thrown away, and the connection with them.
    """
    relayed = Relayed()
    record(rig, relayed, OK + answer(body=b"evil"))
    for _ in range(2):
        assert (await rig.exchange(request())).endswith(b"\r\n\r\nok")
    assert rig.accepted == 2
