"""Patterns: what RE2 takes, how a bad one is explained, and that a set finds what each alone finds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.patterns import BadPattern, Pattern, PatternSet, encode
from tests.errors.documents import TEXT
from tests.measuring import least_cpu_s

MISTAKES = [
    ("a(b", "missing ) for the ( at character 2"),
    (r"\(a[(](b", "missing ) for the ( at character 7"),
    ("ab[z", "missing ] '[z' at character 3"),
    ("a**", "bad repetition operator '**' at character 2"),
    ("a)b", "unexpected )"),
    ("x{2000}", "invalid repetition size '{2000}' at character 2"),
    ("a(?=x)", "at character 2; RE2 has no look-around and no back-references"),
    (r"(a)\1", r"at character 4; RE2 has no look-around and no back-references"),
    ("a\ud800", "lone surrogate at character 2"),
]


@pytest.mark.parametrize(("text", "said"), MISTAKES, ids=[repr(text) for text, _ in MISTAKES])
def test_a_bad_pattern_is_explained_with_its_place(text: str, said: str) -> None:
    """The sentence says what is wrong and at which character."""
    with pytest.raises(BadPattern) as caught:
        Pattern(text)
    assert said in str(caught.value)


def test_a_pattern_is_found_anywhere() -> None:
    """Patterns are searched, and distinguish case unless they say (?i)."""
    assert Pattern("token").holds(b"your token expired")
    assert not Pattern("Token").holds(b"your token expired")
    assert Pattern("(?i)Token").holds(b"your token expired")
    assert Pattern("인증").holds(encode("증권사 인증 정보"))


def test_a_pattern_covers_a_text_only_as_a_whole() -> None:
    """`covers` is for codes: nothing may be left over on either side."""
    pattern = Pattern("[A-Z]+-[0-9]+")
    assert pattern.covers(b"FEP-1")
    assert not pattern.covers(b"xFEP-1")
    assert not pattern.covers(b"FEP-1\n")


def test_groups_come_by_number_with_the_whole_match_first() -> None:
    """A group that took no part in the match is None."""
    pattern = Pattern(r"(?P<name>\w+) (?:is (gone)|was (\d+))")
    assert pattern.names == {"name": 1}
    assert pattern.capture(encode("값 x was 7")) == ["x was 7", "x", None, "7"]
    assert pattern.capture(b"nothing") is None


@given(TEXT)
def test_any_text_can_be_searched(text: str) -> None:
    """Lone surrogates and whatever else clients send do not break a search."""
    pattern = Pattern("a|한")
    assert pattern.holds(encode(text)) is ("a" in text or "한" in text)


@given(st.lists(st.sampled_from(["a", "b+", "(?i)C", "^d", "e$", "(f)(g)?", ".", ""])), st.text("abcdefgC"))
def test_a_set_finds_what_each_pattern_finds(texts: list[str], text: str) -> None:
    """One pass over the text gives the same answer as one search for each pattern."""
    patterns = [Pattern(text) for text in texts]
    searched = encode(text)
    assert set(PatternSet(patterns).hits(searched)) == {one for one in patterns if one.holds(searched)}


def test_a_set_that_is_too_large_still_finds_its_patterns() -> None:
    """Where the common automaton does not fit into memory, each pattern is searched for itself."""
    patterns = [Pattern(f"x{index:03}[a-z]{{1,900}}y") for index in range(100)]
    assert list(PatternSet(patterns).hits(b"zz x039abc y x039abcy")) == [patterns[39]]


def test_a_hostile_text_costs_linear_time() -> None:
    """A pattern that ruins a backtracking engine takes milliseconds."""
    pattern, text = Pattern(r"(a+)+$"), b"a" * 200_000 + b"b"
    assert not pattern.holds(text)
    assert least_cpu_s(lambda: pattern.holds(text)) < 1
