"""All rules of a book matched at once: the same comes out as when they are tried one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from gateway.config.error_model import RuleConfig
from gateway.errors.checks import Check, Source, Topic
from gateway.errors.conditions import Known, compile_when
from gateway.errors.matching import NONE, Matcher
from gateway.errors.patterns import Pattern, encode
from gateway.errors.reader import Reader
from gateway.errors.readings import VERDICTS, ReadFault
from gateway.errors.rules import Chapter, RuleBook, compile_rules
from gateway.errors.subject import Scope, Subject
from gateway.exchange import Fields, Reply
from tests.envs import ListLog
from tests.errors.conditions_written import (
    ABOUT_BODIES,
    CIRCUMSTANCES,
    DOCUMENTS_MET,
    FACTS,
    FIELDS,
    TEXTS,
    WHENS,
    merged,
)
from tests.errors.judging import PATH, book, fault, subject


def checks_of(when: dict[str, Any]) -> list[Check]:
    config = RuleConfig.model_validate({"name": "rule", "when": when, "then": {}})
    return compile_when(config.when, PATH, Known(), []).checks


def holds(check: Check, scope: Scope) -> bool:
    """What a check asks, in the plainest words."""
    seen = list(check.topic.look(scope))
    if isinstance(check.answers, Pattern):
        return any(check.answers.holds(encode(text)) for text in seen)
    return any(value in check.answers for value in seen)


def applying(find: Callable[[int], int], rules: int) -> Iterator[int]:
    """All places that are found, one search after the other."""
    left = (1 << rules) - 1
    while (place := find(left)) != NONE:
        assert left >> place & 1
        yield place
        left &= -2 << place


def check_all(matcher: Matcher, rules: list[list[Check]], judged: Subject) -> None:
    """Every rule that applies is found, in its order, and no other; among all, and alone."""
    expected = [
        place for place, checks in enumerate(rules) if all(holds(check, Scope(judged)) for check in checks)
    ]
    scope = Scope(judged)
    assert list(applying(partial(matcher.first, scope), len(rules))) == expected
    assert [place for place in range(len(rules)) if matcher.first(scope, 1 << place) == place] == expected
    assert [place for place in range(len(rules)) if matcher.holds(scope, place)] == expected


# A book with every condition alone, and with another.
CONDITIONS = [*ABOUT_BODIES, *CIRCUMSTANCES]
PAIRS = [merged([one, CONDITIONS[at * 7 % len(CONDITIONS)]]) for at, one in enumerate(CONDITIONS)]
BOOK = [checks_of(when) for when in (*CONDITIONS, *PAIRS)]
MATCHER = Matcher(BOOK)


@pytest.mark.parametrize("document", DOCUMENTS_MET, ids=json.dumps)
def test_every_kind_of_condition_is_found_where_it_holds(document: object) -> None:
    """Whatever the body is; message, text and code as well."""
    for text in TEXTS:
        facts = {"message": text, "code": text, "text": text}
        check_all(MATCHER, BOOK, subject(fault(document=document, **facts), fields={"x": text}))


@given(st.lists(WHENS, max_size=12), st.lists(st.tuples(FACTS, FIELDS), min_size=1, max_size=4))
def test_what_is_found_is_what_each_rule_says_by_itself(
    whens: list[dict[str, Any]], errors: list[tuple[dict[str, Any], dict[str, str]]]
) -> None:
    """Whatever rules there are, for one error after the other."""
    rules = [checks_of(when) for when in whens]
    matcher = Matcher(rules)
    for facts, fields in errors:
        check_all(matcher, rules, subject(fault(**facts), fields=fields))


# What a plugin put in the place of what was read, error by error. The first two with a body are read.
RUN: list[tuple[str, object]] = [
    *[("", None)] * 4,
    ("message", "b"),
    ("text", "b"),
    ("document", {"a": {"b": "ab"}}),
    ("", None),
]


# Some rules at a time, of one topic; few enough for what is found to be remembered.
SOME = [
    sum(1 << place for place, checks in enumerate(BOOK) if any(check.key == key for check in checks))
    for key in ("message", "body", "body[$]", "body[$.a]", "body[$.a.b]", "body[$..code]", "body[$.b]")
]


def test_what_is_remembered_of_a_body_is_what_would_be_found_anew() -> None:
    """Whatever came before, on whatever route, and whatever a plugin changed since."""
    reader = Reader(ListLog(), pytest.fail)
    for member, value in RUN:
        for body in DOCUMENTS_MET:
            for route in ("securities", "other"):
                read = read_json(reader, body)
                if member:
                    setattr(read, member, value)
                scope = Scope(subject(read, route=route))
                found = [MATCHER.first(scope, rules) for rules in SOME]
                assert found == [first_by_itself(scope, rules) for rules in SOME]


def first_by_itself(scope: Scope, rules: int) -> int:
    applying = (place for place in range(len(BOOK)) if rules >> place & 1 and MATCHER.holds(scope, place))
    return next(applying, NONE)


def read_json(reader: Reader, body: object) -> ReadFault:
    reply = Reply(500, Fields([(b"Content-Type", b"application/json")]))
    return reader.read_error(json.dumps(body).encode(), reply)


def test_a_body_that_repeats_is_judged_without_being_decoded() -> None:
    """From the third time on: the first two are read."""
    rules = book({"when": {"body": {"$.code": "A"}}}, {"when": {"body": {"$.code": "B"}, "message": "Down"}})
    reader = Reader(ListLog(), pytest.fail)
    decoded = []
    for _ in range(5):
        read = read_json(reader, {"code": "B", "message": "Down."})
        made = rules.judge(subject(read))
        assert made is not None
        assert made.rule == "rule-1"
        decoded.append(not read.is_shared)
    assert decoded == [True, True, True, False, False]


def test_what_a_body_is_remembered_for_is_bounded() -> None:
    """However many books judge it."""
    reader = Reader(ListLog(), pytest.fail)
    for _ in range(3):
        read = read_json(reader, {"message": "Down."})
    for _ in range(3 * VERDICTS):
        assert book({"when": {"message": "Down"}}).judge(subject(read)) is not None
        assert 1 <= len(read.reading.verdicts) <= VERDICTS


class BrokenDocument(dict[str, object]):
    """A body that cannot be looked at."""

    def get(self, *_: object) -> Any:
        raise RuntimeError

    def keys(self) -> Any:
        raise RuntimeError

    def values(self) -> Any:
        raise RuntimeError


class BrokenIndex(CIMultiDict[str]):
    """A header that cannot be looked at."""

    def getall(self, *_: object) -> Any:
        raise RuntimeError


@pytest.mark.parametrize("breaking", [("document",), ("fields",), ("document", "fields")], ids=" and ".join)
@given(
    st.lists(st.tuples(WHENS, st.sampled_from(["enforce", "enforce", "shadow"])), max_size=12), FACTS, FIELDS
)
def test_a_rule_that_breaks_is_skipped_wherever_it_breaks(
    breaking: tuple[str, ...],
    rules: list[tuple[dict[str, Any], str]],
    facts: dict[str, Any],
    fields: dict[str, str],
) -> None:
    """It alone: the ruling, and the rules that are told as broken, are those of a trial one by one."""
    configs = [
        RuleConfig.model_validate({"name": f"rule-{at}", "when": when, "then": {}, "mode": mode})
        for at, (when, mode) in enumerate(rules)
    ]
    # Each by itself: some may be unreachable, which a configuration must not have.
    compiled = [rule for config in configs for rule in compile_rules([config], PATH).rules]
    log = ListLog()
    broken = {"document": BrokenDocument()} if "document" in breaking else {}
    judged = subject(fault(**facts | broken), fields=fields, log=log)
    if "fields" in breaking:
        judged.fields = Fields(judged.fields.raw, BrokenIndex(judged.fields.index))

    expected, skipped = None, []
    for rule in compiled:
        if not rule.shadow:
            try:
                checks = sorted(rule.condition.checks, key=lambda check: check.topic[1::-1])
                if all(holds(check, Scope(judged)) for check in checks):
                    expected = rule.name
                    break
            except RuntimeError:
                skipped.append(rule.name)
    made = RuleBook([Chapter(compiled[:5]), Chapter(compiled[5:])]).judge(judged)
    assert (None if made is None else made.rule) == expected
    assert [values["rule"] for _, _, values in log.entries] == skipped


def counted(name: str, source: Source, values: tuple[object, ...], looks: list[str]) -> Topic:
    """A topic that tells when it is looked at."""

    def look(_: Scope) -> tuple[object, ...]:
        looks.append(name)
        return values

    return Topic(name, source, look)


def wanting(topic: Topic, value: object, *members: str) -> Check:
    return Check(topic.name, value, topic, frozenset([value]), lambda _: None, members)


@pytest.mark.parametrize("source", list(Source), ids=lambda source: source.name)
def test_a_topic_is_looked_at_once_for_all_rules(source: Source) -> None:
    """A hundred rules ask for a code each, and the error has the last of them."""
    looks: list[str] = []
    topic = counted("code", source, (99,), looks)
    matcher = Matcher([wanting(topic, value)] for value in range(100))
    assert matcher.first(Scope(subject(fault())), (1 << 100) - 1) == 99
    assert looks == ["code"]


def test_what_a_body_does_not_have_is_not_looked_at() -> None:
    """A hundred rules ask for members of their own; only what the body has is looked at."""
    looks: list[str] = []
    rules = [
        [wanting(counted(f"m{at}", Source.DOCUMENT, (1,), looks), 1, "error", f"m{at}")] for at in range(100)
    ]
    scope = Scope(subject(fault(document={"m1": 1, "error": {"m70": 1, "m80": 1, "other": 1}})))
    assert Matcher(rules).first(scope, (1 << 100) - 1) == 70
    assert looks == ["m70"]


def test_what_is_costly_is_not_looked_at_once_a_rule_applies() -> None:
    """Nor for a rule whose cheaper conditions do not hold."""
    looks: list[str] = []
    cheap, dear = counted("code", Source.FACTS, (1,), looks), counted("body", Source.TEXT, (1,), looks)
    rules = [[wanting(dear, 1), wanting(cheap, 2)], [wanting(cheap, 1)], [wanting(dear, 1)]]
    assert Matcher(rules).first(Scope(subject(fault())), 0b111) == 1
    assert looks == ["code"]
