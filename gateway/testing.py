"""What a plugin is given, for tests: bodies in pieces, time that only the test moves, counters to be read.

Decides nothing about any plugin. Refuses to know test frameworks. For our tests and for those of other
people's plugins; nothing of it runs in a gateway. docs/writing-plugins.md shows its use.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Awaitable, Callable
from typing import Any

from gateway.plugin import Counter, Env, Log, Metrics, Store
from gateway.store import SharedStore


class ManualClock:
    """Seconds that pass only when a test, or a sleep, lets them pass."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.sleeps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds

    async def sleep(self, seconds: float) -> None:
        """Return at once, so much later."""
        self.sleeps.append(seconds)
        self.now += seconds


class ListLog:
    """A log that is a list: (level, event, values)."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, dict[str, Any]]] = []

    def debug(self, event: str, **values: Any) -> None:
        self.entries.append(("debug", event, values))

    def info(self, event: str, **values: Any) -> None:
        self.entries.append(("info", event, values))

    def warning(self, event: str, **values: Any) -> None:
        self.entries.append(("warning", event, values))

    def error(self, event: str, **values: Any) -> None:
        self.entries.append(("error", event, values))


class TallyMetrics:
    """Counters by name and labels: `metrics["retries"]`, `metrics["retries_given_up", "budget"]`."""

    def __init__(self) -> None:
        self.tally: Tally[tuple[str, ...]] = Tally()

    def counter(self, name: str, help: str, **labels: str) -> Counter:
        if not help.endswith("."):
            raise ValueError(f"the help of {name} must be a sentence")
        return _TallyCounter(self.tally, (name, *labels.values()))

    def __getitem__(self, key: str | tuple[str, ...]) -> float:
        return self.tally[(key,) if isinstance(key, str) else key]


class _TallyCounter:
    def __init__(self, tally: Tally[tuple[str, ...]], key: tuple[str, ...]) -> None:
        self._tally = tally
        self._key = key

    def inc(self, amount: float = 1.0) -> None:
        self._tally[self._key] += int(amount)


class Pieces:
    """A request or reply body that arrives in pieces; counts what is asked of it."""

    def __init__(self, *pieces: bytes, length: int | None = None) -> None:
        self.length = length
        self.left = list(pieces)
        self.reads = 0
        self.discarded = 0

    async def read(self) -> bytes:
        self.reads += 1
        return self.left.pop(0) if self.left else b""

    def discard(self) -> None:
        self.discarded += 1


def make_env(
    *,
    route: str = "books",
    plugin: str = "plugin",
    clock: ManualClock | None = None,
    random: Callable[[], float] = lambda: 0.5,
    log: Log | None = None,
    store: Store | None = None,
    metrics: Metrics | None = None,
    on_close: Callable[[Callable[[], Awaitable[None]]], None] = lambda _close: None,
) -> Env:
    """An Env whose parts are the given ones, or fresh ones of the kinds above."""
    clock = clock or ManualClock()
    return Env(
        route=route,
        plugin=plugin,
        clock=clock,
        sleep=clock.sleep,
        random=random,
        log=log or ListLog(),
        store=store or SharedStore(),
        metrics=metrics or TallyMetrics(),
        on_close=on_close,
    )
