"""The rule book: which rule applies to a fault, and what it wants changed.

Decides the order of rules and what happens when one breaks. Refuses to know conditions (conditions.py),
changes (rulings.py), formats, and what is done with a ruling. Rules in shadow mode stand in the book in
their place, and judge nothing: shadows.py tells what they would have done.

Start-up finds every mistake. At run time the cost hardly depends on the number of rules: matching.py finds
those that apply.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from gateway.config.error_model import RuleConfig, WhenConfig
from gateway.config.explaining import told
from gateway.config.mistakes import ConfigError, Mistake, Path, dotted
from gateway.errors.conditions import Condition, Known, compile_when
from gateway.errors.matching import NONE, Matcher
from gateway.errors.rulings import CodePattern, Rule, Ruling, compile_then
from gateway.errors.subject import Scope, Subject, rule_names
from gateway.plugin import Counter, Log, Metrics

__all__ = ["Chapter", "Known", "RuleBook", "Ruling", "Subject", "compile_rules"]


class CompiledRule:
    """One rule, ready to be tried."""

    __slots__ = ("broken", "condition", "config", "logged", "name", "rule", "shadow")

    def __init__(self, config: RuleConfig, condition: Condition, rule: Rule, broken: Counter | None) -> None:
        self.config = config
        self.name = config.name
        self.shadow = config.mode == "shadow"
        self.condition = condition
        self.rule = rule
        # Counts how often the rule broke; its log line is written once.
        self.broken = broken
        self.logged = False

    def report_broken(self, log: Log, exc: Exception) -> None:
        """Count that the rule broke, and log it the first time."""
        if self.broken is not None:
            self.broken.inc()
        if not self.logged:
            self.logged = True
            # The type alone: an exception's text may quote the body.
            log.error("rule_broken", rule=self.name, error=type(exc).__name__)


class Chapter:
    """One list of rules, in the order in which they are tried."""

    __slots__ = ("_claims", "_matcher", "claiming", "enforced", "everyone", "rules")

    def __init__(self, rules: Sequence[CompiledRule]) -> None:
        # All that are in use, those in shadow mode too.
        self.rules = tuple(rules)
        # Sets of rules (matching.py).
        self.everyone = self._set_of(lambda _: True)
        self.enforced = self._set_of(lambda rule: not rule.shadow)
        self.claiming = self._set_of(lambda rule: rule.condition.claims)
        self._matcher = Matcher(rule.condition.checks for rule in self.rules)
        self._claims = Matcher(rule.condition.claim() for rule in self.rules)

    def _set_of(self, belongs: Callable[[CompiledRule], bool]) -> int:
        return sum(1 << place for place, rule in enumerate(self.rules) if belongs(rule))

    def find_applying(self, scope: Scope, among: int) -> Iterator[CompiledRule]:
        """Those of the set `among` that apply. Never raises: a rule that breaks is skipped and reported."""
        return self._find(self._matcher, scope, among)

    def find_claiming(self, scope: Scope, among: int) -> Iterator[CompiledRule]:
        """Those of the set `among`, all of which claim, that make an error of this success. Never raises."""
        return self._find(self._claims, scope, among)

    def _find(self, matcher: Matcher, scope: Scope, among: int) -> Iterator[CompiledRule]:
        left = among
        while left:
            try:
                place = matcher.first(scope, left)
            except Exception:  # noqa: BLE001 -- which rule broke is found out now
                yield from self._try_one_by_one(matcher, scope, left)
                return
            if place == NONE:
                return
            yield self.rules[place]
            left &= -2 << place

    def _try_one_by_one(self, matcher: Matcher, scope: Scope, among: int) -> Iterator[CompiledRule]:
        for place, rule in enumerate(self.rules):
            if among >> place & 1:
                try:
                    applies = matcher.holds(scope, place)
                except Exception as exc:  # noqa: BLE001 -- an error must be answered whatever a rule does
                    rule.report_broken(scope.log, exc)
                    continue
                if applies:
                    yield rule


class RuleBook:
    """The rules of a route: chapters, in the order in which they are tried. Routes share the common one."""

    __slots__ = ("_chapters", "has_in_band_rules", "has_shadow_rules", "rules")

    def __init__(self, chapters: Iterable[Chapter] = ()) -> None:
        self._chapters = tuple(chapters)
        # All that are in use, those in shadow mode too.
        self.rules = tuple(rule for chapter in self._chapters for rule in chapter.rules)
        self.has_shadow_rules = any(rule.shadow for rule in self.rules)
        # Whether some rule, in shadow mode too, looks for errors in successes.
        self.has_in_band_rules = any(rule.condition.claims for rule in self.rules)

    def followed_by(self, other: RuleBook) -> RuleBook:
        """A book with the rules of this one first: those of a route, followed by the common ones."""
        if not other.rules:
            return self
        return RuleBook((*self._chapters, *other._chapters)) if self.rules else other

    def judge(self, subject: Subject) -> Ruling | None:
        """The ruling of the first rule that applies; None where none does. Never raises.

        A rule that breaks is skipped, counted, and logged the first time.
        """
        scope = Scope(subject)
        for chapter in self._chapters:
            for rule in chapter.find_applying(scope, chapter.enforced):
                try:
                    return rule.rule(scope)
                except Exception as exc:  # noqa: BLE001 -- an error must be answered whatever a rule does
                    rule.report_broken(scope.log, exc)
        return None

    def claims_in_band(self, subject: Subject) -> bool:
        """Whether a rule makes an error of this success, which no dialect takes for one. Never raises.

        Only rules with `in_band: true` and `body` do; `fault` is a draft with the decoded body.
        """
        scope = Scope(subject)
        for chapter in self._chapters:
            for _ in chapter.find_claiming(scope, chapter.claiming & chapter.enforced):
                return True
        return False

    def applying(self, scope: Scope) -> Iterator[CompiledRule]:
        """All rules that apply, those in shadow mode too, in their order. Never raises."""
        for chapter in self._chapters:
            yield from chapter.find_applying(scope, chapter.everyone)

    def claiming(self, scope: Scope) -> Iterator[CompiledRule]:
        """All rules that make an error of this success, those in shadow mode too. Never raises."""
        for chapter in self._chapters:
            yield from chapter.find_claiming(scope, chapter.claiming)


def compile_rules(
    rules: Sequence[RuleConfig],
    path: Path,
    code_pattern: str | None = None,
    *,
    known: Known = Known(),  # noqa: B008 -- frozen and empty
    metrics: Metrics | None = None,
) -> RuleBook:
    """The book of these rules; `path` is where their list stands in the configuration.

    `known` has the names of routes, upstreams and dialects that a `when` may mention. A broken rule counts in
    `errgate_rules_broken_total{rule=…}` of `metrics`. Raises ConfigError with every mistake of every rule.
    """
    mistakes: list[Mistake] = []
    codes = CodePattern(code_pattern)
    compiled: list[CompiledRule] = []
    for index, config in enumerate(rules):
        here = (*path, index)
        before = len(mistakes)
        condition = compile_when(config.when, (*here, "when"), known, mistakes)
        names = rule_names(condition.sources, complete=len(mistakes) == before)
        rule = compile_then(config.name, config.then, names, codes, (*here, "then"), mistakes)
        if config.mode != "off":
            compiled.append(CompiledRule(config, condition, rule, _broken_counter(metrics, config.name)))
    mistakes += _repeated_names(rules, path)
    mistakes += _unreachable(rules, path)
    if mistakes:
        raise ConfigError(mistakes)
    return RuleBook([Chapter(compiled)] if compiled else ())


def _broken_counter(metrics: Metrics | None, rule: str) -> Counter | None:
    if metrics is None:
        return None
    return metrics.counter("rules_broken", "Rules that failed while they judged an error.", rule=rule)


def _repeated_names(rules: Sequence[RuleConfig], path: Path) -> Iterable[Mistake]:
    first: dict[str, int] = {}
    for index, rule in enumerate(rules):
        if first.setdefault(rule.name, index) != index:
            problem = f"{dotted((*path, first[rule.name]))} has this name already: {told(rule.name)}"
            yield Mistake((*path, index, "name"), problem)


def _unreachable(rules: Sequence[RuleConfig], path: Path) -> Iterable[Mistake]:
    enforced = [(index, rule) for index, rule in enumerate(rules) if rule.mode == "enforce"]
    for at, (index, rule) in enumerate(enforced):
        for _, earlier in enforced[:at]:
            if _covers(earlier.when, rule.when):
                problem = f"never applies: rule {told(earlier.name)} before it takes all that this one would"
                yield Mistake((*path, index, "when"), problem, "put the narrower rule first")
                break


def _covers(wide: WhenConfig, narrow: WhenConfig) -> bool:
    """Whether `narrow` plainly asks for all that `wide` asks for; false where that takes thought."""
    for name in wide.model_fields_set:
        asked, offered = getattr(wide, name), getattr(narrow, name)
        if asked is None:
            continue
        if isinstance(asked, dict) and isinstance(offered, dict):
            # By their spelling: for Python 1 equals true, for a rule it does not.
            if any(repr(value) != repr(offered.get(key)) for key, value in asked.items()):
                return False
        elif isinstance(asked, list) and isinstance(offered, list):
            if not set(asked) >= set(offered):
                return False
        elif asked != offered:
            return False
    return True
