"""Bounds on clients and servers: each where it is set, each with a name of its own."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gateway.http.crowding import Crowd, client_of
from tests.http.memory import converse
from tests.http.wires import Client, Rig, answer_with, limits, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


async def is_refused(client: Client) -> bool:
    """Whether a connection ends before an answer."""
    try:
        await client.send(GET)
        await client.head()
    except (ConnectionError, asyncio.IncompleteReadError):
        return True
    return False


# Clients.


@pytest.mark.parametrize("together", [True, False], ids=["pipelined", "one by one"])
async def test_a_connection_ends_behind_its_last_request(together: bool, rig: Rig) -> None:
    """Its answer says so (RFC 9112 §9.6); what follows is not taken up."""
    rig.limits = limits(requests_per_connection=3)
    client = await rig.connect()
    if together:
        await client.send(GET * 5)
    closes = []
    for _ in range(3):
        if not together:
            await client.send(GET)
        status, fields, _ = await client.answer()
        assert status == 200
        closes.append(fields.get("connection"))
    assert closes == [None, None, "close"]
    assert await client.rest() == b""
    assert len(rig.asked) == 3


@pytest.mark.parametrize("method", [b"GET", b"OPTIONS"], ids=["plain", "not plain"])
@pytest.mark.parametrize("line", [b"X:a\r\n", b"X:   a   \r\n"], ids=["tight", "with blanks"])
@pytest.mark.parametrize("over", [0, 1])
async def test_a_header_is_as_long_as_it_is_on_the_wire(method: bytes, line: bytes, over: int) -> None:
    """To the byte, without the request line, however it is cut and whoever reads it."""
    fields = b"Host: a\r\n" + line * 20
    sent = method + b" / HTTP/1.1\r\n" + fields + b"\r\n"
    bound = limits(header=f"{len(fields) - over}B")
    for pieces in ([sent], [sent[:40], sent[40:]], [sent[:-1], sent[-1:]]):
        found = await converse(pieces, limits=bound)
        assert found.answers[9:12] == (b"431" if over else b"204")


async def test_a_client_has_so_many_connections(rig: Rig) -> None:
    """One more is closed at once; one that ends makes room."""
    rig.limits = limits(connections_per_client=2)
    first, second = await rig.connect(), await rig.connect()
    assert not await is_refused(first)
    assert not await is_refused(second)
    assert await is_refused(await rig.connect())
    assert rig.server.refused == {"connections_per_client": 1}
    await first.close()
    await until(lambda: len(rig.server.connections) == 1)
    assert not await is_refused(await rig.connect())
    await second.close()


async def test_clients_that_left_are_not_remembered(rig: Rig) -> None:
    """Nothing stays of a client whose connections are gone, refused ones included."""
    rig.limits = limits(connections_per_client=1)
    client = await rig.connect()
    assert not await is_refused(client)
    assert await is_refused(await rig.connect())
    assert len(rig.server.crowd) == 1
    await client.close()
    await until(lambda: len(rig.server.crowd) == 0)


async def test_trusted_proxies_have_as_many_as_they_want(rig: Rig) -> None:
    """They come for many clients."""
    rig.limits = limits(connections_per_client=1)
    rig.trusted_proxies = ["127.0.0.0/8"]
    for _ in range(3):
        assert not await is_refused(await rig.connect())


async def test_a_new_bound_counts_for_connections_to_come(rig: Rig) -> None:
    """A reload that sets one takes nothing from those who are there, and keeps count right."""
    early = await rig.connect()
    assert not await is_refused(early)
    rig.limits = limits(connections_per_client=1)
    rig.server.replace_gateway(rig)
    client = await rig.connect()
    assert not await is_refused(client)
    await early.close()
    await until(lambda: len(rig.server.connections) == 1)
    assert await is_refused(await rig.connect())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
    ],
)
def test_what_one_client_is(one: str, other: str, same: bool) -> None:
    """An IPv4 address, or the /64 of an IPv6 address."""
    assert (client_of(one) == client_of(other)) is same


def test_peers_without_an_address_are_not_counted() -> None:
    """All who come through a Unix socket would be one client."""
    crowd = Crowd(1)
    assert [crowd.enter(""), crowd.enter("")] == ["", ""]


async def test_requests_in_flight_are_bounded(rig: Rig) -> None:
    """One more is a 503 that says when to come again, and leaves the connection as it is."""
    rig.limits = limits(requests_in_flight=1)
    go_on = asyncio.Event()
    rig.script = answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", after=go_on)
    first, second = await rig.connect(), await rig.connect()
    await first.send(GET)
    await until(lambda: rig.asked)
    await second.send(GET)
    status, fields, _ = await second.answer()
    assert (status, fields["x-reason"]) == (503, "overloaded")
    go_on.set()
    assert (await first.answer())[0] == 200
    await second.send(GET)
    assert (await second.answer())[0] == 200
    assert rig.server.in_flight == 0


async def test_a_client_that_leaves_gives_its_place_back(rig: Rig) -> None:
    """However a request ends, it is not in flight any more."""

    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(1)

    rig.script = wait
    client = await rig.connect()
    await client.send(GET)
    await until(lambda: rig.asked)
    assert rig.server.in_flight == 1
    await client.close()
    await until(lambda: rig.server.in_flight == 0)


# Servers.


def slowly(*steps: float | bytes) -> Any:
    """A script that sends bytes, and waits for seconds."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for step in steps:
            if isinstance(step, bytes):
                writer.write(step)
                await writer.drain()
            else:
                await asyncio.sleep(step)

    return script


PIECES: list[float | bytes] = [b"a", 0.02] * 100
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n"
LATE: dict[str, tuple[dict[str, str], Any, str]] = {
    "nothing": ({"first_byte_timeout": "50ms"}, slowly(2.0), "first_byte_timeout"),
    "nothing, and no bound of its own": ({"read_timeout": "50ms"}, slowly(2.0), "read_timeout"),
    "half a head": (
        {"first_byte_timeout": "400ms", "read_timeout": "800ms"},
        slowly(HEAD[:9], 2.0),
        "read_timeout",
    ),
    "too slow in all": (
        {"total_timeout": "150ms", "read_timeout": "5s"},
        slowly(*[part for byte in HEAD for part in (bytes([byte]), 0.02)]),
        "total_timeout",
    ),
    "an interim answer and no more": (
        {"total_timeout": "800ms", "first_byte_timeout": "400ms"},
        slowly(b"HTTP/1.1 103 Early Hints\r\n\r\n", 2.0),
        "total_timeout",
    ),
}


@pytest.mark.parametrize(("settings", "script", "reason"), LATE.values(), ids=LATE)
async def test_what_an_answer_was_too_late_for_is_told(
    settings: dict[str, str], script: Any, reason: str, rig: Rig
) -> None:
    """504 with the name of the bound."""
    rig.script = script
    rig.configure(**settings)
    client = await rig.connect()
    await client.send(GET)
    status, fields = parse_head(await client.head())
    if status == 103:
        status, fields = parse_head(await client.head())
    assert (status, fields["x-reason"]) == (504, reason)
    await until(lambda: rig.connections_open == 0)


async def test_an_answer_that_has_begun_breaks_off_when_time_is_up(rig: Rig) -> None:
    """However steadily it comes: the client sees a truncated message."""
    rig.script = slowly(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *PIECES)
    rig.configure(total_timeout="500ms")
    client = await rig.connect()
    await client.send(GET)
    assert parse_head(await client.head())[0] == 200
    assert await is_refused(client)
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges[0][3] == "truncated"


async def test_a_slow_reader_has_no_more_time_than_others(rig: Rig) -> None:
    """The total counts on while the client, not the server, is what the answer waits for."""
    body = bytes(8 << 20)
    rig.script = answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    rig.configure(total_timeout="500ms")
    client = await rig.connect_deaf()
    await client.send(GET)
    await until(lambda: rig.asked)
    await until(lambda: rig.connections_open == 0)


async def test_a_request_that_is_still_sent_is_not_late(rig: Rig) -> None:
    """`first_byte_timeout` begins with the request's last byte."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    rig.script = answer
    rig.configure(first_byte_timeout="500ms")
    client = await rig.connect()
    await client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
    for _ in range(5):
        await asyncio.sleep(0.15)
        await client.send(b"a")
    assert (await client.answer())[0] == 200


async def test_a_server_that_has_the_whole_upload_must_begin(rig: Rig) -> None:
    """Also where the body was streamed."""

    async def take(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.readexactly(5)
        await asyncio.sleep(2)

    rig.script = take
    rig.configure(first_byte_timeout="80ms")
    client = await rig.connect()
    await client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n")
    await asyncio.sleep(0.02)
    await client.send(b"hello")
    status, fields, _ = await client.answer()
    assert (status, fields["x-reason"]) == (504, "first_byte_timeout")


async def test_time_does_not_run_between_requests(rig: Rig) -> None:
    """A connection that is kept begins anew with each request."""
    rig.configure(total_timeout="1s")
    client = await rig.connect()
    for _ in range(3):
        await client.send(GET)
        assert (await client.answer())[0] == 200
        await asyncio.sleep(0.4)
    assert rig.accepted == 1


async def test_a_tunnel_is_exempt(rig: Rig) -> None:
    """A WebSocket lasts longer than any answer should."""

    async def switch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        while data := await reader.read(100):
            writer.write(data)

    rig.script = switch
    rig.configure(total_timeout="500ms")
    client = await rig.connect()
    await client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    await client.head()
    await asyncio.sleep(0.8)
    await client.send(b"hello")
    assert await client.exactly(5) == b"hello"
