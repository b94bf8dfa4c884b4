"""Patterns that people write: RE2, searched, in time linear in the text.

Decides which patterns are valid, how a bad one is explained, and how text is made fit for RE2.
Refuses to know what is searched, and why.

Patterns are compiled from bytes and search bytes: that spares the library a translation of offsets, a
third of the time of a search. RE2 takes no lone surrogates, so `encode` is the only way in.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import re2

_NO_SUCH_THING = "RE2 has no look-around and no back-references"


class BadPattern(ValueError):
    """A pattern that RE2 refuses; says what is wrong and where."""


def encode(text: str) -> bytes:
    """Text as RE2 takes it: UTF-8, with `?` for a lone surrogate."""
    return text.encode("utf-8", "replace")


class Pattern:
    """One RE2 pattern. Two of them are equal only when they are the same object."""

    __slots__ = ("_regex", "groups", "names", "text")

    def __init__(self, text: str) -> None:
        """Raises BadPattern."""
        self.text = text
        self._regex: Any = _compile(text)
        # How many groups there are, and which number a named one has.
        self.groups: int = self._regex.groups
        self.names: dict[str, int] = {name.decode(): at for name, at in self._regex.groupindex.items()}

    def holds(self, text: bytes) -> bool:
        """Whether it is found anywhere in the text."""
        return self._regex.search(text) is not None

    def covers(self, text: bytes) -> bool:
        """Whether it matches the text as a whole."""
        return self._regex.fullmatch(text) is not None

    def capture(self, text: bytes) -> list[str | None] | None:
        """The whole match and its groups, where it is found; None for a group that took no part."""
        match = self._regex.search(text)
        if match is None:
            return None
        # A group may end within a character only if the pattern says so (\C).
        return [
            None if group is None else group.decode("utf-8", "replace")
            for group in (match[0], *match.groups())
        ]

    def __repr__(self) -> str:
        return f"Pattern({self.text!r})"


class PatternSet:
    """Several patterns, all of them searched in one pass over a text."""

    __slots__ = ("_patterns", "_search")

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._search: Any = _compile_set(self._patterns)

    def hits(self, text: bytes) -> Collection[Pattern]:
        """Those that are found in the text."""
        if self._search is not None:
            found = self._search.Match(text)
            # The last of the set is the empty pattern: where not even that is found, the set's automaton
            # has run out of memory, which the library does not tell otherwise.
            if found and len(found) == 1:
                return ()
            if found:
                return {self._patterns[at] for at in found if at < len(self._patterns)}
        return {pattern for pattern in self._patterns if pattern.holds(text)}


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options


def _compile_set(patterns: Sequence[Pattern]) -> Any:
    try:
        search = re2.Set.SearchSet(_options())
        for pattern in patterns:
            search.Add(encode(pattern.text))
        search.Add(b"")
        search.Compile()
    except re2.error:
        # Too large together; each of them alone is not.
        return None
    return search


def _compile(text: str) -> Any:
    try:
        raw = text.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise BadPattern(f"not a pattern: lone surrogate at character {exc.start + 1}") from None
    try:
        return re2.compile(raw, _options())
    except re2.error as exc:
        said = exc.args[0].decode("utf-8", "replace") if exc.args else ""
    raise BadPattern(f"not a valid RE2 pattern: {_explain(text, said)}")


def _explain(text: str, said: str) -> str:
    """RE2's `problem: fragment`, with the position of the fragment (from 1)."""
    problem, _, fragment = said.partition(": ")
    if fragment == text and problem.startswith("missing )"):
        return f"missing ) for the ( at character {_open_parenthesis(text) + 1}"
    at = text.find(fragment)
    where = f"{problem} {fragment!r} at character {at + 1}" if fragment and at >= 0 else said
    if "(?" in fragment or fragment[1:].isdigit():
        return f"{where}; {_NO_SUCH_THING}"
    return where


def _open_parenthesis(text: str) -> int:
    """Index of the last parenthesis that nothing closes; 0 where the scan finds none."""
    opened: list[int] = []
    escaped = bracketed = False
    for at, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif bracketed:
            bracketed = char != "]"
        elif char == "[":
            bracketed = True
        elif char == "(":
            opened.append(at)
        elif char == ")" and opened:
            opened.pop()
    return opened[-1] if opened else 0
