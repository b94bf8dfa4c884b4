"""Languages are chosen as RFC 4647 looks them up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors.language import choose_language

LANGUAGES = ("en", "ko", "zh-Hant", "pt-BR")


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        pytest.param(None, "en", id="no field: the default"),
        pytest.param("", "en", id="an empty field: the default"),
        pytest.param("ko", "ko", id="exact"),
        pytest.param("KO-kr", "ko", id="shortened from its end, in any case"),
        pytest.param("zh-Hant-TW-x-private", "zh-Hant", id="RFC 4647 §3.4: a single letter goes as well"),
        pytest.param("zh", "zh-Hant", id="RFC 4647 §3.3.1: a range means all that begin with it"),
        pytest.param("pt, en;q=0.9", "pt-BR", id="made longer before the next range has its turn"),
        pytest.param("pt-PT, en;q=0.1", "en", id="never shortened and then made longer"),
        pytest.param("k", "en", id="subtags are whole"),
        pytest.param("fr, ko;q=0.2", "ko", id="the next best"),
        pytest.param("ko;q=0.2, pt-BR;q=0.9", "pt-BR", id="by weight"),
        pytest.param("ko;q=0", "en", id="weight 0 is a refusal"),
        pytest.param("*, ko;q=0.5", "ko", id="a star is passed over"),
        pytest.param("en-GB, ko;q=0.9", "en", id="the default counts as a language on offer"),
    ],
)
def test_lookup(accepted: str | None, chosen: str) -> None:
    """The heaviest range that meets a tag wins, else the default."""
    assert choose_language(accepted, LANGUAGES, "en") == chosen


@given(st.text(max_size=500))
def test_any_field_value_gives_one_of_the_languages(accepted: str) -> None:
    """Nothing that a client sends makes the choice fail."""
    assert choose_language(accepted, LANGUAGES, "en") in LANGUAGES


def test_a_long_field_value_is_looked_up_all_the_same() -> None:
    """Beyond the length that is remembered, the answer is the same."""
    assert choose_language("fr," * 25 + " " * 300 + "ko;q=0.1", LANGUAGES, "en") == "ko"
