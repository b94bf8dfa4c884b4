"""Deadlines: noticed within a tick, told once, and by a clock that nothing stops."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.http.deadlines import NEVER, Deadlines


class ManualLoop:
    """The two things that Deadlines asks of a loop."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: Callable[[], None]) -> ManualLoop:
        self.timers.append((self.now + delay, callback))
        return self

    def cancel(self) -> None:
        self.timers.clear()

    def stand_still(self, seconds: float) -> None:
        """Let time pass in which the process does not run: what became due is called late, and once."""
        self.now += seconds
        due = [timer for timer in self.timers if timer[0] <= self.now]
        self.timers = [timer for timer in self.timers if timer[0] > self.now]
        for _, callback in due:
            callback()

    def advance(self, seconds: float) -> None:
        """Let time pass, timer by timer."""
        end = self.now + seconds
        while self.timers and min(self.timers)[0] <= end:
            due = min(self.timers, key=lambda timer: timer[0])
            self.timers.remove(due)
            self.now = due[0]
            due[1]()
        self.now = end


class Member:
    """Notes when it was told."""

    def __init__(self, loop: ManualLoop, deadline: float) -> None:
        self.loop = loop
        self.deadline = deadline
        self.told: list[float] = []
        self.on_told: Callable[[], None] = lambda: None

    def expire(self) -> None:
        self.deadline = NEVER
        self.told.append(self.loop.now)
        self.on_told()


def make(tick_s: float = 0.5) -> tuple[ManualLoop, Deadlines]:
    """Deadlines on a clock of the test's own."""
    loop = ManualLoop()
    return loop, Deadlines(cast("asyncio.AbstractEventLoop", loop), tick_s)


@given(st.lists(st.floats(0.01, 20), max_size=10), st.sampled_from([0.05, 0.5]))
def test_everybody_is_told_once_and_at_most_one_tick_late(times: list[float], tick_s: float) -> None:
    """Never early, never twice."""
    loop, deadlines = make(tick_s)
    members = [Member(loop, time) for time in times]
    for member in members:
        deadlines.watch(member)
    loop.advance(30)
    for member, time in zip(members, times, strict=True):
        [told] = member.told
        assert time <= told <= time + tick_s + 1e-6


def test_a_deadline_that_moves_is_not_told_early() -> None:
    """Setting it anew is all it takes."""
    loop, deadlines = make()
    member = Member(loop, 1.0)
    deadlines.watch(member)
    for _ in range(10):
        loop.advance(0.9)
        member.deadline = loop.now + 1.0
    assert member.told == []
    loop.advance(2)
    assert len(member.told) == 1


def test_who_is_forgotten_is_not_told() -> None:
    """Nor is one whom another's end has ended in the same sweep."""
    loop, deadlines = make()
    first, second, third = (Member(loop, 1.0) for _ in range(3))
    for member in (first, second, third):
        deadlines.watch(member)
    deadlines.forget(third)

    def end_the_other() -> None:
        first.deadline = second.deadline = NEVER

    first.on_told = second.on_told = end_the_other
    loop.advance(5)
    assert len(first.told) + len(second.told) == 1
    assert third.told == []


def test_a_mistake_of_one_does_not_stop_the_clock() -> None:
    """The exception goes to the loop, and the next sweep comes."""
    loop, deadlines = make()
    bad, good = Member(loop, 1.0), Member(loop, 5.0)

    def fail() -> None:
        raise ValueError("a mistake")

    bad.on_told = fail
    deadlines.watch(bad)
    deadlines.watch(good)
    with pytest.raises(ValueError, match="a mistake"):
        loop.advance(2)
    loop.advance(10)
    assert len(good.told) == 1


def test_a_process_that_stood_still_hears_its_peers_first() -> None:
    """What arrived meanwhile is read behind the timers, and whoever sent it was in time."""
    loop, deadlines = make()
    heard, silent = Member(loop, 1.0), Member(loop, 1.0)
    deadlines.watch(heard)
    deadlines.watch(silent)
    loop.stand_still(60)
    assert (heard.told, silent.told) == ([], [])
    heard.deadline = loop.now + 10.0
    loop.advance(0.5)
    assert (heard.told, silent.told) == ([], [60.5])


def test_a_process_that_is_always_late_tells_all_the_same() -> None:
    """Of two sweeps in a row that come late the second one counts."""
    loop, deadlines = make()
    member = Member(loop, 1.0)
    deadlines.watch(member)
    for _ in range(4):
        loop.stand_still(60)
    assert member.told == [120.0]


def test_there_is_no_timer_while_there_is_nobody() -> None:
    """An idle process sleeps; the first one to watch starts the clock again."""
    loop, deadlines = make()
    member = Member(loop, 1.0)
    deadlines.watch(member)
    deadlines.forget(member)
    loop.advance(1)
    assert loop.timers == []
    deadlines.watch(member)
    assert len(loop.timers) == len(deadlines) == 1
    deadlines.close()
    assert loop.timers == []


async def test_it_works_on_a_real_loop() -> None:
    """The loop's own clock and timers."""
    loop = asyncio.get_running_loop()
    deadlines, told = Deadlines(loop, 0.01), asyncio.Event()

    class Real:
        deadline = loop.time() + 0.02

        def expire(self) -> None:
            self.deadline = NEVER
            told.set()

    deadlines.watch(Real())
    await asyncio.wait_for(told.wait(), 30)
    deadlines.close()
