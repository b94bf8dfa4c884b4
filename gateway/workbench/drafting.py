"""Drafts as YAML that a person goes on writing, with what was seen in comments.

Decides how they are written: YAML 1.2 that errgate's own reader takes, every text quoted that might be read
as something else. Refuses to know what drafts say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.config.scalars import read_scalar
from gateway.errors.values import clean
from gateway.workbench.learning import Draft

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,80}")
_LONGEST_COMMENT = 300
_MOST_CODES = 8

_HEADER = """\
# {count} of errors that no rule and no entry of the catalog takes care of.
# Rules are in shadow mode: they change nothing until `mode` goes. The catalog has no such mode: an entry
# takes effect as soon as it is there. `errgate check` tells mistakes, `errgate explain` what a rule does.
"""


def write_drafts(drafts: Sequence[Draft], catalog: Mapping[str, Mapping[str, Any]]) -> str:
    """The section `errors` of a configuration, to be merged into the one that there is."""
    return "\n".join(_lines(drafts, catalog)) + "\n"


def _lines(drafts: Sequence[Draft], catalog: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield _HEADER.format(count=f"{len(drafts)} kind{'' if len(drafts) == 1 else 's'}").rstrip()
    yield "errors:"
    yield "  rules:"
    for draft in drafts:
        yield from _comments(draft)
        rule = draft.rule
        yield f"    - name: {scalar(rule['name'])}"
        for key in ("mode", "when", "then"):
            yield f"      {key}: {flow(rule[key])}"
    if catalog:
        yield ""
        yield "  catalog:"
        for code, entry in catalog.items():
            yield f"    {scalar(code)}: {flow(entry)}"


def _comments(draft: Draft) -> Iterator[str]:
    group = draft.group
    yield ""
    times = "once" if group.count == 1 else f"{group.count} times"
    yield _comment(f"Seen {times}: {group.dialect}, confidence {group.confidence:.2f}.")
    if group.sample:
        yield _comment(group.sample)
    if group.codes:
        codes = [f"{code} ({count})" for code, count in group.codes.most_common(_MOST_CODES)]
        more = len(group.codes) - len(codes)
        yield _comment(f"Codes: {', '.join(codes)}{f' and {more} more' if more > 0 else ''}.")


def _comment(text: str) -> str:
    # Control characters and exotic line breaks would end the comment, or the document.
    line = "".join(char if char.isprintable() else " " for char in text)
    return f"    # {line if len(line) <= _LONGEST_COMMENT else line[: _LONGEST_COMMENT - 1] + '…'}"


def flow(value: Any) -> str:
    """A value in YAML's flow style, on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(name)}: {flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def scalar(value: Any) -> str:
    """A single value; a text in quotes unless it is a plain word."""
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and isinstance(read_scalar(value), str):
        return value
    # JSON's escapes are YAML's, but for pairs of surrogates; what a screen does not show is escaped too.
    written = json.dumps(clean(value), ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in written)
