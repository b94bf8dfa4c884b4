"""`when` of a rule: from configuration to one closure, cheapest tests first.

Decides which fault a rule applies to and which mistakes a `when` may have. Refuses to know what the rule
then changes, and in which order rules are tried.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import get_args

from gateway.config.error_model import WhenConfig
from gateway.config.explaining import closest, told
from gateway.config.mistakes import Mistake, Path
from gateway.errors.body_conditions import compile_body
from gateway.errors.checks import Check, Test
from gateway.errors.patterns import BadPattern, Pattern, encode
from gateway.errors.subject import GroupSource, Scope, status_of
from gateway.faults import REASONS, Origin

_LOWEST = 100


@dataclass(slots=True)
class Condition:
    """A compiled `when`."""

    statuses: frozenset[int] | None = None
    """Statuses that it admits (see `status_of`); None for any. The rule book sorts rules by these."""
    in_band: bool | None = None
    """What `in_band` must be; None for either."""
    checks: list[Check] = field(default_factory=list)
    """All that must hold besides, cheapest first."""
    sources: list[GroupSource] = field(default_factory=list)
    """The patterns, whose groups the templates of the rule may name."""
    messages: list[Pattern] = field(default_factory=list)
    bodies: list[Pattern] = field(default_factory=list)
    """Patterns on message and body text; the rule book searches them for all rules at once."""
    claims: bool = False
    """Whether it makes an error of a success that no dialect knows."""

    def applies(self) -> Test:
        """Whether the rule applies to a fault whose status it admits."""
        tests = [check.holds for check in self.checks]
        return _all_of(tests if self.in_band is None else [_in_band(self.in_band), *tests])

    def claim(self) -> Test:
        """Whether it makes an error of a success: `in_band` is what is about to be decided."""
        tests = [check.holds for check in self.checks]
        return _all_of(tests if self.statuses is None else [_status(self.statuses), *tests])

    def all_checks(self, when: WhenConfig) -> list[Check]:
        """Every condition of `when`, for who explains why it holds or does not."""
        checks: list[Check] = []
        if self.statuses is not None:
            checks.append(
                Check("status", when.status, _status(self.statuses), lambda scope: status_of(scope.fault))
            )
        if self.in_band is not None:
            checks.append(
                Check("in_band", self.in_band, _in_band(self.in_band), lambda scope: scope.fault.in_band)
            )
        return [*checks, *self.checks]


@dataclass(frozen=True, slots=True)
class Known:
    """Names that exist elsewhere in the configuration; None where they are not known."""

    routes: Collection[str] | None = None
    upstreams: Collection[str] | None = None
    dialects: Collection[str] | None = None


def compile_when(when: WhenConfig, path: Path, known: Known, mistakes: list[Mistake]) -> Condition:
    """The condition that `when` describes; what is wrong in it is added to `mistakes`."""
    condition = Condition(in_band=when.in_band, claims=bool(when.in_band and when.body is not None))
    reporter = _Reporter(path, mistakes)
    condition.statuses = _statuses(when, reporter)
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


def _all_of(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]
    if len(tests) == 2:
        one, other = tests
        return lambda scope: one(scope) and other(scope)
    tests = tuple(tests)

    def test_all(scope: Scope) -> bool:
        for test in tests:  # noqa: SIM110 -- a loop costs half of what all() and a generator do
            if not test(scope):
                return False
        return True

    return test_all


def _in_band(wanted: bool) -> Test:
    return lambda scope: scope.fault.in_band is wanted


def _status(wanted: frozenset[int]) -> Test:
    return lambda scope: status_of(scope.fault) in wanted


# Names: one look into a set each.


def _name_checks(when: WhenConfig, known: Known, reporter: _Reporter) -> Iterable[Check]:
    reporter.names("origin", when.origin or (), get_args(Origin))
    reporter.names("reason", when.reason or (), REASONS)
    reporter.names("route", when.route or (), known.routes)
    reporter.names("upstream", when.upstream or (), known.upstreams)
    reporter.names("dialect", when.dialect or (), known.dialects)
    for key, make, found in _NAMED:
        names: list[str] | None = getattr(when, key)
        if names is not None:
            yield Check(key, names, make(frozenset(names)), found)
    if when.content_type is not None:
        test = _content_type(when.content_type, reporter)
        yield Check("content_type", when.content_type, test, lambda scope: scope.media_type or None)


def _origin(wanted: frozenset[str]) -> Test:
    return lambda scope: scope.fault.origin in wanted


def _reason(wanted: frozenset[str]) -> Test:
    return lambda scope: scope.fault.reason in wanted


def _route(wanted: frozenset[str]) -> Test:
    return lambda scope: scope.exchange.route in wanted


def _upstream(wanted: frozenset[str]) -> Test:
    return lambda scope: scope.exchange.upstream in wanted


def _dialect(wanted: frozenset[str]) -> Test:
    return lambda scope: scope.fault.dialect in wanted


def _code(wanted: frozenset[str]) -> Test:
    return lambda scope: scope.fault.code in wanted


_NAMED: tuple[tuple[str, Callable[[frozenset[str]], Test], Callable[[Scope], object]], ...] = (
    ("origin", _origin, lambda scope: scope.fault.origin),
    ("reason", _reason, lambda scope: scope.fault.reason),
    ("route", _route, lambda scope: scope.exchange.route),
    ("upstream", _upstream, lambda scope: scope.exchange.upstream),
    ("dialect", _dialect, lambda scope: scope.fault.dialect),
    ("code", _code, lambda scope: scope.fault.code),
)


def _content_type(given: Sequence[str], reporter: _Reporter) -> Test:
    exact: set[str] = set()
    families: set[str] = set()
    for index, written in enumerate(given):
        kind, _, subtype = written.partition(";")[0].strip().lower().partition("/")
        if not kind or not subtype or "*" in kind or ("*" in subtype and subtype != "*"):
            steps = ("content_type",) if len(given) == 1 else ("content_type", index)
            reporter.add(steps, "must be a media type such as text/html or text/*")
        elif subtype == "*":
            families.add(kind)
        else:
            exact.add(f"{kind}/{subtype}")

    if not families:
        return lambda scope: scope.media_type in exact
    return lambda scope: scope.media_type in exact or scope.media_type.partition("/")[0] in families


# Statuses: a set, by which the rule book sorts its rules.


def _statuses(when: WhenConfig, reporter: _Reporter) -> frozenset[int] | None:
    if when.status is None:
        return None
    statuses: set[int] = set()
    for index, written in enumerate(when.status):
        found = _parse_statuses(str(written).strip().lower())
        if not found:
            steps = ("status",) if len(when.status) == 1 else ("status", index)
            reporter.add(
                steps, f"{told(written)} is no status", "write 404, 5xx or 500-599, between 100 and 999"
            )
        statuses.update(found)
    return frozenset(statuses)


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
            yield Check(f"headers.{name}", pattern.text, _header_test(pattern, values), values)


def _header_values(name: str) -> Callable[[Scope], list[str]]:
    return lambda scope: scope.fields.get_all(name)


def _header_test(pattern: Pattern, values: Callable[[Scope], list[str]]) -> Test:
    return lambda scope: any(pattern.holds(encode(value)) for value in values(scope))


def _add_searches(when: WhenConfig, condition: Condition, reporter: _Reporter) -> None:
    if when.message is not None and (pattern := reporter.pattern(when.message, "message")):
        condition.messages.append(pattern)
        condition.sources.append(GroupSource("when.message", pattern, _message_text))
        condition.checks.append(
            Check("message", pattern.text, _in_message(pattern), lambda scope: scope.fault.message)
        )
    if isinstance(when.body, str) and (pattern := reporter.pattern(when.body, "body")):
        condition.bodies.append(pattern)
        condition.sources.append(GroupSource("when.body", pattern, _body_text))
        condition.checks.append(
            Check("body", pattern.text, _in_body(pattern), lambda scope: scope.fault.text)
        )


def _in_message(pattern: Pattern) -> Test:
    def test(scope: Scope) -> bool:
        found = scope.messages
        return pattern in (scope.search_message() if found is None else found)

    return test


def _in_body(pattern: Pattern) -> Test:
    def test(scope: Scope) -> bool:
        found = scope.bodies
        return pattern in (scope.search_body() if found is None else found)

    return test


def _message_text(scope: Scope) -> tuple[str, ...]:
    return (scope.fault.message or "",)


def _body_text(scope: Scope) -> tuple[str, ...]:
    return (scope.fault.text,)
