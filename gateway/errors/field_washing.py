"""What a client may see of an upstream's header fields when an error is answered.

Decides, by the value, that a field holds an internal and must not go out (`X-Backend: 10.0.0.5:8080`,
`Via: 1.1 proxy3.lan`; RFC 9110 §7.6.3 asks it of `Via`). Refuses to know which fields are looked at
(`hygiene`), and why an error is washed at all.

Values repeat, so verdicts on short ones are remembered: an error costs one look-up for each such field.
"""

from __future__ import annotations

from collections.abc import Callable

from gateway.errors.washing import Washer
from gateway.exchange import Field

HidesField = Callable[[Field], bool]
"""Whether a field holds an internal, and may not go out."""

# The senders choose the values: bounded in number and bytes.
_MEMO_SIZE = 1024
_LONGEST_REMEMBERED = 256


class FieldWasher:
    """Washes header fields; one for each configuration."""

    __slots__ = ("_known", "_washer")

    def __init__(self, washer: Washer) -> None:
        self._washer = washer
        # Whether a field holds an internal.
        self._known: dict[Field, bool] = {}

    def hides(self, field: Field) -> bool:
        """See HidesField."""
        internal = self._known.get(field)
        return self._find(field) if internal is None else internal

    def _find(self, field: Field) -> bool:
        value = field[1]
        internal = self._washer.holds_internals(value.decode("utf-8", "replace"))
        if len(value) <= _LONGEST_REMEMBERED:
            if len(self._known) >= _MEMO_SIZE:
                self._known.clear()
            self._known[field] = internal
        return internal
