"""Clients that do not read, or read late: bounded in memory and time, and told what they can be told."""

from __future__ import annotations

import asyncio
import socket

import pytest

from tests.http.wires import PATIENCE_S, Rig, answer_with, limits, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    ("begin", "more", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"a" * (1 << 20), 431),
        (b"GET /", b"a" * (1 << 20), 414),
        (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", b"a" * (1 << 20), 400),
        (GET[:-2] + b"Connection: close\r\n\r\n", GET * 40_000, 200),
    ],
    ids=["long field", "long target", "garbage", "requests behind the last one"],
)
async def test_the_last_answer_reaches_a_client_that_is_still_sending(
    rig: Rig, begin: bytes, more: bytes, status: int
) -> None:
    """RFC 9112 §9.6: bytes that nobody reads must not turn the answer into a reset."""
    client = await rig.connect()
    await client.send(begin + more)
    await asyncio.sleep(0.05)
    got = await client.rest()
    assert parse_head(got.split(b"\r\n\r\n")[0] + b"\r\n")[0] == status


@pytest.mark.parametrize("size", [60_000, 600_000], ids=["in one piece", "streamed"])
async def test_a_client_that_never_reads_its_last_answer_is_let_go(rig: Rig, size: int) -> None:
    """Closing waits for what is still to be sent, but not for ever."""
    rig.limits = limits(body_timeout="200ms")
    rig.script = answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size))
    client = await rig.connect_deaf()
    await client.send(GET * 60 + GET[:-2] + b"Connection: close\r\n\r\n")
    await until(lambda: rig.finished_exchanges)
    await until(lambda: not rig.server.connections)


async def test_a_client_that_reads_slowly_is_not_cut_off(rig: Rig) -> None:
    """A client that takes something now and then gets all of it, however long that takes."""
    rig.limits = limits(body_timeout="600ms")
    size = 4 << 20
    rig.script = answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size))
    await rig.serve()
    loop = asyncio.get_running_loop()
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        raw.setblocking(False)
        await loop.sock_connect(raw, ("127.0.0.1", rig.port))
        await loop.sock_sendall(raw, GET[:-2] + b"Connection: close\r\n\r\n")
        got = 0
        while piece := await asyncio.wait_for(loop.sock_recv(raw, 65536), PATIENCE_S):
            got += len(piece)
            await asyncio.sleep(0.03)
    assert got > size


async def test_pipelined_requests_of_a_client_that_reads_nothing_stay_unanswered(rig: Rig) -> None:
    """Answers without a body count as well: what a client does not read is not piled up for it."""
    rig.script = answer_with(b"HTTP/1.1 204 No Content\r\nX: " + b"a" * 2000 + b"\r\n\r\n")
    client = await rig.connect_deaf()
    client.writer.write(GET * 20_000)
    await until(lambda: rig.asked)
    count = -1
    while count != len(rig.asked):
        count = len(rig.asked)
        await asyncio.sleep(0.3)
    assert 0 < count < 8000


async def test_pipelined_requests_do_not_keep_others_waiting(rig: Rig) -> None:
    """A packet full of requests that are refused at once lets the loop breathe between them."""
    client, turns = await rig.connect(), 0
    client.writer.write(GET * 4000)
    rig.replies_at_once = True
    while len(rig.finished_exchanges) < 4000:
        await asyncio.sleep(0)
        turns += 1
        assert turns < 1_000_000
    assert turns > 1000


async def test_an_unread_answer_to_an_unfinished_request_ends(rig: Rig) -> None:
    """A client that neither finishes its request nor reads the answer does not stay for ever."""
    rig.limits = limits(body_timeout="200ms")
    size = 8 << 20
    rig.script = answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + bytes(size))
    client = await rig.connect_deaf()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc")
    await until(lambda: rig.asked)
    await until(lambda: not rig.server.connections)
    await until(lambda: rig.connections_open == 0)


async def test_a_client_that_sends_and_never_reads_an_echo_ends(rig: Rig) -> None:
    """Both directions full: no side moves, and the gateway does not wait for ever."""
    rig.limits = limits(body_timeout="300ms")

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()

    rig.script = script
    client = await rig.connect_deaf()
    client.writer.write(
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n" + bytes(50_000_000)
    )
    await until(lambda: rig.asked)
    await until(lambda: not rig.server.connections)
    await until(lambda: rig.connections_open == 0)


async def test_what_a_client_took_before_it_left_is_counted(rig: Rig) -> None:
    """The access log tells how many bytes of a streamed answer went out before the client was gone."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
        await asyncio.sleep(PATIENCE_S)

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    await client.head()
    await client.exactly(10)
    client.writer.transport.abort()
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges == [("GET", 200, 10, "client_gone")]
