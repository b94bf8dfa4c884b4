"""Plain answers are read as the parser reads them, and nothing else is taken for plain."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateway.config.model import UpstreamConfig
from gateway.exchange import Exchange, Fields, Reply
from gateway.http import plain_answers
from gateway.http.heads import reply_head
from gateway.http.parsed import AnswerHead
from gateway.http.parsing import take_complete
from gateway.http.plain_answers import read_plain_answer
from gateway.upstreams.upstream import Upstream
from tests.http.parsers import make_responses
from tests.http.serving import serving

DATE = b"Date: Sun, 22 Nov 2026 10:00:00 GMT\r\n"
PLAIN = b"HTTP/1.1 200 OK\r\nServer: old\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"

# Lines as servers write them, and as they should not.
LINES = st.sampled_from(
    [
        b"Content-Type: application/json",
        b"Content-Length: 2",
        b"content-length:2",
        b"Content-Length: +2",
        b"Content-Length: 02",
        b"Content-Length: 2, 2",
        b"Content-Length: 2000000000000",
        b"Transfer-Encoding: chunked",
        b"Connection: keep-alive",
        b"Connection: close",
        b"Connection: X-Server",
        b"Keep-Alive: timeout=5",
        b"Proxy-Connection: close",
        b"Upgrade: h2c",
        b"Sec-WebSocket-Key1: a",
        b"Trailer: X-Sum",
        b"Date: Sun, 22 Nov 2026 09:00:00 GMT",
        b"X-Server:  a \t",
        b"X-Empty:",
        b"X-Name: caf\xc3\xa9 \xff",
        b"X-Space : a",
        b" folded",
        b"no colon",
        b": no name",
        b"X-Nul: a\0b",
        b"X-Bare: a\nb",
        b"X-Bare: a\rb",
        b"X-Bell: \x07",
        b"",
    ]
)
STATUS_LINES = st.sampled_from(
    [
        b"HTTP/1.1 200 OK",
        b"HTTP/1.1 200 ",
        b"HTTP/1.1 200",
        b"HTTP/1.1 204 No Content",
        b"HTTP/1.1 304 Not Modified",
        b"HTTP/1.1 404 Nicht gefunden",
        b"HTTP/1.1 599 x",
        b"HTTP/1.1 600 x",
        b"HTTP/1.1 100 Continue",
        b"HTTP/1.1 2O0 OK",
        b"HTTP/1.1  200 OK",
        b"HTTP/1.1 200 O\0K",
        b"HTTP/1.0 200 OK",
        b"HTTP/1.1 500 caf\xc3\xa9",
        b"ICY 200 OK",
    ]
)


BODIES = st.sampled_from(
    [
        b"ok",
        b"",
        b"o",
        b"okay",
        b"2\r\nok\r\n0\r\n\r\n",
        b"1\r\no\r\n01\r\nk\r\n00\r\n\r\n",
        b"0\r\n\r\n",
        b"A\r\n0123456789\r\n0\r\n\r\n",
        b"2;a=b\r\nok\r\n0\r\n\r\n",
        b"2 \r\nok\r\n0\r\n\r\n",
        b"+2\r\nok\r\n0\r\n\r\n",
        b"0x2\r\nok\r\n0\r\n\r\n",
        b"2\nok\r\n0\r\n\r\n",
        b"2\r\nok0\r\n\r\n",
        b"2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n",
        b"2\r\nok\r\n0\r\n\r\nmore",
        b"2\r\nok\r\n0\r\n",
    ]
)


def parse(data: bytes) -> tuple[AnswerHead, bytes | None]:
    """What the parser makes of one answer."""
    [(head, reader)], _, rest = make_responses().feed_data(data)
    assert not rest
    return head, take_complete(reader)


def in_one_case(fields: Mapping[str, str]) -> list[tuple[str, str]]:
    """All fields, with the names in lower case."""
    return [(name.lower(), value) for name, value in fields.items()]


@given(STATUS_LINES, st.lists(LINES, max_size=6), BODIES)
@example(b"HTTP/1.1 200 OK", [b"Content-Length: 2", b"Content-Length: 2"], b"ok")
@example(b"HTTP/1.1 200 OK", [b"content-length:2"], b"ok")
@example(b"HTTP/1.1 200 OK", [b"Content-Length: 2", b"Transfer-Encoding: chunked"], b"ok")
@example(b"HTTP/1.1 200 OK", [b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"], b"0\r\n\r\n")
@example(b"HTTP/1.1 200 OK", [b"Content-Length: 2", b"Sec-WebSocket-Key1: a"], b"ok")
async def test_what_is_plain_is_read_as_the_parser_reads_it(
    status: bytes, lines: Sequence[bytes], body: bytes
) -> None:
    """Status, phrase, fields, body and the end of the connection; what is not plain is left to the parser."""
    data = b"\r\n".join([status, *lines, b"", body])
    plain = read_plain_answer(data)
    if plain is None:
        return
    reply, close = plain
    head, parsed = parse(data)
    assert (reply.status, reply.reason, reply.fields.raw) == (head.code, head.reason, head.raw_headers)
    assert (reply.body, close) == (parsed, head.should_close)
    # Names in one case: the parser's index has some in its own.
    assert in_one_case(reply.fields.index) == in_one_case(head.headers)


@given(st.binary(max_size=40), st.integers(0, len(PLAIN)), st.integers(0, 8))
async def test_broken_bytes_are_not_read_otherwise(noise: bytes, at: int, cut: int) -> None:
    """Whatever is put into a plain answer: what is still plain is what the parser reads."""
    data = PLAIN[:at] + noise + PLAIN[at + cut :]
    plain = read_plain_answer(data)
    if plain is None:
        return
    head, parsed = parse(data)
    assert (plain[0].status, plain[0].fields.raw, plain[0].body) == (head.code, head.raw_headers, parsed)


@given(st.lists(LINES, max_size=6))
async def test_a_plain_answer_goes_on_as_any_other(lines: Sequence[bytes]) -> None:
    """The head that a client gets is the one that is made field by field."""
    data = b"\r\n".join([b"HTTP/1.1 200 OK", *lines, b"Content-Length: 2", b"", b"ok"])
    plain = read_plain_answer(data)
    if plain is None:
        return
    ready = plain[0]
    made = Reply(200, ready.fields.copy(), b"ok", reason="OK")
    for close in (False, True):
        one, other = (
            reply_head(each, method="GET", http_11=True, close=close, date=DATE) for each in (ready, made)
        )
        assert one.data == other.data
        assert (one.chunked, one.close, one.sends_body) == (other.chunked, other.close, other.sends_body)


@pytest.mark.parametrize("change", ["field", "raw", "body", "status", "method", "version"])
async def test_what_was_changed_is_written_anew(change: str) -> None:
    """A plugin that changes a reply finds the change in what the client gets."""
    plain = read_plain_answer(PLAIN)
    assert plain is not None
    reply = plain[0]
    if change == "field":
        reply.fields.set("Server", "new")
    elif change == "raw":
        # Another way to say it, as `raw` is what goes on the wire.
        reply.fields.raw = [(b"Server", b"new")]
        assert reply.fields.get("server") == "new"
    elif change == "body":
        reply.body = b"other"
    elif change == "status":
        reply.status = 204
    method, http_11 = ("HEAD" if change == "method" else "GET"), change != "version"
    head = reply_head(reply, method=method, http_11=http_11, close=False, date=DATE).data
    expected = {
        "field": b"HTTP/1.1 200 OK\r\nServer: new\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
        + DATE,
        "raw": b"HTTP/1.1 200 OK\r\nServer: new\r\nContent-Length: 2\r\n" + DATE,
        "body": b"HTTP/1.1 200 OK\r\nServer: old\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n" + DATE,
        "status": b"HTTP/1.1 204 OK\r\nServer: old\r\nContent-Type: text/plain\r\n" + DATE,
        "method": PLAIN[:-4] + DATE,
        "version": PLAIN[:-4] + DATE + b"Connection: keep-alive\r\n",
    }
    assert head == expected[change] + b"\r\n"


def test_status_lines_that_are_remembered_are_bounded() -> None:
    """Phrases are the server's choice."""
    for number in range(2 * plain_answers._STATUSES_KNOWN):
        assert read_plain_answer(b"HTTP/1.1 200 %d\r\nContent-Length: 0\r\n\r\n" % number)
    assert read_plain_answer(b"HTTP/1.1 200 %b\r\nContent-Length: 0\r\n\r\n" % (b"a" * 1000))
    assert len(plain_answers._statuses) <= plain_answers._STATUSES_KNOWN
    assert max(map(len, plain_answers._statuses)) <= plain_answers._STATUS_BYTES


async def test_a_plain_answer_frees_its_connection() -> None:
    """Many answers in turn come over one connection; one that says close is the last of its."""
    accepted = 0

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal accepted
        accepted += 1
        for answer in (PLAIN, PLAIN, PLAIN.replace(b"Server: old", b"Connection: close")):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
        await reader.read(-1)

    async with serving(accept) as port:
        settings = {"servers": [f"http://127.0.0.1:{port}"], "idle_timeout": "60s"}
        upstream = Upstream("legacy", UpstreamConfig.model_validate(settings))
        for _ in range(6):
            reply = await upstream.handler(None)(Exchange("GET", "/", None, Fields()))
            assert (reply.status, reply.body) == (200, b"ok")
        upstream.close()
    assert accepted == 2
