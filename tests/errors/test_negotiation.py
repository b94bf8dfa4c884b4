"""The format of an error is the route's own unless `Accept` names another."""

from __future__ import annotations

import pytest

from gateway.errors.formats import ENVELOPE, PROBLEM, Format
from gateway.errors.html_page import HTML_PAGE
from gateway.errors.negotiation import accept_of, compile_negotiation
from gateway.errors.plain_text import PLAIN_TEXT
from gateway.errors.problem_xml import PROBLEM_XML
from gateway.exchange import Fields

BOOKS = Format.of("books", "application/vnd.books+json; charset=utf-8", lambda _: b"{}")
ALL = (PROBLEM, ENVELOPE, PROBLEM_XML, BOOKS, HTML_PAGE, PLAIN_TEXT)


@pytest.mark.parametrize("default", [PROBLEM, ENVELOPE, PROBLEM_XML, BOOKS], ids=lambda form: form.name)
@pytest.mark.parametrize(
    "accept",
    [
        None,
        "",
        "*/*",
        "application/json",
        "application/*",
        "application/json, text/plain, */*",
        "application/xml, */*;q=0.1",
        "text/*, application/json;q=0.1",
        "image/png",
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
            HTML_PAGE,
            id="a browser",
        ),
        pytest.param("text/html", HTML_PAGE, id="a page and nothing else"),
        pytest.param("text/html, application/json", ENVELOPE, id="a page or JSON"),
        pytest.param("text/html;q=0.9, application/json", ENVELOPE, id="rather JSON than a page"),
        pytest.param("text/html;q=0", ENVELOPE, id="anything but a page"),
        pytest.param("text/plain", PLAIN_TEXT, id="a terminal"),
        pytest.param("text/plain, */*;q=0.01", PLAIN_TEXT, id="rather text than anything"),
        pytest.param("application/json, text/plain, */*", ENVELOPE, id="a library's habit"),
        pytest.param("text/plain;q=0.5, text/html;q=0.4", PLAIN_TEXT, id="rather text than a page"),
        pytest.param("application/xml", PROBLEM_XML, id="XML and nothing else"),
        pytest.param("text/xml", PROBLEM_XML, id="XML by its old name"),
        pytest.param("application/xml;q=0.9, application/soap+xml", PROBLEM_XML, id="a client of SOAP"),
        pytest.param("text/*", PLAIN_TEXT, id="text and nothing else"),
        pytest.param("text/*;q=0.2, text/xml", PROBLEM_XML, id="rather XML than text"),
        pytest.param("application/xml, text/html;q=0.5", HTML_PAGE, id="what is named goes before its kin"),
        pytest.param("application/xml;q=0", ENVELOPE, id="anything but XML"),
    ],
)
def test_another_format_is_chosen_by_its_media_type(accept: str, chosen: Format) -> None:
    """Spelled out and heavier than what the route's own format gets."""
    assert compile_negotiation(ENVELOPE, ALL)(accept) is chosen


def test_a_teams_own_format_of_a_media_type_is_the_one_that_is_offered() -> None:
    """Ours come last in the offers."""
    page = Format.of("page", "text/html", lambda _: b"")
    assert compile_negotiation(ENVELOPE, (page, HTML_PAGE))("text/html") is page


@pytest.mark.parametrize(
    ("raw", "accept"),
    [
        ((), None),
        (((b"Host", b"a"), (b"ACCEPT", b"text/html"), (b"accept", b"*/*")), "text/html"),
        (((b"Expect", b"x"), (b"Accept-Language", b"ko")), None),
        (((b"accept", b"\xff"),), "\udcff"),
    ],
    ids=["none", "the first counts", "names that resemble it", "any bytes"],
)
def test_accept_is_read_as_any_field_is(raw: tuple[tuple[bytes, bytes], ...], accept: str | None) -> None:
    """Whatever the case of its name, and without an index of the others."""
    fields = Fields(raw)
    assert accept_of(fields) == accept == fields.get("accept")
