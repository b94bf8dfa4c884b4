"""The rule book: order, mistakes, broken rules, and that judging never raises."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.config.error_model import RuleConfig
from gateway.config.mistakes import ConfigError
from gateway.errors.rules import Known, compile_rules
from tests.errors.judging import PATH, book


def mistakes_in(
    *rules: dict[str, Any], code_pattern: str | None = None, known: Known | None = None
) -> list[str]:
    """Everything that is wrong with these rules, as it is told, without the path of their list."""
    configs = [
        RuleConfig.model_validate({"name": f"rule-{index}", "when": {"code": f"c{index}"}, "then": {}} | rule)
        for index, rule in enumerate(rules)
    ]
    with pytest.raises(ConfigError) as caught:
        compile_rules(configs, PATH, code_pattern, known=known or Known())
    return [str(mistake).removeprefix("errors.rules") for mistake in caught.value.mistakes]


MISTAKES: list[tuple[str, Any, str]] = [
    ("when.origin", {"origin": "upstrem"}, 'no origin is called "upstrem" (did you mean upstream?)'),
    (
        "when.reason",
        {"reason": "read_timout"},
        'no reason is called "read_timout" (did you mean read_timeout?)',
    ),
    ("when.reason[1]", {"reason": ["reset", "x"]}, 'no reason is called "x"'),
    ("when.status", {"status": "6-x"}, '"6-x" is no status (write 404, 5xx or 500-599, between 100 and 999)'),
    (
        "when.status[1]",
        {"status": [404, 99]},
        "99 is no status (write 404, 5xx or 500-599, between 100 and 999)",
    ),
    ("when.status", {"status": "599-500"}, '"599-500" is no status'),
    ("when.content_type", {"content_type": "html"}, "must be a media type such as text/html or text/*"),
    ("when.content_type[0]", {"content_type": ["*/json", "text/*"]}, "must be a media type"),
    ("when.headers.x-a", {"headers": {"x-a": "a["}}, "not a valid RE2 pattern: missing ] '[' at character 2"),
    (
        "when.message",
        {"message": "(?=x)"},
        "not a valid RE2 pattern: invalid perl operator '(?=' at character 1",
    ),
    ("when.body", {"body": "a("}, "not a valid RE2 pattern: missing ) for the ( at character 2"),
    ("when.body", {"body": {}}, "must have at least one JSONPath"),
    ("when.body.rt_cd", {"body": {"rt_cd": "1"}}, "not a JSONPath: expected '$', found 'r' at character 1"),
    ('when.body["$.a"].pattern', {"body": {"$.a": {"pattern": "a("}}}, "not a valid RE2 pattern"),
    ('when.body["$.a"]', {"body": {"$.a": {"pattern": 1}}}, "pattern must be text"),
    ('when.body["$.a"]', {"body": {"$.a": {"exists": "yes"}}}, "exists must be true or false"),
    ('when.body["$.a"]', {"body": {"$.a": {"patern": "x"}}}, "(did you mean pattern?)"),
    ('when.body["$.a"]', {"body": {"$.a": {}}}, "must be a literal, a list of literals"),
    ('when.body["$.a"]', {"body": {"$.a": []}}, "must be a literal, a list of literals"),
    ('when.body["$.a"]', {"body": {"$.a": [["x"]]}}, "must be a literal, a list of literals"),
    ("then.code", {"code": "{mesage}"}, "unknown name {mesage} (did you mean {message}?)"),
    ("then.code", {"code": "FEP-1"}, '"FEP-1" does not match code_pattern [A-Z]+-[A-Z]+-[0-9]{5}'),
    (
        "then.code.from",
        {"code": {"from": "{x", "map": {"1": "FEP-SEC-00001"}}},
        "{ is never closed at character 1",
    ),
    ("then.code.map.1", {"code": {"from": "{code}", "map": {"1": "X"}}}, '"X" does not match code_pattern'),
    (
        "then.code.default",
        {"code": {"from": "{code}", "map": {"1": "FEP-SEC-00001"}, "default": "X"}},
        '"X" does not',
    ),
    ("then.status", {"status": 200}, 'must be a status from 400 to 599, got "200"'),
    ("then.status", {"status": "none"}, 'must be a status from 400 to 599, got "none"'),
    (
        "then.status.map.a",
        {"status": {"from": "{code}", "map": {"a": 600}}},
        "must be a status from 400 to 599",
    ),
    ("then.title", {"title": "}"}, "} closes nothing (write }} for a brace) at character 1"),
    (
        "then.detail",
        {"detail": "{group.x}"},
        "no pattern of this rule defines the group {group.x}; write (?P<x>…) in",
    ),
    (
        "then.detail",
        {"detail": "{group.1}"},
        "no pattern of this rule defines the group {group.1}; there are 0",
    ),
    ("then.detail", {"detail": "{$.a[?]}"}, "{$.a[?]}: not a JSONPath"),
    ("then.errors.each", {"errors": {"each": "errors", "detail": "x"}}, "not a JSONPath"),
    ("then.errors.detail", {"errors": {"each": "$", "detail": "{x}"}}, "unknown name {x}"),
    ("then.errors.pointer", {"errors": {"each": "$", "detail": "x", "pointer": "{"}}, "{ is never closed"),
]


@pytest.mark.parametrize(
    ("place", "part", "said"), MISTAKES, ids=[f"{place} {said[:40]}" for place, _, said in MISTAKES]
)
def test_a_mistake_is_told_with_its_place(place: str, part: Any, said: str) -> None:
    """One mistake, one line: where, what, and what would be right."""
    side = place.partition(".")[0]
    (told,) = mistakes_in({side: part}, code_pattern="[A-Z]+-[A-Z]+-[0-9]{5}")
    where, _, problem = told.partition(": ")
    assert where == f"[0].{place}"
    assert said in problem


GROUP_MISTAKES: list[tuple[dict[str, Any], str, str]] = [
    ({"message": "(?P<user>x)"}, "{group.usr}", "defines the group {group.usr}; they define user"),
    ({"message": "(x)(y)"}, "{group.3}", "defines the group {group.3}; there are 2"),
    (
        {"message": "(x)", "body": "(y)"},
        "{group.1}",
        "{group.1} is ambiguous: when.message and when.body have groups",
    ),
    (
        {"message": "(?P<a>x)", "body": "(?P<a>y)"},
        "{group.a}",
        "ambiguous: when.message and when.body both define it",
    ),
]


@pytest.mark.parametrize(("when", "template", "said"), GROUP_MISTAKES)
def test_a_group_must_be_defined_once(when: dict[str, Any], template: str, said: str) -> None:
    """Templates name groups of the rule's own patterns, and no two patterns may mean the same one."""
    (told,) = mistakes_in({"when": when, "then": {"detail": template}})
    assert told.startswith("[0].then.detail: ")
    assert said in told


def test_a_bad_pattern_is_told_once() -> None:
    """Its groups are not missed as well: nobody can know them."""
    (told,) = mistakes_in({"when": {"message": "(?P<a>x"}, "then": {"detail": "{group.a}"}})
    assert "missing )" in told


def test_all_mistakes_of_all_rules_are_told_together() -> None:
    """One run is enough to see everything."""
    told = mistakes_in(
        {"when": {"origin": "x", "message": "("}, "then": {"title": "{x}", "status": 1}},
        {"name": "a", "then": {"code": "{y}"}},
        {"name": "a"},
    )
    assert [line.partition(": ")[0] for line in told] == [
        "[0].when.origin",
        "[0].when.message",
        "[0].then.status",
        "[0].then.title",
        "[1].then.code",
        "[2].name",
    ]


def test_a_name_may_be_used_once() -> None:
    """Logs and metrics tell rules apart by it."""
    assert mistakes_in({"name": "a"}, {"name": "b"}, {"name": "a"}) == [
        '[2].name: errors.rules[0] has this name already: "a"'
    ]


COVERED: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    ({}, {"status": 404}, True),
    ({}, {}, True),
    ({"status": 404}, {"status": 404}, True),
    ({"status": [404, 500]}, {"status": 404, "message": "x"}, True),
    ({"status": 404}, {"status": [404, 500]}, False),
    ({"status": 404}, {}, False),
    ({"body": {"$.a": 1}}, {"body": {"$.a": 1, "$.b": 2}}, True),
    ({"body": {"$.a": 1}}, {"body": {"$.a": True}}, False),
    ({"body": {"$.a": 1}}, {"body": "1"}, False),
    ({"message": "x"}, {"message": "xy"}, False),
    ({"in_band": True}, {"in_band": True, "body": "x"}, True),
    ({"in_band": True}, {"in_band": False}, False),
    ({"headers": {"x-a": "1"}}, {"headers": {"x-b": "1"}}, False),
]


@pytest.mark.parametrize(("earlier", "later", "covered"), COVERED)
def test_a_rule_that_can_never_apply_is_a_mistake(
    earlier: dict[str, Any], later: dict[str, Any], covered: bool
) -> None:
    """Told where an earlier rule plainly takes all that it would; not where that takes thought."""
    rules = [{"name": "first", "when": earlier}, {"name": "second", "when": later}]
    if not covered:
        book(*rules)
        return
    (told,) = mistakes_in(*rules)
    assert told.startswith('[1].when: never applies: rule "first" before it takes all that this one would')


def test_names_of_the_configuration_are_checked_where_they_are_known() -> None:
    """A route, upstream or dialect that does not exist is a mistake."""
    when = {"route": "boks", "upstream": "fep", "dialect": "sprang"}
    assert mistakes_in({"when": when}, known=Known({"books"}, {"fep"}, {"spring"})) == [
        '[0].when.route: no route is called "boks" (did you mean books?)',
        '[0].when.dialect: no dialect is called "sprang" (did you mean spring?)',
    ]
