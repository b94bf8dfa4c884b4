"""When a worker that ended is started again, and when that is hopeless.

Decides delays from how long it lived. Refuses to know processes and clocks.

A worker that served for a while is replaced at once: one crash must not be felt. One that ends again and
again is replaced ever more slowly, so that a crash on each request does not become a busy loop.
"""

from __future__ import annotations

FIRST_DELAY_S = 0.1
LONGEST_DELAY_S = 5.0
# Who lived this long is no longer judged by those before it.
GOOD_LIFE_S = 10.0
# So many in a row that ended before they could serve mean that the next one will as well.
MOST_FALSE_STARTS = 5


class Restarts:
    """The lives of one worker's predecessors."""

    __slots__ = ("_false_starts", "_short_lives")

    def __init__(self) -> None:
        self._short_lives = 0
        self._false_starts = 0

    def ended(self, lived_s: float, *, served: bool) -> float:
        """Seconds to wait before the next one: 0, then 0.1 doubled each time, at most 5.

        `served` is whether it came as far as taking requests.
        """
        self._false_starts = 0 if served else self._false_starts + 1
        self._short_lives = 0 if served and lived_s >= GOOD_LIFE_S else self._short_lives + 1
        if self._short_lives <= 1:
            return 0.0
        return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** min(self._short_lives - 2, 16))

    @property
    def is_hopeless(self) -> bool:
        """Whether too many in a row never came to serve."""
        return self._false_starts >= MOST_FALSE_STARTS
