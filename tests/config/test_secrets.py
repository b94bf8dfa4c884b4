"""`${…}`: where values come from, and that they are never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.secrets import HIDDEN, LIMIT_FILE_BYTES, substitute

ENVIRON = {"TOKEN": "s3cret-token", "EMPTY": "", "PORT": "99"}

GOOD = [
    ("${TOKEN}", "s3cret-token"),
    ("Bearer ${TOKEN}!", "Bearer s3cret-token!"),
    ("${TOKEN}${PORT}", "s3cret-token99"),
    ("${NONE:-x}", "x"),
    ("${NONE:-}", ""),
    ("${EMPTY:-x}", "x"),
    ("${EMPTY}", ""),
    ("${NONE:-a:-b/c d}", "a:-b/c d"),
    ("$${TOKEN}", "${TOKEN}"),
    ("a $${ b", "a ${ b"),
    ("$TOKEN {TOKEN} $", "$TOKEN {TOKEN} $"),
    ("${file:key}", "line one\nline two"),
    ("<${file:sub/windows}>", "<text>"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "key").write_text("line one\nline two\n")
    (tmp_path / "sub" / "windows").write_bytes(b"text\r\n")
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    (tmp_path / "large").write_bytes(b"x" * (LIMIT_FILE_BYTES + 1))
    return tmp_path


@pytest.mark.parametrize(("written", "value"), GOOD, ids=[written for written, _ in GOOD])
def test_a_reference_becomes_text(written: str, value: str, folder: Path) -> None:
    """Whole values and parts of them; the last line break of a file does not count."""
    data, _, mistakes = substitute({"a": [written, 1]}, ENVIRON, folder)
    assert data == {"a": [value, 1]}
    assert mistakes == []


BAD = [
    ("${NONE}", "environment variable NONE is not set"),
    ("${", "${ without a closing }"),
    ("${A${TOKEN}", "${ without a closing }"),
    ("${}", "${} is not a reference"),
    ("${1A}", "${1A} is not a reference"),
    ("${ TOKEN }", "${ TOKEN } is not a reference"),
    ("${file:none}", "file none cannot be read: No such file or directory"),
    ("${file:sub}", "file sub cannot be read: Is a directory"),
    ("${file:binary}", "file binary cannot be read: not UTF-8 text"),
    ("${file:large}", "file large is larger than 64 KiB"),
]


@pytest.mark.parametrize(("written", "problem"), BAD, ids=[written for written, _ in BAD])
def test_a_reference_that_stands_for_nothing_is_a_mistake(written: str, problem: str, folder: Path) -> None:
    """It is told at the value's path, with the name."""
    _, _, mistakes = substitute({"a": [{"b": written}]}, ENVIRON, folder)
    assert (mistakes[0].path, mistakes[0].problem) == (("a", 0, "b"), problem)


def test_keys_are_left_alone(folder: Path) -> None:
    """A reference in a key is part of the key's name."""
    data, _, mistakes = substitute({"${TOKEN}": 1}, ENVIRON, folder)
    assert data == {"${TOKEN}": 1}
    assert mistakes == []


def test_a_value_is_shown_as_it_is_written(folder: Path) -> None:
    """People see the reference; a default stands in the file and may be seen."""
    data = {"a": "Bearer ${TOKEN}", "b": "${NONE:-plain}", "c": "other"}
    values, secrets, _ = substitute(data, ENVIRON, folder)
    assert secrets.show(("a",), values["a"]) == "Bearer ${TOKEN}"
    assert secrets.show(("b",), values["b"]) == "plain"
    assert secrets.show(("c",), "other") == "other"
    assert "s3cret" not in repr(secrets)


def test_a_long_value_is_hidden_everywhere_and_a_short_one_at_its_path(folder: Path) -> None:
    """`99` may stand in any sentence; the sentence about the key that holds it must not tell it."""
    _, secrets, _ = substitute({"a": "${TOKEN}", "b": {"c": "${PORT}"}}, ENVIRON, folder)
    assert secrets.hide("got s3cret-token of 99") == f"got {HIDDEN} of 99"
    assert secrets.hide("got 99", ("b", "c")) == f"got {HIDDEN}"
    assert secrets.hide("got 99", ("b",)) == f"got {HIDDEN}"
    assert secrets.hide("got 99", ("a",)) == "got 99"


@given(st.text(alphabet=st.sampled_from("${}:-abA/ fil e")))
def test_any_text_is_replaced_or_a_mistake(text: str) -> None:
    """Nothing raises; a text without `${` stays as it is."""
    data, _, mistakes = substitute(text, {"A": "x"}, Path("/nonexistent"))
    assert isinstance(data, str)
    if "${" not in text:
        assert (data, mistakes) == (text, [])
