"""The syntax of templates: which characters are text and which are placeholders.

Decides where a placeholder begins and ends and what its sources are. Refuses to know what a source means.
"""

from __future__ import annotations

from typing import NamedTuple


class BadTemplate(ValueError):
    """Text that is not a template; says what is wrong and at which character (from 1)."""

    def __init__(self, problem: str, index: int) -> None:
        super().__init__(f"{problem} at character {index + 1}")


class Literal(NamedTuple):
    """Quoted text in a chain."""

    text: str


Chain = tuple[str | Literal, ...]
"""The sources of one placeholder, in the order in which they are tried: names, JSONPaths, literals."""


def split_template(source: str) -> list[str | Chain]:
    """The texts and placeholders of a template, in order; no text is empty, no chain either.

    Raises BadTemplate.
    """
    parts: list[str | Chain] = []
    text = ""
    index = 0
    while index < len(source):
        char = source[index]
        if char in "{}" and source[index : index + 2] == char * 2:
            text += char
            index += 2
        elif char == "{":
            if text:
                parts.append(text)
                text = ""
            chain, index = _read_chain(source, index)
            parts.append(chain)
        elif char == "}":
            raise BadTemplate("} closes nothing (write }} for a brace)", index)
        else:
            text += char
            index += 1
    if text or not parts:
        parts.append(text)
    return parts


def _read_chain(source: str, start: int) -> tuple[Chain, int]:
    """The chain whose brace opens at `start`, and the index behind its closing brace."""
    sources: list[str | Literal] = []
    index = start + 1
    while True:
        while source[index : index + 1] == " ":
            index += 1
        found, index = _read_source(source, index, start)
        sources.append(found)
        while source[index : index + 1] == " ":
            index += 1
        end = source[index : index + 1]
        index += 1
        if end == "}":
            return tuple(sources), index
        if end != "|":
            problem = "{ is never closed" if not end else "expected | or }"
            raise BadTemplate(problem, index - 1 if end else start)


def _read_source(source: str, index: int, start: int) -> tuple[str | Literal, int]:
    char = source[index : index + 1]
    if char in ("'", '"'):
        return _read_literal(source, index)
    end = _end_of_path(source, index) if char == "$" else _end_of_name(source, index)
    found = source[index:end].strip()
    if found:
        return found, end
    if end >= len(source):
        raise BadTemplate("{ is never closed", start)
    raise BadTemplate("nothing stands between the braces or bars (write {{ for a brace)", index)


def _read_literal(source: str, start: int) -> tuple[Literal, int]:
    """Quoted text; a backslash takes the next character as it is."""
    quote = source[start]
    text = ""
    index = start + 1
    while index < len(source):
        char = source[index]
        if char == quote:
            return Literal(text), index + 1
        if char == "\\" and index + 1 < len(source):
            index += 1
            char = source[index]
        text += char
        index += 1
    raise BadTemplate(f"{quote} is never closed", start)


def _end_of_name(source: str, index: int) -> int:
    while index < len(source) and source[index] not in "|{}":
        index += 1
    return index


def _end_of_path(source: str, index: int) -> int:
    """The `|` or `}` that ends a JSONPath: the first outside its brackets and quotes."""
    depth = 0
    quote = ""
    while index < len(source):
        char = source[index]
        if quote:
            if char == "\\":
                index += 1
            elif char == quote:
                quote = ""
        elif char in ("'", '"'):
            quote = char
        elif char in "[(":
            depth += 1
        elif char in "])":
            depth -= 1
        elif char in "|}" and depth <= 0:
            break
        index += 1
    return index
