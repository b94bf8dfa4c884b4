"""How the legacy demo behaves, and misbehaves, on the wire."""

from __future__ import annotations

import asyncio

import pytest

from gateway.demo.wire import HEAD_BYTES
from tests.demo.conftest import Ask, send

GET = b"GET /apisix/status HTTP/1.1\r\nHost: demo\r\n\r\n"
LAST = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


async def test_a_connection_serves_several_requests(port: int) -> None:
    """Keep-alive is the default, pipelined requests are answered in order, Connection: close ends it."""
    answers = await send(port, GET + GET + LAST)
    assert answers.count(b"HTTP/1.1 200 OK") == 3
    assert answers.count(b"Connection: close") == 1


async def test_http_1_0_closes_after_the_answer(port: int) -> None:
    """An HTTP/1.0 client that says nothing else gets one answer (RFC 9112 §9.3)."""
    answer = await send(port, b"GET /apisix/status HTTP/1.0\r\n\r\n")
    assert b"\r\nConnection: close\r\n" in answer


async def test_head_gets_the_header_alone(ask: Ask) -> None:
    """HEAD is answered like GET, without the body (RFC 9110 §9.3.2)."""
    answer = await ask("HEAD", "/apisix/status")
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"Content-Length: 32\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


async def test_a_chunked_request_is_read_to_its_end(port: int) -> None:
    """What follows a chunked body, trailers included, is the next request."""
    body = b"3\r\nabc\r\n0\r\nX-Trailer: 1\r\n\r\n"
    login = b"POST /spring-rest/api/login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body
    answers = await send(port, login + LAST)
    assert b"HTTP/1.1 401 Unauthorized" in answers
    assert b"HTTP/1.1 200 OK" in answers


async def test_who_waits_for_100_continue_gets_it(ask: Ask) -> None:
    """An expectation is met before the body is read."""
    answer = await ask("POST", "/spring-rest/api/login", "Expect: 100-continue", body=b"{}")
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 ")


async def test_a_reset_comes_before_any_answer(ask: Ask) -> None:
    """/network/reset breaks the connection without a byte."""
    with pytest.raises(ConnectionResetError):
        await ask("GET", "/network/reset")


async def test_a_cut_body_is_shorter_than_announced(port: int) -> None:
    """/network/cut announces a length, sends half of it, and breaks the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /network/cut HTTP/1.1\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    announced = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    assert len(await reader.readexactly(announced // 2)) == announced // 2
    with pytest.raises(ConnectionResetError):
        await reader.read(1)
    writer.close()


async def test_a_slow_body_comes_piece_by_piece(port: int) -> None:
    """/network/drip sends its first piece long before its last."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /network/drip HTTP/1.1\r\n\r\n")
    came = await reader.readuntil(b"2\r\na \r\n")
    pieces = 0
    while not came.endswith(b"0\r\n\r\n"):
        came = await reader.read(1000)
        pieces += 1
    assert pieces > 5
    writer.close()


async def test_a_silent_answer_stays_away(port: int) -> None:
    """/network/silent says nothing, and a client that leaves or a demo that stops need not wait for it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /network/silent HTTP/1.1\r\n\r\n")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(reader.read(1), 0.3)
    writer.close()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x16\x03\x01\x00\xa5\r\n\r\n", id="tls"),
        pytest.param(b"GET /\r\n\r\n", id="http-0.9"),
        pytest.param(b"GET http://demo/ HTTP/1.1\r\n\r\n", id="absolute-form"),
        pytest.param(b"GET / HTTP/1.1\r\nno colon\r\n\r\n", id="no-colon"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", id="negative-length"),
        pytest.param(b"POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", id="huge-length"),
        pytest.param(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="bad-chunk"),
        pytest.param(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffff\r\n", id="huge-chunk"),
        pytest.param(b"GET / HTTP/1.1\r\nX: " + b"x" * (HEAD_BYTES + 2) + b"\r\n\r\n", id="long-header"),
    ],
)
async def test_what_is_not_http_gets_a_400_and_the_end(port: int, data: bytes) -> None:
    """Any other bytes are refused in one answer, and the connection closes."""
    answer = await send(port, data)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"\r\nConnection: close\r\n" in answer


async def test_half_a_request_gets_nothing(port: int) -> None:
    """A client that leaves in the middle of its header is let go without an answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(GET[:20])
    writer.write_eof()
    assert await reader.read() == b""
    writer.close()
