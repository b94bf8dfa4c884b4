"""A problem document as XML (RFC 7807 appendix A, which RFC 9457 appendix B keeps).

Decides how values become elements of `urn:ietf:rfc:7807`: an array's entries are elements named `i`.
Refuses to know which members there are.

Written by hand: a tree library would first have to be fed texts that it accepts, and that is all the work.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from gateway.errors.answer import Answer
from gateway.errors.formats import Format, problem_members

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807">'

# XML 1.0 §2.2 has no place for these, escaped or not.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# RFC 9457 §3.2 and RFC 7807 appendix A: what serves as a name in every format.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# A parser turns a bare carriage return into a line feed (XML 1.0 §2.11).
_RETURN = {"\r": "&#13;"}


def write_problem_xml(answer: Answer) -> bytes:
    """The problem document of `answer` in UTF-8."""
    parts = [_HEAD]
    for name, value in problem_members(answer).items():
        _write_member(parts, name, value)
    parts.append("</problem>\n")
    return "".join(parts).encode()


def _write_member(parts: list[str], name: str, value: object) -> None:
    if _NAME.fullmatch(name) is None:
        return
    parts.append(f"<{name}>")
    _write_value(parts, value)
    parts.append(f"</{name}>")


def _write_value(parts: list[str], value: object) -> None:
    if isinstance(value, dict):
        for name, member in value.items():
            _write_member(parts, name, member)
    elif isinstance(value, list):
        for entry in value:
            _write_member(parts, "i", entry)
    elif isinstance(value, bool):
        parts.append("true" if value else "false")
    elif value is not None:
        parts.append(escape(_NOT_XML.sub("\ufffd", str(value)), _RETURN))


PROBLEM_XML = Format.of("problem_xml", "application/problem+xml", write_problem_xml, framed=True)
