"""What work costs, for tests that bound it."""

from __future__ import annotations

import time
from collections.abc import Callable

RUNS = 5


def least_cpu_s(work: Callable[[], object]) -> float:
    """Processor seconds of this thread for the cheapest of RUNS runs of `work`.

    The cheapest: what else the process does meanwhile, such as collecting garbage, falls into few of them.
    """
    costs = []
    for _ in range(RUNS):
        started = time.thread_time()
        work()
        costs.append(time.thread_time() - started)
    return min(costs)
