"""Connections that switch protocols: bytes both ways, to the end (RFC 9110 §7.8, RFC 6455)."""

from __future__ import annotations

import asyncio
import socket

import pytest

from gateway.http.deadlines import Deadlines
from gateway.http.tunnel import Tunnel
from tests.http.wires import PATIENCE_S, Rig, answer_with, until

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


@pytest.mark.parametrize("early", [b"ping", b"GET / HTTP/1.1\r\n\r\n", b"\r\n\r\n" * 2000], ids=len)
@pytest.mark.parametrize(
    "framed",
    [b"Content-Length: 2\r\n\r\nok", b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"],
    ids=["length", "chunked"],
)
async def test_bytes_that_come_with_the_wish_go_into_the_tunnel(
    rig: Rig, framed: bytes, early: bytes
) -> None:
    """Also behind a body, and however they look: none is lost, and none is taken for a request."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(2) == b"ok"
        writer.write(SWITCH % b"websocket")
        writer.write(await reader.readexactly(len(early)))

    rig.script = script
    client = await rig.connect()
    wish = UPGRADE.replace(b"GET", b"POST") % b"websocket"
    await client.send(wish[:-2] + framed + early)
    await client.head()
    assert await client.exactly(len(early)) == early
    assert len(rig.asked) == 1


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
    rig.configure(read_timeout="500ms")

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
    client.transport.pause_reading()
    await client.send(UPGRADE % b"websocket")
    await until(lambda: written)
    last = -1
    while written != last:
        last = written
        await asyncio.sleep(0.2)
    assert written < 32 << 20
    client.transport.resume_reading()
    await client.head()
    assert len(await client.rest()) == 64 << 20


@pytest.mark.parametrize("protocol", [b"websocket", b"smoke/1"])
async def test_what_follows_the_request_at_once_is_not_lost(rig: Rig, protocol: bytes) -> None:
    """Bytes in the packet of the request, and those that come before the 101, reach the server in order."""
    asked = asyncio.Event()

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.sleep(0.1)
        writer.write(SWITCH % protocol)
        writer.write(await reader.readexactly(9))

    rig.script = script
    client = await rig.connect()
    await client.send(UPGRADE % protocol + b"one")
    await asked.wait()
    await client.send(b"two")
    await asyncio.sleep(0.02)
    await client.send(b"end")
    await client.head()
    assert await client.exactly(9) == b"onetwoend"


async def test_what_follows_the_switch_at_once_is_not_lost(rig: Rig) -> None:
    """The server's first bytes come through even where a plugin takes its time over the 101."""
    rig.reply_delay_s = 0.1

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH % b"websocket" + b"one")
        await asyncio.sleep(0.02)
        writer.write(b"two")

    rig.script = script
    client = await rig.connect()
    await client.send(UPGRADE % b"websocket")
    await client.head()
    assert await client.exactly(6) == b"onetwo"


@pytest.mark.parametrize("first", ["client", "server"])
async def test_a_tunnel_leaves_nothing_behind(rig: Rig, first: str) -> None:
    """When it has ended there is neither a client's connection nor a place of the pool left."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH % b"websocket")
        if first == "client":
            await reader.read(-1)
        writer.close()

    rig.script = script
    for _ in range(3):
        client = await rig.connect()
        await client.send(UPGRADE % b"websocket")
        await client.head()
        if first == "server":
            assert await client.rest() == b""
        await client.close()
    await until(lambda: not rig.server.connections)
    await until(lambda: rig.connections_open == 0)


async def test_a_client_that_never_reads_does_not_hold_a_tunnel_open(rig: Rig) -> None:
    """What the server left to be sent at its end is waited for only as long as a silence may last."""
    rig.configure(read_timeout="500ms")

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH % b"websocket" + bytes(1 << 20))
        writer.close()

    rig.script = script
    client = await rig.connect_deaf()
    await client.send(UPGRADE % b"websocket")
    await until(lambda: rig.asked)
    await until(lambda: not rig.server.connections)
    await until(lambda: rig.connections_open == 0)


async def test_a_client_that_leaves_before_the_switch_leaves_nothing_behind(rig: Rig) -> None:
    """A 101 for a client that is gone ends the server's connection too."""
    rig.reply_delay_s = 0.1
    rig.script = echo
    client = await rig.connect()
    await client.send(UPGRADE % b"websocket")
    await until(lambda: rig.asked)
    await asyncio.sleep(0.03)
    client.writer.transport.abort()
    await until(lambda: not rig.server.connections)
    await until(lambda: rig.connections_open == 0)


async def test_no_switch_while_the_request_is_still_being_sent(rig: Rig) -> None:
    """RFC 9110 §7.8: a server that switches before it has the whole request gives a bad response."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH % b"websocket")
        await reader.read(-1)

    rig.script = script
    client = await rig.connect()
    await client.send((UPGRADE % b"websocket")[:-2] + b"Content-Length: 100\r\n\r\nabc")
    assert (await client.answer())[1]["x-reason"] == "bad_response"
    await until(lambda: rig.connections_open == 0)


async def test_426_says_what_to_switch_to(rig: Rig) -> None:
    """RFC 9110 §15.5.22: the answer that demands a switch names the protocol."""
    rig.script = answer_with(
        b"HTTP/1.1 426 Upgrade Required\r\nConnection: upgrade\r\nUpgrade: foo/2\r\nContent-Length: 0\r\n\r\n"
    )
    client = await rig.connect()
    await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    head = await client.head()
    assert b"Connection: upgrade\r\nUpgrade: foo/2\r\n" in head


async def test_a_server_that_has_left_already_ends_the_client() -> None:
    """What it sent behind the switch still arrives; nobody waits for an end that was told before."""
    loop = asyncio.get_running_loop()
    pairs = [socket.socketpair() for _ in range(2)]
    client, server = [(await loop.create_connection(asyncio.Protocol, sock=ours))[0] for ours, _ in pairs]
    server.abort()
    tunnel = Tunnel(loop, client, server)
    await asyncio.wait_for(tunnel.run(Deadlines(loop, 0.05), 60.0, b"rest", b""), PATIENCE_S)
    reader, writer = await asyncio.open_connection(sock=pairs[0][1])
    assert await asyncio.wait_for(reader.read(-1), PATIENCE_S) == b"rest"
    writer.close()
    pairs[1][1].close()
