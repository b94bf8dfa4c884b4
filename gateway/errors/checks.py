"""One condition of a rule's `when`, with what it asks for and what it would look at.

Decides nothing: a value. Judging runs `holds` alone; the other members are for whoever explains a judgement.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from gateway.errors.subject import Scope

Test = Callable[[Scope], bool]


class Check(NamedTuple):
    """All checks of a `when` must hold."""

    key: str
    """Where it stands below `when`: `status`, `headers.server`, `body[$.rt_cd]`."""
    wanted: object
    """What the configuration asks for, as it is written there."""
    holds: Test
    found: Callable[[Scope], object]
    """What the error has there; None for nothing."""
