"""`body` of a rule's `when`, as JSONPath → what must be there.

Decides how values of a document compare with what a person wrote. Refuses to know the rest of `when`.

A literal compares by value, and a number or boolean equals its text form as well: upstreams write "1" and 1
for the same thing, and YAML makes numbers of what was meant as text. So `"1"` and `1` both match 1 and "1",
`true` matches true and "true", `1` never matches true, and null matches null alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gateway.config.explaining import closest
from gateway.config.mistakes import Mistake, Path
from gateway.errors.checks import Check, Source, Topic
from gateway.errors.jsonpath import JsonPath
from gateway.errors.jsonpath_filters import BadPath
from gateway.errors.patterns import BadPattern, Pattern
from gateway.errors.subject import GroupSource, Scope
from gateway.errors.values import text_of

_PRESENT, _ABSENT = frozenset((True,)), frozenset((False,))
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
            checks.append(_compile_check(JsonPath(text), wanted, sources))
        except (BadPath, BadPattern, _Unfit) as exc:
            hint = exc.hint if isinstance(exc, _Unfit) else ""
            steps = (*here, "pattern") if isinstance(exc, BadPattern) else here
            mistakes.append(Mistake(steps, str(exc), hint, on_key=isinstance(exc, BadPath)))
    return checks


class _Unfit(ValueError):
    """What cannot be compared with a value of a document."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.hint = hint


def _compile_check(path: JsonPath, wanted: object, sources: list[GroupSource]) -> Check:
    topic, answers = _compile_wanted(path, wanted)
    if isinstance(answers, Pattern):
        sources.append(GroupSource(f"when.body[{path.text}]", answers, topic.look))
    # What must not exist may well be missed with all that it would stand in.
    members = () if answers == _ABSENT else path.members
    return Check(f"body[{path.text}]", wanted, topic, answers, _first_value(path), members)


def _first_value(path: JsonPath) -> Callable[[Scope], object]:
    return lambda scope: next(iter(scope.values(path)), None)


def _compile_wanted(path: JsonPath, wanted: object) -> tuple[Topic, frozenset[Any] | Pattern]:
    if isinstance(wanted, dict):
        return _compile_special(path, wanted)
    literals = wanted if isinstance(wanted, list) else [wanted]
    if not literals or not all(isinstance(literal, str | int | float | None) for literal in literals):
        raise _Unfit(_WANTED)
    topic = Topic(f"literals of {path.text}", Source.DOCUMENT, lambda scope: scope.literals(path))
    return topic, frozenset(text_of(literal) for literal in literals)


def _compile_special(path: JsonPath, wanted: Mapping[str, object]) -> tuple[Topic, frozenset[Any] | Pattern]:
    if len(wanted) != 1:
        raise _Unfit(_WANTED)
    ((key, value),) = wanted.items()
    if key == "exists" and isinstance(value, bool):
        topic = Topic(f"presence of {path.text}", Source.DOCUMENT, lambda scope: (bool(scope.values(path)),))
        return topic, _PRESENT if value else _ABSENT
    if key == "pattern" and isinstance(value, str):
        return Topic(f"texts of {path.text}", Source.DOCUMENT, _texts(path)), Pattern(value)
    if key in ("exists", "pattern"):
        kind = "true or false" if key == "exists" else "text"
        raise _Unfit(f"{key} must be {kind}")
    raise _Unfit(_WANTED, closest(str(key), ("pattern", "exists")))


def _texts(path: JsonPath) -> Callable[[Scope], list[str]]:
    return lambda scope: [text for value in scope.values(path) if (text := text_of(value)) is not None]
