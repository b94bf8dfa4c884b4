"""What values may look like in the log: bounded, redacted, and such that any renderer can write them.

Decides what of a value is told, and what is kept out of it. Refuses to know events and lines (log.py).

Laws: nothing here raises; no value is longer than `LONGEST`; no value under a name that says "secret" and no
secret inside a text is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
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


@lru_cache(maxsize=1024)
def names_secret(key: str) -> bool:
    """Whether a value under this name is a secret by its name: `password`, `X-Api-Key`, `set-cookie`."""
    return key.lower().replace("-", "_").endswith(_SECRET_WORDS)


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
    return text if len(text) <= _SHORT and _is_harmless(text) else redact(text)


# Characters of a text whose verdict is remembered: names of routes, servers, dialects, codes.
_SHORT = 64


@lru_cache(maxsize=4096)
def _is_harmless(text: str) -> bool:
    return not has_secrets(text)


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
        if names_secret(key):
            made[key] = HIDDEN
        elif kind is Redacted:
            made[key] = value if len(value) <= LONGEST else value[:LONGEST] + "…"
        elif kind is str:
            text = made[key] = _text(value)
            if len(text) > _SHORT or not _is_harmless(text):
                unsure.append(key)
        elif kind is int and -_EXACT < value < _EXACT:
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
