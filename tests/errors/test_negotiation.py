"""The format of an error is the route's own unless `Accept` names another."""

from __future__ import annotations

import pytest

from gateway.errors.formats import ENVELOPE, PROBLEM, Format
from gateway.errors.negotiation import compile_negotiation
from gateway.errors.problem_xml import PROBLEM_XML

BOOKS = Format.of("books", "application/vnd.books+json; charset=utf-8", lambda _: b"{}")
ALL = (PROBLEM, ENVELOPE, PROBLEM_XML, BOOKS)


@pytest.mark.parametrize("default", ALL, ids=lambda form: form.name)
@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "application/json",
        "application/*",
        "text/html",
        "application/json, text/plain, */*",
        "nonsense",
    ],
)
def test_a_general_accept_gets_the_format_of_the_route(default: Format, accept: str | None) -> None:
    """What names no other format's own media type chooses none; 406 does not exist."""
    assert compile_negotiation(default, ALL)(accept) is default


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        pytest.param("application/problem+json", PROBLEM, id="by its own type"),
        pytest.param("Application/Problem+XML", PROBLEM_XML, id="in any case"),
        pytest.param("application/vnd.books+json", BOOKS, id="a team's format, without its parameters"),
        pytest.param("application/problem+xml, */*;q=0.5", PROBLEM_XML, id="weighed above the rest"),
        pytest.param("application/problem+xml;q=0.5, */*", ENVELOPE, id="weighed below the rest"),
        pytest.param("application/problem+json, application/json", ENVELOPE, id="a tie leaves it as it is"),
        pytest.param(
            "application/problem+xml;q=0.2, application/problem+json;q=0.3", PROBLEM, id="the heavier"
        ),
        pytest.param("application/problem+json;q=0", ENVELOPE, id="a refusal chooses nothing"),
        pytest.param(
            "x/y," * 20 + "z/" + "z" * 300 + ",application/problem+xml", PROBLEM_XML, id="a long list"
        ),
        pytest.param(
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            ENVELOPE,
            id="a browser's habit",
        ),
    ],
)
def test_another_format_is_chosen_by_its_media_type(accept: str, chosen: Format) -> None:
    """Spelled out and heavier than what the route's own format gets."""
    assert compile_negotiation(ENVELOPE, ALL)(accept) is chosen
