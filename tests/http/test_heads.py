"""Heads as bytes: what passes, what ends here, and framing that is right for every kind of message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.exchange import Body, Exchange, Field, Fields, Reply
from gateway.http import field_kinds
from gateway.http.heads import interim_head, reply_head, request_head
from gateway.http.parsed import AnswerHead, RequestHead
from gateway.http.parsing import StreamReader, make_request_parser, make_response_parser
from tests.http.parsers import Protocol

DATE = b"Date: Tue, 01 Jan 2030 00:00:00 GMT\r\n"
FORWARDING = b"X-Forwarded-For: 1.2.3.4\r\nVia: 1.1 errgate\r\n"

CONNECTION_NAMES = [
    "Connection",
    "Keep-Alive",
    "Proxy-Connection",
    "TE",
    "Trailer",
    "Transfer-Encoding",
    "Upgrade",
]
CLAIMS = [
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "X-Request-Id",
]
END_TO_END = [
    "Accept",
    "Cookie",
    "Set-Cookie",
    "X-Custom",
    "Cache-Control",
    "Link",
    "Vary",
    "x-tag",
    "x-CUSTOM",
]


def spelled(names: Sequence[str]) -> st.SearchStrategy[bytes]:
    """One of these names, in any case."""
    return st.sampled_from([each for name in names for each in (name, name.lower(), name.upper())]).map(
        str.encode
    )


values = st.binary(max_size=12).map(lambda raw: bytes(b for b in raw if b >= 32 and b != 127).strip(b" \t"))
other_fields = st.tuples(spelled(END_TO_END), values)
connection_fields = st.tuples(
    spelled(CONNECTION_NAMES), st.sampled_from([b"", b"x", b"close", b"chunked", b"a, b"])
)
claims = st.tuples(spelled(CLAIMS), values)
any_fields = st.lists(st.one_of(other_fields, other_fields, connection_fields, claims), max_size=12)
nominated_names = st.lists(st.sampled_from(["x-custom", "Cookie", "X-Tag"]), max_size=2)


class Stream:
    """A body that is still arriving."""

    def __init__(self, length: int | None) -> None:
        self.length = length

    async def read(self) -> bytes:
        return b""

    def discard(self) -> None:
        """Nothing to let go of."""


bodies = st.one_of(
    st.just(b""),
    st.binary(min_size=1, max_size=9),
    st.just(Stream(None)),
    st.just(Stream(0)),
    st.just(Stream(7)),
)


def parse_request(data: bytes) -> tuple[RequestHead, StreamReader]:
    """What aiohttp's strict parser makes of a request's head."""
    loop = asyncio.new_event_loop()
    try:
        parser = make_request_parser(Protocol(loop), loop, line=8192, header=32768, fields=200)
        [message], _, _ = parser.feed_data(data)
        return message
    finally:
        loop.close()


def parse_answer(data: bytes, *, with_body: bool = True) -> tuple[AnswerHead, StreamReader]:
    """The same for an answer."""
    loop = asyncio.new_event_loop()
    try:
        [message], _, _ = make_response_parser(Protocol(loop), loop, with_body=with_body).feed_data(data)
        return message
    finally:
        loop.close()


def named(fields: Sequence[Field], name: bytes) -> list[bytes]:
    """All values of one field."""
    return [value for field, value in fields if field.lower() == name]


def kept(fields: Sequence[Field], dropped: set[bytes]) -> list[Field]:
    """Fields of other names, as they are."""
    return [field for field in fields if field[0].lower() not in dropped]


@given(any_fields, nominated_names, bodies, st.sampled_from(["GET", "POST", "DELETE", "OPTIONS"]))
def test_a_request_keeps_what_is_end_to_end(
    fields: list[Field], nominated: list[str], body: Body, method: str
) -> None:
    """Order, case and number of end-to-end fields; nothing of the connection; framed once, and parsable."""
    fields = [*fields, (b"Host", b"client.example"), (b"connection", ", ".join(nominated).encode())]
    exchange = Exchange(method, "/", None, Fields(fields), body)
    exchange.forwarding = FORWARDING
    data, chunked = request_head(exchange, b"/x", b"server:80")
    head, _ = parse_request(data)
    raw = head.raw_headers
    ours = {name.lower().encode() for name in CONNECTION_NAMES + CLAIMS}
    options = {
        option.strip() for value in named(fields, b"connection") for option in value.lower().split(b",")
    }
    assert kept(raw, ours | {b"host", b"via", b"content-length"}) == kept(fields, ours | options | {b"host"})
    assert named(raw, b"host") == [b"server:80"]
    assert named(raw, b"via") == [b"1.1 errgate"]
    assert named(raw, b"x-forwarded-host") == [b"client.example"]
    assert named(raw, b"x-forwarded-for") == [b"1.2.3.4"]
    assert len(named(raw, b"x-request-id")) == 1
    assert not {name.lower() for name, _ in raw} & {b"te", b"keep-alive", b"trailer", b"proxy-connection"}
    lengths, codings = named(raw, b"content-length"), named(raw, b"transfer-encoding")
    length = len(body) if isinstance(body, bytes) else body.length
    if length is None:
        assert (chunked, lengths, codings) == (True, [], [b"chunked"])
    else:
        assert (chunked, codings) == (False, [])
        assert lengths == ([b"%d" % length] if length or method == "POST" else [])


statuses = st.sampled_from([101, 200, 204, 205, 304, 404, 426, 500, 599, 799])
lengths_told = st.sampled_from([None, b"0", b"7", b"007", b"5", b"99"])


@given(
    any_fields, nominated_names, statuses, bodies, st.booleans(), st.booleans(), st.booleans(), lengths_told
)
def test_a_reply_keeps_what_is_end_to_end_and_is_framed_rightly(
    fields: list[Field],
    nominated: list[str],
    status: int,
    body: Body,
    head_method: bool,
    http_11: bool,
    close: bool,
    told: bytes | None,
) -> None:
    """RFC 9112 §6: whatever status, method, version and body, a client reads exactly what is sent."""
    # What an upstream says of its framing, and more; the parser lets no message with both through.
    fields = [*fields, (b"connection", ", ".join([*nominated, "content-length"]).encode())]
    if told is not None:
        fields = [*kept(fields, {b"transfer-encoding"}), (b"Content-Length", told)]
    reply = Reply(status, Fields(fields), body)
    method = "HEAD" if head_method else "GET"
    head = reply_head(reply, method=method, http_11=http_11, close=close, date=DATE)
    parsed, reader = parse_answer(head.data, with_body=not head_method)
    raw = parsed.raw_headers
    ours = {name.lower().encode() for name in CONNECTION_NAMES}
    options = {
        option.strip() for value in named(fields, b"connection") for option in value.lower().split(b",")
    }
    assert kept(raw, ours | {b"content-length", b"date"}) == kept(
        fields, ours | options | {b"content-length"}
    )
    assert len(named(raw, b"date")) == 1
    lengths, codings = named(raw, b"content-length"), named(raw, b"transfer-encoding")
    length = len(body) if isinstance(body, bytes) else body.length
    bodiless = head_method or status in (101, 204, 304)
    assert head.sends_body is not bodiless
    if status in (101, 204):
        assert lengths == codings == []
    if bodiless:
        assert codings == []
        assert not head.chunked
    elif length is not None and not codings:
        assert [int(value) for value in lengths] == [length]
        assert not head.chunked
    else:
        assert lengths == []
        assert head.chunked is http_11
        assert codings == ([b"chunked"] if http_11 else [])
        assert head.close or http_11
    if status != 101:
        assert parsed.should_close or not head.close
        assert not close or head.close
        assert bool(named(raw, b"connection").count(b"close")) is head.close
    assert reader.is_eof() or not bodiless or status == 304


@given(st.sampled_from([100, 102, 103]), any_fields)
def test_an_interim_answer_has_no_fields_of_the_connection(status: int, fields: list[Field]) -> None:
    """RFC 9110 §15.2: end-to-end fields pass, framing and the connection's do not."""
    parsed, _ = parse_answer(interim_head(status, [*fields, (b"Content-Length", b"3")]))
    assert parsed.code == status
    ours = {name.lower().encode() for name in CONNECTION_NAMES}
    assert list(parsed.raw_headers) == kept(fields, ours | {b"content-length"})


@given(st.integers(100, 999), st.text(max_size=20))
def test_a_status_line_is_one_line(status: int, reason: str) -> None:
    """Whatever a reason phrase holds, it ends where it should."""
    reply = Reply(status, Fields(), b"", reason=reason.encode("utf-8", "ignore").decode())
    line, _, _ = reply_head(reply, method="GET", http_11=True, close=False, date=DATE).data.partition(b"\r\n")
    assert line.startswith(b"HTTP/1.1 %d " % status)
    assert not any(byte < 32 or byte == 127 for byte in line)


def test_a_kept_length_stays_as_it_was_written() -> None:
    """A true Content-Length keeps its place and case, one that lies is replaced."""
    reply = Reply(200, Fields([(b"A", b"1"), (b"content-LENGTH", b"2"), (b"B", b"2")]), b"ok")
    head = reply_head(reply, method="GET", http_11=True, close=False, date=DATE)
    assert head.data == b"HTTP/1.1 200 OK\r\nA: 1\r\ncontent-LENGTH: 2\r\nB: 2\r\n" + DATE + b"\r\n"
    reply.body = b"okay"
    head = reply_head(reply, method="GET", http_11=True, close=False, date=DATE)
    assert b"LENGTH" not in head.data
    assert b"Content-Length: 4\r\n" in head.data


@pytest.mark.parametrize("name", [b"N%d", b"n" * 1000 + b"%d"], ids=["many names", "long names"])
def test_names_that_senders_make_up_are_remembered_within_bounds(name: bytes) -> None:
    """Neither many nor long names fill memory, and what they push out is judged as before."""
    for count in range(5000):
        exchange = Exchange("GET", "/", None, Fields([(name % count, b""), (b"TE", b"trailers")]))
        data, _ = request_head(exchange, b"/", b"h")
        assert b"TE:" not in data
    assert sum(map(len, field_kinds.request_memo)) < 300_000
