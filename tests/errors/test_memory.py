"""The memory of bodies: what is kept, for how long, and that it stays bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.decode import Decoded
from gateway.errors.dialects.finding import Finding
from gateway.errors.memory import ENTRIES, INNOCENT, LARGEST, LONGEST_BODY, TOTAL_SIZE, Innocent, Key, Memory
from gateway.errors.readings import Reading


def key_of(body: bytes) -> Key:
    return "error", 500, ((b"content-type", b"text/plain"),), body


def reading_of(body: bytes) -> Reading:
    return Reading(500, 500, body, "text/plain", None, Decoded("text", body.decode()), Finding("plain", 0.5))


def offer(memory: Memory, body: bytes, times: int = 1) -> None:
    for _ in range(times):
        memory.keep(key_of(body), reading_of(body))


def test_a_body_is_kept_when_it_comes_the_second_time() -> None:
    """The first time it may be one of a kind."""
    memory = Memory()
    offer(memory, b"down")
    assert memory.get(key_of(b"down")) is None
    offer(memory, b"down")
    kept = memory.get(key_of(b"down"))
    assert isinstance(kept, Reading)
    assert kept.shared


def test_what_differs_in_any_part_of_the_key_is_another_reading() -> None:
    """Way of reading, status, telling fields, body: each keeps two answers apart."""
    memory = Memory()
    offer(memory, b"down", 2)
    way, status, fields, body = key_of(b"down")
    others: list[Key] = [
        ("strict", status, fields, body),
        (way, 503, fields, body),
        (way, status, (), body),
        (way, status, (*fields, (b"x-error", b"1")), body),
        (way, status, fields, body + b" "),
    ]
    assert [memory.get(other) for other in others] == [None] * len(others)


def test_bodies_that_all_differ_push_nothing_out() -> None:
    """A flood of bodies that come once leaves those that repeat."""
    memory = Memory()
    offer(memory, b"down", 2)
    for number in range(20 * ENTRIES):
        offer(memory, b"%d" % number)
    assert memory.get(key_of(b"down")) is not None
    # By chance a hash stands for another one.
    assert len(memory) < 10


def test_bodies_that_come_twice_make_room_for_each_other() -> None:
    """The number of readings stays bounded, and the newest are there."""
    memory = Memory()
    for number in range(3 * ENTRIES):
        offer(memory, b"%d" % number, 2)
    assert len(memory) == ENTRIES
    assert memory.get(key_of(b"%d" % (3 * ENTRIES - 1))) is not None
    assert memory.get(key_of(b"0")) is None


def test_the_memory_is_bounded_in_bytes() -> None:
    """Bodies of the greatest length that is kept fill it long before their number does."""
    memory = Memory()
    for number in range(ENTRIES):
        offer(memory, b"%08d" % number + b"x" * (LONGEST_BODY - 8), 2)
    assert 0 < len(memory) <= TOTAL_SIZE // LONGEST_BODY


@pytest.mark.parametrize(
    "body", [b"x" * (LONGEST_BODY + 1), b"x" * 100_000], ids=["a little too long", "much too long"]
)
def test_a_long_body_is_not_kept(body: bytes) -> None:
    """Long bodies are rare, and hold what differs."""
    memory = Memory()
    offer(memory, body, 3)
    assert len(memory) == 0


def test_a_small_body_that_unfolds_into_a_large_text_is_not_kept() -> None:
    """A compressed body counts by what it says."""
    memory = Memory()
    text = "x" * LARGEST
    for _ in range(3):
        large = Reading(500, 500, b"small", None, "gzip", Decoded("text", text), Finding("plain", 0.5))
        memory.keep(key_of(b"small"), large)
    assert len(memory) == 0


def test_that_a_success_is_one_is_remembered_too() -> None:
    """A success with suspicious words is looked through once."""
    memory = Memory()
    for _ in range(2):
        memory.keep(key_of(b"fine"), INNOCENT)
    assert isinstance(memory.get(key_of(b"fine")), Innocent)


@given(st.lists(st.binary(max_size=3000), max_size=60))
def test_whatever_comes_the_bounds_hold(bodies: list[bytes]) -> None:
    """And what is remembered is what was kept under that key."""
    memory = Memory()
    for body in bodies * 2:
        memory.keep(key_of(body), INNOCENT if len(body) % 2 else reading_of(body.hex().encode()))
    assert len(memory) <= ENTRIES
    for body in bodies:
        known = memory.get(key_of(body))
        assert known is None or known is INNOCENT or isinstance(known, Reading)
        if isinstance(known, Reading):
            assert known.body == body.hex().encode()
