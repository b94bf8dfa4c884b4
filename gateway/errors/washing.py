"""What a client may read of an upstream's text: washing.

Decides that a text is shown as it is, shown in part, or not at all.
Refuses to know formats, languages and rules, and what stands in place of a text that was refused.

Laws: what is harmless comes back unchanged, as the same object; what comes back holds no internals and is
made of pieces of the text; washing twice is washing once; nothing is raised; time is linear in the length.

An ordinary sentence costs one look with one automaton, the union of all patterns. Only the patterns that
it finds are asked where, and what they find is cut out (`sentences`).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from itertools import islice
from typing import Any

import re2

from gateway.errors import addresses, sources
from gateway.errors.addresses import Judge, always
from gateway.errors.disguises import BASE64, WORD, as_seen, undo_base64, undo_word
from gateway.errors.domains import may_lead_inside
from gateway.errors.sentences import cut_places, end_at, reads_well
from gateway.errors.statements import ADDITIONS, MESSAGES, STATEMENTS
from gateway.errors.traces import NOTICE, TRACE_STARTS
from gateway.observe.redaction import (
    SECRETS,
    Span,
    clean_text,
    compile_pattern,
    compile_set,
    compile_union,
    merge_spans,
    secret_spans,
)

# A text with more places than this is a dump and no sentence.
_MOST_PLACES = 40
# Each round removes something; what is not clean after these is given up.
_MOST_ROUNDS = 4
# Characters. Longer texts are pages, and are cut; precedent: nginx's error pages and Spring's messages stay
# under 1,000, stack traces reach 100,000.
_LONGEST = 8_192
# Characters. On hostile text the set of patterns costs 7 us a character, one pattern after the other 1 us.
_SHORT = 512

# `org.acme.orders.OrderNotFoundException: Order 7 was not found`: the sentence stands behind the class.
_CLASS_PREFIX = (
    r"^\s*(?:(?:Uncaught|Unhandled|Unexpected) (?:exception|error):? +|Caused by: |Error: )?"
    r"(?:(?:[a-z_]\w*\.)+(?:\w+[.$])*|\\?(?:[A-Za-z_]\w*\\)+)"
    r"[A-Z]\w*(?:Exception|Error|Fault|Failure)(?:: +|:\n|$)"
)
_LINK = re2.compile(r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>)\]}]*[^\s\"'<>)\]}.,:;!?]")
_TRACE_ANNOUNCED = re2.compile(
    r"(?i)(^|[.!?]\s+|\n|[,;:]\s*)[^.!?\n]{0,60}\b(?:stack ?trace|traceback|call ?stack|backtrace)\b"
    r"[^.!?\n]{0,20}:?\s*$"
)


class _Kind(Enum):
    """What a pattern finds, and so what becomes of the text."""

    NOTICE = "taken out, the text goes on behind it"
    PREFIX = "a class before the sentence, taken off"
    TRACE = "the text ends before it"
    STATEMENT = "the text ends before the clause that holds it"
    DATABASE = "the same, but fit for a code: SQLSTATE 42P01"
    CREDENTIAL = "cut out of its sentence; redaction knows where it is"
    PLACE = "cut out of its sentence"
    CLASS = "the same, but fit for a code"


_ENDS = frozenset((_Kind.STATEMENT, _Kind.DATABASE))
_CUTS = frozenset((_Kind.PLACE, _Kind.CLASS))
_FIT_FOR_TOKENS = frozenset((_Kind.CLASS, _Kind.DATABASE, _Kind.PREFIX))
_NEVER_IN_TOKENS = frozenset((_Kind.NOTICE, _Kind.TRACE, _Kind.STATEMENT))

_Entry = tuple[_Kind, Any, Judge]


class Washer:
    """Washes texts; made once at start-up with the team's own host suffixes (`corp.example.com`)."""

    __slots__ = ("_any", "_links", "_set", "_table")

    def __init__(self, internal_hosts: Sequence[str] = ()) -> None:
        places = (
            (WORD, self._hides),
            (BASE64, self._encodes),
            *addresses.places_of(internal_hosts),
            *addresses.PLACES,
            *sources.PLACES,
        )
        table: list[tuple[_Kind, str, Judge]] = [
            (_Kind.NOTICE, NOTICE, always),
            (_Kind.PREFIX, _CLASS_PREFIX, always),
            (_Kind.CREDENTIAL, SECRETS, always),
            *((_Kind.TRACE, pattern, always) for pattern in TRACE_STARTS),
            *((_Kind.STATEMENT, pattern, always) for pattern in STATEMENTS),
            *((_Kind.DATABASE, pattern, always) for pattern in MESSAGES),
            *((_Kind.PLACE, pattern, always) for pattern in ADDITIONS),
            *((_Kind.PLACE, pattern, judge) for pattern, judge in places),
            *((_Kind.CLASS, pattern, judge) for pattern, judge in sources.CLASSES),
        ]
        patterns = [pattern for _, pattern, _ in table]
        self._table = tuple((kind, _compile(kind, pattern), judge) for kind, pattern, judge in table)
        self._set = compile_set(patterns)
        # What the set finds in a text that has links and nothing else.
        self._links = [patterns.index(addresses.DOTTED_URL)]
        self._any = compile_union(patterns)

    def wash(self, text: str | None) -> str | None:
        """`text` without internals, itself where it has none, None where no harmless sentence is left."""
        if not text or text.isspace():
            return None
        told = clean_text(text)[:_LONGEST]
        washed = as_seen(told)
        for attempt in range(_MOST_ROUNDS):
            present = self._look(washed)
            if not present:
                return washed if attempt else told
            rest = _wash_once(washed, present)
            if rest == washed:
                return washed if attempt else told
            if not reads_well(rest):
                return None
            washed = rest
        return None

    def wash_token(self, text: str | None) -> str | None:
        """A code or a field name as it is; None where it is an internal itself.

        A dotted class name may be a code, a database's own code too.
        """
        if not text or text.isspace() or len(text) > _LONGEST:
            return None
        text = clean_text(text)
        seen = as_seen(text)
        present = [entry for entry in self._look(seen) if entry[0] not in _FIT_FOR_TOKENS]
        if any(kind in _NEVER_IN_TOKENS for kind, _, _ in present):
            return None
        return None if present and _find_places(seen, present) else text

    def holds_internals(self, text: str) -> bool:
        """Whether there is anything in `text` that a client must not see.

        An id that looks random is none: unlike a text, a header field may well be nothing else.
        """
        text = as_seen(clean_text(text)[:_LONGEST])
        present = [entry for entry in self._look(text) if entry[2] is not addresses.is_key]
        return any(kind in _NEVER_IN_TOKENS or kind is _Kind.DATABASE for kind, _, _ in present) or bool(
            _find_places(text, present)
        )

    def _hides(self, word: str, _before: str) -> bool:
        plain = undo_word(word)
        return plain != word and self.holds_internals(plain)

    def _encodes(self, word: str, _before: str) -> bool:
        plain = undo_base64(word)
        return plain is not None and self.holds_internals(plain)

    def _look(self, text: str) -> Sequence[_Entry]:
        """The entries whose pattern is somewhere in the text, but for links to public pages alone."""
        if len(text) <= _SHORT:
            indexes = self._set.Match(text)
            if indexes is None or (indexes == self._links and not may_lead_inside(text)):
                return ()
            return [self._table[index] for index in indexes]
        if self._any.search(text) is None:
            return ()
        return [entry for entry in self._table if entry[1].search(text) is not None]


def _compile(kind: _Kind, pattern: str) -> Any:
    # Of the secrets only their presence is asked here.
    return compile_union((pattern,)) if kind is _Kind.CREDENTIAL else compile_pattern(pattern)


def _wash_once(text: str, present: Sequence[_Entry]) -> str:
    """One round, the gravest kind first. The same text where all of it turns out to be harmless."""
    notices = [pattern for kind, pattern, _ in present if kind is _Kind.NOTICE]
    if notices:
        return str(notices[0].sub(r"\1", text)).strip()
    start = _first(text, present, frozenset((_Kind.TRACE,)))
    if start is not None:
        return str(_TRACE_ANNOUNCED.sub(r"\1", text[:start].rstrip())).rstrip(" \n:;,-")
    start = _first(text, present, _ENDS)
    if start is not None:
        return end_at(text, start)
    for kind, pattern, _ in present:
        if kind is _Kind.PREFIX:
            return text[pattern.search(text).end() :]
    spans = _find_places(text, present)
    if not spans:
        return text
    return cut_places(text, spans) if len(spans) <= _MOST_PLACES else ""


def _first(text: str, present: Sequence[_Entry], kinds: frozenset[_Kind]) -> int | None:
    return min((pattern.search(text).start() for kind, pattern, _ in present if kind in kinds), default=None)


def _with_their_links(text: str, places: list[Span]) -> list[Span]:
    """The places, each with the whole link that it is a part of: half a link leads nowhere."""
    links = [match.span() for match in islice(_LINK.finditer(text), _MOST_PLACES)]
    return [
        next(((min(a, start), max(b, end)) for a, b in links if a < end and start < b), (start, end))
        for start, end in places
    ]


def _find_places(text: str, present: Sequence[_Entry]) -> list[Span]:
    found: list[Span] = []
    for kind, pattern, judge in present:
        if kind is _Kind.CREDENTIAL:
            found += secret_spans(text)
        elif kind in _CUTS:
            for match in islice(pattern.finditer(text), _MOST_PLACES + 1):
                start, end = match.span(1)
                if judge(text[start:end], text[max(0, start - 24) : start]):
                    found.append((start, end))
    return merge_spans(_with_their_links(text, found) if found and "://" in text else found)
