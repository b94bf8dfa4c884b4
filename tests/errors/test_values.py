"""How values read as text."""

from __future__ import annotations

import pytest
from hypothesis import given

from gateway.errors.values import LONGEST, clean, cut, says_something, text_of
from tests.errors.documents import DOCUMENTS, TEXT

TEXTS: list[tuple[object, str | None]] = [
    ("text", "text"),
    ("", ""),
    (None, None),
    (True, "true"),
    (False, "false"),
    (7, "7"),
    (-32602, "-32602"),
    (5.0, "5"),
    (0.25, "0.25"),
    (1e300, "1e+300"),
    (float("nan"), "nan"),
    ({"a": [1, None, "x"]}, '{"a":[1,null,"x"]}'),
    ([], "[]"),
    ("a\ud800b", "a?b"),
    ({1: 2}, None),
    ({"a": {1}}, None),
]


@pytest.mark.parametrize(("value", "text"), TEXTS, ids=[repr(value)[:20] for value, _ in TEXTS])
def test_every_value_has_one_text_form(value: object, text: str | None) -> None:
    """Numbers without a needless .0, booleans as JSON has them, trees compact; null has none."""
    assert text_of(value) == text


def test_a_number_of_thousands_of_digits_has_no_text_form() -> None:
    """Python refuses to write it, since that takes time in the square of its digits."""
    assert text_of(10**5000) is None


def test_a_tree_that_is_too_deep_for_json_has_no_text_form() -> None:
    """Depth is the document's choice and must not raise."""
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    assert text_of(deep) is None


@pytest.mark.parametrize("value", [None, "", " \t\n", [], {}])
def test_null_and_empty_values_say_nothing(value: object) -> None:
    """What says nothing makes a template fall back."""
    assert not says_something(value)


@pytest.mark.parametrize("value", [0, False, "x", [None], {"a": None}])
def test_zero_and_false_say_something(value: object) -> None:
    """A number is a fact even where Python takes it for false."""
    assert says_something(value)


def test_long_texts_are_cut_with_an_ellipsis() -> None:
    """A text of the greatest length stays; a longer one ends in `…` and is no longer than that."""
    assert cut("x" * LONGEST) == "x" * LONGEST
    assert cut("x" * (LONGEST + 1)) == "x" * (LONGEST - 1) + "…"


@given(DOCUMENTS)
def test_text_forms_can_be_encoded(value: object) -> None:
    """No text form breaks the encoder behind it."""
    (text_of(value) or "").encode()


@given(TEXT)
def test_clean_text_is_a_fixed_point(text: str) -> None:
    """Cleaning twice is cleaning once, and keeps the length."""
    assert clean(clean(text)) == clean(text)
    assert len(clean(text)) == len(text)
