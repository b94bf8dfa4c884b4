"""What was found out about short texts, so that it need not be found out again.

Decides what is remembered: texts are the upstreams' choice, so both their number and their length are
bounded. (`functools.lru_cache` bounds the number alone: thousands of member names of 64 KiB fill the memory.)
Refuses to know what is asked about them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

LONGEST = 64
"""Characters. Names of members seldom have 30."""

Told = TypeVar("Told")


class _Remembered(dict[str, Told]):
    """Filled by looking up."""

    __slots__ = ("_find", "_most")

    def __init__(self, find: Callable[[str], Told], most: int) -> None:
        self._find = find
        self._most = most

    def __missing__(self, text: str) -> Told:
        told = self._find(text)
        if len(text) <= LONGEST:
            if len(self) >= self._most:
                self.clear()
            self[text] = told
        return told


def remembered(most: int) -> Callable[[Callable[[str], Told]], Callable[[str], Told]]:
    """A decorator for pure functions of a text: up to `most` results are kept, those of short texts."""

    def remember(find: Callable[[str], Told]) -> Callable[[str], Told]:
        # A look-up without a frame of Python's: members of bodies are judged one by one.
        return _Remembered(find, most).__getitem__

    return remember
