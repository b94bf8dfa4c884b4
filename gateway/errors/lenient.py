"""Reads JSON that a strict parser refuses: cut off, with text around it, or written by hand.

Decides which defects are forgiven: a missing end, stray commas, single quotes, bare member names, comments,
`NaN`, `None`, `undefined`, control characters in strings, lone surrogates. Refuses to know what the document
means, and refuses what is no JSON at all: a word where a value belongs ends the reading with None.

One pass, no recursion; bounded by characters, by tokens and by depth. Deeper values are dropped: nothing
that matters to a reader stands there.
"""

from __future__ import annotations

import re

MAX_CHARACTERS = 64 * 1024
MAX_TOKENS = 8_000
MAX_DEPTH = 40

# Alternatives start with different characters and no repetition holds another one: linear.
_TOKEN = re.compile(
    r"""
    \s+ | //[^\n]*(?:\n|\Z) | /\*[^*]*\*/
    | (?P<mark>[{}\[\],:])
    | "(?P<double>[^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?\Z)
    | '(?P<single>[^'\\]*(?:\\.[^'\\]*)*)(?:'|\\?\Z)
    | (?P<number>-?\d[\d.eE+-]*)
    | (?P<word>[A-Za-z_$][\w$.-]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_COLON = re.compile(r"\s*:")
_WORDS = {
    "true": True,
    "false": False,
    "True": True,
    "False": False,
    **dict.fromkeys(("null", "None", "undefined", "NaN", "nil", "Infinity")),
}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}

Container = dict[str, object] | list[object]


def read_lenient(text: str, start: int = 0) -> Container | None:
    """The object or array that begins at `start`, as far as it goes; None where it is no JSON or empty."""
    end = min(len(text), start + MAX_CHARACTERS)
    reader = _Reader()
    position = start
    for _ in range(MAX_TOKENS):
        found = _TOKEN.match(text, position, end)
        if found is None:
            # Something that is no token: forgiven at the very end only.
            return reader.root if position >= end - 1 else None
        position = found.end()
        kind = found.lastgroup
        if kind is None:
            continue
        if kind == "mark":
            reader.mark(found.group())
        elif not reader.scalar(kind, found.group(kind), named=_COLON.match(text, position) is not None):
            return reader.root if position >= end else None
        if reader.done:
            break
    if isinstance(reader.root, list) and text[position : position + 20].strip(" \t\r\n;)"):
        # `[2024-01-01] it broke`: a text that begins with a bracket.
        return None
    return reader.root or None


class _Reader:
    """The containers that are open, and the member name that waits for its value."""

    __slots__ = ("done", "name", "open", "root")

    def __init__(self) -> None:
        self.root: Container | None = None
        self.open: list[Container] = []
        self.name: str | None = None
        self.done = False

    def mark(self, mark: str) -> None:
        if mark == "{":
            self._enter({})
        elif mark == "[":
            self._enter([])
        elif mark in "]}":
            if self.open:
                self.open.pop()
            self.name = None
            self.done = not self.open
        elif mark == ",":
            self.name = None

    def scalar(self, kind: str, source: str, *, named: bool) -> bool:
        """Take a string, number or word; False where it cannot stand here."""
        if not self.open:
            return False
        if named and self.name is None and isinstance(self.open[-1], dict):
            self.name = source if kind in ("word", "number") else _unescape(source)
            return True
        value: object
        if kind == "word":
            if source not in _WORDS:
                return False
            value = _WORDS[source]
        elif kind == "number":
            value = _number(source)
        else:
            value = _unescape(source)
        return self._put(value)

    def _enter(self, container: Container) -> None:
        if self.root is None:
            self.root = container
        elif len(self.open) < MAX_DEPTH:
            self._put(container)
        self.open.append(container)
        self.name = None

    def _put(self, value: object) -> bool:
        top = self.open[-1]
        if isinstance(top, list):
            top.append(value)
            return True
        if self.name is None:
            return False
        top[self.name] = value
        self.name = None
        return True


def _unescape(source: str) -> str:
    if "\\" in source:
        source = _ESCAPE.sub(_character, source)
        # Halves of a pair that met are one character; the others are none.
        source = source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return source


def _character(found: re.Match[str]) -> str:
    code, letter = found.groups()
    return chr(int(code, 16)) if code else _LETTERS.get(letter, letter)


def _number(source: str) -> object:
    try:
        # Python refuses to read integers of thousands of digits, and so do we.
        return int(source) if len(source) < 20 and source.lstrip("-").isdigit() else float(source)
    except ValueError:
        return source
