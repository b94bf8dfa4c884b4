"""What a client may read of an upstream's text: washing.

Decides that a text is shown as it is, shown in part, or not at all.
Refuses to know formats, languages and rules, and what stands in place of a text that was refused.

Laws: what is harmless comes back unchanged, as the same object; what comes back holds no internals and is
made of pieces of the text; washing twice is washing once; nothing is raised; time is linear in the length.

An ordinary sentence costs one look with one pattern, the union of all. Only where that hits are the
patterns asked one by one, and their places cut out (`sentences`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import re2

from gateway.errors.addresses import Judge, class_table, place_table
from gateway.errors.sentences import cut_places, end_at, reads_well
from gateway.errors.statements import MESSAGES, STATEMENTS
from gateway.errors.traces import NOTICE, TRACE_STARTS
from gateway.observe.redaction import Span, clean_text, compile_pattern, merge_spans, secret_spans

# A text with more places than this is a dump and no sentence.
_MOST_PLACES = 40
# Each round removes at least one place; what is not clean after these is given up.
_MOST_ROUNDS = 4
# Longer texts are pages. Precedents: RFC 9457 sets no bound; GitHub cuts messages at 64 KiB.
_LONGEST = 65_536


def _union(patterns: Iterable[str]) -> Any:
    return compile_pattern("|".join(f"(?:{pattern})" for pattern in patterns))


_TRACE = _union(TRACE_STARTS)
_STATEMENT = _union(STATEMENTS)
_DATABASE = _union((*STATEMENTS, *MESSAGES))
_NOTICE = compile_pattern(NOTICE)
# `org.acme.orders.OrderNotFoundException: Order 7 was not found`: the sentence stands behind the class.
_CLASS_PREFIX = compile_pattern(
    r"^\s*(?:(?:Uncaught|Unhandled|Unexpected) (?:exception|error):? +|Caused by: |Error: )?"
    r"(?:[a-z_]\w*\.)+(?:\w+[.$])*[A-Z]\w*(?:Exception|Error|Fault|Failure)(?:: +|:\n|$)"
)
_TRACE_ANNOUNCED = re2.compile(
    r"(?i)(?:^|[.!?]\s+|\n|[,;:]\s*)[^.!?\n]{0,60}\b(?:stack ?trace|traceback|call ?stack|backtrace)\b[^.!?\n]{0,20}:?\s*$"
)


Table = tuple[tuple[Any, Judge], ...]


class Washer:
    """Washes texts; made once at start-up with the team's own host suffixes (`corp.example.com`)."""

    __slots__ = ("_classes", "_places", "_trigger")

    def __init__(self, internal_hosts: Sequence[str] = ()) -> None:
        places, classes = place_table(internal_hosts), class_table()
        self._trigger = _union(pattern for pattern, _ in (*places, *classes))
        self._places = tuple((compile_pattern(pattern), judge) for pattern, judge in places)
        self._classes = tuple((compile_pattern(pattern), judge) for pattern, judge in classes)

    def wash(self, text: str | None) -> str | None:
        """`text` without internals, itself where it has none, None where no harmless sentence is left."""
        if text is None or not text.strip():
            return None
        cleaned = clean_text(text)[:_LONGEST]
        washed = text if cleaned == text else cleaned
        for _ in range(_MOST_ROUNDS):
            rest = self._wash_once(washed)
            if rest == washed:
                return washed
            if not reads_well(rest):
                return None
            washed = rest
        return None

    def wash_token(self, text: str | None) -> str | None:
        """A code or a field name as it is, None where it is an internal itself."""
        if text is None or not text.strip():
            return None
        text = clean_text(text)
        if len(text) > _LONGEST or _TRACE.search(text) or _STATEMENT.search(text):
            return None
        return None if self._find_places(text, self._places) else text

    def _wash_once(self, text: str) -> str:
        """One round: notices, traces, statements, class prefixes, then places. The same text where it is clean."""
        if _NOTICE.search(text):
            text = _NOTICE.sub("", text).strip()
        if (match := _TRACE.search(text)) is not None:
            text = text[: match.start()].rstrip()
            return _TRACE_ANNOUNCED.sub("", text).rstrip(" :;,-")
        if (match := _DATABASE.search(text)) is not None:
            return end_at(text, match.start())
        if (match := _CLASS_PREFIX.search(text)) is not None:
            return text[match.end() :]
        spans = self._find_places(text, self._places + self._classes)
        if not spans:
            return text
        return cut_places(text, spans) if len(spans) <= _MOST_PLACES else ""

    def _find_places(self, text: str, table: Table) -> list[Span]:
        found = secret_spans(text)
        if self._trigger.search(text) is not None:
            for pattern, judge in table:
                for match in pattern.finditer(text):
                    start, end = match.span(1) if match.start(1) >= 0 else match.span()
                    if judge(text[start:end], text[max(0, start - 24) : start]):
                        found.append((start, end))
        return merge_spans(found)
