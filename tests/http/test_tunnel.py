"""Connections that switch protocols: bytes both ways, to the end (RFC 9110 §7.8, RFC 6455)."""

from __future__ import annotations

import asyncio

from tests.http.wires import Rig, until

UPGRADE = b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: %b\r\nSec-WebSocket-Key: x\r\n\r\n"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: %b\r\n\r\n"


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Switch protocols, greet, and send everything back in upper case."""
    writer.write(SWITCH % b"websocket" + b"hello")
    while data := await reader.read(65536):
        writer.write(data.upper())
        await writer.drain()
    writer.write(b"bye")
    writer.close()


async def test_a_tunnel_passes_bytes_both_ways_to_the_end(rig: Rig) -> None:
    """What follows the switch passes unread; an end on one side lets the other one finish."""
    rig.script = echo
    client = await rig.connect()
    await client.send(UPGRADE % b"websocket")
    head = await client.head()
    assert head.startswith(b"HTTP/1.1 101 Switching Protocols\r\n")
    assert b"Upgrade: websocket\r\n" in head
    assert b"Connection: upgrade\r\n" in head
    assert await client.exactly(5) == b"hello"
    await client.send(b"\x81\x00GET / HTTP/1.1\r\n\r\n")
    assert await client.exactly(20) == b"\x81\x00GET / HTTP/1.1\r\n\r\n"
    client.writer.write_eof()
    assert await client.rest() == b"bye"
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges[0][:2] == ("GET", 101)


async def test_the_upstream_sees_the_wish_to_switch(rig: Rig) -> None:
    """RFC 9110 §7.8: Upgrade and the Connection option that names it are forwarded anew."""
    rig.script = echo
    client = await rig.connect()
    await client.send(UPGRADE % b"websocket")
    await client.head()
    assert b"Connection: Upgrade\r\nUpgrade: websocket\r\n" in rig.asked[0]


async def test_any_protocol_may_be_switched_to(rig: Rig) -> None:
    """A tunnel does not care about the protocol inside."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH % b"smoke/1")
        writer.write(await reader.readexactly(4))

    rig.script = script
    client = await rig.connect()
    await client.send(UPGRADE % b"smoke/1")
    await client.head()
    await client.send(b"ping")
    assert await client.exactly(4) == b"ping"


async def test_a_refused_switch_is_an_ordinary_answer(rig: Rig) -> None:
    """A server that does not switch answers as ever; the client's connection then ends."""
    client = await rig.connect()
    await client.send(UPGRADE % b"websocket")
    got = await client.rest()
    assert b" 200 " in got
    assert got.endswith(b"ok")


async def test_a_reset_on_one_side_ends_the_other(rig: Rig) -> None:
    """When the server's side breaks, the client's is closed."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH % b"websocket")
        await reader.readexactly(1)
        writer.transport.abort()

    rig.script = script
    client = await rig.connect()
    await client.send(UPGRADE % b"websocket")
    await client.head()
    await client.send(b"x")
    assert await client.rest() == b""


async def test_a_silent_tunnel_is_closed(rig: Rig) -> None:
    """A tunnel in which nothing moves for read_timeout ends."""
    rig.configure(read_timeout="100ms")

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH % b"websocket")
        await reader.read(-1)

    rig.script = script
    client = await rig.connect()
    await client.send(UPGRADE % b"websocket")
    await client.head()
    assert await client.rest() == b""


async def test_a_tunnel_holds_back_a_side_that_is_too_fast(rig: Rig) -> None:
    """Back-pressure: what the client does not read stays with the server."""
    written = 0
    piece = bytes(1 << 16)

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(SWITCH % b"websocket")
        for _count in range(1024):
            writer.write(piece)
            await writer.drain()
            written += len(piece)
        writer.close()

    rig.script = script
    client = await rig.connect()
    client.writer.transport.pause_reading()  # type: ignore[attr-defined]
    await client.send(UPGRADE % b"websocket")
    await until(lambda: written)
    last = -1
    while written != last:
        last = written
        await asyncio.sleep(0.2)
    assert written < 32 << 20
    client.writer.transport.resume_reading()  # type: ignore[attr-defined]
    await client.head()
    assert len(await client.rest()) == 64 << 20
