"""What is remembered of texts is bounded, in number and in length."""

from __future__ import annotations

import gc
import tracemalloc

from gateway.errors.decode import decode_body
from gateway.errors.dialects import recognize, recognize_in_band
from gateway.errors.remembered import LONGEST, remembered
from gateway.exchange import Fields


def test_a_short_text_is_asked_about_once() -> None:
    """A longer one each time, and all of them anew when there were too many."""
    asked: list[str] = []

    @remembered(3)
    def length_of(text: str) -> int:
        asked.append(text)
        return len(text)

    long = "a" * (LONGEST + 1)
    for text in ("a", "a", long, long, "b", "a"):
        assert length_of(text) == len(text)
    assert asked == ["a", long, long, "b"]
    for text in ("c", "d", "d", "a"):
        assert length_of(text) == 1
    assert asked[4:] == ["c", "d", "a"]


def test_names_of_members_do_not_fill_the_memory() -> None:
    """Whatever an upstream calls the members of its errors, names of 32 KiB are not kept."""
    fields = Fields([(b"Content-Type", b"application/json")])

    def read(number: int) -> None:
        start = f"{number}{'a' * 32768}"
        body = (
            f'{{"error": {{"message": "No", "{start}": "x"}}, "{start}b": "y", "err{start}": "z"}}'.encode()
        )
        decoded = decode_body(body, "application/json", None)
        recognize(decoded, 404, fields)
        recognize_in_band(decoded, 200, fields, eager=True)

    read(0)
    tracemalloc.start()
    try:
        for number in range(1, 30):
            read(number)
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 512 * 1024
