"""Bodies that do not fit into memory, or take their time: passed on as they come, with back-pressure."""

from __future__ import annotations

import asyncio

import pytest

from gateway.http.deadlines import NEVER
from gateway.process.resources import resident_bytes
from tests.http.relaying import Relayed, record
from tests.http.wires import PATIENCE_S, Rig, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
MIB = 1 << 20


async def test_the_first_byte_passes_before_the_last_one_is_sent(rig: Rig) -> None:
    """A streamed answer is flushed as it comes: server-sent events arrive one by one."""
    steps: asyncio.Queue[bytes] = asyncio.Queue()

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        while event := await steps.get():
            writer.write(b"%x\r\n%b\r\n" % (len(event), event))
            await writer.drain()
        writer.write(b"0\r\n\r\n")

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    await client.head()
    for event in (b"data: 1\n\n", b"data: 2\n\n"):
        steps.put_nowait(event)
        assert await client.exactly(len(event) + 5) == b"9\r\n" + event + b"\r\n"
    steps.put_nowait(b"")
    assert await client.exactly(5) == b"0\r\n\r\n"


async def test_a_large_answer_passes_at_flat_memory(rig: Rig) -> None:
    """256 MiB through a client that reads slowly at first: the gateway holds none of it."""
    size = 256 * MIB
    piece = bytes(MIB)

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        for _count in range(size // MIB):
            writer.write(piece)
            await writer.drain()

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    await client.head()
    await asyncio.sleep(0.2)
    before, most = resident_bytes(), 0.0
    for _ in range(size // MIB):
        await client.reader.readexactly(MIB)
        most = max(most, resident_bytes())
    assert most - before < 24 * MIB


async def test_a_large_request_passes_at_flat_memory(rig: Rig) -> None:
    """64 MiB into an upstream that reads slowly at first: the gateway holds none of it."""
    size = 64 * MIB

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        for _count in range(size // MIB):
            await reader.readexactly(MIB)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    rig.script = script
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
    before, most = resident_bytes(), 0.0
    piece = bytes(MIB)
    for _ in range(size // MIB):
        await client.send(piece)
        most = max(most, resident_bytes())
    assert (await client.answer())[0] == 200
    assert most - before < 24 * MIB


async def test_request_bodies_stream_before_they_are_complete(rig: Rig) -> None:
    """The upstream gets the first piece of an upload while the client still holds the last one."""
    pieces: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, fields = parse_head(rig.asked[-1].replace(b"POST / HTTP/1.1", b"HTTP/1.1 200 x"))
        assert fields["transfer-encoding"] == "chunked"
        while (line := await reader.readuntil(b"\r\n")) != b"0\r\n":
            pieces.append(await reader.readexactly(int(line, 16)))
            await reader.readexactly(2)
        await reader.readexactly(2)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    rig.script = script
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
    await until(lambda: pieces == [b"abc"])
    await client.send(b"2\r\nde\r\n0\r\n\r\n")
    assert (await client.answer())[0] == 200
    assert pieces == [b"abc", b"de"]
    # The plain last chunk leaves the connection open.
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n")
    await until(lambda: pieces[-1] == b"x")
    await client.send(b"0\r\n\r\n")
    assert (await client.answer())[0] == 200


async def test_an_answer_that_breaks_right_behind_a_chunk_ends(rig: Rig) -> None:
    """The end of a chunk wakes its reader without data; that must not hide the garbage behind it."""
    arrived = asyncio.Event()

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello")
        await arrived.wait()
        writer.write(b"\r\nzz\r\n")

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    await client.head()
    assert await client.exactly(10) == b"5\r\nhello\r\n"
    arrived.set()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.exactly(1000)
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges == [("GET", 200, 5, "truncated")]


async def test_a_request_that_breaks_right_behind_a_chunk_ends(rig: Rig) -> None:
    """The same the other way: the upstream's request breaks off, and the client is told."""
    arrived = asyncio.Event()

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"hello")
        arrived.set()
        await reader.read(-1)

    rig.script = script
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello")
    await asyncio.wait_for(arrived.wait(), PATIENCE_S)
    await client.send(b"\r\nzz\r\n")
    assert b" 400 " in await client.rest()


@pytest.mark.parametrize("chunked", [True, False], ids=["chunked", "length"])
async def test_a_request_behind_an_upload_that_had_to_wait_is_answered(rig: Rig, chunked: bool) -> None:
    """A body that comes faster than it is read is held up, and so is what follows: nothing of it is lost."""
    relayed = Relayed()
    record(rig, relayed)
    read_on = rig.script

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # While it is the client that waits, no time runs for it.
        await until(lambda: all(each.deadline == NEVER for each in rig.server.connections))
        await read_on(reader, writer)

    rig.script = script
    # With what might be the end of a chunked body, if one did not count.
    body = b"0\r\n\r\nGET /no HTTP/1.1\r\nHost: a\r\n\r\n" * 800_000
    framed = b"Content-Length: %d\r\n\r\n" % len(body) + body
    if chunked:
        pieces = (body[at : at + 50_000] for at in range(0, len(body), 50_000))
        framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
        framed = b"Transfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n"
    client = await rig.connect()
    client.writer.write(
        b"POST /up HTTP/1.1\r\nHost: a\r\n" + framed + b"GET /next HTTP/1.1\r\nHost: a\r\n\r\n"
    )
    assert (await client.answer())[0] == 200
    rig.script = read_on
    assert (await client.answer())[0] == 200
    assert [each.line.split(b" ")[1] for each in relayed.asked] == [b"/up", b"/next"]
    assert relayed.asked[0].body == body
