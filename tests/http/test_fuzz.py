"""Broken bytes on real sockets: the gateway answers or closes, whatever comes from either side.

What is played, and for how long, is told in mutations.py.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from gateway.config.model import LimitsConfig
from tests.http.mutations import ANSWERS, REQUESTS, chance, cut, mutate, rounds
from tests.http.wires import PATIENCE_S, Rig, until

# Each end of a connection gives up after this, so nothing the gateway does right takes much longer.
SILENCE = "150ms"


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
    answering = chance(f"answers to {side}")
    rig.limits = LimitsConfig.model_validate(
        dict.fromkeys(["header_timeout", "body_timeout", "keep_alive_timeout"], SILENCE)
    )
    rig.configure(read_timeout=SILENCE, idle_timeout=SILENCE)

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = answering.choice(ANSWERS)
        if side != "requests":
            answer = mutate(answer, answering)
        await send_in_pieces(writer, cut(answer, answering))
        if answering.random() < 0.5:
            writer.close()

    rig.script = script
    await rig.serve()
    running: set[asyncio.Task[None]] = set()
    played = 0
    for random in rounds(side, 500):
        played += 1
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
    assert len(rig.finished_exchanges) > played // 2
    # Bodies of requests are read as heads by this upstream, so only heads of errgate's making count.
    heads = [head for head in rig.asked if b" errgate\r\n" in head]
    assert all(head.count(b" errgate\r\n") == head.count(b"\r\nX-Request-Id: ") == 1 for head in heads)
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
