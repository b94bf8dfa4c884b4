"""What is plain in a header section, and what is remembered of it."""

from __future__ import annotations

import pytest

from gateway.exchange import Fields, ReadyLines
from gateway.http.plain_sections import (
    CLOSE,
    DROP,
    LENGTH,
    LINE_BYTES,
    LINES_KNOWN,
    OWN,
    PASS,
    PASS_ONCE,
    SECTION_BYTES,
    SECTIONS_KNOWN,
    PlainSections,
)

FATES = {b"own": OWN, b"length": LENGTH, b"close": CLOSE, b"drop": DROP, b"odd": None, b"once": PASS_ONCE}


@pytest.fixture
def sections() -> PlainSections:
    return PlainSections(lambda name, _value: FATES.get(name, PASS), keeps_length=True)


def test_a_section_says_what_its_lines_say(sections: PlainSections) -> None:
    """All fields, the lines that go on, the length, the end of the connection, and the field of its kind."""
    section = sections.read(b"X-Name:  a b\t\r\nDrop: c\r\nOwn: d\r\nLength: 7\r\nClose:")
    assert section is not None
    assert section.fields == (
        (b"X-Name", b"a b"),
        (b"Drop", b"c"),
        (b"Own", b"d"),
        (b"Length", b"7"),
        (b"Close", b""),
    )
    assert (section.kept, section.length) == (b"X-Name: a b\r\nOwn: d\r\nLength: 7\r\n", 7)
    assert (section.own, section.close) == (b"d", True)
    assert section.index["x-name"] == "a b"


@pytest.mark.parametrize(
    "data",
    [
        b"odd: c",
        b"a",
        b": c",
        b"a : c",
        b" a: c",
        b"a: \0",
        b"a: \n",
        b"",
        b"a: b\r\n",
        b"own: a\r\nown: b",
        b"length: 1\r\nlength: 1",
        b"once: 1\r\na: b\r\nOnce: 1",
        b"Sec-WebSocket-Key1: a",
        b"Proxy-Connection: close",
        b"\r\n".join([b"a: b"] * 65),
    ],
)
def test_what_is_not_plain_is_left_to_the_parser(sections: PlainSections, data: bytes) -> None:
    """However often it comes."""
    assert [sections.read(data) for _ in range(3)] == [None] * 3


def _fields_of(section: ReadyLines) -> Fields:
    fields = Fields(section.fields)
    fields.ready = section
    return fields


def test_a_section_that_comes_again_is_known(sections: PlainSections) -> None:
    """Once all its lines are; and one message's change is not another's."""
    read = [sections.read(b"a: b\r\nc: d") for _ in range(4)]
    assert read[0] is not read[1] is read[2] is read[3]
    section = read[3]
    assert section is not None
    fields = _fields_of(section)
    fields.set("a", "new")
    assert fields.ready is None
    assert fields.get("a") == "new"
    assert (section.kept, section.index["a"]) == (b"a: b\r\nc: d\r\n", "b")


def test_what_is_remembered_is_bounded(sections: PlainSections) -> None:
    """Lines that no two messages share, long ones, and their sections do not fill the memory."""
    for number in range(3 * LINES_KNOWN):
        for _ in range(2):
            assert sections.read(b"X-Id: %d" % number)
        assert len(sections._lines) <= LINES_KNOWN
        assert len(sections._sections) <= SECTIONS_KNOWN
    for long in (b"X-Id: " + b"a" * LINE_BYTES, b"\r\n".join([b"X-Id: " + b"a" * 200] * 10)):
        assert all(sections.read(long) for _ in range(3))
    assert max(map(len, sections._lines)) <= LINE_BYTES
    assert max(map(len, sections._sections)) <= SECTION_BYTES
