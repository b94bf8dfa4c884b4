"""RFC 9110 §15: status codes, known and unknown, clause by clause."""

from __future__ import annotations

import asyncio

import pytest

from gateway.config.model import MatchConfig
from gateway.exchange import Exchange, Fields
from gateway.faults import GatewayError
from gateway.routing import Router
from tests.http.relaying import OK, Relayed, answer, record, relay, request
from tests.http.wires import Rig, limits

PASSED = {
    "15.3.2": b"201 Created",
    "15.3.3": b"202 Accepted",
    "15.3.4": b"203 Non-Authoritative Information",
    "15.3.7": b"206 Partial Content",
    "15.4.1": b"300 Multiple Choices",
    "15.4.2": b"301 Moved Permanently",
    "15.4.3": b"302 Found",
    "15.4.4": b"303 See Other",
    "15.4.6": b"305 Use Proxy",
    "15.4.8": b"307 Temporary Redirect",
    "15.4.9": b"308 Permanent Redirect",
    "15.5.2": b"401 Unauthorized",
    "15.5.8": b"407 Proxy Authentication Required",
    "15.5.20": b"421 Misdirected Request",
    "15.6.6": b"505 HTTP Version Not Supported",
    "15 299": b"299 Odd",
    "15 399": b"399 ",
    "15 599": b"599 Network connect timeout error",
    "15 600": b"600 Odd",
    "15 999": b"999 Request denied",
}


@pytest.mark.parametrize(
    "status",
    [
        pytest.param(status, id=f"{clause.split()[0]} {status[:3].decode()}")
        for clause, status in PASSED.items()
    ],
)
async def test_a_status_passes(rig: Rig, status: bytes) -> None:
    """Any status passes the transport with its phrase, its fields and its content; none is acted on.

    Redirects are not followed. What becomes of errors is the error engine's.
    """
    relayed = await relay(rig, request(), answer(b"Location: /b", status=status))
    assert relayed.answer.line == b"HTTP/1.1 " + status
    assert relayed.answer.values(b"Location") == [b"/b"]
    assert relayed.answer.body == b"ok"
    assert len(relayed.asked) == 1


INTERIM = [
    pytest.param([b"100 Continue"], id="15.2.1 100 that nobody asked for"),
    pytest.param([b"102 Processing"], id="15.2 102"),
    pytest.param([b"103 Early Hints"], id="15.2 103"),
    pytest.param([b"199 Odd"], id="15.2 an unknown 1xx"),
    pytest.param([b"102 Processing", b"103 Early Hints", b"103 Early Hints"], id="15.2 several"),
]


@pytest.mark.parametrize("statuses", INTERIM)
async def test_interim_answers_pass(rig: Rig, statuses: list[bytes]) -> None:
    """A proxy must forward 1xx answers, in their order and before the final one."""
    head = b"".join(b"HTTP/1.1 %b\r\nX: %d\r\n\r\n" % (each, at) for at, each in enumerate(statuses))
    relayed = await relay(rig, request(), head + OK)
    assert [message.status for message in relayed.interim] == [int(each[:3]) for each in statuses]
    assert [message.fields for message in relayed.interim] == [
        [(b"X", b"%d" % at)] for at, _ in enumerate(statuses)
    ]
    assert relayed.answer.body == b"ok"


@pytest.mark.parametrize("statuses", INTERIM)
async def test_no_interim_answers_to_http_10(rig: Rig, statuses: list[bytes]) -> None:
    """A 1xx must not be sent to an HTTP/1.0 client."""
    head = b"".join(b"HTTP/1.1 %b\r\n\r\n" % each for each in statuses)
    relayed = await relay(rig, request(version=b"1.0"), head + OK)
    assert relayed.raw.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"Content-Length: 0\r\n", id="15.3.6 205 with a length"),
        pytest.param(b"Transfer-Encoding: chunked\r\n", id="15.3.6 205 in chunks"),
        pytest.param(b"Connection: close\r\n", id="15.3.6 205 that ends with the connection"),
    ],
)
async def test_205_is_framed(rig: Rig, head: bytes) -> None:
    """205 has no content, and unlike 204 that has to be said."""
    body = b"0\r\n\r\n" if b"chunked" in head else b""
    sent = b"HTTP/1.1 205 Reset Content\r\n" + head + b"\r\n" + body
    got = (await relay(rig, request(), sent, close=b"close" in head)).answer
    assert (got.values(b"Content-Length"), got.body) in (([b"0"], b""), ([], b"0\r\n\r\n"))


async def test_304_says_what_200_would(rig: Rig) -> None:
    """§15.4.5: 304 has no content but the fields that a 200 would have had.

    A Content-Length in it is that of the 200, and passes as it is.
    """
    lines = [b"Cache-Control: no-cache", b"ETag: x", b"Expires: 0", b"Vary: *", b"Content-Length: 99"]
    head = b"HTTP/1.1 304 Not Modified\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n"
    got = (await relay(rig, request(), head)).answer
    assert [b"%b: %b" % field for field in got.fields[:5]] == lines
    assert got.body == b""


async def test_101_that_nobody_asked_for(rig: Rig) -> None:
    """§15.2.2: 101 is the answer to Upgrade.

    To any other request it is a bad answer: 502.
    """
    switch = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n"
    for sent in (request(), request(b"Upgrade: foo"), request(b"Connection: upgrade")):
        assert (await relay(rig, sent, switch)).answer.status == 502


async def test_408_ends_the_connection(rig: Rig) -> None:
    """§15.5.9: 408 should be sent with Connection: close.

    It is.
    """
    rig.limits = limits(header_timeout="50ms")
    client = await rig.connect()
    await client.send(b"GET / HT")
    got = await client.rest()
    assert got.startswith(b"HTTP/1.1 408 ")
    assert b"\r\nConnection: close\r\n" in got


def test_405_names_what_is_allowed() -> None:
    """§15.5.6: 405 must come with Allow.

    The methods of all routes of the path; HEAD goes with GET.
    """
    router = Router([(MatchConfig(path="/a", methods=[method]), method) for method in ("GET", "PUT")])
    with pytest.raises(GatewayError) as caught:
        router.match(Exchange("DELETE", "/a", None, Fields()))
    assert caught.value.fields == (("Allow", "GET, HEAD, PUT"),)


async def test_an_upstreams_408_on_a_kept_connection(rig: Rig) -> None:
    """§15.5.9: a 408 may come without a request.

    A server that says so on an idle connection answers nobody: the connection is closed, and the next
    request gets another one.
    """
    relayed = Relayed()
    record(rig, relayed, OK + b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
    client = await rig.connect()
    for _ in range(2):
        await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await client.answer())[0] == 200
        await asyncio.sleep(0.02)
    assert rig.accepted == 2
