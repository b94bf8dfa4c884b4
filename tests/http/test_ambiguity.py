"""Messages that two parsers could read differently: refused, or passed on in one reading (RFC 9112 §11)."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.wires import Rig, answer_with, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def asked_fields(rig: Rig) -> dict[str, str]:
    """Fields of the last request that the upstream received."""
    return parse_head(b"HTTP/1.1 200 x" + rig.asked[-1][rig.asked[-1].index(b"\r\n") :])[1]


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501),
        (POST + b"Transfer-Encoding: ,chunked\r\n\r\n0\r\n\r\n", 501),
        (POST + b"Transfer-Encoding:\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nConnection: keep-alive\r\n" + CHUNKED + b"\r\n0\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"GET / HTTP/0.9\r\n\r\n", 505),
        (POST + b"Content-Length: 18446744073709551615\r\n\r\nabc", 400),
        (
            GET[:-2] + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n",
            501,
        ),
        (GET[:-2] + b"Connection: Upgrade\r\nUpgrade: websocket, H2C\r\n\r\n", 501),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ],
    ids=[
        "a transfer coding besides chunked (RFC 9112 §6.1)",
        "an empty transfer coding before chunked",
        "an empty Transfer-Encoding",
        "chunked in HTTP/1.0 (RFC 9112 §6.1)",
        "HTTP/2.0 in HTTP/1 clothes (RFC 9110 §15.6.6)",
        "HTTP/0.9 with a header",
        "a length that the parser takes for none",
        "h2c",
        "h2c among others",
        "the preface of HTTP/2",
    ],
)
async def test_a_request_of_doubtful_framing_is_refused(rig: Rig, request_bytes: bytes, status: int) -> None:
    """What another parser might frame or route differently is answered here, and the connection ends."""
    got = await rig.exchange(request_bytes)
    assert parse_head(got.split(b"\r\n\r\n")[0] + b"\r\n")[0] == status
    assert b"Connection: close" in got
    assert rig.asked == []


async def test_a_length_may_have_any_number_of_leading_zeros(rig: Rig) -> None:
    """Content-Length is digits, however many: 5,000 zeros and a 3 are three bytes."""
    client = await rig.connect()
    await client.send(POST + b"Content-Length: " + b"0" * 5000 + b"3\r\n\r\na")
    await until(lambda: rig.asked)
    assert asked_fields(rig)["content-length"] == "3"
    await client.send(b"bc")
    assert (await client.answer())[0] == 200


async def test_a_pipelined_last_chunk_does_not_hide_a_trailer(rig: Rig) -> None:
    """A trailer must not become a field of a request that came in the same packet and ends as bodies do."""
    client = await rig.connect()
    await client.send(POST + CHUNKED + b"\r\n0\r\nX-Admin: yes\r\n\r\n" + POST + CHUNKED + b"\r\n0\r\n\r\n")
    assert (await client.rest()).count(b"200 OK") == 1
    assert all(b"X-Admin" not in head for head in rig.asked)


async def test_connection_cannot_take_a_fields_of_errgate_away(rig: Rig) -> None:
    """RFC 9110 §7.6.1: Connection names fields of the sender's connection, never ours."""
    client = await rig.connect()
    await client.send(
        POST + b"Connection: Host, Content-Length, X-Forwarded-For, Via, X-Request-Id\r\n"
        b"Content-Length: 2\r\n\r\nab"
    )
    await client.answer()
    fields = asked_fields(rig)
    assert fields["host"] == f"127.0.0.1:{rig.upstream_port}"
    assert fields["content-length"] == "2"
    assert fields["x-forwarded-for"] == "127.0.0.1"
    assert fields["via"] == "1.1 errgate"
    assert len(fields["x-request-id"]) == 36


async def test_a_kept_host_cannot_be_taken_away(rig: Rig) -> None:
    """With preserve_host the client's Host is as much ours."""
    rig.configure(preserve_host=True)
    client = await rig.connect()
    await client.send(GET[:-2] + b"Connection: host\r\n\r\n")
    await client.answer()
    assert asked_fields(rig)["host"] == "a"


@pytest.mark.parametrize("name", [b"X_Forwarded_For", b"X-Forwarded_Proto", b"x_real_ip", b"Content_Length"])
async def test_a_field_that_cgi_would_take_for_ours_is_dropped(rig: Rig, name: bytes) -> None:
    """Servers that turn both - and _ into _ must not take a client's field for one of errgate's."""
    client = await rig.connect()
    await client.send(GET[:-2] + name + b": 6.6.6.6\r\nX_Other: 1\r\n\r\n")
    await client.answer()
    assert name not in rig.asked[0]
    assert b"X_Other: 1\r\n" in rig.asked[0]


async def test_an_http_10_client_cannot_switch_protocols(rig: Rig) -> None:
    """RFC 9110 §7.8: Upgrade in an HTTP/1.0 request is ignored."""
    await rig.exchange(b"GET / HTTP/1.0\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert b"pgrade" not in rig.asked[0]


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


@pytest.mark.parametrize("part", [b"0\r\n" + b"X: " + b"a" * 30000 + b"\r\n", b"1;" + b"a" * 70000])
async def test_chunk_extensions_and_trailers_are_bounded(rig: Rig, part: bytes) -> None:
    """What a chunked body holds besides content is bounded like a header, for it is kept or read in vain."""

    async def script(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    rig.script = script
    client = await rig.connect()
    await client.send(POST + CHUNKED + b"\r\n2\r\nab\r\n")
    await until(lambda: rig.asked)
    await client.send(part)
    await asyncio.sleep(0.02)
    await client.send(b"Y: " + b"b" * 30000)
    await asyncio.sleep(0.02)
    client.writer.write(b"c" * 30000)
    assert b" 431 " in await client.rest()


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
    assert rig.finished_exchanges == [("GET", 200, 2, "truncated")]
