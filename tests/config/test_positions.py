"""YAML as data with positions: keys, values, aliases, merges, and bounds on all of them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.mistakes import ConfigError
from gateway.config.positions import read_document

TEXT = """\
listen: 127.0.0.1:8080
routes:
  - name: a
    match: {path: [/a, /b]}
  - {name: b}
"""

PLACES = [
    (("listen",), (1, 9), (1, 1)),
    (("routes",), (3, 3), (2, 1)),
    (("routes", 0), (3, 5), (3, 5)),
    (("routes", 0, "match", "path"), (4, 19), (4, 13)),
    (("routes", 0, "match", "path", 1), (4, 24), (4, 24)),
    (("routes", 1, "name"), (5, 12), (5, 6)),
]


@pytest.mark.parametrize(("path", "value", "key"), PLACES, ids=[str(path) for path, _, _ in PLACES])
def test_every_path_has_the_place_of_its_value_and_its_key(
    path: tuple[str | int, ...], value: tuple[int, int], key: tuple[int, int]
) -> None:
    """Lines and columns count from 1; an entry of a list is its own key."""
    document = read_document(TEXT)
    assert document.position(path) == value
    assert document.position(path, of_key=True) == key


def test_a_path_that_is_not_there_has_the_place_of_the_nearest_key_above() -> None:
    """What is missing is told where it should be."""
    document = read_document(TEXT)
    assert document.position(("routes", 1, "upstream", "x")) == (5, 5)
    assert document.position(("nowhere",)) == (1, 1)


def test_keys_are_text_as_they_are_written() -> None:
    """JSON's keys are text, and so are those of a mapping that is compared with JSON."""
    assert read_document("{1: a, true: b, ~: c, 007: d}").data == {
        "1": "a",
        "true": "b",
        "~": "c",
        "007": "d",
    }


def test_quotes_and_tags_decide_what_a_scalar_is() -> None:
    """`"1"` is text, `!!int "1"` a number, `!!str 1` text."""
    assert read_document('["1", !!int "1", !!str 1]').data == ["1", 1, "1"]


def test_an_alias_has_its_own_place_and_what_it_stands_for_keeps_its_own() -> None:
    """A mistake within shared settings is told where these are written."""
    document = read_document("a: &x {k: 1}\nb: *x\n")
    assert document.data == {"a": {"k": 1}, "b": {"k": 1}}
    assert document.position(("b",)) == (2, 4)
    assert document.position(("b", "k")) == (1, 11)


def test_a_merge_fills_in_what_the_mapping_does_not_say() -> None:
    """`<<` takes one mapping or several; what comes first wins, one's own keys before all."""
    text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {<<: *b}\n'<<': text\n"
    data = read_document(text).data
    assert data["c"] == {"x": 3, "y": 1, "z": 2}
    assert data["d"] == {"y": 2, "z": 2}
    assert data["<<"] == "text"


LAUGHS = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
)
MERGES = "m0: &m0 {" + ", ".join(f"k{n}: 1" for n in range(2000)) + "}\n"
MERGES += "".join(f"m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}\n" for n in range(1, 9))
DEEP_ALIASES = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200))
BOMBS = {
    "a billion laughs": LAUGHS,
    "a billion merges": MERGES,
    "aliases of aliases": DEEP_ALIASES,
    "brackets": "[" * 100_000,
    "nested mappings": "{a: " * 5000,
    "indentation": "\n".join(f"{' ' * n}a:" for n in range(300)),
    "merge of a text": "a: &a text\nb: {<<: *a}\n",
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_document_that_unfolds_without_end_is_refused_at_once(text: str) -> None:
    """Time and memory are bounded, whatever aliases and nesting stand for: a second, not hours."""
    began = time.thread_time()
    with pytest.raises(ConfigError) as caught:
        read_document(text)
    assert time.thread_time() - began < 60
    assert caught.value.mistakes[0].line


def test_each_key_that_stands_twice_is_told_with_the_first_one() -> None:
    """The first value counts; the rest of the document is still read."""
    document = read_document("a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert document.data == {"a": 1, "b": {"c": 1}}
    told = [(mistake.path, mistake.line, mistake.hint) for mistake in document.mistakes]
    assert told == [(("a",), 3, "first on line 1"), (("b", "c"), 2, "first on line 2")]


@given(st.text(alphabet=st.sampled_from("ab:-{}[]&*<>|!%'\"#, \n\t~0\x00é")))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    """No text raises anything but ConfigError, and every path that was read has a place in the text."""
    try:
        document = read_document(text)
    except ConfigError as error:
        places = [(mistake.line, mistake.column) for mistake in error.mistakes]
    else:
        places = [(spot.line, spot.column) for spot in document.spots.values()]
    lines = text.split("\n")
    assert all(line and column and line <= len(lines) + 1 for line, column in places)
