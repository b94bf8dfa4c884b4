"""How a client's connection lives and ends: keep-alive, pipelining, limits, an orderly end (RFC 9112 §9)."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.relaying import Relayed, record
from tests.http.wires import PATIENCE_S, Client, Rig, answer_with, limits, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def test_a_connection_serves_one_request_after_the_other(rig: Rig) -> None:
    """A client's connection, and the one to the upstream, are used again."""
    client = await rig.connect()
    for _ in range(3):
        await client.send(GET)
        assert (await client.answer())[0] == 200
    assert rig.accepted == 1


async def test_pipelined_requests_are_answered_in_order(rig: Rig) -> None:
    """RFC 9112 §9.3.2: requests sent at once are answered one by one, in the order they came."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        name = rig.asked[-1].split(b" ")[1]
        if name == b"/0":
            await asyncio.sleep(0.05)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + name)

    rig.script = script
    client = await rig.connect()
    await client.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % i for i in range(5)))
    assert [(await client.answer())[2] for _ in range(5)] == [b"/0", b"/1", b"/2", b"/3", b"/4"]


async def test_a_pipelined_request_may_arrive_in_pieces(rig: Rig) -> None:
    """Bytes of the next request that come while one is being answered are not lost."""
    release = asyncio.Event()
    rig.script = answer_with(OK, after=release)
    client = await rig.connect()
    await client.send(GET + b"POST / HTTP/1.1\r\nHo")
    await until(lambda: rig.asked)
    await client.send(b"st: a\r\nContent-Length: 3\r\n\r\nab")
    release.set()
    assert (await client.answer())[0] == 200
    await client.send(b"c")
    assert (await client.answer())[0] == 200
    assert len(rig.asked) == 2


async def test_a_chunked_request_leaves_the_connection_open(rig: Rig) -> None:
    """A chunked body that ends in the plain last chunk, however it is cut, keeps the connection."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"0\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    rig.script = script
    client = await rig.connect()
    for pieces in ([b"0\r\n\r\n"], [b"3\r\nabc\r\n0\r\n", b"\r\n"], [b"3\r\nabc\r", b"\n0", b"\r\n\r\n"]):
        await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in pieces:
            await asyncio.sleep(0.02)
            await client.send(piece)
        assert (await client.answer())[0] == 200
    assert rig.accepted == 1


async def test_a_slow_header_is_answered_with_408(rig: Rig) -> None:
    """RFC 9110 §15.5.9: a header that does not arrive in time ends the connection (slowloris)."""
    rig.limits = limits(header_timeout="100ms")
    client = await rig.connect()
    await client.send(b"GET / HTTP/1.1\r\nHo")
    assert b" 408 " in await client.rest()


@pytest.mark.parametrize(
    "before",
    [GET, POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"\r\n" + GET],
    ids=["plain", "chunked", "behind an empty line"],
)
@pytest.mark.parametrize("together", [True, False], ids=["pipelined", "later"])
async def test_a_slow_header_of_a_later_request_is_answered_with_408(
    rig: Rig, before: bytes, together: bool
) -> None:
    """What keeps a connection open is no leave to take one's time over a header."""
    rig.limits = limits(header_timeout="100ms", keep_alive_timeout="60s")
    record(rig, Relayed())
    client = await rig.connect()
    await client.send(before + (b"GET / HT" if together else b""))
    assert (await client.answer())[0] == 200
    if not together:
        await client.send(b"GET / HT")
    assert b" 408 " in await client.rest()


async def test_empty_lines_are_no_beginning(rig: Rig) -> None:
    """A line break too much behind a request is neither refused nor a reason to stay longer."""
    rig.limits = limits(header_timeout="60s", keep_alive_timeout="100ms")
    client = await rig.connect()
    await client.send(GET + b"\r\n")
    assert (await client.answer())[0] == 200
    assert await client.rest() == b""


async def test_a_slow_body_is_answered_with_408(rig: Rig) -> None:
    """A body that stops arriving ends the exchange, towards the upstream too."""
    rig.limits = limits(body_timeout="100ms")

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    rig.script = script
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
    assert b" 408 " in await client.rest()


async def test_an_idle_connection_is_closed_without_a_word(rig: Rig) -> None:
    """A connection on which no request has begun ends silently."""
    rig.limits = limits(keep_alive_timeout="100ms", header_timeout="100ms")
    client = await rig.connect()
    await client.send(GET)
    await client.answer()
    assert await client.rest() == b""


async def test_there_are_no_more_connections_than_allowed(rig: Rig) -> None:
    """Connections over the limit are closed at once; the others live on."""
    rig.limits = limits(connections=1)
    first = await rig.connect()
    await first.send(GET)
    await first.answer()
    second = await rig.connect()
    second.writer.write(GET)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await second.head()
    await first.send(GET)
    assert (await first.answer())[0] == 200


async def test_a_half_closed_client_gets_its_answer(rig: Rig) -> None:
    """With half_close a client that closes its sending side behind a request still reads the answer."""
    rig.half_close = True
    client = await rig.connect()
    await client.send(GET)
    client.writer.write_eof()
    assert (await client.rest()).endswith(b"ok")


@pytest.mark.parametrize("rest", [b"", b"GET / HT", POST + b"Content-Length: 9\r\n\r\nabc"])
async def test_a_half_closed_client_gets_all_its_answers(rig: Rig, rest: bytes) -> None:
    """With half_close requests that were pipelined are answered in order; what is no whole one is not."""
    rig.half_close = True
    rig.reply_delay_s = 0.02
    relayed = Relayed()
    record(rig, relayed)
    client = await rig.connect()
    await client.send(b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(4)))
    await client.send(POST + b"Content-Length: 2\r\n\r\nok" + rest)
    client.writer.write_eof()
    got = await client.rest()
    assert got.count(b"HTTP/1.1 200 OK") == 5
    assert [request.line.split()[1] for request in relayed.asked] == [b"/0", b"/1", b"/2", b"/3", b"/"]
    assert relayed.asked[4].body == b"ok"
    assert all(b"Connection" not in head for head in got.split(b"HTTP/1.1")[:5])


async def test_an_early_answer_reaches_a_client_that_is_still_sending(rig: Rig) -> None:
    """RFC 9112 §9.6: an answer given before the body has arrived is not lost to a reset."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno")

    rig.script = script
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc")
    status, fields, body = await client.answer()
    assert (status, body, fields["connection"]) == (403, b"no", "close")
    await client.send(b"x" * 100_000)
    assert await client.rest() == b""


async def test_a_client_that_leaves_cancels_the_upstream_request(rig: Rig) -> None:
    """The upstream's connection is closed when nobody waits for the answer any more."""
    gone = asyncio.Event()

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)
        gone.set()

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    await until(lambda: rig.asked)
    client.writer.transport.abort()
    await asyncio.wait_for(gone.wait(), PATIENCE_S)
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges == [("GET", 499, 0, "client_gone")]


async def test_a_drain_lets_the_current_request_finish(rig: Rig) -> None:
    """Draining ends idle connections at once and busy ones behind their reply, which says so."""
    release = asyncio.Event()
    rig.script = answer_with(OK, after=release)
    idle, busy = await rig.connect(), await rig.connect()
    await busy.send(GET)
    await until(lambda: rig.asked)
    drain = asyncio.create_task(rig.server.drain(PATIENCE_S))
    assert await idle.rest() == b""
    release.set()
    answer = await busy.rest()
    assert b"Connection: close" in answer
    assert answer.endswith(b"ok")
    assert await drain == 0


async def test_a_drain_cuts_off_what_does_not_finish(rig: Rig) -> None:
    """What is still in flight when the time is up is ended, and counted."""

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    rig.script = script
    client: Client = await rig.connect()
    await client.send(GET)
    await until(lambda: rig.asked)
    assert await rig.server.drain(0.05) == 1
