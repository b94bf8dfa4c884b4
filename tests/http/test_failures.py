"""What a client sees when an upstream fails: by name, never as a lie."""

from __future__ import annotations

import asyncio
import socket
import struct

import pytest

from tests.http.wires import PATIENCE_S, Rig, Script, answer_with, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


async def reason(rig: Rig, request: bytes = GET) -> tuple[int, str]:
    """Status and reason of the refusal that a request gets."""
    client = await rig.connect()
    await client.send(request)
    status, fields, _ = await client.answer()
    return status, fields["x-reason"]


async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Close without an answer."""
    writer.close()


async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset without an answer."""
    writer.transport.abort()


async def test_nobody_listens(rig: Rig) -> None:
    """A refused connection is a 502 with the reason connect_failed."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        rig.upstream_port = reserved.getsockname()[1]
        rig.configure()
        assert await reason(rig) == (502, "connect_failed")


@pytest.mark.parametrize("script", [hang_up, reset])
async def test_no_answer(rig: Rig, script: Script) -> None:
    """A connection that ends before an answer is a 502 with the reason reset, and is not asked twice."""
    rig.script = script
    assert await reason(rig) == (502, "reset")
    assert len(rig.asked) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"garbage\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad Name: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70000 + b"\r\n\r\n",
        b"\x00\x01\x02\x03",
    ],
    ids=["garbage", "status", "two lengths", "length", "field name", "long field", "binary"],
)
async def test_a_broken_head_is_a_502(rig: Rig, data: bytes) -> None:
    """An answer whose head cannot be trusted is a 502 with the reason bad_response."""
    rig.script = answer_with(data)
    assert await reason(rig) == (502, "bad_response")


async def test_silence_is_a_504(rig: Rig) -> None:
    """A server that says nothing for too long is a 504 with the reason read_timeout."""
    rig.configure(read_timeout="100ms")

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    rig.script = script
    assert await reason(rig) == (504, "read_timeout")


async def test_a_full_pool_is_a_503(rig: Rig) -> None:
    """A request that finds no free connection in time is a 503 with the reason pool_timeout."""
    rig.configure(max_connections=1, queue_timeout="50ms")

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    rig.script = script
    first = await rig.connect()
    await first.send(GET)
    await until(lambda: rig.asked)
    assert await reason(rig) == (503, "pool_timeout")


async def test_a_waiting_request_gets_the_next_free_connection(rig: Rig) -> None:
    """Requests over the pool's size wait for their turn, and one connection serves them all."""
    rig.configure(max_connections=1)
    clients = [await rig.connect() for _ in range(10)]
    for client in clients:
        await client.send(GET)
    assert [(await client.answer())[0] for client in clients] == [200] * 10
    assert rig.accepted == 1


async def test_a_waiting_request_gets_the_place_of_a_dead_connection(rig: Rig) -> None:
    """A connection that dies makes room for a new one, so that nobody waits for nothing."""
    rig.configure(max_connections=1)
    rig.script = hang_up
    clients = [await rig.connect() for _ in range(4)]
    for client in clients:
        await client.send(GET)
    assert [(await client.answer())[0] for client in clients] == [502] * 4


@pytest.mark.parametrize(
    "head",
    [b"Content-Length: 100\r\n", b"Transfer-Encoding: chunked\r\n"],
    ids=["length", "chunked"],
)
async def test_a_body_that_breaks_off_looks_broken(rig: Rig, head: bytes) -> None:
    """RFC 9112 §8: a truncated answer reaches the client truncated, never as a well-formed lie."""
    body = b"a\r\n0123456789\r\n" if b"chunked" in head else b"0123456789"
    await break_off(rig, head + b"\r\n" + body, body, resets=False)


async def test_a_reset_is_not_the_end_of_a_body_without_a_length(rig: Rig) -> None:
    """RFC 9112 §8: a body that ends with its connection is complete only where that ends in order."""
    await break_off(rig, b"\r\n0123456789", b"a\r\n0123456789\r\n", resets=True)


async def break_off(rig: Rig, sent: bytes, passed: bytes, *, resets: bool) -> None:
    """A server that is gone once `passed` has reached the client, which then sees the answer truncated."""
    arrived = asyncio.Event()

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + sent)
        await arrived.wait()
        if resets:
            writer.get_extra_info("socket").setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
        writer.transport.abort()

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    assert b" 200 " in await client.head()
    assert await client.exactly(len(passed)) == passed
    arrived.set()
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await client.exactly(1000)
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges == [("GET", 200, 10, "truncated")]


async def test_an_idle_connection_that_died_is_not_used(rig: Rig) -> None:
    """A pooled connection that the server closed is replaced, silently."""
    read = asyncio.Event()

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await read.wait()
        writer.transport.abort()

    rig.script = script
    client = await rig.connect()
    for count in range(1, 4):
        read.clear()
        await client.send(GET)
        assert (await client.answer())[0] == 200
        assert (rig.accepted, rig.connections_kept) == (count, 1)
        read.set()
        await until(lambda: rig.connections_kept == 0)


async def test_bytes_behind_an_answer_never_reach_the_next_client(rig: Rig) -> None:
    """A server that says more than it was asked loses its connection; the extra bytes go nowhere."""
    rig.script = answer_with(
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    )
    client = await rig.connect()
    for _ in range(2):
        await client.send(GET)
        assert (await client.answer())[2] == b"ok"
    assert rig.accepted == 2


async def test_answer_trailers_never_become_fields_of_the_next_answer(rig: Rig) -> None:
    """A trailer field of one answer must not reach the one behind it."""
    rig.script = answer_with(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Leak: 1\r\n\r\n"
    )
    client = await rig.connect()
    for _ in range(2):
        await client.send(GET)
        assert b"X-Leak" not in await client.head()
        await asyncio.wait_for(client.reader.readuntil(b"0\r\n\r\n"), PATIENCE_S)


async def test_an_unused_connection_is_closed_in_time(rig: Rig) -> None:
    """A connection that is idle for longer than idle_timeout is closed."""
    rig.configure(idle_timeout="50ms")
    client = await rig.connect()
    await client.send(GET)
    await client.answer()
    await until(lambda: rig.connections_open == 0)
    await client.send(GET)
    await client.answer()
    assert rig.accepted == 2
