"""Every dialect by its name: those of the table, and what the general recognizers call what they read.

Decides which names a rule may ask for, and what the reference page says of each. Refuses to recognize.
"""

from __future__ import annotations

from gateway.errors.dialects.named import NAMED

GENERAL: dict[str, str] = {
    "generic": "JSON, XML or a form of no format that has a name: read by what its members are called",
    "html": "a page: the sentence that says what is wrong",
    "html-alert": "a page that is nothing but a box with a message",
    "text": "text: its first line",
    "text-code": "text with a code: `ERR|AUTH-403|…`, `Error 17: …`",
    "text-pairs": "lines of `name: value`",
    "hl7-2": "an acknowledgement of HL7 2",
    "bearer-challenge": "no body, but a `WWW-Authenticate` with `error=` (RFC 6750)",
    "header": "no body, but a header field whose name speaks of errors",
    "none": "nothing that says anything",
}
"""What is read by general rules → what that is."""

DIALECTS: frozenset[str] = frozenset(GENERAL) | {named.name for named in NAMED}
