"""What a client may see of an upstream's header fields when an error is answered.

Decides, by the value, that a field holds an internal and must not go out (`X-Backend: 10.0.0.5:8080`,
`Via: 1.1 proxy3.lan`; RFC 9110 §7.6.3 asks it of `Via`), and mends a challenge, which a client needs.
Refuses to know which fields are looked at (`hygiene`), and why an error is washed at all.

Values repeat, so verdicts on short ones are remembered: an error costs one look-up for each such field.
"""

from __future__ import annotations

from collections.abc import Callable

import re2

from gateway.errors.washing import Washer
from gateway.exchange import Field

FieldWash = Callable[[Field], Field | None]
"""The field itself where it is harmless, another one in its place, or None where none may go out."""

# The senders choose the values: bounded in number and bytes.
_MEMO_SIZE = 1024
_LONGEST_REMEMBERED = 256

_CHALLENGES = (b"www-authenticate", b"proxy-authenticate")
# RFC 9110 §5.6.4: a quoted string. What is not quoted is a token, which a client answers with.
_QUOTED = re2.compile(r'"(?:[^"\\]|\\.)*"')


class FieldWasher:
    """Washes header fields; one for each configuration."""

    __slots__ = ("_known", "_washer")

    def __init__(self, washer: Washer) -> None:
        self._washer = washer
        self._known: dict[Field, Field | None] = {}

    def wash(self, field: Field) -> Field | None:
        """See FieldWash; the same object where nothing is to be changed."""
        try:
            known = self._known[field]
        except KeyError:
            return self._find(field)
        return field if known == field else known

    def _find(self, field: Field) -> Field | None:
        name, value = field
        text = value.decode("utf-8", "replace")
        washed: Field | None = field
        if name.lower() in _CHALLENGES:
            if self._washer.holds_internals(text):
                washed = name, _QUOTED.sub(self._mend, text).encode("utf-8")
        elif self._washer.holds_internals(text):
            washed = None
        if len(value) <= _LONGEST_REMEMBERED:
            if len(self._known) >= _MEMO_SIZE:
                self._known.clear()
            self._known[field] = washed
        return washed

    def _mend(self, quoted: re2._Match[str]) -> str:
        text: str = quoted.group()
        return '""' if self._washer.holds_internals(text[1:-1]) else text
