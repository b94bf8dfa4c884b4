"""The rule book: which rule applies to a fault, and what it wants changed.

Decides the order of rules and what happens when one breaks. Refuses to know conditions (conditions.py),
changes (rulings.py), formats, and what is done with a ruling. Rules in shadow mode stand in the book in
their place, and judge nothing: shadows.py tells what they would have done.

Start-up finds every mistake. At run time the cost hardly depends on the number of rules: they are sorted
by the statuses that they admit, and all patterns on messages are searched in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gateway.config.error_model import RuleConfig, WhenConfig
from gateway.config.explaining import told
from gateway.config.mistakes import ConfigError, Mistake, Path, dotted
from gateway.errors.conditions import Condition, Known, compile_when
from gateway.errors.rulings import CodePattern, Rule, Ruling, compile_then
from gateway.errors.subject import Scope, Searches, Subject, rule_names, status_of
from gateway.plugin import Counter, Metrics

__all__ = ["Known", "RuleBook", "Ruling", "Subject", "compile_rules"]


class CompiledRule:
    """One rule, ready to be tried."""

    __slots__ = ("applies", "broken", "claim", "condition", "config", "logged", "name", "rule", "shadow")

    def __init__(self, config: RuleConfig, condition: Condition, rule: Rule, broken: Counter | None) -> None:
        self.config = config
        self.name = config.name
        self.shadow = config.mode == "shadow"
        self.condition = condition
        self.applies = condition.applies()
        self.claim = condition.claim()
        self.rule = rule
        # Counts how often the rule broke; its log line is written once.
        self.broken = broken
        self.logged = False

    def admits(self, status: int) -> bool:
        """Whether the rule applies to errors of this status at all (see `status_of`)."""
        statuses = self.condition.statuses
        return statuses is None or status in statuses

    def report_broken(self, subject: Subject, exc: Exception) -> None:
        """Count that the rule broke on this subject, and log it the first time."""
        if self.broken is not None:
            self.broken.inc()
        if not self.logged:
            self.logged = True
            # The type alone: an exception's text may quote the body.
            subject.log.error("rule_broken", rule=self.name, error=type(exc).__name__)


class RuleBook:
    """Rules in the order in which they are tried."""

    __slots__ = ("_by_status", "_claiming", "_other", "_searches", "has_shadow_rules", "rules")

    def __init__(self, rules: Iterable[CompiledRule]) -> None:
        # All that are in use, those in shadow mode too.
        self.rules = tuple(rules)
        enforced = tuple(rule for rule in self.rules if not rule.shadow)
        self.has_shadow_rules = len(enforced) < len(self.rules)
        self._searches = Searches(
            [pattern for rule in self.rules for pattern in rule.condition.messages],
            [pattern for rule in self.rules for pattern in rule.condition.bodies],
        )
        # Rules that admit any status, and for each status that some rule names, those that admit it.
        self._other = tuple(rule for rule in enforced if rule.condition.statuses is None)
        self._by_status = _sort_by_status(enforced)
        self._claiming = tuple(rule for rule in enforced if rule.condition.claims)

    @property
    def has_in_band_rules(self) -> bool:
        """Whether some rule, in shadow mode too, looks for errors in successes."""
        return any(rule.condition.claims for rule in self.rules)

    def scope(self, subject: Subject) -> Scope:
        """What the rules of this book see of a subject, for one judgement."""
        return Scope(subject, self._searches)

    def followed_by(self, other: RuleBook) -> RuleBook:
        """A book with the rules of this one first: those of a route, followed by the common ones."""
        if not other.rules:
            return self
        return RuleBook((*self.rules, *other.rules)) if self.rules else other

    def judge(self, subject: Subject) -> Ruling | None:
        """The ruling of the first rule that applies; None where none does. Never raises.

        A rule that breaks is skipped, counted, and logged the first time.
        """
        rules = self._by_status.get(status_of(subject.fault), self._other)
        if not rules:
            return None
        scope = Scope(subject, self._searches)
        for rule in rules:
            try:
                if rule.applies(scope):
                    return rule.rule(scope)
            except Exception as exc:  # noqa: BLE001 -- an error must be answered whatever a rule does
                rule.report_broken(subject, exc)
        return None

    def claims_in_band(self, subject: Subject) -> bool:
        """Whether a rule makes an error of this success, which no dialect takes for one. Never raises.

        Only rules with `in_band: true` and `body` do; `fault` is a draft with the decoded body.
        """
        if not self._claiming:
            return False
        scope = Scope(subject, self._searches)
        for rule in self._claiming:
            try:
                if rule.claim(scope):
                    return True
            except Exception as exc:  # noqa: BLE001 -- a success must pass whatever a rule does
                rule.report_broken(subject, exc)
        return False


def _sort_by_status(rules: Sequence[CompiledRule]) -> Mapping[int, tuple[CompiledRule, ...]]:
    named = frozenset[int]().union(*(rule.condition.statuses or () for rule in rules))
    shared: dict[tuple[CompiledRule, ...], tuple[CompiledRule, ...]] = {}
    sorted_rules: dict[int, tuple[CompiledRule, ...]] = {}
    for status in named:
        admitted = tuple(rule for rule in rules if rule.admits(status))
        sorted_rules[status] = shared.setdefault(admitted, admitted)
    return sorted_rules


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
    return RuleBook(compiled)


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
