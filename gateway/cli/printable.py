"""Text of upstreams on a terminal: nothing in it moves the cursor, colours or turns around what follows.

Decides which characters are shown by their number instead. Refuses to know where the text comes from.
"""

from __future__ import annotations

from typing import Any

_KEPT = "\n\t"


def printable(text: str) -> str:
    r"""`text` with `\x1b` for an escape; a terminal obeys control characters, wherever they come from."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() or each in _KEPT else _named(each) for each in text)


def _named(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def all_printable(value: Any) -> Any:
    """The same for all texts of plain data."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [all_printable(each) for each in value]
    if isinstance(value, dict):
        return {printable(name): all_printable(each) for name, each in value.items()}
    return value
