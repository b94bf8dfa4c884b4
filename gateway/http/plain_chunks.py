"""Chunked bodies that are plain: complete, in few chunks, without extensions and trailers (RFC 9112 §7.1).

Decides which chunked bodies need no parser. Refuses to know what they belong to.

Frameworks send most of their small answers like this: one chunk and the last one.
"""

from __future__ import annotations

import re

# Each is looked at; a body in more of them is the parser's, which is quicker at it.
CHUNKS = 8
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,7}")


def read_plain_chunks(data: bytes, at: int) -> bytes | None:
    """The content of the body that begins at `at` and is the rest of `data`; None: not plain."""
    pieces: list[bytes] = []
    for _ in range(CHUNKS):
        end = data.find(b"\r\n", at, at + 9)
        if end < 0:
            return None
        digits = data[at:end]
        if _SIZE.fullmatch(digits) is None:
            return None
        size = int(digits, 16)
        at = end + 2
        if not size:
            return b"".join(pieces) if data[at:] == b"\r\n" else None
        pieces.append(data[at : at + size])
        at += size
        if data[at : at + 2] != b"\r\n":
            return None
        at += 2
    return None
