"""The inventory knows shapes of errors: names, not values; bounded; fit to be seen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import inventory as module
from gateway.errors.inventory import Inventory, take_sample
from gateway.errors.shapes import member_names
from gateway.errors.washing import Washer
from gateway.exchange import Exchange, Fields
from gateway.faults import GatewayError
from tests.errors.judging import fault
from tests.errors.stage import Stage, reply

WASH = Washer().wash


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def record(kept: Inventory, document: Any, *, route: str = "books", status: int = 500) -> None:
    exchange = Exchange("GET", "/", None, Fields())
    exchange.route = route
    error = fault(dialect="generic", upstream_status=status, document=document, message="No luck at all")
    kept.record(exchange, error, None, WASH)


def counts(*documents: Any) -> list[int]:
    """How often each shape was seen."""
    kept = Inventory(Clock())
    for document in documents:
        record(kept, document)
    return [row["count"] for row in kept.rows()]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param({"a": 1}, {"a": "x"}, True, id="values do not count"),
        pytest.param({"a": 1}, {"b": 1}, False, id="names do"),
        pytest.param({"a": {"b": 1}}, {"a": {"c": 1}}, False, id="nested names do"),
        pytest.param({"a": {"b": 1}}, {"a": 1, "b": 1}, False, id="where they stand does"),
        pytest.param({"a": {"b": 1}, "c": 1}, {"a": {"b": 1, "c": 1}}, False, id="where an object ends does"),
        pytest.param({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"c": 1}]}, True, id="a list is its first entry"),
        pytest.param([{"b": 1}], [{"b": 1}, {"b": 2}], True, id="a list as a whole"),
        pytest.param(
            {"errors": {"x": ["bad"]}}, {"errors": {"y": ["bad"]}}, True, id="names of fields do not"
        ),
        pytest.param(None, None, True, id="no tree"),
    ],
)
def test_what_makes_a_shape(one: Any, other: Any, same: bool) -> None:
    """The names of members and their places."""
    assert counts(one, other) == ([2] if same else [1, 1])


def test_routes_and_statuses_are_kept_apart() -> None:
    """An operator looks for the route first."""
    kept = Inventory(Clock())
    for route, status in (("a", 500), ("b", 500), ("a", 400)):
        record(kept, {"x": 1}, route=route, status=status)
    assert [(row["route"], row["status"]) for row in kept.rows()] == [("a", 500), ("b", 500), ("a", 400)]
    assert len({row["id"] for row in kept.rows()}) == 3


def test_the_order_of_members_makes_no_other_id() -> None:
    """So that workers' rows can be added up."""
    kept = Inventory(Clock())
    record(kept, {"a": 1, "b": 2})
    record(kept, {"b": 1, "a": 2})
    assert len({row["id"] for row in kept.rows()}) == 1


def test_when_it_was_seen() -> None:
    """First and last, in seconds."""
    clock = Clock()
    kept = Inventory(clock)
    record(kept, {"a": 1})
    clock.now = 1060.0
    record(kept, {"a": 1})
    (row,) = kept.rows()
    assert (row["first_seen"], row["last_seen"], row["count"]) == (1000.0, 1060.0, 2)


def test_the_shape_not_seen_for_longest_makes_room() -> None:
    """There are SHAPES at most."""
    kept = Inventory(Clock())
    for at in range(module.SHAPES):
        record(kept, {f"a{at}": 1})
    record(kept, {"a0": 1})
    record(kept, {"new": 1})
    members = [row["members"][0] for row in kept.rows()]
    assert len(members) == module.SHAPES
    assert "a1" not in members
    assert members[-2:] == ["a0", "new"]


def test_samples_are_rationed() -> None:
    """A flood of new shapes costs no flood of washing; a shape without one gets one later."""
    clock = Clock()
    kept = Inventory(clock)
    for at in range(module.SAMPLES_A_SECOND + 1):
        record(kept, {f"a{at}": "x"})
    assert [row["sample"] is None for row in kept.rows()].count(True) == 1
    clock.now += 1
    record(kept, {f"a{module.SAMPLES_A_SECOND}": "x"})
    assert all(row["sample"] for row in kept.rows())


def test_a_sample_is_a_document_that_anybody_may_see() -> None:
    """Washed value by value, without secrets and debug members; what is harmless stays."""
    document = {
        "code": "E7",
        "message": "Bad key sk_live_0123456789abcdef",
        "sql": "select a from b",
        "where": "at com.example.Dao.find(Dao.java:12)",
        "count": 3,
        "db_password": "open sesame",
        "deep": {"list": ["x", {"n": None}]},
    }
    told = take_sample(fault(document=document), WASH)
    assert json.loads(told)["code"] == "E7"
    assert json.loads(told)["deep"] == {"list": ["x", {"n": None}]}
    assert json.loads(told)["where"] == "[washed]"
    for internal in ("sk_live", "select", "Dao", "sesame"):
        assert internal not in told


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=50),
        max_leaves=200,
    )
)
def test_any_document_has_names_and_a_sample(document: Any) -> None:
    """Never raises; bounded; a name that shows an internal is washed, and no other."""
    kept = Inventory(Clock())
    record(kept, document)
    (row,) = kept.rows()
    names = list(member_names(document))
    assert len(row["sample"]) <= module.SAMPLE_LIMIT
    harmless = {name for name in names[:64] if not name.strip() or WASH(name) == name}
    assert set(row["members"]) - {"[washed]"} == harmless - {"[washed]"}
    assert ("[washed]" in row["members"]) is (
        len(harmless) < len(set(names[:64])) or "[washed]" in names[:64]
    )


async def test_codes_are_counted() -> None:
    """MOST_CODES of a shape; one that is an internal is not shown."""
    stage = Stage()
    for code in ("A", "B", "A", "sk_live_0123456789abcdef", *(f"C{at}" for at in range(50))):
        await stage.answer(reply(500, {"code": code, "message": "No luck at all"}))
    (row,) = stage.inventory.rows()
    assert list(row["codes"].items())[:3] == [("A", 2), ("B", 1), ("C0", 1)]
    assert len(row["codes"]) == module.MOST_CODES - 1


async def test_every_error_of_an_upstream_is_recorded() -> None:
    """With the rule and the catalog's entry that took care of it; whatever was sent to the client."""
    rules = [{"name": "known", "when": {"code": "A"}, "then": {"code": "B"}}]
    stage = Stage({"rules": rules, "catalog": {"B": {"title": "T"}}, "default_code": "B"})
    await stage.answer(reply(500, {"code": "A", "message": "No luck at all"}))
    await stage.answer(reply(500, {"error": "No luck at all"}))
    known, unknown = stage.inventory.rows()
    assert (known["route"], known["dialect"], known["rule"], known["catalog"]) == (
        "books",
        "generic",
        "known",
        "B",
    )
    assert known["members"] == ["code", "message"]
    assert (unknown["rule"], unknown["catalog"]) == (None, None)
    assert unknown["confidence"] == 0.7


async def test_errors_that_pass_are_recorded_too() -> None:
    """In the format `passthrough`, and as the upstream's own problem documents."""
    stage = Stage(route={"format": "passthrough"})
    await stage.answer(reply(500, {"error": "No luck at all"}))
    assert len(stage.inventory.rows()) == 1
    body = b'{"type":"about:blank","title":"Bad Request","status":400,"detail":"No such month"}'
    stage = Stage()
    assert (await stage.answer(reply(400, body, "application/problem+json"))).body == body
    assert len(stage.inventory.rows()) == 1


async def test_errors_of_the_gateway_have_no_shape() -> None:
    """Their reasons are known."""
    stage = Stage()
    await stage.answer(GatewayError("connect_failed"))
    assert stage.inventory.rows() == []


async def test_an_inventory_that_breaks_breaks_no_answer() -> None:
    """It is counted and logged."""

    def broken() -> float:
        raise OSError

    stage = Stage(wall=broken)
    assert (await stage.answer(reply(500, {"code": "A", "message": "No luck at all"}))).json["code"] == "A"
    assert stage.metrics.counts["broken_steps", "step=inventory"] == 1


async def test_names_of_members_are_shown_without_internals() -> None:
    """An upstream may have made one of a path, an address or a key."""
    stage = Stage()
    body = {
        "message": "No luck at all",
        "10.0.0.5:8080": "x",
        "errors": {"AKIAIOSFODNN7EXAMPLE": ["is wrong"]},
    }
    await stage.answer(reply(500, body))
    row = stage.inventory.rows()[0]
    assert row["members"] == ["[washed]", "errors.*", "message"]
    assert "10.0.0.5" not in row["sample"]
    assert "AKIAIOSFODNN7EXAMPLE" not in row["sample"]
