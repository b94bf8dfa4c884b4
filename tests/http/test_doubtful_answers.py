"""Answers that two parsers could read differently: passed on in one reading, or a 502 (RFC 9112 §11)."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.wires import Rig, answer_with, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize("nominated", [b"Content-Length", b"content-length, Date", b"Transfer-Encoding"])
async def test_an_answer_cannot_take_its_framing_away(rig: Rig, nominated: bytes) -> None:
    """An answer whose Connection field names its framing is framed all the same."""
    framing = CHUNKED if b"Transfer" in nominated else b"Content-Length: 2\r\n"
    body = b"2\r\nok\r\n0\r\n\r\n" if b"Transfer" in nominated else b"ok"
    rig.script = answer_with(
        b"HTTP/1.1 200 OK\r\nConnection: " + nominated + b"\r\n" + framing + b"\r\n" + body
    )
    client = await rig.connect()
    for _ in range(2):
        await client.send(GET)
        head = await client.head()
        assert framing in head
        assert b"\r\nDate: " in head
        assert await client.exactly(len(body)) == body


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\nok",
        b"HTTP/1.1 000 X\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\nevil",
        b"HTTP/1.1 200 OK\r\nX: a\rb\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX" + b": a\r\nY" * 300 + b": b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + (b"X: " + b"a" * 4000 + b"\r\n") * 20 + b"Content-Length: 0\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 17 + OK,
    ],
    ids=[
        "a coding besides chunked",
        "another coding than chunked",
        "chunked is not the last coding",
        "chunked and length",
        "length and chunked",
        "a length that the parser takes for none",
        "status 000",
        "status 099",
        "a switch of protocols that nobody asked for",
        "bare CR in a value",
        "NUL in a value",
        "too many fields",
        "a header that is too large in all",
        "too many interim answers",
    ],
)
async def test_an_answer_of_doubtful_framing_is_a_502(rig: Rig, answer: bytes) -> None:
    """An answer that cannot be passed on truthfully is the reason bad_response, and its connection ends."""
    rig.script = answer_with(answer)
    client = await rig.connect()
    await client.send(GET)
    head = await client.head()
    while head.startswith(b"HTTP/1.1 103 "):
        head = await client.head()
    status, fields = parse_head(head)
    assert (status, fields.get("x-reason")) == (502, "bad_response")
    assert await client.exactly(7) == b"refused"
    await until(lambda: rig.connections_kept == 0)


async def test_a_header_too_large_is_noticed_while_it_arrives(rig: Rig) -> None:
    """A header that never ends is given up at the bound, not when memory is full."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X: " + b"a" * 1000 + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0)

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    assert (await client.answer())[1]["x-reason"] == "bad_response"


async def test_a_switch_that_names_no_protocol_is_a_502(rig: Rig) -> None:
    """RFC 9110 §15.2.2: a 101 without Upgrade is not one."""
    rig.script = answer_with(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
    client = await rig.connect()
    await client.send(GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert (await client.answer())[1]["x-reason"] == "bad_response"


async def test_an_answers_length_may_have_any_number_of_leading_zeros(rig: Rig) -> None:
    """The client gets the same length in fewer digits or in as many, and the body."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"0" * 5000 + b"3\r\n\r\na")
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.write(b"bc")

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    assert (await client.answer())[::2] == (200, b"abc")


async def test_204_has_no_length(rig: Rig) -> None:
    """RFC 9110 §8.6: Content-Length is not sent with 204, whatever the upstream says."""
    rig.script = answer_with(b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n")
    client = await rig.connect()
    for _ in range(2):
        await client.send(GET)
        assert b"ength" not in await client.head()


@pytest.mark.parametrize("pause_s", [0.0, 0.05], ids=["in one packet", "in two packets"])
@pytest.mark.parametrize(
    ("method", "answer", "extra"),
    [
        (b"HEAD", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", b"hello"),
        (b"HEAD", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"2\r\nok\r\n0\r\n\r\n"),
        (b"GET", b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", b"hello"),
        (b"GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b"hello"),
        (b"GET", b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", b"garbage"),
        (b"GET", b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", b"\r\n<!-- x -->"),
    ],
    ids=["HEAD", "HEAD, chunked", "204", "304", "200", "200 and close"],
)
async def test_bytes_behind_an_answer_change_nothing_but_the_connection(
    rig: Rig, method: bytes, answer: bytes, extra: bytes, pause_s: float
) -> None:
    """Servers that miscount are common: their answers pass, the excess goes nowhere, however it is cut."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not pause_s:
            writer.write(answer + extra)
            return
        writer.write(answer)
        await writer.drain()
        await asyncio.sleep(pause_s)
        writer.write(extra)

    rig.script = script
    client = await rig.connect()
    for count in range(1, 3):
        await client.send(method + GET[3:])
        head = await client.head()
        assert head.split(b"\r\n")[0] == answer.split(b"\r\n")[0]
        if b" 200 " in head and method == b"GET":
            assert await client.exactly(2) == b"ok"
        await until(lambda: rig.connections_kept == 0)
        assert rig.accepted == count


async def test_a_reason_phrase_has_no_control_characters(rig: Rig) -> None:
    """RFC 9112 §4: what a phrase must not hold becomes a blank."""
    rig.script = answer_with(b"HTTP/1.1 200 A\x00B\x1fC\x7f\r\nContent-Length: 0\r\n\r\n")
    client = await rig.connect()
    await client.send(GET)
    assert (await client.head()).startswith(b"HTTP/1.1 200 A B C \r\n")


async def test_an_answers_trailers_are_bounded(rig: Rig) -> None:
    """An answer's trailers are bounded too; an answer that goes on with them is cut off."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + CHUNKED + b"\r\n2\r\nok\r\n0\r\n")
        while True:
            await asyncio.sleep(0.005)
            writer.write(b"X: " + b"a" * 10000 + b"\r\n")
            await writer.drain()

    rig.script = script
    client = await rig.connect()
    await client.send(GET)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await client.exactly(10_000)
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges == [("GET", 200, 2, "truncated")]
