"""Which server of an upstream gets the next request.

Decides the turn. Refuses to know connections and what a server answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle
from typing import TypeVar

ServerT = TypeVar("ServerT")


def take_turns(servers: Sequence[ServerT]) -> Callable[[], ServerT]:
    """Each server in turn, beginning with the first."""
    if len(servers) == 1:
        only = servers[0]
        return lambda: only
    return cycle(servers).__next__
