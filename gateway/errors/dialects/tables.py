"""How tables of words are written down: one way for all of them."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def in_order(text: str) -> tuple[str, ...]:
    """The words of a text, where their order counts."""
    return tuple(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text, which commas part."""
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


def weights(text: str) -> dict[str, int]:
    """Lines of `weight: word word …` as a map from word to weight."""
    table: dict[str, int] = {}
    for line in text.strip().splitlines():
        weight, _, rest = line.partition(":")
        table.update(dict.fromkeys(rest.split(), int(weight)))
    return table


def alternatives(text: str) -> str:
    """The words of a text as alternatives of a pattern."""
    return "|".join(text.split())
