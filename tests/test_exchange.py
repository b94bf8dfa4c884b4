"""The values that travel: header fields that are looked up and changed, and never say two things at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.exchange import Field, Fields

names = st.sampled_from(["A", "a", "B", "X-Long-Name", "x-long-name", "C"])
values = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=8)
fields = st.lists(st.tuples(names.map(str.encode), values.map(str.encode)), max_size=10)


def others(raw: Sequence[Field], name: str) -> list[Field]:
    """Fields of other names."""
    return [field for field in raw if field[0].lower() != name.lower().encode()]


@given(fields, names, values)
def test_set_leaves_one_field_where_the_first_one_stood(raw: list[Field], name: str, value: str) -> None:
    """At the end where there was none; all others stay as and where they are."""
    subject = Fields(raw)
    subject.set(name, value)
    new = (name.encode(), value.encode())
    assert subject.get_all(name) == [value]
    assert others(subject.raw, name) == others(raw, name)
    position = next(
        (at for at, field in enumerate(raw) if field[0].lower() == name.lower().encode()), len(raw)
    )
    assert list(subject.raw)[: position + 1] == [*raw[:position], new]


@given(fields, names, values)
def test_add_appends(raw: list[Field], name: str, value: str) -> None:
    """Whether or not there are others of that name."""
    subject = Fields(raw)
    before = subject.get_all(name)
    subject.add(name, value)
    assert subject.raw == [*raw, (name.encode(), value.encode())]
    assert subject.get_all(name) == [*before, value]


@given(fields, st.lists(names, max_size=3))
def test_remove_leaves_the_others(raw: list[Field], unwanted: list[str]) -> None:
    """Every field of these names goes, in any case."""
    subject = Fields(raw)
    subject.remove(*unwanted)
    expected = raw
    for name in unwanted:
        expected = others(expected, name)
        assert name not in subject
    assert subject.raw == expected


@given(fields, names, values)
def test_a_copy_and_what_it_was_made_of_are_apart(raw: list[Field], name: str, value: str) -> None:
    """A parser's tuple is shared, never changed."""
    shared = tuple(raw)
    first, second = Fields(shared), Fields(shared).copy()
    first.set(name, value)
    first.add(name, value)
    first.remove("b")
    assert second.raw == shared == tuple(raw)


@given(st.lists(st.tuples(st.just(b"X"), st.binary(max_size=8)), max_size=4))
def test_any_bytes_survive_a_look_up(raw: list[Field]) -> None:
    """Values that are no UTF-8 can be read and set again."""
    subject, again = Fields(raw), Fields()
    for value in subject.get_all("x"):
        if not set(value) & set("\r\n\0"):
            again.add("X", value)
    assert list(again.raw) == [field for field in raw if not set(field[1]) & set(b"\r\n\0")]


@pytest.mark.parametrize("value", ["a\rb", "a\nb", "a\r\nSet-Cookie: x", "a\0b", "\n"])
@pytest.mark.parametrize("change", [Fields.set, Fields.add])
def test_a_value_cannot_become_two_fields(change: Callable[[Fields, str, str], None], value: str) -> None:
    """RFC 9110 §5.5: CR, LF and NUL are refused, and nothing has changed."""
    subject = Fields([(b"X", b"1")])
    with pytest.raises(ValueError, match="must not contain"):
        change(subject, "X", value)
    assert subject.raw == [(b"X", b"1")]


@pytest.mark.parametrize(
    "name", ["", "a b", "a:", "a\r", "a\n", "a\0", "a\tb", "ä", "\u212a", "a/b", "\udcff", '"']
)
@pytest.mark.parametrize("change", [Fields.set, Fields.add])
def test_a_name_is_a_token(change: Callable[[Fields, str, str], None], name: str) -> None:
    """RFC 9110 §5.1: what could end the name, or be taken for another one, is refused."""
    with pytest.raises(ValueError, match="not the name of a header field"):
        change(Fields(), name, "1")


def test_a_repr_tells_no_value() -> None:
    """A value may be a credential."""
    assert repr(Fields([(b"Authorization", b"Bearer secret")])) == "<Fields Authorization>"
