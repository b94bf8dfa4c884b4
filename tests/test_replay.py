"""A request that can be sent again: as it was at first, its body included, and never a wrong body."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.exchange import BodyStream, Exchange, Fields
from gateway.faults import GatewayError
from gateway.replay import Recording
from tests.bodies import arriving
from tests.envs import Pieces


def make_exchange(body: bytes | BodyStream = b"") -> Exchange:
    return Exchange("POST", "/books", "page=2", Fields(((b"Host", b"example.com"),)), body)


async def read_all(exchange: Exchange, pieces: int = 1_000_000) -> bytes:
    body = arriving(exchange.body)
    got = b""
    for _ in range(pieces):
        piece = await body.read()
        if not piece:
            break
        got += piece
    return got


def test_everything_that_was_changed_is_put_back() -> None:
    """Method, path, query, fields and body, however the layers below left them."""
    exchange = make_exchange(b"body")
    recording = Recording(exchange, 0)
    exchange.method, exchange.path, exchange.query, exchange.body = "GET", "/v2/books", None, b""
    exchange.fields.add("X-Try", "1")
    recording.rewind()
    exchange.fields.add("X-Try", "2")
    recording.rewind()
    assert f"{exchange.method} {exchange.path}?{exchange.query}" == "POST /books?page=2"
    assert exchange.body == b"body"
    assert list(exchange.fields.raw) == [(b"Host", b"example.com")]


def test_replaced_fields_are_put_back() -> None:
    """A layer may set other fields altogether."""
    exchange = make_exchange()
    recording = Recording(exchange, 0)
    exchange.fields = Fields()
    recording.rewind()
    assert exchange.fields.get("host") == "example.com"


@given(
    st.lists(st.binary(min_size=1, max_size=20), max_size=8),
    st.lists(st.integers(0, 9), max_size=4),
    st.integers(0, 100),
)
async def test_a_body_is_whole_in_every_try_or_cannot_be_repeated(
    pieces: list[bytes], reads: list[int], limit: int
) -> None:
    """However far earlier tries read, a try that is allowed reads every byte, once, in order."""
    source = Pieces(*pieces)
    exchange = make_exchange(source)
    recording = Recording(exchange, limit)
    for count in reads:
        await read_all(exchange, count)
        if not recording.complete:
            break
        recording.rewind()
    else:
        assert await read_all(exchange) == b"".join(pieces)
        assert await read_all(exchange) == b""
    passed = len(b"".join(pieces)) - len(b"".join(source.left))
    assert recording.complete == (passed <= limit)


async def test_nothing_is_read_ahead() -> None:
    """A piece is fetched when the try asks for it, so that back-pressure reaches the client."""
    body = Pieces(b"a", b"b")
    exchange = make_exchange(body)
    Recording(exchange, 100)
    await read_all(exchange, 1)
    assert body.reads == 1


async def test_what_is_over_the_bound_is_let_go() -> None:
    """Beyond the bound pieces stream through and memory stays flat."""
    exchange = make_exchange(Pieces(*[b"x" * 10] * 100))
    recording = Recording(exchange, 25)
    await read_all(exchange, 50)
    assert not recording.complete
    assert recording._tape is not None
    assert recording._tape.pieces == []
    assert await read_all(exchange) == b"x" * 500
    with pytest.raises(RuntimeError, match="gone"):
        recording.rewind()


async def test_a_body_that_is_complete_is_kept_whatever_its_size() -> None:
    """It is in memory anyway."""
    exchange = make_exchange(b"x" * 1000)
    recording = Recording(exchange, 10)
    assert recording.complete


async def test_a_try_that_was_given_up_gets_no_more_of_the_body() -> None:
    """It fails, since an end would look like the end of the body."""
    exchange = make_exchange(Pieces(b"a", b"b"))
    recording = Recording(exchange, 100)
    old = exchange.body
    recording.rewind()
    with pytest.raises(GatewayError, match="once more"):
        await arriving(old).read()
    assert await read_all(exchange) == b"ab"


async def test_a_piece_that_the_old_try_waited_for_reaches_the_new_one() -> None:
    """The old try still waits for the client when its answer came; nothing of the body is lost."""
    arrival: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    class Slow(Pieces):
        async def read(self) -> bytes:
            self.reads += 1
            return await asyncio.shield(arrival) if self.reads == 1 else await super().read()

    source = Slow(b"b")
    exchange = make_exchange(source)
    recording = Recording(exchange, 1)
    old = asyncio.ensure_future(arriving(exchange.body).read())
    await asyncio.sleep(0)
    recording.rewind()
    new = asyncio.ensure_future(arriving(exchange.body).read())
    await asyncio.sleep(0)
    arrival.set_result(b"aa")
    assert await new == b"aa"
    assert source.reads == 1
    assert await read_all(exchange) == b"b"
    with pytest.raises(GatewayError):
        await old
    assert not recording.complete


async def test_a_body_that_breaks_off_breaks_the_try() -> None:
    """The client went away: that is told as it is."""

    class Broken(Pieces):
        async def read(self) -> bytes:
            raise GatewayError("client_gone")

    exchange = make_exchange(Broken())
    Recording(exchange, 100)
    with pytest.raises(GatewayError, match="client_gone"):
        await read_all(exchange)


def test_a_discarded_body_is_kept_until_no_try_can_follow() -> None:
    """A failed try does not throw away what the next one needs."""
    body = Pieces(b"a")
    exchange = make_exchange(body)
    recording = Recording(exchange, 100)
    arriving(exchange.body).discard()
    assert body.discarded == 0
    recording.rewind()
    recording.settle()
    assert body.discarded == 0
    arriving(exchange.body).discard()
    assert body.discarded == 1


def test_what_the_last_try_discarded_is_gone_when_it_is_settled() -> None:
    """Nobody else would tell the client's connection."""
    body = Pieces(b"a", length=1)
    exchange = make_exchange(body)
    recording = Recording(exchange, 100)
    arriving(exchange.body).discard()
    recording.settle()
    assert body.discarded == 1


def test_the_announced_length_stays() -> None:
    """Framing does not change because a body is recorded."""
    exchange = make_exchange(Pieces(b"a", length=1))
    Recording(exchange, 100)
    assert arriving(exchange.body).length == 1
