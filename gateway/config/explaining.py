"""pydantic's errors as short sentences for people.

Decides the words, and that a value which fits none of several types is one mistake, not several.
Refuses to know lines and columns, and whether a value may be shown: `Secrets.hide` sees to that.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from gateway.config.mistakes import Mistake, Path
from gateway.config.shapes import is_model, keys_of, shapes_at

_MISSING = "required key is missing"
_SUGGESTED = re.compile(r"^did you mean (.+)\?$")
_LONGEST_VALUE = 60
_MOST_KEYS = 10
_UNPRINTABLE = "\N{REPLACEMENT CHARACTER}"

_NOUNS = {
    "string": "text",
    "list": "a list",
    "tuple": "a list",
    "set": "a list",
    "dict": "a mapping",
    "mapping": "a mapping",
    "model": "a mapping",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
}


def explain(error: ValidationError, model: type[BaseModel], data: object, path: Path = ()) -> list[Mistake]:
    """What `model.model_validate(data)` found wrong, with `path` put before every mistake's own."""
    found = [_place(dict(entry), data) for entry in error.errors(include_url=False)]
    mistakes = _settle(found, 0, model, data)
    misspelled = {
        (*mistake.path[:-1], word) for mistake in mistakes for word in _SUGGESTED.findall(mistake.hint)
    }
    return [
        replace(mistake, path=path + mistake.path)
        for mistake in mistakes
        # `upstrem` is one mistake: the missing `upstream` goes without saying.
        if mistake.path not in misspelled or mistake.problem != _MISSING
    ]


def closest(word: str, known: Iterable[str]) -> str:
    """`did you mean …?` where one of `known` is near, the known words where they are few, or ""."""
    names = list(known)
    lowered = {name.lower(): name for name in names}
    if near := difflib.get_close_matches(word.lower(), lowered, n=1):
        return f"did you mean {lowered[near[0]]}?"
    return f"known: {', '.join(sorted(names))}" if 0 < len(names) <= _MOST_KEYS else ""


def told(value: object) -> str:
    """A value as it may stand in a sentence: short, on one line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value}"
    if isinstance(value, str):
        shown = value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
        return (
            '"' + "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in shown) + '"'
        )
    return "a list" if isinstance(value, list) else "a mapping"


class _Found(NamedTuple):
    """One entry of pydantic's, its location taken apart."""

    kind: str
    path: Path
    # Where pydantic tried several types: the path of that place and the type it tried.
    branches: tuple[tuple[Path, str], ...]
    # The mistake is in the key, not in its value.
    on_key: bool
    context: dict[str, Any]
    message: str


def _place(entry: dict[str, Any], data: object) -> _Found:
    """Tell the steps that lead through `data` from the type names that pydantic puts between them."""
    steps = [step for step in entry["loc"] if step != "[key]"]
    path: Path = ()
    branches: list[tuple[Path, str]] = []
    for index, step in enumerate(steps):
        last = index == len(steps) - 1
        if isinstance(data, dict) and (step in data or (last and entry["type"] == "missing")):
            path, data = (*path, step), data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            path, data = (*path, step), data[step]
        else:
            branches.append((path, str(step)))
    on_key = len(steps) < len(entry["loc"])
    return _Found(entry["type"], path, tuple(branches), on_key, entry.get("ctx", {}), entry["msg"])


def _settle(found: list[_Found], level: int, model: type[BaseModel], data: object) -> list[Mistake]:
    mistakes = [_mistake(one, model, data) for one in found if len(one.branches) <= level]
    places: dict[Path, dict[str, list[_Found]]] = {}
    for one in found:
        if len(one.branches) > level:
            place, name = one.branches[level]
            places.setdefault(place, {}).setdefault(name, []).append(one)
    for place, tried in places.items():
        # What was meant is the type that took the value as such and has fewest complaints within.
        meant = [ones for ones in tried.values() if not any(_is_misfit(one, place) for one in ones)]
        if meant:
            mistakes += _settle(min(meant, key=len), level + 1, model, data)
        else:
            wanted = [_noun(one, name) for name, ones in tried.items() for one in ones if one.path == place]
            value = _value_at(data, place)
            mistakes.append(
                Mistake(place, f"must be {_either(wanted)}, got {told(value)}", _quoting(value, wanted))
            )
    return mistakes


def _is_misfit(one: _Found, place: Path) -> bool:
    return one.path == place and one.kind.endswith(("_type", "_parsing", "literal_error"))


def _mistake(one: _Found, model: type[BaseModel], data: object) -> Mistake:
    value = _value_at(data, one.path)
    if one.kind == "missing":
        return Mistake(one.path, _MISSING)
    if one.kind == "extra_forbidden":
        known = [
            key
            for shape in shapes_at(model, one.path[:-1])
            if is_model(shape.type)
            for key in keys_of(shape.type)
        ]
        return Mistake(one.path, "unknown key", closest(str(one.path[-1]), known), on_key=True)
    problem = _problem(one, model)
    if not problem.startswith("must"):
        return Mistake(one.path, problem)
    if one.on_key:
        return Mistake(one.path, f"{problem}, got {told(one.path[-1])}", on_key=True)
    if isinstance(value, dict | list) and one.kind in ("value_error", "too_short"):
        return Mistake(one.path, problem)
    return Mistake(one.path, f"{problem}, got {told(value)}", _quoting(value, [problem]))


def _problem(one: _Found, model: type[BaseModel]) -> str:
    shapes = shapes_at(model, one.path)
    bounds = next((shape.bounds for shape in shapes if shape.bounds), "")
    kind, _, rest = one.kind.partition("_")
    if one.kind == "value_error":
        return str(one.context["error"])
    if kind in ("greater", "less"):
        return f"must be {bounds}" if bounds else f"must be {one.message.partition('should be ')[2]}"
    if rest in ("type", "parsing", "from_float") and kind in _NOUNS:
        return f"must be {_NOUNS[kind]}" + (f", {bounds}" if bounds else "")
    if one.kind == "literal_error":
        return f"must be {_choices(one)}"
    if one.kind == "too_short":
        return "must have at least one entry"
    if one.kind == "string_too_short":
        return "must not be empty"
    if one.kind == "string_pattern_mismatch":
        return f"must match {one.context['pattern']}"
    return re.sub(r"^(?:Input|\w+) should ", "must ", one.message)


def _choices(one: _Found) -> str:
    return str(one.context["expected"]).replace("'", "")


def _noun(one: _Found, name: str) -> str:
    if one.kind == "literal_error":
        return _choices(one).replace(" or ", ", ")
    if name.startswith("list[") and "str" in name:
        return "a list of texts"
    return _NOUNS.get(one.kind.partition("_")[0], name)


def _either(words: list[str]) -> str:
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} or {unique[-1]}"


def _quoting(value: object, wanted: list[str]) -> str:
    if isinstance(value, int | float) and any(word.endswith("text") for word in wanted):
        return "put it in quotes"
    return ""


def _value_at(data: Any, path: Path) -> object:
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data
