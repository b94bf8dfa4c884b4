"""How the general recognizer chooses among several texts and codes."""

from __future__ import annotations

import pytest

from gateway.errors.dialects.named import NAMED
from gateway.errors.dialects.trees import read_tree
from tests.errors.dialects.reading import read_bytes


@pytest.mark.parametrize(
    ("document", "message", "detail"),
    [
        ({"title": "Out of credit", "detail": "The balance is 30."}, "Out of credit", "The balance is 30."),
        (
            {"message": "No such order", "description": "Order 7 is gone."},
            "No such order",
            "Order 7 is gone.",
        ),
        ({"title": "Bad Request", "detail": "Day is missing."}, "Day is missing.", None),
        ({"error": "Conflict", "message": "Row was changed."}, "Row was changed.", None),
        ({"message": "SQLSTATE[42]: select a from b", "title": "It did not work"}, "It did not work", None),
        ({"message": "Sold out", "reason": "Sold out"}, "Sold out", None),
        ({"message": {"lang": "en", "value": "No such row"}}, "No such row", None),
        ({"message": {"en": "No such row", "ko": "행이 없습니다"}}, "No such row", None),
        ({"message": '{"error": {"message": "The inner one"}}'}, "The inner one", None),
        ({"message": "Row <b>7</b> &amp; more"}, "Row 7 & more", None),
        ({"data": {"message": "Hello there"}, "error": {"text": "It is closed"}}, "It is closed", None),
        ({"error": {"debug": {"message": "x = 1 at y"}, "message": "It is closed"}}, "It is closed", None),
    ],
)
def test_the_sentence_that_one_would_copy_is_the_message(
    document: object, message: str, detail: str | None
) -> None:
    """The short text, unless it is a reason phrase or an internal; the longer one beside it is the detail."""
    found = read_tree(document, 400)

    assert (found.message, found.detail) == (message, detail)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"code": 404, "message": "No such row"}, None),
        ({"code": "404", "type": "no_row", "message": "No such row"}, "no_row"),
        ({"status": "error", "code": "E7", "message": "No such row"}, "E7"),
        ({"error": "no_such_row"}, "no_such_row"),
        ({"error": {"type": "lookup_error", "code": "row_missing", "message": "No such row"}}, "row_missing"),
        ({"errors": [{"code": "R7", "message": "No such row"}]}, "R7"),
        ({"__type": "com.example#RowMissing", "message": "No such row"}, "RowMissing"),
        ({"error": True, "code": 0, "message": "No such row"}, None),
    ],
)
def test_the_most_specific_word_is_the_code(document: object, code: str | None) -> None:
    """A number that repeats the status is no code, and neither is a word that only says "error"."""
    assert read_tree(document, 404).code == code


@pytest.mark.parametrize(
    ("document", "place", "name"),
    [
        ({"errors": [{"source": {"pointer": "/data/x"}, "title": "No x"}]}, "pointer", "#/data/x"),
        ({"errors": [{"source": {"parameter": "page"}, "title": "No page"}]}, "parameter", "page"),
        ({"detail": [{"loc": ["body", "a", 0, "b"], "msg": "Field required"}]}, "pointer", "#/a/0/b"),
        ({"detail": [{"loc": ["header", "x-a"], "msg": "Field required"}]}, "header", "x-a"),
        ({"errors": {"email": ["is not valid here"]}}, "field", "email"),
        ({"errors": {"a": {"0": {"b": {"_errors": [{"message": "must be set"}]}}}}}, "pointer", "#/a/0/b"),
        ({"message": "must be set", "field": "a/b~c"}, "field", "a/b~c"),
    ],
)
def test_an_item_says_where_it_belongs(document: object, place: str, name: str) -> None:
    """A pointer (RFC 6901) where the path can be told, else what the upstream called it."""
    item = read_tree(document, 422).items[0]

    assert (item.place, item.name) == (place, name)


def test_one_entry_that_repeats_the_message_is_no_list() -> None:
    """A list of one without a field adds nothing."""
    assert read_tree({"errors": [{"message": "It is closed"}]}, 400).items == []


def test_a_number_of_another_status_is_a_hint() -> None:
    """A body may know better than the status line what went wrong."""
    assert read_tree({"httpStatus": 409, "message": "Row was changed."}, 500).status_hint == 409


def test_the_request_id_of_the_upstream_is_found() -> None:
    """It is what the upstream's own people ask for."""
    assert read_tree({"message": "It is closed", "requestId": "r-1"}, 500).trace_id == "r-1"


DOCUMENTS = {
    "json-rpc": {"jsonrpc": "2.0", "error": {"code": -32601, "message": "No such method here"}},
    "fhir": {
        "resourceType": "OperationOutcome",
        "issue": [{"code": "invalid", "diagnostics": "No such search"}],
    },
    "oauth": {"error": "invalid_grant", "error_description": "The grant has expired"},
    "kubernetes": {"kind": "Status", "reason": "NotFound", "message": "No such pod here"},
    "graphql": {"errors": [{"message": "No such field here", "extensions": {}}]},
    "xml-rpc": {"methodResponse": {"fault": {"value": {"struct": {"faultString": "No such method"}}}}},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_named_dialect_says_its_name(name: str) -> None:
    """Rules and logs can tell where a fault came from, and that it is sure."""
    found = read_tree(DOCUMENTS[name], 400)

    assert found.dialect == name
    assert found.confidence >= 0.9


def test_an_unknown_format_is_less_sure() -> None:
    """The general rules say so."""
    found = read_tree({"oops": {"message": "It is closed"}}, 400)

    assert (found.dialect, found.confidence < 0.9) == ("generic", True)


def test_every_entry_of_the_table_can_be_found() -> None:
    """Names and titles are there, and no path is empty."""
    for named in NAMED:
        assert named.name
        assert named.title
        assert all(mark.strip("/") and not mark.startswith("*") for mark in named.marks)


@pytest.mark.parametrize(
    "body",
    [
        b'{"error":{"code":"SY/530","message":{"lang":"en","value":"The order has no items"}}}',
        b'{"error":{"root_cause":[],"type":"index_not_found_exception","reason":"no such index [x]"}}',
        b'{"error":{"message":"no such table","failureInfo":{"type":"x.y.Z","stack":["x.y.Z.f(Z.java:1)"]}}}',
        b"Reason: no connection\nSQL: select a.b from app_order a where a.b = 1\n",
    ],
    ids=["a text in pieces", "one error", "a trace", "a query"],
)
def test_what_is_no_list_of_errors_has_no_items(body: bytes) -> None:
    """The pieces of one error are not errors of fields."""
    found = read_bytes(body, 404, "text/plain" if body.startswith(b"R") else "application/json")

    assert found is not None
    assert found.items == []
