"""The children of the parent process: who they are, how they are told things, how they are ended.

Decides when a child that ended is started again. Refuses to know signals and configurations.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterable

from gateway.plugin import Log
from gateway.process.forking import Closable, fork_child
from gateway.process.orders import SERVING, Order, Reload, send_order
from gateway.process.restarts import Restarts

# Starts a child for a place: its end of the channel → exit code.
Main = Callable[[socket.socket], int]


# Before the system is asked again for a process that it refused.
REFUSED_S = 1.0


class Place:
    """One position that is to be filled by a child, now by this one, then by its successor."""

    __slots__ = (
        "awaited",
        "channel",
        "due",
        "forked_at",
        "main",
        "name",
        "not_theirs",
        "pid",
        "restarts",
        "serves",
    )

    def __init__(self, name: str, main: Main, not_theirs: list[Closable]) -> None:
        # For the log: "worker 0", "admin".
        self.name = name
        self.main = main
        # What the child must close, being inherited but another's.
        self.not_theirs = not_theirs
        self.restarts = Restarts()
        # Clock at which the next child is to be started; None while there is one, or shall be none.
        self.due: float | None = 0.0
        # Per child.
        self.pid = 0
        self.channel: socket.socket | None = None
        self.forked_at = 0.0
        self.serves = False
        # Whether it has neither said that it serves nor hung up.
        self.awaited = False


class Family:
    """All children of this process. `clock` tells seconds, and when a child is due."""

    def __init__(
        self, log: Log, private: Iterable[Closable], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.places: list[Place] = []
        self._log = log
        self._clock = clock
        # Descriptors of the parent alone.
        self._private = list(private)

    def start_due(self) -> None:
        """Fork a child for every place that waits for one and whose time has come."""
        now = self._clock()
        due = [place for place in self.places if place.due is not None and place.due <= now]
        for place in due:
            others = [other.channel for other in self.places if other.channel is not None]
            not_theirs = [*self._private, *place.not_theirs, *others]
            place.forked_at = now
            try:
                place.pid, place.channel = fork_child(place.main, self._log, not_theirs)
            except OSError as error:
                # Out of memory, processes or descriptors: the others must not fall with this one.
                self._log.warning("a process cannot be started", process=place.name, error=str(error))
                place.due = now + REFUSED_S
                continue
            place.due = None
            place.serves, place.awaited = False, True

    def hear(self, place: Place) -> None:
        """Read what a child says: that it serves. It says nothing else, ever."""
        place.awaited = False
        if place.channel is not None:
            with contextlib.suppress(OSError):
                place.serves = place.channel.recv(64) == SERVING

    def next_due(self) -> float | None:
        """Seconds until the next child is to be started; None where none is."""
        due = [place.due for place in self.places if place.due is not None]
        return max(0.0, min(due) - self._clock()) if due else None

    def reap(self) -> list[tuple[Place, int]]:
        """The places whose child has ended, with its exit code (negative: the signal that ended it)."""
        ended = []
        while True:
            try:
                # Any child: as process 1 of a container we inherit orphans as well.
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if not pid:
                break
            for place in self.places:
                if place.pid == pid:
                    self._vacate(place)
                    ended.append((place, os.waitstatus_to_exitcode(status)))
        return ended

    def plan_successor(self, place: Place) -> float:
        """Have another child started for `place`; in how many seconds."""
        now = self._clock()
        delay_s = place.restarts.ended(now - place.forked_at, served=place.serves)
        place.due = now + delay_s
        return delay_s

    def living(self) -> list[Place]:
        """The places that are filled."""
        return [place for place in self.places if place.pid]

    def tell(self, order: Order, places: Iterable[Place]) -> None:
        """Give an order; a child that does not take it is ended, since it would disregard the rest too."""
        for place in places:
            if place.channel is None or send_order(place.channel, order):
                continue
            if isinstance(order, Reload):
                self._log.warning("a process does not listen and is ended", process=place.name, pid=place.pid)
            self.kill([place])

    def kill(self, places: Iterable[Place]) -> None:
        """End children at once."""
        for place in places:
            if place.pid:
                # Not reaped yet, so the number is still this child's.
                os.kill(place.pid, signal.SIGKILL)

    def _vacate(self, place: Place) -> None:
        if place.channel is not None:
            place.channel.close()
        place.pid, place.channel, place.awaited = 0, None, False
