"""Where in an upstream's answer a text stands that was read out of it.

Decides by the text itself: the same object, the same text, a text that has it within. Refuses to know how it
was chosen; among places that fit equally well, the name that promises the most wins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from gateway.errors.debug_members import is_debug_member
from gateway.errors.dialects.vocabulary import meaning
from gateway.errors.dialects.wording import tidy
from gateway.exchange import Fields
from gateway.faults import Fault

Kind = Literal["message", "detail", "code", "trace", "field"]
# Names and indexes that lead to a value.
Steps = tuple[str | int, ...]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,80}")
_MOST_VALUES = 5_000
_SAME, _EQUAL, _WITHIN = 3, 2, 1


def place_of(text: str, kind: Kind, fault: Fault, fields: Fields) -> str:
    """`$.error.message`, `header www-authenticate`, or what else the answer has that holds this text."""
    best, path = (0, 0, 0), ""
    for steps, value in _walk(fault.document):
        fit = _fit(value, text)
        if fit:
            rank = (fit, getattr(meaning(_last_name(steps)), kind), -len(steps))
            if not path or rank > best:
                best, path = rank, json_path(steps)
    if path:
        return path
    for name, value in fields.index.items():
        if text in value:
            return f"header {name.lower()}"
    return "the page" if fault.text.lstrip()[:1] == "<" else "the body's text" if fault.text else "the answer"


def place_of_name(name: str, fault: Fault) -> str:
    """Where the answer tells what a single error is about: a value, or the names of the members around it."""
    told = (name, name.removeprefix("#"), name.removeprefix("#/"))
    found = [
        (meaning(_last_name(steps)).field, steps)
        for steps, value in _walk(fault.document)
        if isinstance(value, str) and value in told
    ]
    return json_path(max(found, key=lambda each: each[0])[1]) if found else "names of members in the body"


def places_for_programmers(document: object) -> Iterator[tuple[str, object]]:
    """The members that are for programmers only and have a value, as path and value."""
    for steps, value in _walk(document, is_debug_member):
        if is_debug_member(_own_name(steps)) and value not in (None, False, "", [], {}):
            yield json_path(steps), value


def _own_name(steps: Steps) -> str:
    return steps[-1] if steps and isinstance(steps[-1], str) else ""


def _last_name(steps: Steps) -> str:
    return next((step for step in reversed(steps) if isinstance(step, str)), "")


def json_path(steps: Steps) -> str:
    """A JSONPath (RFC 9535) of names and indexes."""
    written = "$"
    for step in steps:
        if isinstance(step, int):
            written += f"[{step}]"
        elif _NAME.fullmatch(step):
            written += f".{step}"
        else:
            quoted = step.replace("\\", "\\\\").replace("'", "\\'")
            written += f"['{quoted}']"
    return written


def _walk(
    document: object, is_whole: Callable[[str], bool] = lambda _name: False
) -> Iterator[tuple[Steps, object]]:
    """Every single value of a tree with its path, nearest first.

    What stands under a name that `is_whole` counts as one value.
    """
    level: list[tuple[Steps, object]] = [((), document)]
    left = _MOST_VALUES
    while level:
        deeper: list[tuple[Steps, object]] = []
        for steps, value in level:
            left -= 1
            if left < 0:
                return
            if is_whole(_own_name(steps)):
                yield steps, value
            elif isinstance(value, dict):
                deeper += [((*steps, str(name)), inner) for name, inner in value.items()]
            elif isinstance(value, list):
                deeper += [((*steps, at), inner) for at, inner in enumerate(value)]
            elif value is not None and not isinstance(value, bool):
                yield steps, value
        level = deeper


def _fit(value: object, text: str) -> int:
    if value is text:
        return _SAME
    if isinstance(value, str):
        told = tidy(value)
        if text in (value, told) or value.rpartition("#")[2].strip() == text:
            return _EQUAL
        return _WITHIN if len(text) > 3 and text in told else 0
    return _EQUAL if str(value) == text else 0
