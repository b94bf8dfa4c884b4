"""Plain requests are read as the parser and admission read them, and nothing else is taken for plain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.config.model import LimitsConfig
from gateway.exchange import Exchange, Fields
from gateway.faults import GatewayError
from gateway.http.admission import admit_request, admit_target
from gateway.http.heads import request_head
from gateway.http.incoming import Caller, make_exchange, plain_exchange
from gateway.http.plain_requests import read_plain_request
from tests.http.parsers import make_one_request
from tests.http.wires import Rig

LIMITS = LimitsConfig()
CALLER = Caller("127.0.0.1", "http", lambda _: False)
PLAIN = b"POST /books?a=1 HTTP/1.1\r\nHost: a\r\nX-Name: b\r\nContent-Length: 2\r\n\r\nok"

REQUEST_LINES = st.sampled_from(
    [
        b"GET / HTTP/1.1",
        b"HEAD /a/b?c=d HTTP/1.1",
        b"POST /a HTTP/1.1",
        b"DELETE /%7Ea HTTP/1.1",
        b"GET /a/../b HTTP/1.1",
        b"GET /a/%2e%2e/b HTTP/1.1",
        b"GET /a#b HTTP/1.1",
        b"GET /\xc3\xa9 HTTP/1.1",
        b"GET /a\\b HTTP/1.1",
        b"GET  / HTTP/1.1",
        b"GET / HTTP/1.0",
        b"GET / HTTP/2.0",
        b"GET http://b/ HTTP/1.1",
        b"GET * HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"TRACE / HTTP/1.1",
        b"get / HTTP/1.1",
        b"GET /",
    ]
)
LINES = st.sampled_from(
    [
        b"Host: a.example:80",
        b"Host: a.example",
        b"Host: a/b",
        b"Host:",
        b"Accept: application/json",
        b"Content-Length: 0",
        b"Content-Length: 2",
        b"content-length:2",
        b"Content-Length: +2",
        b"Content-Length: 02",
        b"Content-Length: 2, 2",
        b"Transfer-Encoding: chunked",
        b"Transfer_Encoding: chunked",
        b"Connection: keep-alive",
        b"Connection: close",
        b"Connection: X-Name",
        b"Proxy-Connection: close",
        b"Keep-Alive: timeout=5",
        b"Upgrade: websocket",
        b"Expect: 100-continue",
        b"Max-Forwards: 1",
        b"Via: 1.1 other",
        b"TE: trailers",
        b"Content-Type: text/plain",
        b"content-type: application/json",
        b"User-Agent: a",
        b"Server: a",
        b"ETag: a",
        b"Content-Range: a",
        b"Content-Location: a",
        b"Sec-WebSocket-Key1: a",
        b"X-Forwarded-For: 10.0.0.1",
        b"X-Request-Id: mine",
        b"X-Name:  caf\xc3\xa9 \xff\t",
        b"X-Space : a",
        b" folded",
        b"no colon",
        b"X-Nul: a\0b",
        b"X-Bare: a\nb",
        b"X-Bell: \x07",
        b"",
    ]
)
# The bodies below arrive with their heads: nobody is asked for more.
NO_SOURCE: Any = None
BODIES = st.sampled_from([b"", b"ok", b"o", b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"])


def told(exchange: Exchange) -> tuple[object, ...]:
    """All that the rest of errgate sees, and what a server gets."""
    head, chunked = request_head(exchange, b"/x", b"server")
    given = head.replace(exchange.id.encode(), b"id"), chunked, request_head(exchange, b"/x", None)[0][:40]
    seen = exchange.method, exchange.path, exchange.query, tuple(exchange.fields.raw), exchange.body
    # Names in one case: the parser's index has some in its own.
    return *seen, *given, [(name.lower(), value) for name, value in exchange.fields.index.items()]


def read_slowly(data: bytes) -> Exchange:
    """By the parser and admission."""
    head, reader = make_one_request(data)
    exchange = make_exchange(head, reader, CALLER, NO_SOURCE, 0.0)
    admit_request(exchange, head, trusted=False)
    assert not head.should_close
    return exchange


async def compare(data: bytes) -> bool:
    """Whether `data` is plain; what is plain must be the same to both."""
    plain = read_plain_request(data, LIMITS)
    if plain is None:
        return False
    exchange = plain_exchange(plain, CALLER, 0.0)
    try:
        admit_target(exchange)
    except GatewayError as error:
        with pytest.raises(GatewayError, match=str(error)):
            read_slowly(data)
        return True
    assert told(exchange) == told(read_slowly(data))
    return True


@given(REQUEST_LINES, st.lists(LINES, max_size=6), BODIES)
@example(b"GET / HTTP/1.1", [b"Host: a", b"Host: a"], b"")
@example(b"POST / HTTP/1.1", [b"Host: a", b"Content-Length: 2", b"Content-Length: 2"], b"ok")
@example(b"GET / HTTP/1.1", [b"Host: a", b"Sec-WebSocket-Key1: a"], b"")
async def test_what_is_plain_is_read_as_ever(line: bytes, lines: Sequence[bytes], body: bytes) -> None:
    """Method, path, query, fields, body, and the head that the server gets."""
    await compare(b"\r\n".join([line, *lines, b"", body]))


@pytest.mark.parametrize(
    "name", [b"Content-Type", b"User-Agent", b"Server", b"ETag", b"Content-Range", b"Content-Location"]
)
async def test_a_field_that_may_come_once_comes_once(name: bytes) -> None:
    """Two values of such a field may be read differently by whoever is next (RFC 9110 §5.3)."""
    once = b"POST / HTTP/1.1\r\nHost: a\r\n%b: a\r\n" % name
    for _ in range(3):
        # The parser refuses them; and so they stay its own, however often they come.
        assert await compare(once + b"\r\n")
        assert read_plain_request(once + name.lower() + b": b\r\n\r\n", LIMITS) is None
        assert read_plain_request(once + name + b": a\r\n\r\n", LIMITS) is None


HARMLESS = st.sampled_from(
    [b"Accept: */*", b"X-Forwarded-For: a", b"X-Name: \xff", b"Keep-Alive: 5", b"Connection: keep-alive"]
)


@given(st.lists(HARMLESS, max_size=4), st.sampled_from([b"GET", b"POST"]))
async def test_most_requests_are_plain(lines: Sequence[bytes], method: bytes) -> None:
    """One Host, and fields that concern nobody on the way."""
    assert await compare(b"\r\n".join([method + b" /a?b HTTP/1.1", b"Host: a", *lines, b"", b""]))


@given(st.binary(max_size=40), st.integers(0, len(PLAIN)), st.integers(0, 8))
async def test_broken_bytes_are_not_read_otherwise(noise: bytes, at: int, cut: int) -> None:
    """Whatever is put into a plain request: what is still plain is what the parser reads."""
    await compare(PLAIN[:at] + noise + PLAIN[at + cut :])


@pytest.mark.parametrize(
    ("limit", "size", "data"),
    [
        ("request_line", "60B", b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n" % (b"a" * 100)),
        ("header", "60B", b"GET / HTTP/1.1\r\nHost: a\r\nX-Name: %b\r\n\r\n" % (b"a" * 100)),
        ("header_fields", 60, b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n" % (b"X-Name: a\r\n" * 100)),
    ],
)
def test_what_is_over_a_limit_is_not_plain(limit: str, size: object, data: bytes) -> None:
    """The parser says what is too much."""
    assert read_plain_request(data, LimitsConfig.model_validate({limit: size})) is None


async def test_plain_and_other_requests_on_one_connection(rig: Rig) -> None:
    """A request that is not plain, in pieces or with another behind it, may come at any time."""
    client = await rig.connect()
    get = b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n"
    await client.send(get % 1)
    assert (await client.answer())[0] == 200
    await client.send(PLAIN)
    assert (await client.answer())[0] == 200
    await client.send(get % 2 + get % 3 + (get % 4)[:9])
    assert [(await client.answer())[0] for _ in range(2)] == [200] * 2
    await client.send((get % 4)[9:])
    assert (await client.answer())[0] == 200
    await client.send(get % 5)
    assert (await client.answer())[0] == 200
    # Behind the body of the second, which this server leaves unread.
    assert [head.split()[1] for head in rig.asked] == [b"/1", b"/books?a=1", b"/2", b"/3", b"/4", b"/5"]


@pytest.mark.parametrize("way", ["set", "add", "remove", "raw", "fields", "body", "method"])
def test_what_a_plugin_changes_reaches_the_server(way: str) -> None:
    """However it says it; and the next request, in the same words, is as its client sent it."""
    for _ in range(3):
        plain = read_plain_request(PLAIN, LIMITS)
        assert plain is not None
        exchange = plain_exchange(plain, CALLER, 0.0)
        head = request_head(exchange, b"/x", b"server")[0]
        assert head.startswith(b"POST /x HTTP/1.1\r\nHost: server\r\nX-Name: b\r\n")
        assert b"X-Forwarded-Host: a\r\nContent-Length: 2\r\n\r\n" in head
        if way == "set":
            exchange.fields.set("X-Name", "new")
        elif way == "add":
            exchange.fields.add("X-New", "new")
        elif way == "remove":
            exchange.fields.remove("X-Name")
        elif way == "raw":
            exchange.fields.raw = [(b"X-Name", b"new")]
        elif way == "fields":
            exchange.fields = Fields([(b"X-Name", b"new")])
        elif way == "body":
            exchange.body = b"new"
        else:
            exchange.method = "PUT"
        head = request_head(exchange, b"/x", b"server")[0]
        assert (b": new\r\n" in head) == (way in {"set", "add", "raw", "fields"})
        assert (b"X-Name: b\r\n" in head) == (way in {"add", "body", "method"})
        assert (b"Content-Length: 3\r\n" in head) == (way == "body")
        assert head.startswith(b"PUT") == (way == "method")
