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
NONE = b"HTTP/1.1 204 No Content\r\n"
EXCESS = [
    b"",
    b"\r\n",
    b"\n",
    b"x",
    b"\0",
    b"0\r\n\r\n",
    # To the parser, which is silent, an empty line; it looks like the end of a chunked body.
    b"\r\r\n\r\n",
    OK + b"Content-Length: 0\r\n\r\n",
]
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
    OK + b"Transfer-Encoding: chunked\t\r\n",
    OK + b"Content-Length: 7\t\r\n",
    OK + b"Connection: close\t\r\nContent-Length: 7\r\n",
    b"\r\n\n" + OK + b"Content-Length: 7\r\n",
    HINTS + b"\n\r\n" + OK + b"Content-Length: 7\r\n",
]
# Behind these the parser and others may see an end in different places.
DOUBTFUL = [
    NONE + b" \r\n",
    NONE + b" X: y\r\n\r\n",
    NONE + b" \r\n\r\n\r\n",
    NONE + b"X:\r\r\n",
    NONE + b"X:\r\r\n\r\n",
    NONE + b"X: y\r\r\n\r\n",
    b"RTSP/1.0 200 OK\r\nContent-Length: 1\r\n\r\n",
    b"ICE/1.0 200 OK\r\nContent-Length: 1\r\n\r\n",
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
        for head in (NONE, HINTS + NONE, OK + b"X: y\r\n", OK + b"Content-Length: 2\r\n"):
            # Written by hand: lines that end in LF, all of them or the last ones.
            yield "HEAD", head.replace(b"\r", b"") + b"\n" + excess
            yield "HEAD", head[:-2] + b"\n\n" + excess
            yield "HEAD", head[:-2] + b"\n\r\n" + excess
    for head in HEADS:
        yield "GET", head + b"\r\n2\r\nok\r\n0\r\n\r\n"
        yield "HEAD", head + b"\r\n"
    for broken in (OK[:9] + b"x", OK + b"\0", OK + b"X\r\n\r\n", b"HTTP/1.1 101 X\r\n\r\n"):
        yield "GET", HINTS + broken
    for head in DOUBTFUL:
        yield "GET", head + b"x"


@pytest.mark.parametrize(("method", "data"), list(answers()), ids=repr)
async def test_what_comes_of_an_answer_does_not_depend_on_packets(
    method: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same answers, and the same end of the connection, wherever they are cut and whoever reads them."""
    found = {await hear(pieces, method) for pieces in cuts(data)}
    monkeypatch.setattr(answer_reader, "read_plain_answer", lambda _: None)
    found |= {await hear(pieces, method) for pieces in ([data], [data[:20], data[20:]])}
    assert len(found) == 1, found


@pytest.mark.parametrize("behind", [b"", b"x", b"\r\n", OK + b"Content-Length: 2\r\n\r\nok"])
@pytest.mark.parametrize("framing", [b"", b"Content-Length: 2\r\n", CHUNKED])
async def test_all_that_follows_a_switch_is_the_tunnels(framing: bytes, behind: bytes) -> None:
    """RFC 9110 §15.2.2: whatever the head announces, and however it is cut."""
    switch = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    for pieces in cuts(HINTS + switch + framing + b"\r\n" + behind):
        heard = await hear(pieces, "GET")
        assert heard.answer is not None
        assert heard.answer[0] == 101
        assert heard.switched == behind


@pytest.mark.parametrize("head", DOUBTFUL, ids=repr)
@pytest.mark.parametrize("behind", [b"", b"x", OK + b"\r\n"])
async def test_where_a_head_ends_is_beyond_doubt(head: bytes, behind: bytes) -> None:
    """RFC 9112 §2.2: White space before the first field, or a bare CR, makes an answer none; so does RTSP."""
    for pieces in cuts(head + behind):
        heard = await hear(pieces, "GET")
        assert heard.answer is None
        assert not heard.reusable


async def test_interim_answers_pass_before_what_is_broken() -> None:
    """RFC 9110 §15.2: Interim answers go before a broken final one, though all came in one packet."""
    for pieces in cuts(HINTS * 2 + OK + b"X\r\n\r\n"):
        heard = await hear(pieces, "GET")
        assert heard.answer is None
        assert heard.interim == ((103, ((b"Link", b"</a>"),)),) * 2


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
