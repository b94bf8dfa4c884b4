"""What is remembered of the lines of heads."""

from __future__ import annotations

from gateway.http.plain_lines import MEMO_LINE_BYTES, MEMO_SIZE, PlainLines

KEEP = 0


def test_a_line_is_read_once() -> None:
    """From then on it is known by its bytes."""
    lines = PlainLines(lambda _name, _value: KEEP)
    read = lines.read(b"X-Name:  a b\t")
    assert read == (KEEP, (b"X-Name", b"a b"), b"X-Name: a b\r\n")
    assert lines.known == {b"X-Name:  a b\t": read}


def test_what_is_not_plain_is_not_remembered() -> None:
    """Neither what is no line nor what has no kind."""
    lines = PlainLines(lambda name, _value: KEEP if name == b"a" else None)
    assert [lines.read(line) for line in (b"b: c", b"a", b": c", b"a : c", b" a: c", b"a: \0", b"")] == [
        None
    ] * 7
    assert lines.known == {}


def test_what_is_remembered_is_bounded() -> None:
    """Lines that no two messages share, and long ones, do not fill the memory."""
    lines = PlainLines(lambda _name, _value: KEEP)
    for number in range(3 * MEMO_SIZE):
        assert lines.read(b"X-Id: %d" % number)
        assert len(lines.known) <= MEMO_SIZE
    assert lines.read(b"X-Id: " + b"a" * MEMO_LINE_BYTES)
    assert max(map(len, lines.known)) <= MEMO_LINE_BYTES
