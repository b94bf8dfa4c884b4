"""Broken bytes on real sockets: the gateway answers or closes, whatever comes from either side.

A run plays a fixed list of mutated messages, so that it is the same each time. HTTP_FUZZ_ROUNDS plays more.
"""

from __future__ import annotations

import asyncio
import os
from contextlib import suppress
from random import Random

import pytest

from gateway.config.model import LimitsConfig
from tests.http.wires import Rig, until

ROUNDS = int(os.environ.get("HTTP_FUZZ_ROUNDS", "500"))
# Each end of a connection gives up after this, so nothing the gateway does right takes longer.
SILENCE = "150ms"
PATIENCE_S = 5.0

REQUESTS = [
    b"GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n",
    b"POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
    b"POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n",
    b"PUT /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
    b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X\r\nX: 1\r\n\r\n",
    b"GET http://b.example/x HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
    b"GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x05hello",
    b"POST /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
]
ANSWERS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\nX: y\r\n\r\nhello world",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nuntil the end",
    b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n\x81\x02hi",
    b"HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfail",
]
# What is put in, or put in the place of something.
SPLINTERS = [
    b"", b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\x00", b" ", b"\t", b":", b";", b",", b"0", b"-1",
    b"+", b"\xff",
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip\r\n", b"0\r\n\r\n",
    b"Connection: close\r\n", b"Connection: Host, Content-Length\r\n", b"HTTP/1.1", b"HTTP/2.0",
    b"Upgrade: h2c\r\n",
    b"18446744073709551615", b"0" * 5000, b"Host: b\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"FFFFFFFFFFFFFFFF",
]  # fmt: skip


def mutate(message: bytes, random: Random) -> bytes:
    """`message` with up to three things cut out, put in, doubled or changed."""
    for _ in range(random.choice([0, 1, 1, 2, 3])):
        begin = random.randrange(len(message) + 1)
        end = min(len(message), begin + random.choice([0, 0, 1, 4, 20]))
        middle = random.choice(
            [random.choice(SPLINTERS), message[begin:end] * 2, bytes([random.randrange(256)])]
        )
        message = message[:begin] + middle + message[end:]
    return message


def cut(message: bytes, random: Random) -> list[bytes]:
    """`message` in one to four pieces."""
    places = sorted(random.randrange(len(message) + 1) for _ in range(random.choice([0, 0, 1, 2, 3])))
    return [message[begin:end] for begin, end in zip([0, *places], [*places, len(message)], strict=True)]


async def send_in_pieces(writer: asyncio.StreamWriter, pieces: list[bytes]) -> None:
    """Send each piece in a packet of its own."""
    for piece in pieces:
        if writer.transport.is_closing():
            return
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.001)


async def play(rig: Rig, request: list[bytes]) -> None:
    """Send a request, half-close or not, and read until the gateway closes."""
    client = await rig.connect()
    with suppress(ConnectionError):
        await send_in_pieces(client.writer, request)
        await asyncio.wait_for(client.reader.read(-1), PATIENCE_S)
    await client.close()


async def settle(rig: Rig) -> None:
    """Nothing is left of any of it."""
    async with asyncio.timeout(PATIENCE_S):
        while rig.server.connections or rig.connections_open:
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("side", ["requests", "answers", "both"])
async def test_broken_bytes_are_answered_or_end_the_connection(rig: Rig, side: str) -> None:
    """Never a hang, an exception in the loop, a connection left, or two requests at the upstream for one."""
    random = Random(f"errgate {side}")
    rig.limits = LimitsConfig.model_validate(
        dict.fromkeys(["header_timeout", "body_timeout", "keep_alive_timeout"], SILENCE)
    )
    rig.configure(read_timeout=SILENCE, idle_timeout=SILENCE)

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = random.choice(ANSWERS)
        if side != "requests":
            answer = mutate(answer, random)
        await send_in_pieces(writer, cut(answer, random))
        if random.random() < 0.5:
            writer.close()

    rig.script = script
    await rig.serve()
    running: set[asyncio.Task[None]] = set()
    for _ in range(ROUNDS):
        request = random.choice(REQUESTS)
        if side != "answers":
            request = mutate(request, random)
        running.add(asyncio.ensure_future(play(rig, cut(request, random))))
        if len(running) >= 50:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    await asyncio.gather(*running)
    await settle(rig)
    assert rig.complaints == []
    # Most rounds came as far as an exchange: the mutations are not all nonsense.
    assert len(rig.finished_exchanges) > ROUNDS // 2
    # Bodies of requests are read as heads by this upstream, so only heads of errgate's making count.
    heads = [head for head in rig.asked if b"Via: 1.1 errgate\r\n" in head]
    assert all(
        head.count(b"Via: 1.1 errgate\r\n") == head.count(b"\r\nX-Request-Id: ") == 1 for head in heads
    )
    assert all(head.count(b"\r\nHost: ") == 1 for head in heads)


@pytest.mark.parametrize(
    "smuggled",
    [
        POST + framing + b"\r\n" + body + b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
        for POST in (b"POST / HTTP/1.1\r\nHost: a\r\n", b"POST / HTTP/1.0\r\nConnection: keep-alive\r\n")
        for framing, body in [
            (b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", b"0\r\n\r\n"),
            (b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n"),
            (b"Transfer-Encoding: xchunked\r\nContent-Length: 44\r\n", b""),
            (b"Transfer-Encoding:\x0bchunked\r\nContent-Length: 44\r\n", b""),
            (b"Transfer-Encoding : chunked\r\nContent-Length: 44\r\n", b""),
            (b"Transfer_Encoding: chunked\r\nContent-Length: 44\r\n", b""),
            (b"X: a\nTransfer-Encoding: chunked\r\nContent-Length: 44\r\n", b""),
            (b"X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 44\r\n", b""),
            (b"Content-Length: 44\r\nContent-Length: 0\r\n", b""),
            (b"Content-Length: 0, 44\r\n", b""),
            (b"Content-Length: 0\r\nConnection: Content-Length\r\n", b""),
        ]
    ],
)
async def test_the_upstream_sees_the_requests_that_errgate_sees(rig: Rig, smuggled: bytes) -> None:
    """Whatever is refused or passed on, an upstream with a parser of its own counts what was answered."""
    answered = 0

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal answered
        head = rig.asked[-1].lower()
        if b"\r\ntransfer-encoding:" in head:
            await reader.readuntil(b"0\r\n\r\n")
        elif b"\r\ncontent-length: " in head:
            await reader.readexactly(int(head.partition(b"\r\ncontent-length: ")[2].split(b"\r\n")[0]))
        answered += 1
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    rig.script = script
    client = await rig.connect()
    await client.send(smuggled)
    client.writer.write_eof()
    await client.rest()
    await until(lambda: not rig.server.connections)
    assert answered <= len(rig.finished_exchanges)
    assert len(rig.asked) == answered or len(rig.asked) <= len(rig.finished_exchanges)
