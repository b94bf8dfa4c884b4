"""One walk of a JSONPath through one document, and the bound on its steps.

Decides in which order a tree is visited and when a walk has cost enough. Refuses to know paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

STEPS = 5000
"""Values that one path looks at, at most: 1 to 6 ms. Error bodies have tens, rarely hundreds."""


class Exhausted(Exception):
    """The walk has taken its STEPS."""


class Walk:
    """The root of the document, and the steps that are left."""

    __slots__ = ("_left", "root")

    def __init__(self, root: object) -> None:
        self.root = root
        self._left = STEPS

    def step(self, count: int = 1) -> None:
        """Pay for what comes next. Raises Exhausted."""
        self._left -= count
        if self._left < 0:
            raise Exhausted

    def children(self, value: object) -> Iterator[object]:
        """What stands directly in a list or mapping, at one step each."""
        for child in _inside(value):
            self.step()
            yield child

    def below(self, value: object) -> Iterator[object]:
        """A list or mapping and all those in it, each before what it contains; no recursion."""
        yield value
        open_ones = [self.children(value)]
        while open_ones:
            for child in open_ones[-1]:
                if isinstance(child, dict | list):
                    yield child
                    open_ones.append(self.children(child))
                    break
            else:
                open_ones.pop()


Select = Callable[[object, Walk], Iterable[object]]
"""What a query, segment or selector takes from a value."""


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
