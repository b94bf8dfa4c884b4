"""Rule books at work: which rule applies, and what happens when one breaks."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gateway.config.error_model import RuleConfig
from gateway.errors.rules import RuleBook, compile_rules
from tests.envs import ListLog
from tests.errors.documents import DOCUMENTS, TEXT
from tests.errors.judging import PATH, book, fault, subject


def named(rules: RuleBook, **facts: Any) -> str | None:
    made = rules.judge(subject(fault(**facts)))
    return None if made is None else made.rule


def test_the_first_rule_that_applies_is_the_only_one() -> None:
    """Rules are tried in their order, whether or not they name a status."""
    rules = book(
        {"name": "narrow", "when": {"status": 404, "message": "book"}},
        {"name": "any-status", "when": {"message": "book"}},
        {"name": "all-404", "when": {"status": "4xx"}},
        {"name": "rest", "when": {}},
    )
    assert named(rules, status=404, message="no book") == "narrow"
    assert named(rules, status=500, message="no book") == "any-status"
    assert named(rules, status=404, message="no page") == "all-404"
    assert named(rules, status=500, message="no page") == "rest"


def test_no_rule_may_apply() -> None:
    """Then there is no ruling."""
    assert named(book({"when": {"status": 404}}), status=500) is None
    assert named(book(), status=500) is None


def test_rules_of_a_route_come_before_the_common_ones() -> None:
    """A book followed by another tries its own rules first, and both search the message."""
    common = book({"name": "common", "when": {"message": "token"}})
    route = book({"name": "route", "when": {"message": "expired"}})
    both = route.followed_by(common)
    assert named(both, message="token expired") == "route"
    assert named(both, message="token unknown") == "common"
    assert named(both, message="other") is None
    assert book().followed_by(common) is common
    assert route.followed_by(book()) is route


class Count:
    def __init__(self) -> None:
        self.counts: dict[str, float] = {}

    def counter(self, name: str, help: str, **labels: str) -> Count.One:
        assert help.endswith(".")
        return Count.One(self.counts, f"{name}/{labels['rule']}")

    class One:
        def __init__(self, counts: dict[str, float], name: str) -> None:
            self.counts, self.name = counts, name

        def inc(self, amount: float = 1.0) -> None:
            self.counts[self.name] = self.counts.get(self.name, 0) + amount


class Explosive(dict[str, object]):
    """A document that cannot be looked at."""

    def get(self, *_: object) -> Any:
        raise RuntimeError("secret")


def test_a_broken_rule_is_skipped_counted_and_logged_once() -> None:
    """The next rule has its turn, and the log does not quote what the exception says."""
    metrics, log = Count(), ListLog()
    configs = [
        RuleConfig.model_validate({"name": name, "when": when, "then": {}})
        for name, when in (("broken", {"in_band": True, "body": {"$.a": "x"}}), ("sound", {"status": 500}))
    ]
    rules = compile_rules(configs, PATH, metrics=metrics)
    broken = fault(in_band=True, document=Explosive())
    for _ in range(3):
        made = rules.judge(subject(broken, log=log))
        assert made is not None
        assert made.rule == "sound"
    assert rules.claims_in_band(subject(broken, log=log)) is False
    assert log.entries == [("error", "rule_broken", {"rule": "broken", "error": "RuntimeError"})]
    assert metrics.counts == {"rules_broken/broken": 4}


WHENS: list[dict[str, Any]] = [
    {"message": "(?P<word>a+)"},
    {"body": r"(\w+)"},
    {"body": {"$..a": {"pattern": "(?P<one>.)"}}},
    {"body": {"$.a": [1, "b", None, True]}, "headers": {"x": "(?P<h>.*)"}},
    {"body": {"$..[?@.code == $.code]": {"exists": True}}, "content_type": "text/*"},
    {"in_band": True, "body": {"$.errors[*].code": {"exists": False}}},
]

THENS: list[dict[str, Any]] = [
    {"code": "{$.code}", "status": "{$.status}", "detail": "{message} {$..message} {header.x}"},
    {"code": {"from": "{$.a}", "map": {"1": "x"}, "default": "d"}, "title": "{$} {path} {param.id}"},
    {"errors": {"each": "$..*", "detail": "{$} {message | 'x'}", "pointer": "{$.a}", "code": "{$.code}"}},
]


@given(
    st.sampled_from(WHENS),
    st.sampled_from(THENS),
    DOCUMENTS,
    st.none() | TEXT,
    TEXT,
    st.booleans(),
    st.integers(100, 999),
)
def test_judging_never_raises_and_never_breaks_a_rule(
    when: dict[str, Any],
    then: dict[str, Any],
    document: object,
    message: str | None,
    text: str,
    in_band: bool,
    status: int,
) -> None:
    """Whatever an upstream sends: no exception, no broken rule, and only texts that can be encoded."""
    log = ListLog()
    judged = subject(
        fault(status=status, document=document, message=message, text=text, in_band=in_band),
        fields={"x": text, "content-type": "text/plain"},
        log=log,
    )
    rules = book({"when": when, "then": then}, {"then": {"detail": "{message}"}})
    made = rules.judge(judged)
    rules.claims_in_band(judged)
    assert log.entries == []
    assert made is not None
    for item in made.items or ():
        item.detail.encode()
    assert made.status is None or 400 <= made.status <= 599
    for member in ("code", "title", "detail"):
        (getattr(made, member) or "").encode()
