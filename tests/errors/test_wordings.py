"""Answers that are used again: for which errors, and that their number is bounded."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors.answer import Answer
from gateway.errors.formats import ENVELOPE, PROBLEM
from gateway.errors.html_page import HTML_PAGE
from gateway.errors.wordings import LONGEST, MOST, Wordings, wording_key
from gateway.faults import Fault, FaultItem, GatewayError
from tests.errors.stage import Stage, reply

ID = "6f1c0a52-1111-4222-8333-123456789abc"


def answer_of(detail: str = "Down.") -> Answer:
    answer = Answer(500, "Internal Server Error", detail)
    answer.id, answer.method, answer.path, answer.instance = ID, "GET", "/secret", f"urn:uuid:{ID}"
    return answer


def offer(wordings: Wordings, key: tuple[object, ...], detail: str = "Down.", chosen: Any = PROBLEM) -> None:
    answer = answer_of(detail)
    wordings.keep(key, answer, chosen.write(answer), chosen)


def test_an_answer_is_kept_when_it_is_needed_the_second_time() -> None:
    """And holds nothing of the request that it was made for."""
    wordings = Wordings()
    offer(wordings, ("a",))
    assert wordings.get(("a",)) is None
    offer(wordings, ("a",))
    kept = wordings.get(("a",))
    assert kept is not None
    assert kept.answer is not None
    assert (kept.answer.id, kept.answer.path, kept.answer.instance) == ("", "", None)
    other = ID.replace("6", "7")
    assert kept.write(other) == PROBLEM.write(answer_of()).replace(ID.encode(), other.encode())
    assert kept.write("") is None


def test_an_answer_without_a_place_for_the_request_is_written_as_it_is() -> None:
    """The envelope does not say which request it was."""
    wordings = Wordings()
    offer(wordings, ("a",), chosen=ENVELOPE)
    offer(wordings, ("a",), chosen=ENVELOPE)
    kept = wordings.get(("a",))
    assert kept is not None
    assert kept.write(ID) == ENVELOPE.write(answer_of())


@pytest.mark.parametrize(
    ("detail", "chosen"), [("x" * LONGEST, PROBLEM), ("Down.", HTML_PAGE)], ids=["long", "a page"]
)
def test_what_is_long_or_tells_more_of_the_request_is_not_kept(detail: str, chosen: Any) -> None:
    """A page shows method and path; a long answer is rare."""
    wordings = Wordings()
    for _ in range(3):
        offer(wordings, ("a",), detail, chosen)
    assert len(wordings) == 0


def test_the_number_of_answers_is_bounded() -> None:
    """Texts of clients and upstreams that all differ keep nothing; those that come twice make room."""
    wordings = Wordings()
    for number in range(5 * MOST):
        offer(wordings, (number, "once"))
    assert len(wordings) < 10
    for number in range(2 * MOST):
        offer(wordings, (number,))
        offer(wordings, (number,))
    assert len(wordings) == MOST


def test_what_an_answer_depends_on_is_in_its_key() -> None:
    """Route, format, status, code, message, detail, heading, reason: any other value, another key."""
    made: dict[str, Any] = {
        "code": "C",
        "message": "M",
        "detail": "D",
        "heading": "H",
        "upstream_status": 500,
    }
    faults = [Fault("upstream", 500, **made)]
    for name in made:
        other = 501 if name == "upstream_status" else "other"
        faults.append(Fault("upstream", 500, **{**made, name: other}))
    faults += [Fault("upstream", 502), Fault.from_error(GatewayError("reset"))]
    keys = [wording_key("a", PROBLEM, fault, None, by_document=False) for fault in faults]
    keys += [wording_key("b", PROBLEM, faults[0], None, by_document=False)]
    keys += [wording_key("a", ENVELOPE, faults[0], None, by_document=False)]
    assert None not in keys
    assert len(set(keys)) == len(keys)


def test_what_a_plugin_made_with_items_or_a_document_is_always_worded_anew() -> None:
    """Nobody knows what it may do to them later."""
    listed = Fault("gateway", 400, items=[FaultItem("no")])
    assert wording_key("a", PROBLEM, listed, None, by_document=False) is None
    assert wording_key("a", PROBLEM, Fault("gateway", 400), None, by_document=True) is None


async def test_bodies_that_differ_elsewhere_have_the_same_answer() -> None:
    """A time stamp in the body changes nothing of what clients read."""
    stage = Stage()
    answers = [
        (await stage.answer(reply(500, {"message": "Down.", "timestamp": f"2026-11-22T20:00:0{at}"}))).body
        for at in range(6)
    ]
    assert answers == answers[:1] * 6


async def test_a_template_of_a_rule_is_filled_for_each_body() -> None:
    """What a rule takes from the body is part of what an answer depends on."""
    rule = {"name": "n", "when": {"status": 500}, "then": {"title": "Order {$.order}", "detail": "{message}"}}
    stage = Stage({"rules": [rule]})
    for order in (1, 2, 1, 2, 1, 2):
        answer = await stage.answer(reply(500, {"message": "Down.", "order": order}))
        assert answer.json["title"] == f"Order {order}"


async def test_errors_of_the_gateway_are_worded_once_too() -> None:
    """A flood of refusals; each names its own request, and an own message is another answer."""
    stage = Stage()
    for number in range(4):
        id = ID[:-1] + str(number)
        first = await stage.answer(GatewayError("rate_limited"), id=id)
        second = await stage.answer(GatewayError("rate_limited", message=f"Wait {number % 2} s."), id=id)
        assert first.json["instance"] == second.json["instance"] == f"urn:uuid:{id}"
        assert first.json["detail"] != second.json["detail"] == f"Wait {number % 2} s."
