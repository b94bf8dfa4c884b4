"""Takes away what PHP prints before a body: notices and warnings, plain or as HTML.

Decides where the body itself begins. Refuses to read it.
"""

from __future__ import annotations

import re2

from gateway.errors.traces import NOTICE

_MOST_NOTICES = 20
_LONGEST = 16 * 1024
_STARTS = ("<br", "<b>", "PHP ", "Notice:", "Warning:", "Deprecated:", "Strict Standards:")
_NOTICE = re2.compile(NOTICE)


def without_notices(text: str) -> str | None:
    """The JSON or XML that follows the notices `text` begins with; None where that is not what it is.

    Reads at most _MOST_NOTICES of them within _LONGEST characters.
    """
    if not text.startswith(_STARTS):
        return None
    rest, left = text[:_LONGEST], 0
    for _ in range(_MOST_NOTICES):
        found = _NOTICE.match(rest)
        if found is None:
            break
        left += found.end()
        rest = rest[found.end() :]
    body = text[left:].lstrip()
    return body if left and (body[:1] in ("{", "[") or body.startswith("<?xml")) else None
