"""How an answer differs from what a fixture expects of it.

Decides what counts as equal: members that are not mentioned do not matter, lists must have the same length,
`{pattern: …}` is an RE2 pattern that must cover the text, `{absent: true}` means that there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gateway.config.mistakes import Mistake, Path
from gateway.errors.patterns import BadPattern, Pattern, encode
from gateway.errors.values import text_of

ABSENT = object()
"""Stands for a member that is not there."""


class Difference(NamedTuple):
    """One value that is not as expected."""

    place: str
    expected: Any
    actual: Any


def compare(expected: Any, actual: Any, place: str) -> Iterator[Difference]:
    """Every difference, with its place: `body.errors[0].detail`."""
    if isinstance(expected, dict) and len(expected) == 1 and ("absent" in expected or "pattern" in expected):
        if not _matches(expected, actual):
            yield Difference(place, expected, actual)
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for name, value in expected.items():
            yield from compare(value, actual.get(name, ABSENT), f"{place}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for at, (value, other) in enumerate(zip(expected, actual, strict=True)):
            yield from compare(value, other, f"{place}[{at}]")
    elif type(expected) is not type(actual) or expected != actual:
        yield Difference(place, expected, actual)


def bad_patterns(expected: Any, path: Path) -> Iterator[Mistake]:
    """The patterns in what is expected that RE2 refuses."""
    if isinstance(expected, list):
        for at, each in enumerate(expected):
            yield from bad_patterns(each, (*path, at))
    elif isinstance(expected, dict):
        if len(expected) == 1 and "pattern" in expected:
            try:
                Pattern(str(expected["pattern"]))
            except BadPattern as error:
                yield Mistake((*path, "pattern"), str(error))
            return
        for name, each in expected.items():
            yield from bad_patterns(each, (*path, name))


def _matches(expected: dict[str, Any], actual: Any) -> bool:
    if "absent" in expected:
        return (actual is ABSENT) is bool(expected["absent"])
    text = None if actual is ABSENT else text_of(actual)
    return text is not None and Pattern(str(expected["pattern"])).covers(encode(text))
