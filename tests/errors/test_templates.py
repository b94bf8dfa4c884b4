"""Templates: what they give, what they fall back to, and which mistakes they report."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.mistakes import ConfigError
from gateway.errors.templates import Getter, Names, Template, UnknownName, compile_template
from gateway.errors.values import LONGEST
from tests.errors.documents import DOCUMENTS

Facts = dict[str, Any]

PATH = ("errors", "rules", 0, "then", "detail")


def _header(rest: str) -> Getter[Facts]:
    if rest == "secret":
        raise UnknownName("{header.secret} is not for templates")
    return _fact(f"header:{rest}")


def _fact(name: str) -> Getter[Facts]:
    return lambda facts: facts.get(name)


NAMES: Names[Facts] = Names(
    {name: _fact(name) for name in ("message", "code", "status")},
    {"header": _header},
    lambda facts: facts.get("document"),
)

FACTS: Facts = {
    "message": "Not found",
    "status": 404,
    "code": "",
    "header:x-request-id": "r-1",
    "document": {
        "a": {"b": [10, 5.0, True, None]},
        "errors": [{"code": "x|y", "text": "first"}, {"code": "}", "text": "second"}],
        "empty": [],
        "@id": "attribute",
    },
}


def template(source: str) -> Template[Facts]:
    return compile_template(source, NAMES, PATH)


RENDERED: list[tuple[str, object]] = [
    # Text.
    ("", ""),
    ("plain text", "plain text"),
    ("{{message}} and }}{{", "{message} and }{"),
    # One placeholder alone keeps the type of its value.
    ("{message}", "Not found"),
    ("{status}", 404),
    ("{$.a.b[0]}", 10),
    ("{$.a.b[1]}", 5.0),
    ("{$.a.b[2]}", True),
    ("{$.a.b}", [10, 5.0, True, None]),
    ("{ message }", "Not found"),
    # Between other text every value is text.
    ("{status}: {message}", "404: Not found"),
    ("#{$.a.b[1]}/{$.a.b[2]}", "#5/true"),
    ("got {$.a.b}", "got [10,5.0,true,null]"),
    # No value, no template.
    ("{code}", None),
    ("{$.nothing}", None),
    ("{$.a.b[3]}", None),
    ("{$.empty}", None),
    ("{status}: {code}", None),
    # Chains.
    ('{code | $.nothing | message | "never"}', "Not found"),
    ('{code|$.nothing|"Something failed"}', "Something failed"),
    ("{code | 'a | b } c'}", "a | b } c"),
    (r'{code | "say \"hi\" \\ "}', 'say "hi" \\ '),
    ("{code | message}: {code | status}", "Not found: 404"),
    # Families, and names that look like them.
    ("{header.x-request-id}", "r-1"),
    ("{header.absent}", None),
    # JSONPath with characters that mean something to templates.
    ("{$.errors[?@.code == 'x|y'].text}", "first"),
    ("{$.errors[?@.code == '}'].text}", "second"),
    ("{$.errors[?@.code == 'q' || @.code == '}'].text | message}", "second"),
    ("{$['@id']}", "attribute"),
    ("{$..text}", "first"),
]


@pytest.mark.parametrize(("source", "value"), RENDERED, ids=[source for source, _ in RENDERED])
def test_a_template_gives_its_value(source: str, value: object) -> None:
    """Text, values by name, family and JSONPath, and chains of them, with the type of a lone value kept."""
    rendered = template(source).render(FACTS)
    assert (type(rendered), rendered) == (type(value), value)


MISTAKES = [
    ("{mesage}", "unknown name {mesage} (did you mean {message}?)"),
    ("{group.x}", "unknown name {group.x} (known: {$.…}, {code}, {header.…}, {message}, {status})"),
    ("{header}", "unknown name {header} (did you mean {header.…}?)"),
    ("{header.secret}", "{header.secret} is not for templates"),
    ("{header.a b}", "unknown name {header.a b}"),
    ("{message", "{ is never closed at character 1"),
    ("a {message | ", "{ is never closed at character 3"),
    ("a { ", "{ is never closed at character 3"),
    ("a } b", "} closes nothing (write }} for a brace) at character 3"),
    ("{}", "nothing stands between the braces or bars (write {{ for a brace) at character 2"),
    ("{message |}", "nothing stands between the braces or bars"),
    ("{message 'x'}", "unknown name {message 'x'}"),
    ("{'x' message}", "expected | or } at character 6"),
    ("{code | 'it''s'}", "expected | or } at character 13"),
    ("{code | 'it}", "' is never closed at character 9"),
    ("{a {message}}", "expected | or } at character 4"),
    ("{$.a[}", "{ is never closed at character 1"),
    ("{$.a[?]}", "not a JSONPath"),
]


@pytest.mark.parametrize(("source", "said"), MISTAKES, ids=[source for source, _ in MISTAKES])
def test_a_mistake_is_told_with_its_place(source: str, said: str) -> None:
    """The sentence names the placeholder or the character, and what would be right."""
    with pytest.raises(ConfigError) as caught:
        template(source)
    (mistake,) = caught.value.mistakes
    assert mistake.path == PATH
    assert said in str(mistake)


def test_all_mistakes_of_a_template_are_told_together() -> None:
    """Every unknown name and bad path, in the order of the text."""
    with pytest.raises(ConfigError) as caught:
        template("{mesage | $.a[?]} {staus}")
    assert [mistake.problem.partition(":")[0] for mistake in caught.value.mistakes] == [
        "unknown name {mesage}",
        "{$.a[?]}",
        "unknown name {staus}",
    ]


def test_jsonpath_is_a_mistake_where_there_is_no_document() -> None:
    """Formats are made of names alone."""
    with pytest.raises(ConfigError, match="JSONPath has no meaning here"):
        compile_template("{$.a}", Names(NAMES.plain), PATH)


def test_a_template_without_placeholders_is_constant() -> None:
    """So that a literal code can be checked at start-up."""
    assert template("FEP-{{1}}").constant == "FEP-{1}"
    assert template("FEP-{status}").constant is None


def test_text_gives_every_value_as_text() -> None:
    """A lone value too; no value stays None."""
    assert template("{status}").text(FACTS) == "404"
    assert template("{$.a.b}").text(FACTS) == "[10,5.0,true,null]"
    assert template("{message}").text(FACTS) == "Not found"
    assert template("{code}").text(FACTS) is None


@pytest.mark.parametrize("source", ["{message}", "{message}{message}", "{$.long}", "{$.list}"])
def test_texts_are_bounded(source: str) -> None:
    """However long the values are."""
    long = "x" * 100_000
    text = template(source).text({"message": long, "document": {"long": long, "list": [long]}})
    assert text is not None
    assert len(text) == LONGEST


PIECES = st.lists(
    st.sampled_from(
        [
            "text ",
            "{message}",
            "{$.a}",
            "{$..message | code}",
            "{$.errors[*].a | 'x'}",
            "{header.a}",
            "{status | $.b}",
            "{{",
        ]
    ),
    min_size=1,
    max_size=4,
).map("".join)


@given(PIECES, DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_rendering_never_raises(source: str, document: object, message: object, header: object) -> None:
    """Whatever the values are, the text is bounded and can be encoded."""
    facts = {"document": document, "message": message, "code": None, "header:a": header, "status": 500}
    compiled = template(source)
    compiled.render(facts)
    text = compiled.text(facts)
    if text is not None:
        text.encode()
        assert len(text) <= LONGEST


@given(st.text(max_size=20) | st.text("{}|$.'\"\\ameg[]?@", max_size=15))
def test_any_text_is_a_template_or_a_clear_mistake(source: str) -> None:
    """Nothing but ConfigError comes out of compiling."""
    with suppress(ConfigError):
        template(source).render(FACTS)
