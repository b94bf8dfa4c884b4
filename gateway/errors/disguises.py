"""What a text says to a program that decodes it: percent-encoding, character references, escapes, base64.

Decides which words are encoded, what they say, and which characters of a text nobody sees. Refuses to judge
what is said. A client may decode what it is told, so an internal is one in any of these.

Patterns are RE2 syntax; group 1 is the word.
"""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from urllib.parse import unquote_plus

WORD = (
    r"([^\s\"'<>]*(?:%[0-9A-Fa-f]{2}|&#[xX]?[0-9A-Fa-f]+;|\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\w\+\w+\+\w)"
    r"[^\s\"'<>]*)"
)
# With the padding at its end, or long and with a digit in its first half: a name of a class has none.
BASE64 = r"(?:^|[^\w+/-])([A-Za-z0-9+/_-]{10,}={1,2}|[A-Za-z+/_]{0,16}\d[A-Za-z0-9+/_]{15,})(?:[^\w+/=-]|$)"

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
# Control and format characters between characters of ASCII: elsewhere languages need some of them.
_HIDDEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_UNSEEN = re.compile(f"(?<=[ -~])[{_HIDDEN}]+(?=[ -~])")
# Spaces that a pattern's `\s` does not know.
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")


def undo_word(word: str) -> str:
    """`word` without percent-encoding, character references and escapes."""
    if "&#" in word:
        word = unescape(word)
    if "\\" in word:
        word = _ESCAPE.sub(lambda found: chr(int(found.group(1) or found.group(2), 16)), word)
    return unquote_plus(word, errors="replace") if "%" in word or "+" in word else word


def undo_base64(word: str) -> str | None:
    """The text behind base64 of either alphabet (RFC 4648 §4, §5); None where there is none."""
    bare = word.rstrip("=").translate(_STANDARD)
    try:
        data = b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except ValueError:
        return None
    return data.decode("ascii") if data.isascii() and data.decode("ascii").isprintable() else None


_STANDARD = str.maketrans("-_", "+/")


def as_seen(text: str) -> str:
    """`text` without what nobody sees, its spaces plain; the same object where nothing is hidden."""
    if text.isprintable():
        return text
    return _SPACES.sub(" ", _UNSEEN.sub("", text))
