"""RFC 9112 §9: how long connections live, on both sides, clause by clause."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.relaying import OK, Relayed, answer, record, relay, request, take_apart
from tests.http.wires import Rig, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    ("version", "lines", "stays"),
    [
        pytest.param(b"1.1", b"", True, id="9.3 HTTP/1.1 persists"),
        pytest.param(b"1.1", b"Connection: close\r\n", False, id="9.3 close"),
        pytest.param(b"1.1", b"Connection: X, CLOSE\r\n", False, id="9.3 close among others"),
        pytest.param(b"1.1", b"Connection: keep-alive\r\nConnection: close\r\n", False, id="9.3 close wins"),
        pytest.param(b"1.0", b"", False, id="9.3 HTTP/1.0 does not persist"),
        pytest.param(b"1.0", b"Connection: Keep-Alive\r\n", True, id="9.3 keep-alive of HTTP/1.0"),
        pytest.param(b"1.0", b"Connection: keep-alive, close\r\n", False, id="9.3 close wins in HTTP/1.0"),
    ],
)
async def test_a_clients_connection(rig: Rig, version: bytes, lines: bytes, stays: bool) -> None:
    """Whether a connection persists is told by version and Connection; an end should be announced.

    errgate is a gateway, not a client's chosen proxy, so HTTP/1.0 clients may keep theirs; it says so.
    """
    client = await rig.connect()
    await client.send(b"GET / HTTP/%b\r\nHost: a\r\n%b\r\n" % (version, lines))
    head = take_apart(await client.head())
    assert await client.exactly(2) == b"ok"
    if stays:
        assert head.values(b"Connection") == ([] if version == b"1.1" else [b"keep-alive"])
        await client.send(GET)
        assert (await client.answer())[0] == 200
    else:
        assert head.values(b"Connection") == [b"close"]
        assert await client.rest() == b""


@pytest.mark.parametrize(
    ("version", "lines", "stays"),
    [
        pytest.param(b"1.1", [], True, id="9.3 an upstream of HTTP/1.1"),
        pytest.param(b"1.1", [b"Connection: close"], False, id="9.3 an upstream that says close"),
        pytest.param(b"1.0", [], False, id="9.3 an upstream of HTTP/1.0"),
        pytest.param(b"1.0", [b"Connection: keep-alive"], True, id="9.3 keep-alive of an HTTP/1.0 upstream"),
        pytest.param(b"1.0", [b"Connection: keep-alive, Close"], False, id="9.3 close wins upstream"),
    ],
)
async def test_an_upstreams_connection(rig: Rig, version: bytes, lines: list[bytes], stays: bool) -> None:
    """No request must be sent on a connection that the server ends, or that does not persist."""
    record(rig, Relayed(), answer(*lines, version=version))
    for _ in range(2):
        await rig.exchange(request())
    assert rig.accepted == (1 if stays else 2)


async def test_requests_behind_the_last(rig: Rig) -> None:
    """§9.6: requests behind one that says close must not be processed.

    They are thrown away unread.
    """
    relayed = await relay(rig, request() + GET)
    assert relayed.raw.count(b"HTTP/1.1 ") == 1
    assert len(relayed.asked) == 1


async def test_a_body_that_is_not_read(rig: Rig) -> None:
    """§9.3: a server must read the whole request, or close the connection behind its answer.

    It is closed, with what was announced but has not come (§9.6: in two steps, so that the answer arrives).
    """
    rig.replies_at_once = True
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
    got = await client.rest()
    assert got.startswith(b"HTTP/1.1 204 ")
    assert b"Connection: close\r\n" in got


async def test_pipelined_answers(rig: Rig) -> None:
    """§9.3.2: pipelined requests must be answered in their order.

    One after the other; the upstream gets the next when the answer to the last is out.
    """

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = rig.asked[-1].split(b" ")[1]
        await asyncio.sleep(0.05 if path == b"/1" else 0)
        writer.write(answer(body=path))

    rig.script = script
    client = await rig.connect()
    for number in (b"1", b"2", b"3"):
        await client.send(b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n" % number)
    assert [(await client.answer())[2] for _ in range(3)] == [b"/1", b"/2", b"/3"]


async def test_no_pipelining_upstream(rig: Rig) -> None:
    """§9.3.2: requests should not be pipelined before the connection is known to persist.

    errgate never does: each upstream connection has one request at a time (§9.2).
    """
    going = most = 0

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal going, most
        going += 1
        most = max(most, going)
        await asyncio.sleep(0.05)
        writer.write(OK)
        going -= 1

    rig.script = script
    rig.configure(max_connections=1)
    clients = [await rig.connect() for _ in range(3)]
    for client in clients:
        await client.send(GET)
    assert [(await client.answer())[0] for client in clients] == [200] * 3
    assert (most, rig.accepted) == (1, 1)


async def test_an_answer_to_nothing(rig: Rig) -> None:
    """§9.2: what arrives on a connection without a request is no answer.

    The connection is closed, and no client sees any of it.
    """
    read = asyncio.Event()

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        await read.wait()
        writer.write(answer(body=b"unasked"))

    rig.script = script
    client = await rig.connect()
    for count in (1, 2):
        read.clear()
        await client.send(GET)
        assert (await client.answer())[2] == b"ok"
        assert (rig.accepted, rig.connections_kept) == (count, 1)
        read.set()
        await until(lambda: rig.connections_kept == 0)


async def test_a_dead_connection_is_noticed(rig: Rig) -> None:
    """§9.5: connections should be watched for the other side's end.

    One that ends while it is idle is not used; the request gets a new one, silently (§9.3.1).
    """
    record(rig, Relayed(), OK, close=True)
    client = await rig.connect()
    for count in (1, 2):
        await client.send(GET)
        assert (await client.answer())[0] == 200
        await until(lambda: rig.connections_open == 0)
        assert rig.accepted == count


async def test_an_early_answer(rig: Rig) -> None:
    """§9.3: a client should watch for an error while it still sends its content.

    An upstream's early answer passes at once, and the rest of the content is not sent.
    """

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(answer(status=b"413 Content Too Large"))

    rig.script = script
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc")
    status, fields, body = await client.answer()
    assert (status, fields["connection"], body) == (413, "close", b"ok")
    await until(lambda: rig.connections_open == 0)
