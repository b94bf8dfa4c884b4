"""Debug members: what a structured body keeps for programmers does not reach a client."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.debug_members import is_debug_member, wash_document
from gateway.errors.washing import Washer

washer = Washer()


@pytest.mark.parametrize(
    "name", ["trace", "stackTrace", "STACK_TRACE", "innererror", "ExceptionDetail", "sql", "@debug"]
)
def test_debug_names(name: str) -> None:
    """A debug member is known by its name in any case and punctuation."""
    assert is_debug_member(name)


@pytest.mark.parametrize(
    "name", ["traceId", "detail", "errors", "exceptionCode", "status", "track", "source"]
)
def test_names_for_clients(name: str) -> None:
    """Names that merely resemble one are not."""
    assert not is_debug_member(name)


def test_document_without_internals() -> None:
    """Debug members go, leaking texts go or are cut, everything else stays as it is."""
    document = {
        "type": "https://errors.example.com/x",
        "status": 500,
        "detail": "Could not save the order (SQL: insert into `orders` values (1))",
        "trace": ["at a.b(C.java:1)"],
        "parent": {"sql": "INSERT INTO x", "table": "x"},
        "hosts": ["10.0.0.1", "public", None],
        "empty": "",
        "nothing": None,
        "/var/www/app.php": 1,
        "nested": {"stack": "x", "retry": True, "rate": 0.5},
    }
    assert wash_document(document, washer) == {
        "type": "https://errors.example.com/x",
        "status": 500,
        "detail": "Could not save the order",
        "hosts": ["public", None],
        "empty": "",
        "nothing": None,
        "nested": {"retry": True, "rate": 0.5},
    }


def test_deep_document_ends() -> None:
    """A tree deeper than any error is cut, not followed."""
    tree: object = "leaf"
    for _ in range(10_000):
        tree = [tree]
    assert "leaf" not in str(wash_document(tree, washer))


_TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_TREES)
def test_any_document_twice_is_once(tree: object) -> None:
    """Nothing is raised for any tree, and a washed tree is clean."""
    washed = wash_document(tree, washer)
    assert wash_document(washed, washer) == washed
