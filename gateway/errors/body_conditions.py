"""`body` of a rule's `when`, as JSONPath → what must be there.

Decides how values of a document compare with what a person wrote. Refuses to know the rest of `when`.

A literal compares by value, and a number or boolean equals its text form as well: upstreams write "1" and 1
for the same thing, and YAML makes numbers of what was meant as text. So `"1"` and `1` both match 1 and "1",
`true` matches true and "true", `1` never matches true, and null matches null alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gateway.config.explaining import closest
from gateway.config.mistakes import Mistake, Path
from gateway.errors.checks import Check, Test
from gateway.errors.jsonpath import JsonPath
from gateway.errors.jsonpath_filters import BadPath
from gateway.errors.patterns import BadPattern, Pattern, encode
from gateway.errors.subject import GroupSource, Scope
from gateway.errors.values import text_of

_WANTED = "must be a literal, a list of literals, {pattern: …} or {exists: true|false}"


def compile_body(
    body: Mapping[str, Any], path: Path, sources: list[GroupSource], mistakes: list[Mistake]
) -> list[Check]:
    """One check for each JSONPath; patterns are added to `sources`, what is wrong to `mistakes`."""
    if not body:
        mistakes.append(Mistake(path, "must have at least one JSONPath"))
    checks: list[Check] = []
    for text, wanted in body.items():
        here = (*path, text)
        try:
            where = JsonPath(text)
            test = _compile_test(where, wanted, sources)
            checks.append(Check(f"body[{text}]", wanted, test, _first_value(where)))
        except (BadPath, BadPattern, _Unfit) as exc:
            hint = exc.hint if isinstance(exc, _Unfit) else ""
            steps = (*here, "pattern") if isinstance(exc, BadPattern) else here
            mistakes.append(Mistake(steps, str(exc), hint, on_key=isinstance(exc, BadPath)))
    return checks


def _first_value(path: JsonPath) -> Callable[[Scope], object]:
    return lambda scope: next(iter(scope.values(path)), None)


class _Unfit(ValueError):
    """What cannot be compared with a value of a document."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.hint = hint


def _compile_test(path: JsonPath, wanted: object, sources: list[GroupSource]) -> Test:
    if isinstance(wanted, dict):
        return _compile_special(path, wanted, sources)
    literals = wanted if isinstance(wanted, list) else [wanted]
    if not literals or not all(isinstance(literal, str | int | float | None) for literal in literals):
        raise _Unfit(_WANTED)
    return _one_of(path, frozenset(text_of(literal) for literal in literals))


def _one_of(path: JsonPath, wanted: frozenset[str | None]) -> Test:
    return lambda scope: not wanted.isdisjoint(scope.literals(path))


def _compile_special(path: JsonPath, wanted: Mapping[str, object], sources: list[GroupSource]) -> Test:
    if len(wanted) != 1:
        raise _Unfit(_WANTED)
    ((key, value),) = wanted.items()
    if key == "exists" and isinstance(value, bool):
        return _exists(path, value)
    if key == "pattern" and isinstance(value, str):
        return _matches(path, Pattern(value), sources)
    if key in ("exists", "pattern"):
        kind = "true or false" if key == "exists" else "text"
        raise _Unfit(f"{key} must be {kind}")
    raise _Unfit(_WANTED, closest(str(key), ("pattern", "exists")))


def _exists(path: JsonPath, wanted: bool) -> Test:
    return lambda scope: bool(scope.values(path)) is wanted


def _matches(path: JsonPath, pattern: Pattern, sources: list[GroupSource]) -> Test:
    def texts(scope: Scope) -> Iterable[str]:
        return (text for value in scope.values(path) if (text := text_of(value)) is not None)

    sources.append(GroupSource(f"when.body[{path.text}]", pattern, texts))
    return lambda scope: any(pattern.holds(encode(text)) for text in texts(scope))
