"""RFC 9110 §9 and §10: methods, and the context of requests, clause by clause."""

from __future__ import annotations

import asyncio

import pytest

from gateway.config.model import UpstreamConfig
from gateway.exchange import Exchange, Fields
from gateway.upstreams.upstream import Upstream, make_rewrite
from tests.http.relaying import OK, Message, Relayed, answer, record, relay, request
from tests.http.wires import Rig, until

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(b"BREW", id="9.1 a method of nobody"),
        pytest.param(b"get", id="9.1 methods care about case"),
        pytest.param(b"GETX", id="9.1 a method that begins like another"),
        pytest.param(b"A" * 300, id="9.1 a long method"),
    ],
)
async def test_an_unknown_method(rig: Rig, method: bytes) -> None:
    """A method that is not recognized should be answered with 501.

    The parser (llhttp) knows some forty methods and passes no others.
    """
    relayed = await relay(rig, request(method=method))
    assert (relayed.answer.status, relayed.asked) == (501, [])


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(method.encode(), id=f"{clause} {method}")
        for clause, method in [
            ("9.3.1", "GET"),
            ("9.3.3", "POST"),
            ("9.3.4", "PUT"),
            ("9.3.5", "DELETE"),
            ("9.3.7", "OPTIONS"),
            ("9.1", "PATCH"),
            ("9.1", "PROPFIND"),
            ("9.1", "QUERY"),
            ("9.1", "M-SEARCH"),
        ]
    ],
)
async def test_a_method_with_content(rig: Rig, method: bytes) -> None:
    """Methods pass as they are, with content where there is some, in one framing for all who read it."""
    for lines, body in [
        ((b"Content-Length: 2",), b"ab"),
        ((b"Transfer-Encoding: chunked",), b"2\r\nab\r\n0\r\n\r\n"),
    ]:
        asked = (await relay(rig, request(*lines, method=method, body=body))).request
        assert asked.line == method + b" / HTTP/1.1"
        assert asked.body == b"ab"


async def test_a_request_that_is_not_idempotent(rig: Rig) -> None:
    """§9.2.2: a proxy must not repeat a request that is not idempotent.

    A POST on a kept connection that dies before an answer is a 502. Only a connection that had died before
    a byte was sent is replaced.
    """
    relayed = Relayed()
    record(rig, relayed)
    await rig.exchange(request())
    record(rig, relayed, b"", close=True)
    got = await rig.exchange(request(b"Content-Length: 2", method=b"POST", body=b"ab"))
    assert got.startswith(b"HTTP/1.1 502 ")
    assert [asked.line[:4] for asked in relayed.asked] == [b"GET ", b"POST"]


async def test_head_of_a_chunked_answer(rig: Rig) -> None:
    """§9.3.2: the answer to HEAD has no content, whatever its fields say; a sender may omit its framing.

    `Transfer-Encoding` is omitted, for it says nothing about the content.
    """
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: x\r\n\r\n"
    got = (await relay(rig, request(method=b"HEAD"), head)).answer
    assert (got.body, got.values(b"Transfer-Encoding"), got.values(b"ETag")) == (b"", [], [b"x"])


@pytest.mark.parametrize(
    ("target", "host"),
    [
        pytest.param(b"*", b"a", id="9.3.7 OPTIONS of the server"),
        pytest.param(b"http://b:81", b"b:81", id="9.3.7 OPTIONS of a server that the target names"),
    ],
)
async def test_options_of_a_server(rig: Rig, target: bytes, host: bytes) -> None:
    """OPTIONS may be for the server as a whole; the last proxy must then ask for `*`."""
    rig.configure(preserve_host=True)
    asked = (await relay(rig, request(method=b"OPTIONS", target=target))).request
    assert (asked.line, asked.values(b"Host")) == (b"OPTIONS * HTTP/1.1", [host])


def test_a_route_rewrites_paths_only() -> None:
    """§9.3.7: `*` is no path.

    Neither `strip_prefix` nor `add_prefix` changes it.
    """
    rewrite = make_rewrite("/a", "/b")
    assert rewrite is not None
    assert (rewrite("*"), rewrite("/a/c")) == ("*", "/b/c")


async def test_the_last_hop_tells_what_is_allowed() -> None:
    """§9.3.7: an answer to OPTIONS should tell what is implemented.

    Where errgate answers itself and the route names methods, they are the `Allow`.
    """
    upstream = Upstream("legacy", UpstreamConfig.model_validate({"servers": ["http://127.0.0.1:1"]}))
    exchange = Exchange("OPTIONS", "/", None, Fields([(b"max-forwards", b"0")]))
    reply = await upstream.handler(None, ["POST", "OPTIONS"])(exchange)
    assert reply.fields.raw == [(b"Allow", b"OPTIONS, POST")]


async def test_trace_with_content(rig: Rig) -> None:
    """§9.3.8: TRACE must not be sent with content.

    400; towards the upstream errgate would be the one that sends it.
    """
    relayed = await relay(rig, request(b"Content-Length: 2", method=b"TRACE", body=b"ab"))
    assert (relayed.answer.status, relayed.asked) == (400, [])


async def test_trace_passes(rig: Rig) -> None:
    """§9.3.8: a loop-back test is answered by the final recipient.

    Without Max-Forwards that is the upstream, unless a route's `methods` leave TRACE out.
    """
    reflected = answer(b"Content-Type: message/http", body=b"TRACE / HTTP/1.1\r\n\r\n")
    got = (await relay(rig, request(method=b"TRACE"), reflected)).answer
    assert got.body == b"TRACE / HTTP/1.1\r\n\r\n"


def upload(*lines: bytes, version: bytes = b"1.1") -> bytes:
    """The head of a request whose content waits for a 100."""
    return request(b"Expect: 100-Continue", b"Content-Length: 2", *lines, method=b"POST", version=version)


async def test_expect_is_forwarded(rig: Rig) -> None:
    """§10.1.1: a proxy must answer a request with 100-continue at once, or forward it without its content.

    Forwarded, in any case of letters; no 100 is sent but the upstream's.
    """
    relayed = Relayed()
    record(rig, relayed, CONTINUE + OK)
    client = await rig.connect()
    await client.send(upload())
    await until(lambda: rig.asked)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.reader.readexactly(1), 0.1)
    assert b"Expect: 100-Continue\r\n" in rig.asked[0]
    await client.send(b"ab")
    assert await client.head() == CONTINUE
    assert (await client.answer())[0] == 200
    assert relayed.asked[0].body == b"ab"


@pytest.mark.parametrize("status", [b"417 Expectation Failed", b"413 Content Too Large", b"200 OK"])
async def test_a_final_answer_in_place_of_100(rig: Rig, status: bytes) -> None:
    """§10.1.1: a server may answer finally without having read the content.

    The answer passes at once; the client's connection ends, and so does the upstream's.
    """

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(status=status))

    rig.script = script
    client = await rig.connect()
    await client.send(upload())
    line, _, rest = (await client.rest()).partition(b"\r\n")
    assert line == b"HTTP/1.1 " + status
    assert b"Connection: close\r\n" in rest
    assert rig.connections_kept == 0


async def test_errgates_own_answer_in_place_of_100(rig: Rig) -> None:
    """§10.1.1: what can be told from the header alone may be told at once.

    A refusal does not wait for content and sends no 100.
    """
    rig.replies_at_once = True
    client = await rig.connect()
    await client.send(upload())
    assert (await client.rest()).startswith(b"HTTP/1.1 204 ")


async def test_expect_of_http_10(rig: Rig) -> None:
    """§10.1.1: 100-continue in an HTTP/1.0 request must be ignored.

    It is not forwarded, and a 100 that comes all the same goes no further (§15.2).
    """
    relayed = await relay(rig, upload(version=b"1.0") + b"ab", CONTINUE + OK)
    assert relayed.request.values(b"Expect") == []
    assert relayed.raw.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"Expect: 200-ok", id="10.1.1 an unknown expectation"),
        pytest.param(b"Expect: 100-continue, x", id="10.1.1 an unknown one among others"),
        pytest.param(b"Expect: 100-continue;a=b", id="10.1.1 an expectation with parameters"),
    ],
)
async def test_an_expectation_that_cannot_be_met(rig: Rig, line: bytes) -> None:
    """An expectation that is not known may be answered with 417."""
    relayed = await relay(rig, request(line))
    assert (relayed.answer.status, relayed.asked) == (417, [])


async def test_te_is_not_for_the_upstream(rig: Rig) -> None:
    """§10.1.4: TE is for one connection, and whoever sends it must name it in Connection.

    It ends here and errgate sends none: it passes on neither trailers nor codings.
    """
    asked: Message = (await relay(rig, request(b"TE: trailers, gzip", b"Connection: TE"))).request
    assert asked.values(b"TE") == asked.values(b"Connection") == []
