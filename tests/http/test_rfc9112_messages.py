"""RFC 9112 §2 to §5: lines, targets, statuses and fields as bytes, clause by clause."""

from __future__ import annotations

import pytest

from tests.http.relaying import OK, Relayed, answer, record, relay, request
from tests.http.wires import Rig

GET = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("lines", [1, 3])
async def test_empty_lines_before_a_request(rig: Rig, lines: int) -> None:
    """§2.2: a server should ignore at least one empty line before a request line.

    Any number, within the bound of a header; none is passed on.
    """
    relayed = await relay(rig, b"\r\n" * lines + GET)
    assert relayed.answer.status == 200
    assert rig.asked[0].startswith(b"GET / HTTP/1.1\r\n")


async def test_nothing_around_a_request(rig: Rig) -> None:
    """§2.2: a request must be neither preceded nor followed by an extra empty line.

    What the upstream receives is the request and nothing else, to the byte.
    """
    relayed = Relayed()
    record(rig, relayed)
    for _ in range(2):
        await rig.exchange(request(b"Content-Length: 2", method=b"POST", body=b"ab\r\n"))
    assert [head[:6] for head in rig.asked] == [b"POST /"] * 2
    assert rig.accepted == 1


REFUSED = [
    pytest.param(b"GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n", 400, id="2.2 a blank before the first field"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400, id="2.2 a bare CR in a value"),
    pytest.param(b"GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="2.2 a bare CR in a target"),
    pytest.param(b"GET / HTTP/1.1\nHost: a\n\n", 400, id="2.2 LF alone at the end of a line"),
    pytest.param(b"GET /\n\r\nHost: a\r\n\r\n", 400, id="2.2 LF alone, and no version"),
    pytest.param(b"\x16\x03\x01\x02\x00\x01\x00", 400, id="2.2 bytes that are no HTTP"),
    pytest.param(b"GET /\r\n\r\n", 505, id="2.3 no version"),
    pytest.param(b"GET / http/1.1\r\nHost: a\r\n\r\n", 400, id="2.3 the version cares about case"),
    pytest.param(b"GET / HTTP/11\r\nHost: a\r\n\r\n", 400, id="2.3 a version without a dot"),
    pytest.param(b"GET / RTSP/1.0\r\nHost: a\r\n\r\n", 400, id="2.3 another protocol"),
    pytest.param(b"GET / RTSP/1.1\r\nHost: a\r\n\r\n", 400, id="2.3 another protocol of version 1.1"),
    pytest.param(b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n", 400, id="2.3 another protocol without Host"),
    pytest.param(b"SOURCE /a ICE/1.0\r\nHost: a\r\n\r\n", 400, id="2.3 a source of radio"),
    pytest.param(b"GET / HTTPS/1.1\r\nHost: a\r\n\r\n", 400, id="2.3 a name that only begins with HTTP"),
    pytest.param(b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505, id="2.3 a major version that is none of ours"),
    pytest.param(b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="3 a blank in the target"),
    pytest.param(b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400, id="3 a blank behind the version"),
    pytest.param(b"GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="3.2 a control character in the target"),
    pytest.param(b"GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="3.2.4 asterisk-form of another method"),
    pytest.param(b"GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="3.2.3 authority-form of another method"),
    pytest.param(b"GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="3.2 a target of no form"),
    pytest.param(b"CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", 501, id="3.2.3 CONNECT of a path"),
    pytest.param(b"CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n", 501, id="3.2.3 CONNECT"),
    pytest.param(b"GET / HTTP/1.1\r\nX: a\r\n\r\n", 400, id="3.2 no Host"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400, id="3.2 two Hosts"),
    pytest.param(b"GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400, id="3.2 two Hosts in HTTP/1.0"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400, id="3.2 a blank in Host"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400, id="3.2 a path in Host"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400, id="3.2 a user in Host"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 400, id="3.2 two names in Host"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a:8o\r\n\r\n", 400, id="3.2 no number for a port"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a:8:0\r\n\r\n", 400, id="3.2 two ports"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400, id="3.2 half an IPv6 address"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: \xe9\r\n\r\n", 400, id="3.2 Host outside ASCII"),
    pytest.param(b"GET http://a:b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400, id="3.2.2 an authority that is none"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400, id="5.1 a blank before the colon"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400, id="5.1 no name"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n", 400, id="5 no colon"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX(y): b\r\n\r\n", 400, id="5.1 a name that is no token"),
    pytest.param(b"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400, id="5.2 a folded line"),
]  # fmt: skip


@pytest.mark.parametrize(("sent", "status"), REFUSED)
async def test_a_request_that_is_none(rig: Rig, sent: bytes, status: int) -> None:
    """What does not fit the grammar should be answered with 400, without an attempt to repair it.

    The connection ends, and the upstream is asked nothing.
    """
    relayed = await relay(rig, sent)
    assert relayed.answer.status == status
    assert relayed.answer.values(b"Connection") == [b"close"]
    assert relayed.asked == []


@pytest.mark.parametrize(
    "host",
    [
        pytest.param(b"a.b-c_d.example", id="3.2 a name"),
        pytest.param(b"a.example.:8080", id="3.2 a name with a port"),
        pytest.param(b"a:", id="3.2 an empty port"),
        pytest.param(b"127.0.0.1", id="3.2 an IPv4 address"),
        pytest.param(b"[2001:db8::1]:80", id="3.2 an IPv6 address"),
        pytest.param(b"xn--9n2bp8q.example", id="3.2 an internationalized name"),
        pytest.param(b"a%20b", id="3.2 a name with percents"),
        pytest.param(b"", id="3.2 empty, where the target has no authority"),
    ],
)
async def test_a_host(rig: Rig, host: bytes) -> None:
    """A valid Host is taken as it is."""
    rig.configure(preserve_host=True)
    sent = b"GET / HTTP/1.1\r\nHost:" + host + b"\r\nConnection: close\r\n\r\n"
    assert (await relay(rig, sent)).request.values(b"Host") == [host]


@pytest.mark.parametrize(
    ("target", "line", "host"),
    [
        pytest.param(b"/a//b/%7e?c?d", b"GET /a//b/%7e?c?d HTTP/1.1", b"a", id="3.2.1 origin-form"),
        pytest.param(b"/?", b"GET /? HTTP/1.1", b"a", id="3.2.1 an empty query"),
        pytest.param(b"http://b", b"GET / HTTP/1.1", b"b", id="3.2.1 an empty path is sent as /"),
        pytest.param(b"http://b?c", b"GET /?c HTTP/1.1", b"b", id="3.2.1 an empty path before a query"),
        pytest.param(
            b"http://b:81/c?d", b"GET /c?d HTTP/1.1", b"b:81", id="3.2.2 absolute-form replaces Host"
        ),
    ],
)
async def test_a_target(rig: Rig, target: bytes, line: bytes, host: bytes) -> None:
    """Targets must be accepted in every form, and go to the upstream in origin-form."""
    rig.configure(preserve_host=True)
    asked = (await relay(rig, request(target=target))).request
    assert (asked.line, asked.values(b"Host")) == (line, [host])


async def test_a_long_request_line(rig: Rig) -> None:
    """§3: request lines of 8,000 octets should be supported.

    8 KiB by default (`limits.request_line`); longer ones get 414.
    """
    target = b"/" + b"a" * (8000 - len(b"GET / HTTP/1.1"))
    assert (await relay(rig, request(target=target))).request.line == b"GET " + target + b" HTTP/1.1"


async def test_blanks_between_the_words_of_a_request_line(rig: Rig) -> None:
    """§3: a request line may be taken apart at any white space.

    Several blanks are; one is sent on.
    """
    sent = GET.replace(b"GET / ", b"GET   /  ")
    assert (await relay(rig, sent)).request.line == b"GET / HTTP/1.1"


async def test_no_host_in_http_10(rig: Rig) -> None:
    """§3.3: a request without Host is for the server's default.

    HTTP/1.0 may leave it out: no host of a route matches, and the upstream is asked under its own name.
    """
    asked = (await relay(rig, b"GET / HTTP/1.0\r\n\r\n")).request
    assert asked.values(b"Host") == [b"127.0.0.1:%d" % rig.upstream_port]


@pytest.mark.parametrize(
    ("sent", "line"),
    [
        pytest.param(b"HTTP/1.1 200 Fine", b"HTTP/1.1 200 Fine", id="4 a phrase of one's own"),
        pytest.param(b"HTTP/1.1 200", b"HTTP/1.1 200 OK", id="4 no phrase"),
        pytest.param(b"HTTP/1.1 799 ", b"HTTP/1.1 799 ", id="4 an empty phrase keeps its blank"),
        pytest.param(b"HTTP/1.1 200 \xed\x95\x9c\xff", b"HTTP/1.1 200 \xed\x95\x9c\xff", id="4 obs-text"),
        pytest.param(b"HTTP/1.0 200 OK", b"HTTP/1.1 200 OK", id="4 HTTP/1.0"),
    ],
)
async def test_a_status_line(rig: Rig, sent: bytes, line: bytes) -> None:
    """The phrase means nothing and passes; the blank before it must be sent even where it is empty."""
    got = await relay(rig, request(), sent + b"\r\nContent-Length: 2\r\n\r\nok")
    assert got.answer.line == line


BROKEN = [
    pytest.param(b"HTTP/1.1 20 OK\r\n\r\n", id="4 a status of two digits"),
    pytest.param(b"HTTP/1.1 1000 OK\r\n\r\n", id="4 a status of four digits"),
    pytest.param(b"HTTP/1.2 200 OK\r\n\r\n", id="2.3 a minor version that nobody knows"),
    pytest.param(b"ICY 200 OK\r\n\r\n", id="4 another protocol"),
    pytest.param(answer(b"X : a"), id="5.1 a blank before the colon of an answer's field"),
    pytest.param(
        b"HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok", id="5.1 a blank before the colon of a length"
    ),
    pytest.param(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding : chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        id="5.1 a blank before the colon of a coding",
    ),
    pytest.param(answer(b"Connection : close"), id="5.1 a blank before the colon of Connection"),
    pytest.param(answer(b"Upgrade  : h2c"), id="5.1 blanks before the colon of Upgrade"),
    pytest.param(answer(b": a"), id="5.1 an answer's field without a name"),
    pytest.param(answer(b"X: a\rb"), id="2.2 a bare CR in an answer"),
    pytest.param(answer(b"X: a\0b"), id="5 NUL in an answer"),
]  # fmt: skip


@pytest.mark.parametrize("sent", BROKEN)
async def test_an_answer_that_is_none(rig: Rig, sent: bytes) -> None:
    """An answer that does not fit the grammar is discarded.

    502, and the upstream's connection is closed.
    """
    got = await relay(rig, request(), sent)
    assert (got.answer.status, got.answer.values(b"X-Reason")) == (502, [b"bad_response"])
    assert rig.connections_kept == 0


async def test_a_folded_line_of_an_answer(rig: Rig) -> None:
    """§5.2: a fold in an answer must be replaced by blanks, or the answer by a 502.

    Blanks: old servers mean well.
    """
    sent = OK.replace(b"Content", b"X: a\r\n\t b\r\n  c\r\nContent")
    assert (await relay(rig, request(), sent)).answer.values(b"X") == [b"a\t b  c"]
