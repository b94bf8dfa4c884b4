"""Which rules were tried on an error, and why each of them applied or did not: condition by condition.

Decides how a judgement is told. Refuses to judge: the compiled conditions of the rule book are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from gateway.config.error_model import RuleConfig
from gateway.errors.checks import Check
from gateway.errors.rules import CompiledRule, RuleBook
from gateway.errors.subject import Scope, Subject

Outcome = Literal["applied", "would apply", "does not apply", "not reached", "off"]


class Condition(NamedTuple):
    """One condition of a `when`."""

    key: str
    wanted: object
    found: object
    holds: bool


class Tried(NamedTuple):
    """One rule, and what came of it."""

    name: str
    mode: str
    outcome: Outcome
    conditions: list[Condition]


def try_rules(book: RuleBook, configs: Iterable[RuleConfig], subject: Subject) -> list[Tried]:
    """Every rule of a route in the order in which they are tried; `configs` has those that are off too."""
    scope = Scope(subject)
    rules = {id(rule.config): rule for rule in book.rules}
    tried: list[Tried] = []
    taken = False
    for config in configs:
        rule = rules.get(id(config))
        if rule is None:
            tried.append(Tried(config.name, config.mode, "off", []))
            continue
        conditions = [_look(check, scope) for check in rule.condition.checks]
        outcome = _outcome(rule, conditions, taken=taken)
        taken = taken or outcome == "applied"
        tried.append(Tried(config.name, config.mode, outcome, conditions))
    return tried


def try_claims(book: RuleBook, subject: Subject) -> list[Tried]:
    """The rules that may make an error of a success, none of which did."""
    scope = Scope(subject)
    tried = []
    for rule in book.rules:
        if rule.condition.claims:
            conditions = [_look(check, scope) for check in rule.condition.checks]
            tried.append(
                Tried(rule.name, rule.config.mode, _outcome(rule, conditions, taken=False), conditions)
            )
    return tried


def _outcome(rule: CompiledRule, conditions: Sequence[Condition], *, taken: bool) -> Outcome:
    if not all(condition.holds for condition in conditions):
        return "does not apply"
    if taken:
        return "not reached"
    return "would apply" if rule.shadow else "applied"


def _look(check: Check, scope: Scope) -> Condition:
    try:
        return Condition(check.key, check.wanted, check.found(scope), check.holds(scope))
    except Exception as exc:  # noqa: BLE001 - a judgement skips a rule that breaks; so does its explanation
        return Condition(check.key, check.wanted, f"broke: {type(exc).__name__}", holds=False)
