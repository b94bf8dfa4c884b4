"""Time limits of connections, kept by one coarse sweep instead of a timer a request.

Decides when a connection's deadline has passed, at most one tick late. Refuses to know what it was for.

Setting a deadline is one assignment, so a request may do it as often as it likes. A sweep over 10,000
connections takes about half a millisecond.
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

    __slots__ = ("_members", "_tick_s", "_timer", "loop")

    def __init__(self, loop: asyncio.AbstractEventLoop, tick_s: float) -> None:
        self.loop = loop
        self._tick_s = tick_s
        self._members: set[Expiring] = set()
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._members)

    def watch(self, member: Expiring) -> None:
        self._members.add(member)
        if self._timer is None:
            self._timer = self.loop.call_later(self._tick_s, self._sweep)

    def forget(self, member: Expiring) -> None:
        self._members.discard(member)

    def _sweep(self) -> None:
        now = self.loop.time()
        late = [member for member in self._members if member.deadline <= now]
        # Before anybody is told, so that no mistake of a member stops the clock of all.
        self._timer = self.loop.call_later(self._tick_s, self._sweep) if self._members else None
        for member in late:
            # One that is told may end another.
            if member.deadline <= now:
                member.expire()

    def close(self) -> None:
        """Stop sweeping; who is watched stays as it is."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
