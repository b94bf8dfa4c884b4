"""Drafts: what nobody takes care of, grouped, as YAML that the configuration's own reader takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.error_model import ErrorsConfig
from gateway.config.positions import read_document
from gateway.config.rehearsal import rehearse
from gateway.workbench.captured import Captured
from gateway.workbench.drafting import flow, scalar, write_drafts
from gateway.workbench.explanation import lay_out
from gateway.workbench.learning import draft_catalog, draft_rules, find_groups

AROUND = """\
upstreams: {u: {servers: ["http://localhost"]}}
routes: [{name: r, match: {prefix: /}, upstream: u}]
"""


def row(sample: Any, **facts: Any) -> dict[str, Any]:
    """A row of an inventory."""
    text = sample if isinstance(sample, str) else json.dumps(sample)
    seen = {"route": "r", "dialect": "generic", "status": 500, "confidence": 0.8, "count": 1, "codes": {}}
    return {**seen, "rule": None, "catalog": None, "sample": text, **facts}


def drafts(*rows: dict[str, Any], **errors: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rules and the catalog that are drafted for these rows."""
    groups, config = find_groups(rows), ErrorsConfig.model_validate(errors)
    return [draft.rule for draft in draft_rules(groups, config)], draft_catalog(groups, config)


def written(*rows: dict[str, Any], **errors: Any) -> str:
    groups, config = find_groups(rows), ErrorsConfig.model_validate(errors)
    return write_drafts(draft_rules(groups, config), draft_catalog(groups, config))


REFUSED = {"error": {"code": "E7", "message": "No luck at all"}}


def test_a_draft_says_where_code_and_message_stand() -> None:
    """In shadow mode, for this route, status, dialect and these members."""
    (rule,), catalog = drafts(row(REFUSED, codes={"E7": 2, "E8": 1}))
    assert rule == {
        "name": "r-generic-500",
        "mode": "shadow",
        "when": {
            "route": "r",
            "status": 500,
            "dialect": "generic",
            "body": {"$.error.code": {"exists": True}, "$.error.message": {"exists": True}},
        },
        "then": {"code": "{$.error.code}", "message": "{$.error.message}"},
    }
    entry = {"status": 500, "title": "Internal Server Error"}
    assert catalog == {"E7": entry, "E8": entry}


def test_what_is_taken_care_of_is_left_out() -> None:
    """By a rule or by an entry of the catalog."""
    assert drafts(row(REFUSED, rule="a"), row(REFUSED, catalog="E7")) == ([], {})


def test_shapes_that_one_rule_can_take_care_of_are_one() -> None:
    """Other members beside code and message make no other rule; counts and codes are added up."""
    more = {**REFUSED, "time": 1}
    (group,) = find_groups(
        [row(REFUSED, count=2, codes={"E7": 2}), row(more, count=3, codes={"E7": 1, "E8": 2})]
    )
    assert (group.count, group.codes) == (5, {"E7": 3, "E8": 2})


def test_an_error_in_band_gets_a_status() -> None:
    """And is looked for in successes."""
    (rule,), _ = drafts(row({"rt_cd": "1", "msg_cd": "E7", "msg1": "No luck at all"}, status=200))
    assert rule["when"]["in_band"] is True
    assert rule["then"]["status"] == 502


def test_an_error_without_a_code_gets_one() -> None:
    """Of route and status, with an entry in the catalog."""
    (rule,), catalog = drafts(row("Service is down", dialect="text", status=503))
    assert rule["then"] == {"code": "R-503"}
    assert catalog == {"R-503": {"status": 503, "title": "Service Unavailable", "retryable": True}}


def test_a_code_that_is_in_no_member() -> None:
    """Is the one that was recognized."""
    (rule,), catalog = drafts(row("AUTH-7|No luck at all", dialect="text-code", codes={"AUTH-7": 1}))
    assert rule["then"]["code"] == "{code}"
    assert list(catalog) == ["AUTH-7"]


def test_codes_of_another_pattern_become_the_teams() -> None:
    """All of them the default one, as a table to be filled in; without a default, none."""
    known = row(REFUSED, codes={"E7": 2})
    (rule,), catalog = drafts(known, code_pattern="[A-Z]+-[0-9]+", default_code="T-0")
    assert rule["then"]["code"] == {"from": "{$.error.code}", "map": {"E7": "T-0"}, "default": "T-0"}
    assert catalog == {}
    (rule,), _ = drafts(known, code_pattern="[A-Z]+-[0-9]+")
    assert "code" not in rule["then"]


def test_names_are_new() -> None:
    """Different from each other and from those that there are."""
    taken = [{"name": "r-generic-500", "when": {}, "then": {}}]
    rules, _ = drafts(row(REFUSED), row({"message": "No luck at all"}), rules=taken)
    assert [rule["name"] for rule in rules] == ["r-generic-500-2", "r-generic-500-3"]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([row(REFUSED, codes={"1e5": 1, "true": 1, "010": 1, "a: b": 1, "${X}": 1})], id="codes"),
        pytest.param([row({"a b": {"it's": "No luck at all"}, "x": "\u2028#\x85${A}"})], id="odd names"),
        pytest.param([row(REFUSED), row({"message": "No luck"}), row("", dialect="none")], id="several"),
        pytest.param([row(REFUSED, route="", status=200), row(REFUSED, status=418)], id="statuses"),
    ],
)
def test_a_draft_can_be_served(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    """`errgate check` finds no mistake in it, in shadow mode and enforced."""
    text = written(*rows)
    for drafted in (text, text.replace("mode: shadow", "mode: enforce")):
        file = tmp_path / "config.yaml"
        file.write_text(AROUND + drafted, "utf-8")
        config = rehearse(file, {}).config
        assert len(config.errors.rules) == len(rows)


# A number of more digits stays text for the reader.
_SINGLE = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=20)
_NAMES = st.text(max_size=8)


@given(
    st.recursive(
        _SINGLE,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
        max_leaves=8,
    )
)
def test_what_is_written_is_what_is_read(value: Any) -> None:
    """By errgate's own reader, whatever the text looks like."""
    assert read_document(f"a: {flow(value)}\n").data == {"a": value}


@pytest.mark.parametrize("text", ["true", "null", "1e5", "010", "a b", "a:b", "-", "", "\u2028", "#x"])
def test_text_stays_text(text: str) -> None:
    """What YAML would read as something else is quoted."""
    assert read_document(f"a: {scalar(text)}").data == {"a": text}


def test_a_comment_is_one_line() -> None:
    """Whatever a sample holds."""
    lines = written(
        row('{"message": "a\\nb"}\nerrors: {}\x85\u2028x'),
    ).splitlines()
    assert [line for line in lines if not line.startswith((" ", "#")) and line] == ["errors:"]


async def test_responses_become_rows() -> None:
    """Laid on a configuration, what it does not take care of is left to learn."""
    bench = lay_out(None, None)
    for code in ("E7", "E8"):
        body = json.dumps({"code": code, "message": "No luck at all"}).encode()
        await bench.answer(Captured(500, ((b"Content-Type", b"application/json"),), body))
    (group,) = find_groups(bench.inventory.rows())
    assert group.codes == {"E7": 1, "E8": 1}
    assert group.code_path == "$.code"
