"""RFC 6455: WebSocket through a gateway, clause by clause."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from hashlib import sha1

import pytest

from tests.http.relaying import Relayed, answer, record, relay, take_apart
from tests.http.wires import Client, Rig, until

KEY = b64encode(bytes(range(16)))
# The server's proof that it speaks WebSocket (§4.2.2).
ACCEPT = b64encode(sha1(KEY + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
ASK = b"GET /chat?x HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"


def frame(opcode: int, payload: bytes = b"", *, fin: bool = True, mask: bytes = b"", bits: int = 0) -> bytes:
    """One frame (§5.2); `bits` are RSV1 to RSV3."""
    size = len(payload)
    short, more = size, b""
    if size > 125:
        short, more = (126, size.to_bytes(2, "big")) if size <= 0xFFFF else (127, size.to_bytes(8, "big"))
    head = bytes([fin << 7 | bits << 4 | opcode, bool(mask) << 7 | short]) + more + mask
    return head + (bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload)) if mask else payload)


MASK = b"\x01\x02\x03\x04"
FRAMES = [
    pytest.param(frame(1, b"Hello", mask=MASK), id="5.3 masked text"),
    pytest.param(frame(1, b"Hello"), id="5.1 text without a mask is the server's to refuse"),
    pytest.param(frame(1, b"\xff\xfe", mask=MASK), id="8.1 text that is not UTF-8 is the server's to refuse"),
    pytest.param(frame(2, bytes(range(256)), mask=MASK), id="5.6 binary"),
    pytest.param(frame(2, bytes(70_000), mask=MASK), id="5.2 a long frame"),
    pytest.param(frame(2, b"", mask=MASK), id="5.2 an empty frame"),
    pytest.param(frame(1, b"\x01", mask=MASK, bits=4), id="5.2 bits of extensions"),
    pytest.param(frame(11, b"?", mask=MASK), id="5.2 an opcode of extensions"),
    pytest.param(
        frame(1, b"He", fin=False, mask=MASK) + frame(9, b"p", mask=MASK) + frame(0, b"llo", mask=MASK),
        id="5.4 fragments with a ping between them",
    ),
    pytest.param(frame(9, b"are you there", mask=MASK), id="5.5.2 ping"),
    pytest.param(frame(10, b"yes", mask=MASK), id="5.5.3 pong that nobody asked for"),
    pytest.param(frame(8, b"\x03\xe8bye", mask=MASK), id="5.5.1 close"),
]


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A server that sends every byte back."""
    writer.write(SWITCH + b"Sec-WebSocket-Accept: " + ACCEPT + b"\r\n\r\n")
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def open_tunnel(rig: Rig) -> Client:
    """A client behind its handshake."""
    client = await rig.connect()
    await client.send(ASK + b"Sec-WebSocket-Key: " + KEY + b"\r\nSec-WebSocket-Version: 13\r\n\r\n")
    assert (await client.head()).startswith(b"HTTP/1.1 101 ")
    return client


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"Sec-WebSocket-Key: " + KEY, id="4.1 Sec-WebSocket-Key"),
        pytest.param(b"Sec-WebSocket-Version: 13", id="4.1 Sec-WebSocket-Version"),
        pytest.param(b"Sec-WebSocket-Protocol: chat, superchat", id="4.1 Sec-WebSocket-Protocol"),
        pytest.param(b'Sec-WebSocket-Extensions: x; y="1", z', id="4.1 Sec-WebSocket-Extensions"),
        pytest.param(b"Origin: http://b.example", id="4.1 Origin"),
        pytest.param(b"Cookie: a=b", id="4.1 Cookie"),
    ],
)
async def test_a_handshakes_field(rig: Rig, line: bytes) -> None:
    """The client's handshake reaches the server with its fields as they are."""
    asked = (await relay(rig, ASK + line + b"\r\n\r\n", answer())).request
    assert asked.line == b"GET /chat?x HTTP/1.1"
    assert tuple(line.split(b": ")) in asked.fields
    assert asked.values(b"Upgrade") == [b"websocket"]
    assert asked.values(b"Connection") == [b"Upgrade"]


async def test_the_servers_handshake(rig: Rig) -> None:
    """§4.2.2: the server's handshake proves itself by Sec-WebSocket-Accept.

    It reaches the client with its fields as they are.
    """
    lines = [b"Sec-WebSocket-Accept: " + ACCEPT, b"Sec-WebSocket-Protocol: chat", b"Set-Cookie: a=b"]
    lines.append(b"Sec-WebSocket-Extensions: permessage-deflate")
    record(rig, Relayed(), SWITCH + b"\r\n".join(lines) + b"\r\n\r\n")
    client = await rig.connect()
    await client.send(ASK + b"\r\n")
    got = take_apart(await client.head())
    assert got.line == b"HTTP/1.1 101 Switching Protocols"
    assert [b"%b: %b" % field for field in got.fields[:4]] == lines
    assert (got.values(b"Upgrade"), got.values(b"Connection")) == ([b"websocket"], [b"upgrade"])


@pytest.mark.parametrize(
    ("status", "line"),
    [
        pytest.param(b"401 Unauthorized", b"WWW-Authenticate: Basic realm=a", id="4.1 401"),
        pytest.param(b"302 Found", b"Location: /b", id="4.1 a redirect"),
        pytest.param(b"403 Forbidden", b"X: y", id="4.2.2 another origin"),
        pytest.param(b"426 Upgrade Required", b"Sec-WebSocket-Version: 13, 8", id="4.4 versions"),
        pytest.param(b"200 OK", b"X: y", id="4.1 a server that knows no WebSocket"),
    ],
)
async def test_another_answer_than_101(rig: Rig, status: bytes, line: bytes) -> None:
    """Whatever else a server answers to a handshake is an ordinary answer, and passes."""
    got = (await relay(rig, ASK + b"\r\n", answer(line, status=status))).answer
    assert got.line == b"HTTP/1.1 " + status
    assert tuple(line.split(b": ")) in got.fields
    assert got.body == b"ok"


async def test_an_http_10_handshake(rig: Rig) -> None:
    """§4.1: a handshake must be HTTP/1.1 or higher.

    In HTTP/1.0 it is an ordinary request (RFC 9110 §7.8).
    """
    sent = ASK.replace(b"HTTP/1.1", b"HTTP/1.0") + b"\r\n"
    assert (await relay(rig, sent, answer())).request.values(b"Upgrade") == []


@pytest.mark.parametrize("sent", FRAMES)
async def test_a_frame_passes(rig: Rig, sent: bytes) -> None:
    """Frames pass byte for byte, both ways: none is unmasked, joined, cut, answered or judged."""
    rig.script = echo
    client = await open_tunnel(rig)
    await client.send(sent)
    assert await client.exactly(len(sent)) == sent


async def test_a_frame_in_pieces(rig: Rig) -> None:
    """§5.4: an intermediary may cut and join frames only where no extension forbids it.

    errgate knows no frames: each piece passes when it comes.
    """
    rig.script = echo
    client = await open_tunnel(rig)
    for byte in frame(1, b"Hi", mask=MASK):
        await client.send(bytes([byte]))
        assert await client.exactly(1) == bytes([byte])


async def test_frames_right_behind_the_handshake(rig: Rig) -> None:
    """§4.1: the client's frames begin when the handshake is done.

    What comes in one packet with either handshake is not lost.
    """

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH + b"\r\n" + frame(1, b"hello"))
        writer.write(await reader.readexactly(7))

    rig.script = script
    client = await rig.connect()
    await client.send(ASK + b"\r\n" + frame(9, b"a", mask=MASK))
    await client.head()
    assert await client.exactly(14) == frame(1, b"hello") + frame(9, b"a", mask=MASK)


async def test_the_server_closes_first(rig: Rig) -> None:
    """§7.1.1: behind the closing handshake the server closes TCP first.

    Its end reaches the client, behind its last frame, and nothing is left of either connection.
    """

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(SWITCH + b"\r\n")
        writer.write(frame(8, (await reader.readexactly(8))[-2:]))
        writer.close()

    rig.script = script
    client = await open_tunnel(rig)
    await client.send(frame(8, b"\x03\xe8", mask=MASK))
    assert len(await client.rest()) == 4
    await client.close()
    await until(lambda: not rig.server.connections and not rig.connections_open)


async def test_a_client_that_is_lost(rig: Rig) -> None:
    """§7.1.7: a connection may fail at any time.

    The other side learns of it, so that nobody waits for frames from one who has gone.
    """
    rig.script = echo
    client = await open_tunnel(rig)
    client.writer.transport.abort()
    await until(lambda: not rig.server.connections and not rig.connections_open)
