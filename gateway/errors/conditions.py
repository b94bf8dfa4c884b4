"""`when` of a rule: from configuration to checks.

Decides which fault a rule applies to and which mistakes a `when` may have. Refuses to know what the rule
then changes, and in which order rules and their checks are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import get_args

from gateway.config.error_model import WhenConfig
from gateway.config.explaining import closest, told
from gateway.config.mistakes import Mistake, Path
from gateway.errors.body_conditions import compile_body
from gateway.errors.checks import Check, Source, Topic
from gateway.errors.patterns import BadPattern, Pattern
from gateway.errors.subject import GroupSource, Scope, status_of
from gateway.faults import REASONS, Origin

_LOWEST = 100

Look = Callable[[Scope], Sequence[object]]


@dataclass(slots=True)
class Condition:
    """A compiled `when`."""

    checks: list[Check] = field(default_factory=list)
    """All that must hold, in the order in which it is explained."""
    sources: list[GroupSource] = field(default_factory=list)
    """The patterns, whose groups the templates of the rule may name."""
    claims: bool = False
    """Whether it makes an error of a success that no dialect knows."""

    def claim(self) -> list[Check]:
        """What must hold for that: `in_band` is what is about to be decided. Nothing where it does not."""
        return [check for check in self.checks if check.key != "in_band"] if self.claims else []


@dataclass(frozen=True, slots=True)
class Known:
    """Names that exist elsewhere in the configuration; None where they are not known."""

    routes: Collection[str] | None = None
    upstreams: Collection[str] | None = None
    dialects: Collection[str] | None = None


def compile_when(when: WhenConfig, path: Path, known: Known, mistakes: list[Mistake]) -> Condition:
    """The condition that `when` describes; what is wrong in it is added to `mistakes`."""
    condition = Condition(claims=bool(when.in_band and when.body is not None))
    reporter = _Reporter(path, mistakes)
    condition.checks += _status_checks(when, reporter)
    condition.checks += _name_checks(when, known, reporter)
    condition.checks += _header_checks(when, condition, reporter)
    if isinstance(when.body, dict):
        condition.checks += compile_body(when.body, (*path, "body"), condition.sources, mistakes)
    _add_searches(when, condition, reporter)
    return condition


class _Reporter:
    """Where mistakes of one `when` go."""

    def __init__(self, path: Path, mistakes: list[Mistake]) -> None:
        self.path = path
        self.mistakes = mistakes

    def add(self, steps: Path, problem: str, hint: str = "") -> None:
        self.mistakes.append(Mistake((*self.path, *steps), problem, hint))

    def pattern(self, text: str, *steps: str) -> Pattern | None:
        try:
            return Pattern(text)
        except BadPattern as exc:
            self.add(steps, str(exc))
            return None

    def names(self, key: str, given: Sequence[str], known: Collection[str] | None) -> None:
        for index, name in enumerate(given):
            if known is not None and name not in known:
                steps = (key,) if len(given) == 1 else (key, index)
                self.add(steps, f"no {key} is called {told(name)}", closest(name, known))


def _fact(key: str, wanted: object, answers: Iterable[object], look: Look) -> Check:
    topic = Topic(key, Source.FACTS, look)
    return Check(key, wanted, topic, frozenset(answers), lambda scope: look(scope)[0])


def _name_checks(when: WhenConfig, known: Known, reporter: _Reporter) -> Iterable[Check]:
    reporter.names("origin", when.origin or (), get_args(Origin))
    reporter.names("reason", when.reason or (), REASONS)
    reporter.names("route", when.route or (), known.routes)
    reporter.names("upstream", when.upstream or (), known.upstreams)
    reporter.names("dialect", when.dialect or (), known.dialects)
    for key, look in _NAMED:
        names: list[str] | None = getattr(when, key)
        if names is not None:
            yield _fact(key, names, names, look)
    if when.content_type is not None:
        yield _content_type(when.content_type, reporter)


_NAMED: tuple[tuple[str, Look], ...] = (
    ("origin", lambda scope: (scope.fault.origin,)),
    ("reason", lambda scope: (scope.fault.reason,)),
    ("route", lambda scope: (scope.exchange.route,)),
    ("upstream", lambda scope: (scope.exchange.upstream,)),
    ("dialect", lambda scope: (scope.fault.dialect,)),
    ("code", lambda scope: (scope.fault.code,)),
)


def _content_type(given: Sequence[str], reporter: _Reporter) -> Check:
    wanted: set[str] = set()
    for index, written in enumerate(given):
        kind, _, subtype = written.partition(";")[0].strip().lower().partition("/")
        if not kind or not subtype or "*" in kind or ("*" in subtype and subtype != "*"):
            steps = ("content_type",) if len(given) == 1 else ("content_type", index)
            reporter.add(steps, "must be a media type such as text/html or text/*")
        wanted.add(f"{kind}/{subtype}")
    topic = Topic("content_type", Source.FACTS, _media_types)
    return Check("content_type", given, topic, frozenset(wanted), lambda scope: scope.media_type or None)


def _media_types(scope: Scope) -> tuple[str, str]:
    """The media type of the answer, and its family: `text/html` and `text/*`."""
    media_type = scope.media_type
    return media_type, media_type.partition("/")[0] + "/*"


def _status_checks(when: WhenConfig, reporter: _Reporter) -> Iterable[Check]:
    if when.status is not None:
        statuses = _statuses(when.status, reporter)
        yield _fact("status", when.status, statuses, lambda scope: (status_of(scope.fault),))
    if when.in_band is not None:
        yield _fact("in_band", when.in_band, (when.in_band,), lambda scope: (scope.fault.in_band,))


def _statuses(given: Sequence[int | str], reporter: _Reporter) -> set[int]:
    statuses: set[int] = set()
    for index, written in enumerate(given):
        found = _parse_statuses(str(written).strip().lower())
        if not found:
            steps = ("status",) if len(given) == 1 else ("status", index)
            reporter.add(
                steps, f"{told(written)} is no status", "write 404, 5xx or 500-599, between 100 and 999"
            )
        statuses.update(found)
    return statuses


def _parse_statuses(text: str) -> range:
    """The statuses that `404`, `5xx` or `500-599` means; empty where it means none."""
    if len(text) == 3 and text.endswith("xx") and text[0] in "123456789":
        first = int(text[0]) * 100
        return range(first, first + 100)
    low, dash, high = (part.strip() for part in text.partition("-"))
    if not _is_status(low) or (dash and not _is_status(high)):
        return range(0)
    return range(int(low), int(high or low) + 1)


def _is_status(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isdigit() and int(text) >= _LOWEST


# Patterns.


def _header_checks(when: WhenConfig, condition: Condition, reporter: _Reporter) -> Iterable[Check]:
    for name, text in when.headers.items():
        pattern = reporter.pattern(text, "headers", name)
        if pattern is not None:
            values = _header_values(name)
            condition.sources.append(GroupSource(f"when.headers.{name}", pattern, values))
            key = f"headers.{name}"
            yield Check(key, pattern.text, Topic(key, Source.FIELDS, values), pattern, values)


def _header_values(name: str) -> Callable[[Scope], list[str]]:
    return lambda scope: scope.fields.get_all(name)


def _add_searches(when: WhenConfig, condition: Condition, reporter: _Reporter) -> None:
    if when.message is not None and (pattern := reporter.pattern(when.message, "message")):
        condition.sources.append(GroupSource("when.message", pattern, _MESSAGE.look))
        condition.checks.append(
            Check("message", pattern.text, _MESSAGE, pattern, lambda scope: scope.fault.message)
        )
    if isinstance(when.body, str) and (pattern := reporter.pattern(when.body, "body")):
        condition.sources.append(GroupSource("when.body", pattern, _BODY.look))
        condition.checks.append(Check("body", pattern.text, _BODY, pattern, lambda scope: scope.fault.text))


# No message is an empty one.
_MESSAGE = Topic("message", Source.MESSAGE, lambda scope: (scope.fault.message or "",))
_BODY = Topic("body", Source.TEXT, lambda scope: (scope.fault.text,))
