"""Bodies that are read ahead are put back byte for byte."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.faults import GatewayError
from gateway.reading import peek, read_ahead
from tests.envs import ManualClock
from tests.errors.stage import Pieces, read_all


@given(st.lists(st.binary(min_size=1, max_size=8), max_size=10), st.integers(0, 40))
async def test_what_was_read_comes_again_followed_by_the_rest(pieces: list[bytes], limit: int) -> None:
    """Whatever the pieces and the bound, the whole is the same."""
    stream = Pieces(*pieces)
    prefix = await read_ahead(stream, limit)
    assert prefix.complete == (sum(map(len, pieces)) <= limit)
    assert await read_all(prefix.put_back()) == b"".join(pieces)


async def test_a_body_that_ends_within_the_bound_is_complete() -> None:
    """It is put back as plain bytes, which need not be streamed."""
    stream = Pieces(b"ab", b"cd")
    prefix = await read_ahead(stream, 4)
    assert prefix.put_back() == b"abcd"


async def test_the_rest_is_not_read_before_it_is_asked_for() -> None:
    """A body over the bound streams on."""
    stream = Pieces(b"ab", b"cd", b"ef", length=6)
    body = (await read_ahead(stream, 2)).put_back()
    assert stream.left == [b"ef"]
    assert not isinstance(body, bytes)
    assert body.length == 6
    assert [await body.read() for _ in range(4)] == [b"ab", b"cd", b"ef", b""]


@given(st.lists(st.binary(min_size=1, max_size=8), max_size=10), st.integers(0, 40))
async def test_what_was_peeked_at_comes_again_as_well(pieces: list[bytes], limit: int) -> None:
    """The same law for a success."""
    stream = Pieces(*pieces)
    prefix = await peek(stream, limit, lambda _: True)
    assert prefix.complete == (sum(map(len, pieces)) <= limit)
    assert await read_all(prefix.put_back()) == b"".join(pieces)


async def test_a_first_piece_that_is_not_worth_it_ends_the_peeking() -> None:
    """Nothing is waited for once it is clear that there is nothing to find."""
    stream = Pieces(b"ab", b"cd")
    prefix = await peek(stream, 100, lambda piece: piece != b"ab")
    assert not prefix.complete
    assert stream.left == [b"cd"]
    assert await read_all(prefix.put_back()) == b"abcd"


class Stalling:
    """A stream that stalls before its last piece until it is told to go on."""

    length: int | None = None

    def __init__(self, *pieces: bytes | GatewayError) -> None:
        self.pieces = list(pieces)
        self.go_on = asyncio.Event()
        self.discarded = False

    async def read(self) -> bytes:
        if len(self.pieces) < 2:
            await self.go_on.wait()
        piece = self.pieces.pop(0) if self.pieces else b""
        if isinstance(piece, GatewayError):
            raise piece
        return piece

    def discard(self) -> None:
        self.discarded = True


async def test_a_success_that_stalls_is_held_for_a_moment_only() -> None:
    """Then it goes on as it came, and no piece is lost."""
    stream = Stalling(b"ab", b"cd")
    prefix = await peek(stream, 100, lambda _: True, hold_s=0.01)
    assert (prefix.complete, prefix.data) == (False, b"ab")
    body = prefix.put_back()
    assert not isinstance(body, bytes)
    assert await body.read() == b"ab"
    stream.go_on.set()
    assert [await body.read() for _ in range(2)] == [b"cd", b""]


async def test_a_stalled_success_can_be_let_go() -> None:
    """The reading that was begun ends with it, whatever it comes to."""
    stream = Stalling(b"ab", GatewayError("reset"))
    body = (await peek(stream, 100, lambda _: True, hold_s=0.01)).put_back()
    assert not isinstance(body, bytes)
    stream.go_on.set()
    await asyncio.sleep(0.01)
    body.discard()
    await asyncio.sleep(0)
    assert stream.discarded


async def test_a_client_that_leaves_while_a_success_is_held_ends_the_reading() -> None:
    """No task is left behind."""
    holding = asyncio.ensure_future(peek(Stalling(b"ab", b"cd"), 100, lambda _: True, hold_s=60))
    await asyncio.sleep(0.01)
    holding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await holding
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) == 1


async def test_a_body_that_never_ends_is_not_waited_for() -> None:
    """Slowness ends the reading of an error that comes byte by byte; its rest may still come."""

    class Dripping:
        length: int | None = None
        asked = 0

        async def read(self) -> bytes:
            self.asked += 1
            clock.advance(1.0)
            return b"x"

        def discard(self) -> None: ...

    clock, stream = ManualClock(), Dripping()
    prefix = await read_ahead(stream, 1_000_000, 4.5, clock)
    assert not prefix.complete
    assert prefix.broken is not None
    assert prefix.broken.reason.name == "read_timeout"
    assert stream.asked == 5
    body = prefix.put_back()
    assert not isinstance(body, bytes)
    assert b"".join([await body.read() for _ in range(stream.asked + 3)]) == b"x" * stream.asked


async def test_a_body_that_breaks_off_breaks_off_again() -> None:
    """What came is kept; a truncated message stays one, never a well-formed lie."""
    stream = Pieces(b"ab", GatewayError("reset"))
    prefix = await read_ahead(stream, 100)
    assert prefix.data == b"ab"
    assert prefix.broken is not None
    body = prefix.put_back()
    assert not isinstance(body, bytes)
    assert await body.read() == b"ab"
    with pytest.raises(GatewayError):
        await body.read()


async def test_to_discard_a_body_discards_its_rest() -> None:
    """And what was read of it."""
    stream = Pieces(b"ab", b"cd")
    body = (await read_ahead(stream, 1)).put_back()
    assert not isinstance(body, bytes)
    body.discard()
    assert stream.discarded
