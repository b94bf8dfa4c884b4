"""What an upstream is asked, and what of its answer a client gets (RFC 9110 §7.6, RFC 9112)."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.wires import Rig, answer_with, parse_head

CLOSE = b"Connection: close\r\n"


async def test_a_success_keeps_bytes_order_case_and_duplicates(rig: Rig) -> None:
    """A success's header order, case, duplicate fields, reason phrase and body pass unchanged."""
    head = (
        b"HTTP/1.1 200 Fine By Me\r\nX-zEbra: 1\r\nSet-Cookie: a=1\r\nContent-Type: text/plain\r\n"
        b"Set-Cookie: b=2\r\nDate: Tue, 01 Jan 2030 00:00:00 GMT\r\nContent-Length: 5\r\nx-last:  a  b\r\n"
    )
    rig.script = answer_with(head + b"\r\nh\x00llo")
    got = await rig.exchange(b"GET / HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n")
    assert got == head.replace(b":  a  b", b": a  b") + b"Connection: close\r\n\r\nh\x00llo"


async def test_path_and_query_go_out_byte_for_byte(rig: Rig) -> None:
    """Nothing of a target is decoded, encoded or normalized on its way."""
    target = b"/a%2Fb//c%zz/%ED%95%9C?q=a+b&&x=%00;y=[1]|{2}"
    await rig.exchange(b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n")
    assert rig.asked[0].split(b" ")[1] == target


@pytest.mark.parametrize(
    "field",
    [
        b"Connection: close, X-Secret",
        b"Keep-Alive: timeout=5",
        b"Proxy-Connection: keep-alive",
        b"TE: trailers",
        b"Trailer: X-Sum",
        b"X-Forwarded-For: 6.6.6.6",
        b"X-Forwarded-Host: evil",
        b"X-Forwarded-Proto: https",
        b"Forwarded: for=6.6.6.6",
        b"X-Real-IP: 6.6.6.6",
        b"X-Request-Id: mine",
    ],
    ids=lambda field: field.split(b":")[0].decode(),
)
async def test_fields_of_the_connection_and_claims_end_here(rig: Rig, field: bytes) -> None:
    """RFC 9110 §7.6.1: fields of the connection are not forwarded, nor is what only errgate may claim."""
    await rig.exchange(
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Secret: 1\r\nConnection: close, x-secret\r\n" + field + b"\r\n\r\n"
    )
    status, fields = parse_head(rig.asked[0].replace(b"GET / HTTP/1.1", b"HTTP/1.1 200 x"))
    name, _, value = field.decode().partition(": ")
    assert fields.get(name.lower()) != value
    assert "x-secret" not in fields
    assert status == 200


async def test_the_upstream_is_told_who_asks(rig: Rig) -> None:
    """Host is the server's own; X-Forwarded-*, Forwarded, Via and a request id are added."""
    await rig.exchange(b"GET / HTTP/1.1\r\nHost: api.example.com\r\n" + CLOSE + b"\r\n")
    _, fields = parse_head(rig.asked[0].replace(b"GET / HTTP/1.1", b"HTTP/1.1 200 x"))
    assert fields["host"] == f"127.0.0.1:{rig.upstream_port}"
    assert fields["x-forwarded-for"] == "127.0.0.1"
    assert fields["x-forwarded-proto"] == "http"
    assert fields["x-forwarded-host"] == "api.example.com"
    assert fields["forwarded"] == "for=127.0.0.1;proto=http"
    assert fields["via"] == "1.1 errgate"
    assert len(fields["x-request-id"]) == 36


async def test_via_of_others_is_kept(rig: Rig) -> None:
    """RFC 9110 §7.6.3: errgate adds itself behind those that came before."""
    await rig.exchange(b"GET / HTTP/1.1\r\nHost: a\r\nVia: 1.0 fred\r\n" + CLOSE + b"\r\n")
    _, fields = parse_head(rig.asked[0].replace(b"GET / HTTP/1.1", b"HTTP/1.1 200 x"))
    assert fields["via"] == "1.0 fred, 1.1 errgate"


async def test_a_trusted_proxy_is_believed(rig: Rig) -> None:
    """Behind a trusted proxy its chain, scheme, host and request id are passed on and extended."""
    rig.trusted_proxies = ["127.0.0.0/8"]
    await rig.exchange(
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 9.9.9.9\r\nX-Forwarded-Proto: https\r\n"
        b"X-Request-Id: abc-1\r\nX-Forwarded-Host: shop.example\r\n" + CLOSE + b"\r\n"
    )
    _, fields = parse_head(rig.asked[0].replace(b"GET / HTTP/1.1", b"HTTP/1.1 200 x"))
    assert fields["x-forwarded-for"] == "6.6.6.6, 9.9.9.9, 127.0.0.1"
    assert fields["x-forwarded-proto"] == "https"
    assert fields["x-request-id"] == "abc-1"
    assert fields["x-forwarded-host"] == "shop.example"


async def test_the_clients_host_is_kept_where_that_is_configured(rig: Rig) -> None:
    """preserve_host sends the client's own Host."""
    rig.configure(preserve_host=True)
    await rig.exchange(b"GET / HTTP/1.1\r\nHost: api.example.com\r\n" + CLOSE + b"\r\n")
    assert b"Host: api.example.com\r\n" in rig.asked[0]


@pytest.mark.parametrize("status", [204, 304])
async def test_an_answer_without_body_gets_none(rig: Rig, status: int) -> None:
    """RFC 9110 §6.4.1: 204 and 304 end with their head, and the connection goes on."""
    rig.script = answer_with(b"HTTP/1.1 %d X\r\nETag: x\r\n\r\n" % status)
    client = await rig.connect()
    for _ in range(2):
        await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        got = await client.head()
        assert got.startswith(b"HTTP/1.1 %d X\r\n" % status)
        assert b"ontent-" not in got
        assert b"ransfer-" not in got


async def test_head_gets_the_length_and_no_body(rig: Rig) -> None:
    """RFC 9110 §9.3.2: the answer to HEAD announces what GET would give, and the connection goes on."""
    rig.script = answer_with(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
    client = await rig.connect()
    for _ in range(2):
        await client.send(b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"Content-Length: 99\r\n" in await client.head()


async def test_a_chunked_answer_stays_chunked(rig: Rig) -> None:
    """A body without a length reaches an HTTP/1.1 client in chunks, and the connection goes on."""
    rig.script = answer_with(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    client = await rig.connect()
    await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert b"Transfer-Encoding: chunked\r\n" in await client.head()
    assert await client.exactly(15) == b"5\r\nabcde\r\n0\r\n\r\n"


async def test_an_http_10_client_gets_no_chunks(rig: Rig) -> None:
    """RFC 9112 §6.1: a chunked answer reaches an HTTP/1.0 client by length or by close."""
    rig.script = answer_with(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
    got = await rig.exchange(b"GET / HTTP/1.0\r\nHost: a\r\n\r\n")
    assert b"hunked" not in got
    assert got.endswith(b"\r\n\r\nabc")


async def test_a_body_that_ends_with_the_connection_is_chunked(rig: Rig) -> None:
    """RFC 9112 §6.3: a close-delimited answer becomes a chunked one, so that its end can be told."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.0 200 OK\r\n\r\nabc")
        writer.close()

    rig.script = script
    got = await rig.exchange(b"GET / HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n")
    assert b"Transfer-Encoding: chunked" in got
    assert got.endswith(b"3\r\nabc\r\n0\r\n\r\n")


async def test_a_chunked_request_reaches_the_upstream_whole(rig: Rig) -> None:
    """A request body of unknown length arrives in full, however it is framed."""
    bodies: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, fields = parse_head(rig.asked[-1].replace(b"POST / HTTP/1.1", b"HTTP/1.1 200 x"))
        bodies.append(await reader.readexactly(int(fields["content-length"])))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    rig.script = script
    client = await rig.connect()
    await client.send(
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    await client.answer()
    assert bodies == [b"abcde"]


async def test_interim_answers_are_passed_on(rig: Rig) -> None:
    """RFC 9110 §15.2: 1xx answers (103 Early Hints) reach the client before the final one."""
    rig.script = answer_with(
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    )
    client = await rig.connect()
    await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    assert await client.head() == b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    assert (await client.answer())[0] == 200


async def test_expect_continue_works_from_end_to_end(rig: Rig) -> None:
    """RFC 9110 §10.1.1: the upstream's 100 is what lets the client send its body."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + await reader.readexactly(3))

    rig.script = script
    client = await rig.connect()
    await client.send(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
    assert await client.head() == b"HTTP/1.1 100 Continue\r\n\r\n"
    await client.send(b"abc")
    assert (await client.answer())[2] == b"abc"


async def test_absolute_form_names_the_host(rig: Rig) -> None:
    """RFC 9112 §3.2.2: the authority of an absolute target replaces Host."""
    rig.configure(preserve_host=True)
    await rig.exchange(b"GET http://b.example/x?y HTTP/1.1\r\nHost: a\r\n" + CLOSE + b"\r\n")
    assert rig.asked[0].startswith(b"GET /x?y HTTP/1.1\r\n")
    assert b"Host: b.example\r\n" in rig.asked[0]
    assert b"Host: a\r\n" not in rig.asked[0]
