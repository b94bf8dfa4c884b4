"""An error as a page and as lines of text: what stands there, and that nobody's words can add anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.errors.answer import Answer, AnswerItem
from gateway.errors.html_page import write_page
from gateway.errors.plain_text import write_text
from tests.errors.stage import Stage, reply

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def _refused() -> Answer:
    answer = Answer(422, "Order refused", "The order was refused.")
    answer.explanation = "The order was refused. Two fields are wrong."
    answer.code, answer.id = "ORD-1", "6f1c"
    answer.items = [
        AnswerItem("must be positive", code="min", place="pointer", name="#/amount"),
        AnswerItem("something else"),
    ]
    answer.cause, answer.action, answer.help = (
        "A typing error.",
        "Correct it.",
        "https://help.example.com/?a=1&b",
    )
    return answer


def _page(answer: Answer) -> etree._Element:
    return etree.fromstring(write_page(answer), etree.HTMLParser(encoding="utf-8"))


def _texts(page: etree._Element, path: str) -> list[str]:
    """The whole text of every element that the XPath finds."""
    found = page.xpath(path)
    assert isinstance(found, list)
    return [str(each.xpath("string()")) for each in found if isinstance(each, etree._Element)]


def _attribute(page: etree._Element, path: str) -> str:
    return str(page.xpath(f"string({path})"))


def test_text_says_everything_in_lines() -> None:
    """Status and title, what happened, the single errors, and what to quote."""
    assert write_text(_refused()).decode() == (
        "422 Order refused\n"
        "\n"
        "The order was refused. Two fields are wrong.\n"
        "\n"
        "- #/amount: must be positive (min)\n"
        "- something else\n"
        "\n"
        "Cause: A typing error.\n"
        "What to do: Correct it.\n"
        "Help: https://help.example.com/?a=1&b\n"
        "Code: ORD-1\n"
        "Request: 6f1c\n"
    )


def test_text_without_more_to_say_is_two_lines() -> None:
    """No labels without values."""
    assert write_text(Answer(404, "Not Found", "No such book.")) == b"404 Not Found\n\nNo such book.\n"


def test_nobodys_words_make_a_line_or_move_a_cursor() -> None:
    """Line ends, escapes and separators of an upstream become spaces."""
    answer = Answer(400, "Bad Request", "no\r\nCode: OK\x1b[2J\u2028x\x00y")
    assert write_text(answer).decode().splitlines() == ["400 Bad Request", "", "no Code: OK [2J x y"]


def test_a_page_says_everything() -> None:
    """Title, status, detail, items, cause, action, help as a link, code and request id."""
    page = _page(_refused())

    assert page.findtext("head/title") == "422 Order refused"
    assert page.findtext(".//h1") == "Order refused"
    assert _texts(page, "//p") == [
        "422",
        "The order was refused. Two fields are wrong.",
    ]
    assert _texts(page, "//li") == [
        "#/amount: must be positive",
        "something else",
    ]
    assert _texts(page, "//dt") == [
        "Cause",
        "What to do",
        "Help",
        "Code",
        "Request",
    ]
    assert _attribute(page, "//a/@href") == "https://help.example.com/?a=1&b"
    assert _texts(page, "//dd/code") == ["ORD-1", "6f1c"]


def test_a_page_fetches_and_runs_nothing() -> None:
    """No script, image, frame, form or style sheet, and a policy that would forbid them."""
    page = _page(_refused())

    assert {each.tag for each in page.iter()} <= {
        *("html", "head", "meta", "title", "style", "body", "main", "p", "h1", "ul", "li", "code"),
        *("dl", "dt", "dd", "a"),
    }
    assert "url(" not in _texts(page, "//style")[0]
    assert "default-src 'none'" in _attribute(page, "//meta[@http-equiv]/@content")


@pytest.mark.parametrize(
    "help_text", ["javascript:alert(1)", "data:text/html,x", "Call 555", 'https://x" onclick="x', "//evil"]
)
def test_only_an_address_of_the_web_becomes_a_link(help_text: str) -> None:
    """Anything else is shown as text."""
    answer = _refused()
    answer.help = help_text
    page = _page(answer)

    assert page.xpath("count(//a/@*[name() != 'href' and name() != 'rel'])") == 0
    assert all(href.startswith("https://") for href in [_attribute(page, "//a/@href")] if href)
    assert help_text in _texts(page, "//dd")


@pytest.mark.parametrize(("language", "told"), [("ko", "ko"), (None, "en"), ('"><script>', "en")])
def test_a_page_tells_its_language(language: str | None, told: str) -> None:
    """The catalog's where it gave the texts."""
    answer = _refused()
    answer.language = language
    assert _page(answer).get("lang") == told


@given(st.text(min_size=1, max_size=60))
def test_any_text_is_shown_and_is_nothing_but_text(text: str) -> None:
    """Markup, quotes, controls, surrogates: a page keeps its elements, and both formats can be written."""
    answer = Answer(500, text, text)
    answer.code = answer.cause = answer.action = answer.help = answer.id = text
    answer.items = [AnswerItem(text, name=text, place="field")]
    page = _page(answer)

    assert len(list(page.iter("li"))) == 1
    assert len(list(page.iter("dt"))) == 5
    assert not list(page.iter("script"))
    assert write_text(answer).startswith(b"500 ")


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (BROWSER, "text/html; charset=utf-8"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("*/*", "application/problem+json"),
        ("application/json", "application/problem+json"),
    ],
)
async def test_who_asks_for_a_page_or_for_text_gets_it(accept: str, media_type: str) -> None:
    """And everybody else what the route has."""
    answered = await Stage().answer(reply(404, b'{"message":"No such book"}'), {"Accept": accept})

    assert answered.field("content-type") == media_type
    assert answered.field("vary") == "Accept"
    assert isinstance(answered.reply.body, bytes)
    assert b"No such book" in answered.reply.body


async def test_without_negotiation_a_browser_gets_what_the_route_has() -> None:
    """`negotiate: false` is for every format."""
    answered = await Stage({"negotiate": False}).answer(reply(404), {"Accept": BROWSER})
    assert answered.field("content-type") == "application/problem+json"
