"""What values may look like in the log: bounded, redacted, and such that any renderer can write them.

Decides what of a value is told, and what is kept out of it. Refuses to know events and lines (log.py).

Laws: nothing here raises; no value is longer than `LONGEST`; no value under a name that says "secret" and no
secret inside a text is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.observe.redaction import Redacted, has_secrets, redact

# Characters of one text in an event: an excerpt or a traceback, not a body.
LONGEST = 8192
# Entries of one list or mapping in an event, and how deep they nest.
MOST_ENTRIES = 100
DEEPEST = 4
# Integers up to here are written as they are; JSON readers stop at 64 bits.
_EXACT = 1 << 63

HIDDEN = "[redacted]"
# Compared to the last words of a key, lower-case with `_` between words.
_SECRET_WORDS = (
    "authorization",
    "cookie",
    "token",
    "password",
    "passwd",
    "secret",
    "api_key",
    "apikey",
    "access_key",
    "private_key",
    "credential",
    "credentials",
)


# Names and short texts that are known to hold no secret. Bounded: some of them come from outside.
_KNOWN = 4096
_innocent: set[str] = set()
_harmless: set[str] = set()
# Characters of a text that is remembered: names of routes, servers, dialects, codes.
_SHORT = 64


def names_secret(key: str) -> bool:
    """Whether a value under this name is a secret by its name: `password`, `X-Api-Key`, `set-cookie`."""
    if key in _innocent:
        return False
    if key.lower().replace("-", "_").endswith(_SECRET_WORDS):
        return True
    _remember(_innocent, key)
    return False


def _is_harmless(text: str) -> bool:
    """Whether a text is short and holds no secret."""
    if text in _harmless:
        return True
    if len(text) > _SHORT or has_secrets(text):
        return False
    _remember(_harmless, text)
    return True


def _remember(known: set[str], text: str) -> None:
    if len(known) >= _KNOWN:
        known.clear()
    if len(text) <= _SHORT:
        known.add(text)


def plain(value: object, depth: int = DEEPEST) -> Any:
    """`value` as bounded, redacted text, numbers, lists and mappings that any renderer can write."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if -_EXACT <= value < _EXACT else str(value)
    if isinstance(value, Mapping) and depth:
        return {
            _text(key): HIDDEN if names_secret(_text(key)) else plain(entry, depth - 1)
            for key, entry in list(value.items())[:MOST_ENTRIES]
        }
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return [plain(entry, depth - 1) for entry in list(value)[:MOST_ENTRIES]]
    text = _text(value)
    return text if _is_harmless(text) else redact(text)


def _text(value: object) -> str:
    if isinstance(value, str) and value.isascii() and len(value) <= LONGEST:
        # Most are, and nothing of such a text has to be made clean.
        return value
    if isinstance(value, bytes):
        text = value[:LONGEST].decode("utf-8", "backslashreplace")
    else:
        try:
            text = str(value)
        except Exception as error:  # noqa: BLE001 - a value that cannot be told must not end the request
            text = f"<{type(value).__name__} that cannot be shown: {type(error).__name__}>"
    # Lone surrogates stand for bytes that were no UTF-8.
    clean = text[:LONGEST].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return clean if len(text) <= LONGEST else clean + "…"


def add_plain(made: dict[str, Any], event: Mapping[str, Any]) -> None:
    """Add the values of an event to `made`, fit to be written; what stands there already counts."""
    unsure: list[str] = []
    for key, value in event.items():
        if key in made:
            continue
        kind = value.__class__
        # Looked up here as well as there: a failing upstream makes thousands of events a second.
        if key not in _innocent and names_secret(key):
            made[key] = HIDDEN
        elif kind is str and value in _harmless:
            made[key] = value
        elif kind is str:
            text = made[key] = _text(value)
            if not _is_harmless(text):
                unsure.append(key)
        elif kind is Redacted:
            made[key] = value if len(value) <= LONGEST else value[:LONGEST] + "…"
        elif (kind is int and -_EXACT < value < _EXACT) or kind is float:
            made[key] = value
        else:
            made[key] = plain(value)
    # One look at all of them together is most often the only one.
    if unsure and has_secrets("\n".join([made[key] for key in unsure])):
        for key in unsure:
            made[key] = redact(made[key])


def printable(text: str) -> str:
    """`text` with every character escaped that could move a terminal's cursor or start a new line."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )
