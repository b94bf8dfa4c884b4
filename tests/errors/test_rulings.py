"""`then`: what a rule changes."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors.rulings import MEMBERS
from gateway.faults import Fault, FaultItem
from tests.errors.judging import book, fault, ruling, subject

BODY: dict[str, Any] = {
    "rt_cd": "1",
    "status": "404",
    "error": {"code": 7, "description": "Table GL Data not found", "user": "kim"},
    "errors": [
        {"message": "must be positive", "path": "amount", "code": 12},
        {"message": "", "path": "ignored"},
        {"message": "is required", "header": "x-id"},
        "no object",
        {"message": "no place"},
    ],
}


def kis() -> Fault:
    return fault(
        status=500,
        upstream_status=500,
        code="EGW00123",
        message="user kim does not exist",
        detail="long",
        dialect="kis",
        document=BODY,
        text="user kim does not exist",
        trace_id="t-9",
    )


VALUES: list[tuple[str, object, str, object]] = [
    ("code", "FEP-SEC-01001", "code", "FEP-SEC-01001"),
    ("code", 1001, "code", "1001"),
    ("code", "FEP-{$.error.code}", "code", "FEP-7"),
    ("code", "{$.nothing}", "code", None),
    ("status", 404, "status", 404),
    ("status", "404", "status", 404),
    ("status", "{$.status}", "status", 404),
    ("status", "{$.error.code}", "status", None),
    ("status", "{$.nothing}", "status", None),
    ("title", "Not there", "title", "Not there"),
    ("message", "{$.error.description | message}", "message", "Table GL Data not found"),
    ("detail", "{$.nothing | message}", "detail", "user kim does not exist"),
    ("detail", "{$.nothing}", "detail", None),
    ("detail", "{detail}", "detail", "long"),
    ("detail", "{status}/{upstream_status}/{origin}/{dialect}", "detail", "500/500/upstream/kis"),
    ("detail", "{route}/{upstream}/{method}/{path}", "detail", "securities/fep/POST//fep/orders/7"),
    ("detail", "{request_id}/{trace_id}/{code}", "detail", "r-1/t-9/EGW00123"),
    ("detail", '{reason | "none"}', "detail", "none"),
    ("detail", "order {param.id}", "detail", "order 7"),
    ("detail", "{param.nothing}", "detail", None),
    ("detail", "{header.X-Code}", "detail", "E17"),
    ("detail", "{$.rt_cd}", "detail", "1"),
    ("detail", "{$.error.code}", "detail", "7"),
    ("cause", "{message}", "cause", "user kim does not exist"),
    ("action", "Ask again.", "action", "Ask again."),
    ("help", "https://example.com/{code}", "help", "https://example.com/EGW00123"),
    ("retryable", False, "retryable", False),
    ("wash", False, "wash", False),
]


def test_what_a_rule_wants_of_every_error_is_made_once() -> None:
    """A ruling of literals is one object; one with a template is the error's own."""
    rules = book(
        {"when": {"status": 404}, "then": {"code": "A", "status": 410, "title": "Gone", "retryable": False}},
        {"then": {"code": "A", "detail": "{message}"}},
    )
    literal = [rules.judge(subject(fault(status=404, message=text))) for text in ("one", "other")]
    assert literal[0] is literal[1]
    own = [rules.judge(subject(fault(message=text))) for text in ("one", "other")]
    assert [made and made.detail for made in own] == ["one", "other"]


@pytest.mark.parametrize(("key", "source", "member", "value"), VALUES)
def test_each_key_of_then_sets_its_member(key: str, source: object, member: str, value: object) -> None:
    """Literals, templates and booleans; a template without a value changes nothing."""
    made = ruling({key: source}, subject(kis(), fields={"x-code": "E17"}))
    assert getattr(made, member) == value
    others = [name for name in MEMBERS if name not in ("rule", "literal", member)]
    assert all(getattr(made, name) is None for name in others)


LOOKUPS: list[tuple[str, dict[str, Any], object]] = [
    ("code", {"from": "{$.rt_cd}", "map": {"1": "A", "2": "B"}}, "A"),
    ("code", {"from": "{$.rt_cd}", "map": {1: "A"}}, "A"),
    ("code", {"from": "{$.error.code}", "map": {7: 1001}}, "1001"),
    ("code", {"from": "{$.error.code}-{code}", "map": {"7-EGW00123": "C"}}, "C"),
    ("code", {"from": "{$.rt_cd}", "map": {"9": "A"}, "default": "D"}, "D"),
    ("code", {"from": "{$.rt_cd}", "map": {"9": "A"}}, None),
    ("code", {"from": "{$.nothing}", "map": {"9": "A"}, "default": "D"}, "D"),
    ("code", {"from": "{$.nothing}", "map": {"": "empty"}, "default": "D"}, "empty"),
    ("status", {"from": "{$.error.code}", "map": {7: 404}, "default": 502}, 404),
    ("status", {"from": "{$.rt_cd}", "map": {7: 404}, "default": "502"}, 502),
]


@pytest.mark.parametrize(("key", "config", "value"), LOOKUPS)
def test_a_value_is_looked_up_by_its_text(key: str, config: dict[str, Any], value: object) -> None:
    """Numbers and text are the same key; what is not in the map gives the default, or changes nothing."""
    assert getattr(ruling({key: config}, subject(kis())), key) == value


GROUPS: list[tuple[dict[str, Any], str, str | None]] = [
    ({"message": r"user (?P<user>\w+) does"}, "{group.user}", "kim"),
    ({"message": r"user (\w+) does"}, "{group.1} in {group.0}", "kim in user kim does"),
    ({"message": r"(?P<none>x)?user"}, "{group.none}", None),
    ({"body": r"(\w+)$"}, "{group.1}", "exist"),
    ({"headers": {"x-code": "E(?P<number>[0-9]+)"}}, "{group.number}", "17"),
    ({"body": {"$.errors[*].message": {"pattern": "is (?P<what>.*)"}}}, "{group.what}", "required"),
    (
        {"message": r"user (?P<user>\w+)", "body": "does (?P<verb>.*)"},
        "{group.user} {group.verb}",
        "kim not exist",
    ),
    ({"message": "user", "body": r"(\w+)$"}, "{group.1}", "exist"),
]


@pytest.mark.parametrize(("when", "template", "text"), GROUPS)
def test_groups_of_the_patterns_are_names_in_templates(
    when: dict[str, Any], template: str, text: str | None
) -> None:
    """By name, or by number where one pattern alone has groups."""
    assert ruling({"detail": template}, subject(kis(), fields={"x-code": "E17"}), when).detail == text


def test_a_list_becomes_items() -> None:
    """One item for each entry with a detail; the first place that has a value says what it is about."""
    made = ruling(
        {
            "errors": {
                "each": "$.errors[*]",
                "detail": "{$.message}",
                "code": "{$.code}",
                "pointer": "{$.path}",
                "header": "{$.header}",
            }
        },
        subject(kis()),
    )
    assert made.items == [
        FaultItem("must be positive", code="12", place="pointer", name="#/amount"),
        FaultItem("is required", place="header", name="x-id"),
        FaultItem("no place"),
    ]


def test_templates_of_items_may_use_the_names_of_the_fault() -> None:
    """Only `$` changes its meaning, for the items alone."""
    made = ruling(
        {"errors": {"each": "$.errors[0]", "detail": "{code}: {$.message}"}, "detail": "{$.rt_cd}"},
        subject(kis()),
    )
    assert made.items == [FaultItem("EGW00123: must be positive")]
    assert made.detail == "1"


def test_no_entries_change_nothing() -> None:
    """A list that is empty or absent is not an empty list of errors."""
    assert ruling({"errors": {"each": "$.none[*]", "detail": "{$.m}"}}, subject(kis())).items is None


POINTERS = [
    ("#/a/b", "#/a/b"),
    ("/a/b", "#/a/b"),
    ("amount", "#/amount"),
    ("a/b~c", "#/a~1b~0c"),
    ("#", "#"),
]


@pytest.mark.parametrize(("written", "pointer"), POINTERS)
def test_pointers_are_uri_fragments(written: str, pointer: str) -> None:
    """RFC 6901 §6; a bare name is escaped and taken for a member of the root."""
    judged = subject(fault(document=[{"p": written}]))
    items = ruling({"errors": {"each": "$[*]", "detail": "x", "pointer": "{$.p}"}}, judged).items
    assert items == [FaultItem("x", place="pointer", name=pointer)]


def test_a_ruling_tells_its_own_words_from_those_of_a_template() -> None:
    """Only texts without a template are the rule's own; the others may hold anything."""
    made = ruling({"title": "Ask us", "detail": "Said: {message}"}, subject(kis()))
    assert made.literal == {"title"}


def test_a_ruling_shows_what_it_sets() -> None:
    """For logs and assertions."""
    assert repr(ruling({"code": "X"}, subject(kis()))) == "Ruling({'code': 'X', 'rule': 'rule-0'})"
