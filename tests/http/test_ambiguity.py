"""Requests that two parsers could read differently, and that are passed on in one reading (RFC 9112 §11)."""

from __future__ import annotations

import asyncio

import pytest

from tests.http.relaying import Relayed, record
from tests.http.wires import Rig, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: a\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"


def asked_fields(rig: Rig) -> dict[str, str]:
    """Fields of the last request that the upstream received."""
    return parse_head(b"HTTP/1.1 200 x" + rig.asked[-1][rig.asked[-1].index(b"\r\n") :])[1]


async def test_a_length_may_have_any_number_of_leading_zeros(rig: Rig) -> None:
    """Content-Length is digits, however many: 5,000 zeros and a 3 are three bytes."""
    client = await rig.connect()
    await client.send(POST + b"Content-Length: " + b"0" * 5000 + b"3\r\n\r\na")
    await until(lambda: rig.asked)
    assert asked_fields(rig)["content-length"] == "3"
    await client.send(b"bc")
    assert (await client.answer())[0] == 200


@pytest.mark.parametrize("pause_s", [0.0, 0.02], ids=["in one packet", "in two"])
@pytest.mark.parametrize("size", [1, 9000])
async def test_trailers_never_become_fields_of_the_next_request(rig: Rig, pause_s: float, size: int) -> None:
    """A trailer field is dropped, and does not reach the request behind it."""
    relayed = Relayed()
    record(rig, relayed)
    client = await rig.connect()
    body = b"%x\r\n%b\r\n0\r\nX-Admin: yes\r\n\r\n" % (size, b"a" * size)
    await client.send(POST + CHUNKED + b"\r\n" + body)
    await asyncio.sleep(pause_s)
    await client.send(POST + CHUNKED + b"\r\n0\r\n\r\n")
    assert [(await client.answer())[0] for _ in range(2)] == [200, 200]
    assert [len(request.body) for request in relayed.asked] == [size, 0]
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


async def test_what_may_come_once_is_refused_twice(rig: Rig) -> None:
    """RFC 9110 §8.3: a second Content-Type could be the one that the server, or a filter before it, reads."""
    for _ in range(3):
        client = await rig.connect()
        await client.send(GET)
        assert (await client.answer())[0] == 200
        await client.send(
            POST + b"Content-Type: text/plain\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nab"
        )
        assert (await client.answer())[0] == 400
    assert len(rig.asked) == 3
