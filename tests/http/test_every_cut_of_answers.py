"""Answers that are cut at every byte: they mean the same in any packets, whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.http import answer_reader
from tests.http.memory import hear
from tests.http.test_every_cut import CHUNKS, cuts

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
EXCESS = [b"", b"\r\n", b"x", b"\0", b"0\r\n\r\n", OK + b"Content-Length: 0\r\n\r\n"]
HEADS = [
    OK + b"Content-Length: 2\r\n" + CHUNKED,
    OK + CHUNKED + CHUNKED,
    OK + b"Transfer-Encoding: gzip, chunked\r\n",
    OK + CHUNKED + b"Connection: close\r\n",
    b"HTTP/1.1 204 No Content\r\n" + CHUNKED,
    b"HTTP/1.1 304 Not Modified\r\n" + CHUNKED,
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n",
    b"HTTP/1.1 205 Reset Content\r\n" + CHUNKED,
    b"HTTP/1.0 200 OK\r\n" + CHUNKED,
    b"HTTP/1.0 200 OK\r\n",
    b"HTTP/1.1 600 Odd\r\nContent-Length: 7\r\n",
]


def answers() -> Iterator[tuple[str, bytes]]:
    """A method, and what a server may say, in earnest or not."""
    for body in CHUNKS:
        yield "GET", OK + CHUNKED + b"\r\n" + body
    for excess in EXCESS:
        yield "GET", OK + CHUNKED + b"\r\n2\r\nok\r\n0\r\n\r\n" + excess
        yield "GET", OK + CHUNKED + b"\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n" + excess
        yield "GET", OK + b"Content-Length: 2\r\n\r\nok" + excess
        yield "GET", HINTS + OK + b"Content-Length: 2\r\n\r\nok" + excess
        yield "HEAD", HINTS * 2 + OK + b"Content-Length: 2\r\n\r\n" + excess
        yield "HEAD", OK + CHUNKED + b"\r\n" + excess
    for head in HEADS:
        yield "GET", head + b"\r\n2\r\nok\r\n0\r\n\r\n"
        yield "HEAD", head + b"\r\n"


@pytest.mark.parametrize(("method", "data"), list(answers()), ids=repr)
async def test_what_comes_of_an_answer_does_not_depend_on_packets(
    method: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same answers, and the same end of the connection, wherever they are cut and whoever reads them."""
    found = {await hear(pieces, method) for pieces in cuts(data)}
    monkeypatch.setattr(answer_reader, "read_plain_answer", lambda _: None)
    found |= {await hear(pieces, method) for pieces in ([data], [data[:20], data[20:]])}
    assert len(found) == 1, found


@pytest.mark.parametrize(
    ("method", "data"),
    [
        ("GET", OK + CHUNKED + b"\r\n2\r\nok\r\n0\r\n\r\nmore"),
        ("GET", OK + b"Content-Length: 2\r\n\r\nok, more"),
        ("GET", HINTS + OK + b"Content-Length: 2\r\n\r\nok, more"),
        # In which a parser sees the beginning of another answer, and waits for the rest.
        ("GET", OK + b"Content-Length: 2\r\n\r\nok" + OK + b"X: "),
        ("GET", OK + CHUNKED + b"\r\n2\r\nok\r\n0\r\n\r\n" + OK + b"X: "),
        ("HEAD", OK + b"Content-Length: 8\r\n\r\nok, more"),
        # Of what was announced, nothing comes (RFC 9110 §15.4.5).
        ("GET", b"HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\nHTTP/1.1"),
        ("GET", b"HTTP/1.1 204 No Content\r\nContent-Length: 8\r\n\r\nHTTP/1.1"),
        ("GET", b"HTTP/1.1 304 Not Modified\r\n" + CHUNKED + b"\r\nHTTP/1.1"),
    ],
)
async def test_bytes_behind_an_answer_cost_the_connection_alone(method: str, data: bytes) -> None:
    """RFC 9112 §6.3: they belong to nothing, and nothing that follows them can be told apart."""
    for pieces in cuts(data):
        heard = await hear(pieces, method)
        assert heard.answer is not None
        assert heard.answer[2] == (b"ok" if method == "GET" and b" 200 " in data else b"")
        assert not heard.reusable
