"""What an unquoted YAML word stands for: nothing, a truth value, a number, or text.

Decides by YAML 1.2 with JSON's numbers, as editors do. PyYAML's own YAML 1.1 reads `off` and `no` as false,
`12:30` as 750, `010` as 8, `00000` as 0 and `2024-01-01` as a date; here all of these are text, so that a
code keeps its zeros and the language `no` stays Norwegian.
Refuses to know where the word stands.
"""

from __future__ import annotations

import re

# RFC 8259 §6, with a plus sign and YAML 1.2's hexadecimal and octal forms; bounded by the caller's file.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_RADIX = re.compile(r"0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
# Longer digits stay text: Python refuses to convert more than 4300 of them, and no key wants 40.
_LONGEST_NUMBER = 40

_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}


def read_scalar(text: str) -> str | int | float | bool | None:
    """The value of an unquoted scalar."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _RADIX.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
