"""Decoded documents of any shape, as Hypothesis strategies."""

from __future__ import annotations

from hypothesis import strategies as st

TEXT = st.text(max_size=20) | st.text(st.sampled_from("ab한 \ud800\udcff"), max_size=20)
"""Any text, with lone surrogates in every second: header values have them."""

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT

NAMES = st.sampled_from(["a", "b", "code", "message", "errors", "@id"]) | st.text(max_size=5)

DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
