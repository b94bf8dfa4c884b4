"""Weighted lists of `Accept` and `Accept-Language` are read leniently and within bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.weights import LONGEST_NAME, MOST_MEMBERS, parse_weights


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("ko-KR, en;q=0.5", [("ko-kr", 1.0), ("en", 0.5)], id="names in lower case"),
        pytest.param("en;q=0.5,ko", [("ko", 1.0), ("en", 0.5)], id="heaviest first"),
        pytest.param("b,a", [("b", 1.0), ("a", 1.0)], id="ties keep their order"),
        pytest.param("text/*;level=1;Q=0.3", [("text/*", 0.3)], id="parameters before the weight"),
        pytest.param("a;q=x,b;q=", [("a", 1.0), ("b", 1.0)], id="an unreadable weight is 1"),
        pytest.param(
            "a;q=7,b;q=-1,c;q=nan", [("a", 1.0), ("b", 0.0), ("c", 0.0)], id="weights outside 0 to 1"
        ),
        pytest.param(",, ;q=1,", [], id="members without a name"),
    ],
)
def test_members_come_with_their_weights(value: str, expected: list[tuple[str, float]]) -> None:
    """RFC 9110 §12.4.2: a member without a weight weighs 1; the rest is read as well as it can be."""
    assert parse_weights(value) == expected


@given(st.text(max_size=2000))
def test_any_text_is_read_within_bounds(value: str) -> None:
    """Whatever a client sends, few and short members with weights from 0 to 1 come out."""
    members = parse_weights(value)
    assert len(members) <= MOST_MEMBERS
    assert all(0.0 <= weight <= 1.0 and len(name) <= LONGEST_NAME + 10 for name, weight in members)
