"""How a value of a decoded document reads as text, and whether it says anything.

Decides the text form of strings, numbers, booleans and trees, for templates and for comparisons.
Refuses to know where a value comes from and where it goes.
"""

from __future__ import annotations

import orjson

LONGEST = 4096
"""Characters of the longest text that a template gives: what a person reads, not a dump."""


def text_of(value: object) -> str | None:
    """A value as text: `5.0` is `5`, true is `true`, a tree is compact JSON; None for null.

    Never raises; None also for what has no text form (an integer of thousands of digits, a tree that JSON
    cannot hold). The result has no lone surrogates. Not bounded: see `cut`.
    """
    if isinstance(value, str):
        return value if value.isascii() else clean(value)
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e16:
        value = int(value)
    if isinstance(value, int | float):
        return _number_text(value)
    try:
        return clean(orjson.dumps(value).decode())
    except (TypeError, ValueError, RecursionError):
        return None


def says_something(value: object) -> bool:
    """Whether there is anything to show: not null, and no empty or blank string, list or mapping."""
    if isinstance(value, str):
        return bool(value) and not value.isspace()
    if isinstance(value, list | dict):
        return bool(value)
    return value is not None


def cut(text: str) -> str:
    """The text, or its beginning and `…` where it is longer than LONGEST."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def clean(text: str) -> str:
    """The text with `?` for each lone surrogate, which neither UTF-8 nor RE2 can hold."""
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode()


def _number_text(value: int | float) -> str | None:
    try:
        return str(value)
    except ValueError:
        # Python refuses to write integers of more than 4,300 digits.
        return None
