"""Unquoted words are read as YAML 1.2 has them, with JSON's numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.scalars import read_scalar

CASES = [
    ("", None),
    ("~", None),
    ("null", None),
    ("true", True),
    ("FALSE", False),
    ("0", 0),
    ("-12", -12),
    ("0x1F", 31),
    ("0o17", 15),
    ("2.5", 2.5),
    ("1e3", 1000.0),
    # What YAML 1.1 reads as something else.
    ("off", "off"),
    ("no", "no"),
    ("on", "on"),
    ("y", "y"),
    ("12:30", "12:30"),
    ("2024-01-01", "2024-01-01"),
    ("00000", "00000"),
    ("010", "010"),
    ("1_000", "1_000"),
    (".inf", ".inf"),
    ("1.", "1."),
    ("9" * 41, "9" * 41),
]


@pytest.mark.parametrize(("text", "value"), CASES, ids=[text[:12] or "nothing" for text, _ in CASES])
def test_a_word_stands_for(text: str, value: object) -> None:
    """Only JSON's numbers, true, false and null are more than text."""
    found = read_scalar(text)
    assert found == value
    assert type(found) is type(value)


@given(st.text())
def test_any_text_has_a_value(text: str) -> None:
    """Nothing raises, and no number is infinite for being long."""
    found = read_scalar(text)
    assert found is None or isinstance(found, str | int | float | bool)


def test_a_number_may_overflow_to_infinity_but_not_raise() -> None:
    """1e999 is a number beyond all floats."""
    assert read_scalar("1e999") == math.inf
