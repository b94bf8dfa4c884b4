"""Time limits of connections, kept by one coarse sweep instead of a timer a request.

Decides when a connection's deadline has passed, at most one tick late. Refuses to know what it was for.

Setting a deadline is one assignment, so a request may do it as often as it likes. A sweep over 10,000
connections takes about half a millisecond.

A process may stand still: stopped, throttled by its container, on a machine that was suspended. The loop then
looks at the clock first and at what has arrived after it, so that peers who were in time would be told off. A
sweep that is itself more than a tick late therefore tells nobody; the next one does, late or not.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

NEVER = float("inf")


class Expiring(Protocol):
    """What can be too late."""

    deadline: float
    """Loop time in seconds, or NEVER."""

    def expire(self) -> None:
        """The deadline has passed. Called once; sets `deadline` to NEVER or a later time."""
        ...


class Deadlines:
    """Looks every `tick_s` seconds at who is too late; rests while there is nobody to watch."""

    __slots__ = ("_due", "_members", "_passed_over", "_tick_s", "_timer", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop, tick_s: float) -> None:
        self.loop = loop
        self._tick_s = tick_s
        self._members: set[Expiring] = set()
        self._timer: asyncio.TimerHandle | None = None
        # Loop time of the next sweep, and whether the last one told nobody.
        self._due = NEVER
        self._passed_over = False

    def __len__(self) -> int:
        return len(self._members)

    def watch(self, member: Expiring) -> None:
        self._members.add(member)
        if self._timer is None:
            self._start()

    def forget(self, member: Expiring) -> None:
        self._members.discard(member)

    def _start(self) -> None:
        self._due = self.loop.time() + self._tick_s
        self._timer = self.loop.call_later(self._tick_s, self._sweep)

    def _sweep(self) -> None:
        now = self.loop.time()
        stood_still = now - self._due > self._tick_s
        self._passed_over = stood_still and not self._passed_over
        late = [] if self._passed_over else [member for member in self._members if member.deadline <= now]
        # Before anybody is told, so that no mistake of a member stops the clock of all.
        self._timer = None
        if self._members:
            self._start()
        for member in late:
            # One that is told may end another.
            if member.deadline <= now:
                member.expire()

    def close(self) -> None:
        """Stop sweeping; who is watched stays as it is."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
