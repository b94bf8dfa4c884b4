"""Problem documents in JSON and XML, and the envelope: members, order, and text of any kind."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gateway.errors.answer import Answer, AnswerItem
from gateway.errors.formats import to_json, write_envelope, write_problem
from gateway.errors.problem_xml import write_problem_xml

NAMESPACE = {"p": "urn:ietf:rfc:7807"}


def full_answer() -> Answer:
    """An answer with a value for everything."""
    answer = Answer(422, "Order refused", "The order was refused.")
    answer.type = "https://errors.example.com/ORD-1"
    answer.explanation = "The order was refused. Two fields are wrong."
    answer.detail = "Two fields are wrong."
    answer.instance = "urn:uuid:1"
    answer.code, answer.upstream_code = "ORD-1", "E17"
    answer.items = [
        AnswerItem("must be positive", code="min", place="pointer", name="#/amount"),
        AnswerItem("is missing", place="header", name="X-Account"),
        AnswerItem("something else"),
    ]
    answer.cause, answer.action, answer.help = "A typing error.", "Correct it.", "https://help.example.com"
    answer.retryable = False
    answer.extensions = {"balance": 30, "code": "must not replace ours"}
    return answer


def test_a_problem_has_its_members_in_order_and_the_upstreams_extensions_last() -> None:
    """RFC 9457 §3; an extension never replaces a member of ours."""
    document = json.loads(write_problem(full_answer()))
    assert list(document) == [
        "type", "title", "status", "detail", "instance", "code", "upstream_code", "errors",
        "cause", "action", "help", "retryable", "balance",
    ]  # fmt: skip
    assert document["code"] == "ORD-1"
    assert document["detail"] == "The order was refused. Two fields are wrong."
    assert document["errors"] == [
        {"detail": "must be positive", "pointer": "#/amount", "code": "min"},
        {"detail": "is missing", "header": "X-Account"},
        {"detail": "something else"},
    ]


def test_a_plain_problem_has_no_member_without_a_value() -> None:
    """No nulls and no empty lists."""
    document = json.loads(write_problem(Answer(404, "Not Found", "No such book.")))
    assert document == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": "No such book."}


def test_an_envelope_has_three_members_and_two_more_where_there_are_some() -> None:
    """Design §5."""
    document = json.loads(write_envelope(full_answer()))
    assert list(document) == ["code", "message", "detail", "errors", "help"]
    assert document["detail"] == "Two fields are wrong."


def test_an_envelope_always_has_a_code() -> None:
    """Where nobody gave one it is the status in words."""
    answer = Answer(404, "Not Found", "No such book.")
    answer.stand_in_code = "not_found"
    assert json.loads(write_envelope(answer)) == {
        "code": "not_found",
        "message": "No such book.",
        "detail": "No such book.",
    }


def test_xml_follows_rfc_7807_appendix_a() -> None:
    """Elements in the namespace, the entries of an array as elements named `i`."""
    root = etree.fromstring(write_problem_xml(full_answer()))
    assert root.tag == "{urn:ietf:rfc:7807}problem"
    assert root.findtext("p:status", namespaces=NAMESPACE) == "422"
    assert root.findtext("p:retryable", namespaces=NAMESPACE) == "false"
    details = root.findall("p:errors/p:i/p:detail", namespaces=NAMESPACE)
    assert [detail.text for detail in details] == ["must be positive", "is missing", "something else"]


def test_xml_escapes_markup() -> None:
    """A text with markup is a text."""
    answer = Answer(400, "Bad Request", "a < b && c > d ]]> <script>\r\n")
    root = etree.fromstring(write_problem_xml(answer))
    assert root.findtext("p:detail", namespaces=NAMESPACE) == "a < b && c > d ]]> <script>\r\n"


@given(st.text(alphabet=st.characters(codec=None), min_size=1))
def test_no_text_breaks_a_format(text: str) -> None:
    """Control characters, lone surrogates and non-characters leave valid JSON and well-formed XML."""
    answer = Answer(500, "Internal Server Error", text)
    answer.extensions = {"extra": text}
    answer.items = [AnswerItem(text, code=text, place="field", name=text)]
    json.loads(write_problem(answer))
    json.loads(write_envelope(answer))
    etree.fromstring(write_problem_xml(answer))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1 << 70}, {"a": str(1 << 70)}),
        ({"a": "\ud800", "b": [float("nan"), True, None]}, {"a": "?", "b": [None, True, None]}),
        ({"\udfff": (1, 2)}, {"?": [1, 2]}),
        ({"a": object}, {"a": "<class 'object'>"}),
    ],
    ids=["a huge number", "a lone surrogate", "in a name", "what is no data"],
)
def test_what_json_cannot_carry_becomes_text(value: object, expected: object) -> None:
    """Better an odd text than no answer."""
    assert json.loads(to_json(value)) == expected
