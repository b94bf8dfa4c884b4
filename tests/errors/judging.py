"""Rules as YAML has them, judged on faults made by hand."""

from __future__ import annotations

from typing import Any

from gateway.config.error_model import RuleConfig
from gateway.errors.rules import RuleBook, Ruling, Subject, compile_rules
from gateway.exchange import Exchange, Fields
from gateway.faults import Fault
from tests.envs import ListLog

PATH = ("errors", "rules")


def fault(**facts: Any) -> Fault:
    """An upstream's 500, unless the facts say otherwise."""
    return Fault(facts.pop("origin", "upstream"), facts.pop("status", 500), **facts)


def subject(
    fault: Fault,
    *,
    fields: dict[str, str] | None = None,
    route: str = "securities",
    upstream: str = "fep",
    log: ListLog | None = None,
) -> Subject:
    """The fault on a `POST /fep/orders/7` with the parameter `id`."""
    exchange = Exchange("POST", "/fep/orders/7", "a=b", Fields(), id="r-1")
    exchange.route, exchange.upstream, exchange.params = route, upstream, {"id": "7"}
    raw = [(name.encode(), value.encode("utf-8", "surrogatepass")) for name, value in (fields or {}).items()]
    return Subject(fault, exchange, Fields(raw), log or ListLog())


def book(*rules: dict[str, Any], code_pattern: str | None = None) -> RuleBook:
    """A book of rules; names are given where there are none, as are empty parts."""
    configs = [
        RuleConfig.model_validate({"name": f"rule-{index}", "when": {}, "then": {}} | rule)
        for index, rule in enumerate(rules)
    ]
    return compile_rules(configs, PATH, code_pattern)


def applies(when: dict[str, Any], judged: Subject) -> bool:
    """Whether a rule with this `when` applies."""
    return book({"when": when}).judge(judged) is not None


def ruling(then: dict[str, Any], judged: Subject, when: dict[str, Any] | None = None) -> Ruling:
    """What a rule that applies gives."""
    made = book({"when": when or {}, "then": then}).judge(judged)
    assert made is not None
    return made
