"""RFC 9110 §7: what an intermediary forwards, and how far, clause by clause."""

from __future__ import annotations

import pytest

from tests.http.relaying import OK, OURS, Relayed, answer, record, relay, request
from tests.http.wires import Rig

HOP_BY_HOP = [
    pytest.param(b"Proxy-Connection: keep-alive", id="7.6.1 Proxy-Connection"),
    pytest.param(b"Keep-Alive: timeout=5", id="7.6.1 Keep-Alive"),
    pytest.param(b"TE: trailers, deflate;q=0.5", id="7.6.1 TE"),
    pytest.param(b"Upgrade: foo/2", id="7.6.1 Upgrade"),
    pytest.param(b"Trailer: X-Sum", id="7.6.1 Trailer"),
]


async def test_host_comes_first(rig: Rig) -> None:
    """§7.2: Host should be the first field of a request.

    It is, and names the server that is asked, or the client's host with `preserve_host`.
    """
    asked = (await relay(rig, request(b"X: 1"))).request
    assert asked.fields[0] == (b"Host", b"127.0.0.1:%d" % rig.upstream_port)


async def test_https_needs_tls(rig: Rig) -> None:
    """§7.4: a request for an https resource must be rejected unless it came over a secured connection.

    421 where the target says https and the connection is plain.
    """
    relayed = await relay(rig, request(target=b"https://a/x"))
    assert (relayed.answer.status, relayed.asked) == (421, [])


async def test_a_trusted_proxy_may_say_https(rig: Rig) -> None:
    """§7.4: unless the connection is from a trusted gateway.

    A peer in `trusted_proxies` may have ended TLS itself.
    """
    rig.trusted_proxies = ["127.0.0.1"]
    assert (await relay(rig, request(target=b"https://a/x"))).request.line == b"GET /x HTTP/1.1"


async def test_a_circle(rig: Rig) -> None:
    """§7.6: a message must not be forwarded to oneself without a protection from endless circles.

    A request that has been through errgate five times, as `Via` tells, is answered with 508.
    """
    await rig.serve()
    rig.upstream_port = rig.port
    rig.configure()
    relayed = Relayed(await rig.exchange(request()))
    assert relayed.answer.status == 508
    assert len(rig.finished_exchanges) == 6


async def test_several_gateways_in_a_row(rig: Rig) -> None:
    """§7.6.3: others' entries in Via say nothing of a circle, nor do a few of one's own.

    Four errgates in a row and any number of other proxies are no circle.
    """
    via = b"Via: " + b", ".join([b"1.1 errgate", b"1.0 fred (Apache)"] * 4)
    assert len((await relay(rig, request(via))).request.values(b"Via")) == 2


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([b"Connection: X-A"], id="7.6.1 one option"),
        pytest.param([b"cOnnection: keep-alive,x-a"], id="7.6.1 an option in another case"),
        pytest.param([b"Connection:  foo  ,\t X-A\t,"], id="7.6.1 options with blanks"),
        pytest.param([b"Connection: foo", b"Connection: X-A"], id="7.6.1 Connection in several lines"),
    ],
)
async def test_what_connection_names(rig: Rig, lines: list[bytes]) -> None:
    """Fields that Connection names, and Connection, must be removed before forwarding.

    In requests, answers and interim answers alike.
    """
    fields = [*lines, b"X-A: 1", b"x-a: 2", b"X-B: 3"]
    hints = b"HTTP/1.1 103 Early Hints\r\n" + b"".join(line + b"\r\n" for line in fields) + b"\r\n"
    relayed = await relay(rig, request(*fields), hints + answer(*fields))
    for message in (relayed.request, relayed.interim[0], relayed.answer):
        assert message.values(b"X-A") == []
        assert message.values(b"X-B") == [b"3"]
    assert relayed.request.values(b"Connection") == []
    assert relayed.answer.values(b"Connection") == [b"close"]


@pytest.mark.parametrize("line", HOP_BY_HOP)
async def test_fields_of_a_connection(rig: Rig, line: bytes) -> None:
    """Fields of the connection should be removed even where Connection does not name them."""
    relayed = await relay(rig, request(line), answer(line))
    name = line.partition(b":")[0]
    assert relayed.request.values(name) == relayed.answer.values(name) == []


async def test_an_end_to_end_field_can_be_named(rig: Rig) -> None:
    """§7.6.1: a sender must not name a field that is for all recipients; if it does, it is removed.

    What `Connection` names goes, apart from what frames the message and what errgate adds.
    """
    asked = (
        await relay(rig, request(b"Connection: Cache-Control, Host", b"Cache-Control: no-store"))
    ).request
    assert {name.lower() for name, _ in asked.fields} == OURS


async def test_connections_end_one_by_one(rig: Rig) -> None:
    """§7.6.1: connection options are for one connection.

    A client's `close` leaves the upstream's connection open, and the other way round.
    """
    relayed = Relayed()
    record(rig, relayed)
    for _ in range(2):
        await rig.exchange(request())
    assert rig.accepted == 1
    record(rig, relayed, answer(b"Connection: close"))
    client = await rig.connect()
    for _ in range(2):
        await client.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert "connection" not in (await client.answer())[1]
    assert rig.accepted == 2


@pytest.mark.parametrize("method", [b"OPTIONS", b"TRACE"])
@pytest.mark.parametrize(
    ("value", "forwarded"),
    [
        pytest.param(b"1", b"0", id="7.6.2 one less"),
        pytest.param(b"007", b"6", id="7.6.2 leading zeros"),
        pytest.param(b"9" * 30, b"999999999", id="7.6.2 at most what is supported"),
        pytest.param(b"-1", b"-1", id="7.6.2 what is no number is no bound"),
    ],
)
async def test_max_forwards_is_counted_down(rig: Rig, method: bytes, value: bytes, forwarded: bytes) -> None:
    """Max-Forwards of OPTIONS and TRACE must be checked and updated before forwarding."""
    relayed = await relay(rig, request(b"Max-Forwards: " + value, method=method))
    assert relayed.request.values(b"Max-Forwards") == [forwarded]


async def test_the_last_hop_of_options(rig: Rig) -> None:
    """§7.6.2: OPTIONS with Max-Forwards 0 must not be forwarded but answered.

    204, with the methods of the route as `Allow` where it names some.
    """
    relayed = await relay(rig, request(b"Max-Forwards: 0", method=b"OPTIONS"))
    assert (relayed.answer.status, relayed.asked) == (204, [])


async def test_the_last_hop_of_trace(rig: Rig) -> None:
    """§7.6.2: TRACE with Max-Forwards 0 must not be forwarded but answered.

    501: errgate reflects no request, since that shows credentials to scripts and addresses to clients.
    """
    relayed = await relay(rig, request(b"Max-Forwards: 00", method=b"TRACE"))
    assert (relayed.answer.status, relayed.asked) == (501, [])


async def test_max_forwards_of_other_methods(rig: Rig) -> None:
    """§7.6.2: Max-Forwards may be ignored in other requests.

    It is, and passes as it came.
    """
    assert (await relay(rig, request(b"Max-Forwards: 0"))).request.values(b"Max-Forwards") == [b"0"]


@pytest.mark.parametrize(
    "version", [pytest.param(b"1.0", id="7.6.3 1.0"), pytest.param(b"1.1", id="7.6.3 1.1")]
)
async def test_via_tells_the_version_received(rig: Rig, version: bytes) -> None:
    """A gateway must send Via in each inbound request, with the protocol as it was received."""
    asked = (await relay(rig, request(b"Via: 1.1 a", b"Via: 1.0 b", version=version))).request
    assert asked.values(b"Via") == [b"1.1 a", b"1.0 b", version + b" errgate"]


async def test_via_of_answers(rig: Rig) -> None:
    """§7.6.3: a gateway may send Via in answers, and must not change other proxies' entries.

    None is added: a client need not learn what stands before the API. Others' pass.
    """
    assert (await relay(rig, request())).answer.values(b"Via") == []
    assert (await relay(rig, request(), answer(b"Via: 1.1 x (y)"))).answer.values(b"Via") == [b"1.1 x (y)"]


async def test_no_transform(rig: Rig) -> None:
    """§7.7: content must not be transformed where no-transform says so.

    The content of a success never is, and what describes it passes untouched.
    """
    fields = [b"Cache-Control: no-transform", b"Content-Encoding: gzip", b'ETag: "x"', b"Content-MD5: x"]
    got = (await relay(rig, request(), answer(*fields, body=b"\x1f\x8b no gzip"))).answer
    assert got.body == b"\x1f\x8b no gzip"
    assert [b"%b: %b" % field for field in got.fields[:4]] == fields


async def test_upgrade_must_be_named(rig: Rig) -> None:
    """§7.8: Upgrade is for one connection, and Connection must name it.

    Without that option it is not forwarded.
    """
    relayed = await relay(rig, request(b"Upgrade: websocket"))
    assert relayed.request.values(b"Upgrade") == []


async def test_several_protocols(rig: Rig) -> None:
    """§7.8: Upgrade may list protocols, in the client's order.

    The list is forwarded with `Connection: Upgrade`, whatever else that named.
    """
    lines = [b"Connection: keep-alive, Upgrade", b"Upgrade: websocket, foo/2", b"Upgrade: bar"]
    asked = (await relay(rig, request(*lines))).request
    assert asked.values(b"Upgrade") == [b"websocket, foo/2, bar"]
    assert asked.values(b"Connection") == [b"Upgrade"]


async def test_continue_comes_before_a_switch(rig: Rig) -> None:
    """§7.8: a server that got Upgrade and Expect sends 100 before 101.

    Both pass in this order, and the tunnel begins behind them.
    """
    switch = b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n"
    sent = request(b"Connection: upgrade", b"Upgrade: foo", b"Expect: 100-continue", b"Content-Length: 0")
    client = await rig.connect()
    record(rig, Relayed(), b"HTTP/1.1 100 Continue\r\n\r\n" + switch + b"tunnel")
    await client.send(sent)
    assert (await client.head()).startswith(b"HTTP/1.1 100 ")
    assert (await client.head()).startswith(b"HTTP/1.1 101 ")
    assert await client.exactly(6) == b"tunnel"


async def test_an_offer_to_switch(rig: Rig) -> None:
    """§7.8: a server may tell in any answer which protocols it would switch to.

    That is about its own connection: removed, but for 426, where the client must learn it.
    """
    got = (await relay(rig, request(), answer(b"Connection: upgrade", b"Upgrade: foo/2"))).answer
    assert got.values(b"Upgrade") == []
    assert got.body == OK[-2:]
