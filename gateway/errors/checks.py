"""One condition of a rule's `when`, as data: what it looks at and what it wants to find there.

Decides when a condition holds by itself. Refuses to know other conditions: matching.py asks those of many
rules at once, and must find what `holds` would.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import IntEnum
from typing import Any, NamedTuple

from gateway.errors.patterns import Pattern, encode
from gateway.errors.subject import Scope

Look = Callable[[Scope], Iterable[Any]]


class Source(IntEnum):
    """What a topic is read out of, the cheapest first: in this order the conditions of a rule are tried."""

    FACTS = 0
    """The error and its way: status, code, route. As good as free."""
    FIELDS = 1
    """The header of the upstream's answer."""
    MESSAGE = 2
    DOCUMENT = 3
    """The body as a tree."""
    TEXT = 4
    """The body as text."""


class Topic(NamedTuple):
    """What conditions look at. Topics of one name are the same."""

    name: str
    """`code`, `headers.server`, `literals of $.rt_cd`."""
    source: Source
    look: Look
    """The values that are there; texts where it is asked with patterns."""


class Check(NamedTuple):
    """All checks of a `when` must hold."""

    key: str
    """Where it stands below `when`: `status`, `headers.server`, `body[$.rt_cd]`."""
    wanted: object
    """What the configuration asks for, as it is written there."""
    topic: Topic
    answers: frozenset[Any] | Pattern
    """It holds where one of the values is one of these, or the pattern is found in one of the texts."""
    found: Callable[[Scope], object]
    """What the error has there, for whoever explains a judgement; None for nothing."""
    members: tuple[str, ...] = ()
    """It cannot hold unless the root of the body has the first member, that one the second, and so on."""

    def holds(self, scope: Scope) -> bool:
        """Whether it holds for this subject."""
        seen = self.topic.look(scope)
        if isinstance(self.answers, Pattern):
            pattern = self.answers
            return any(pattern.holds(encode(text)) for text in seen)
        return not self.answers.isdisjoint(seen)
