"""How a place is cut out of a text so that what is left is still a sentence.

Decides borders of sentences and clauses, and whether a rest reads well.
Refuses to know why a place must go. What it returns is made of pieces of the text and nothing else.

A sentence goes with its place, unless the place stands in brackets ("(class …)"), in apposition ("the URL
'…' was not found"), or at the end of a clause ("Unable to connect to …").
"""

from __future__ import annotations

import re2

from gateway.errors.addresses import words
from gateway.observe.redaction import Span

# Punctuation beyond ASCII, by name: CJK full stops and brackets, curly quotes, dashes.
_STOPS = ".!?\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
_CJK_CLOSERS = "\N{RIGHT CORNER BRACKET}\N{RIGHT WHITE CORNER BRACKET}\N{FULLWIDTH RIGHT PARENTHESIS}"
_CLOSERS = "\"')]" + _CJK_CLOSERS
_DASHES = "\N{EN DASH}\N{EM DASH}"
_EDGE = " \t\r\n:;,-|=>(" + _DASHES
_PAIRS = {
    "(": ")", "[": "]", "{": "}", "<": ">", "'": "'", '"': '"', "`": "`",
    "\N{LEFT SINGLE QUOTATION MARK}": "\N{RIGHT SINGLE QUOTATION MARK}",
    "\N{LEFT DOUBLE QUOTATION MARK}": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}": "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}",
    "\N{LEFT CORNER BRACKET}": "\N{RIGHT CORNER BRACKET}",
}  # fmt: skip
_BRACKETS = (("(", ")"), ("[", "]"))

_SENTENCE_END = re2.compile(
    rf"[.!?]+[\"')\]]*\s+|[{_STOPS[3:]}]+[{_CJK_CLOSERS}]*|\s*\n\s*|<br ?/?>\s*|</p>\s*"
)
_CLAUSE_BORDER = re2.compile(
    rf"[:;,]\s*\(|\s*[:;]\s+|\s+(?:-+|[{_DASHES}]|\||=>|->|--->)\s+"
    r"|,\s+(?:caused by|because|but|and|so|please)\s"
)
_ABBREVIATIONS = frozenset(("e.g", "i.e", "vs", "cf", "approx"))
# Behind these words something is missing; the sentence may do without them.
_DANGLING = re2.compile(
    r"(?i)(?:^|[\s,(])(?:(?:caused by|instance of|e\.g\.?|i\.e\.?)|"
    + words(
        """to at from in into on onto around with by of for via as against under over through behind the a
        an and or is was that than using named called see near host server address upstream reason url uri
        connecting provided got received value because due while when where which type class"""
    )
    + r")[\s,:=]*$"
)
# These need an object: "Cannot open" is no sentence.
_TRANSITIVE = re2.compile(
    r"(?i)\b"
    + words(
        """open opening find found read reading load loading access accessing write writing parse parsing
        contact contacting include including require requires reach reaching resolve resolving create creating
        invoke invoking call calling delete deleting execute executing get set use visit be are has have
        contains instantiate import locate mount stat mkdir initialize not no cannot could can't couldn't
        failed unable must should will check run running start see remove rename query fetch fetching copy
        send"""
    )
    + "$"
)
# Behind these a name may be left out: "the requested URL '…' was not found".
_APPOSITION = re2.compile(
    r"(?i)\b"
    + words(
        """ur[li] host(?:name)? server file(?:name)? path endpoint address resource service upstream directory
        folder class type bean key token page script template module database backend node instance domain
        object field link connection bucket certificate"""
    )
    + r"[:=]?\s*$"
)
# How grave it was: a clause that leads to another one.
_LEVEL = re2.compile(r"[:;,]\s*(?i:error|fatal|panic|exception|detail)$")
_WORD = re2.compile(r"[A-Za-z]{2,}|[\x{80}-\x{10FFFF}]")


def reads_well(text: str) -> bool:
    """Whether `text` is more than a word or a scrap, and closes what it opens."""
    if len(_WORD.findall(text[:200])) < 2:
        return False
    return all(text.count(a) == text.count(b) for a, b in _BRACKETS) and text.count('"') % 2 == 0


def end_at(text: str, place: int) -> str:
    """`text` up to the clause that holds `place`, "" where no sentence is left."""
    head = text[:place]
    border = 0
    for pattern in (_SENTENCE_END, _CLAUSE_BORDER):
        for match in pattern.finditer(head):
            border = max(border, match.end())
    if text[place : place + 1] in ("(", "[", ","):
        border = place
    bracket = max(head.rfind("("), head.rfind("["))
    # An open bracket in front of the place is a border too: "Could not save (SQL: …".
    if bracket >= border and not any(closing in head[bracket:] for closing in ")]"):
        border = bracket
    kept = _LEVEL.sub("", head[:border].rstrip(_EDGE))
    return kept if reads_well(kept) else ""


def cut_places(text: str, spans: list[Span]) -> str:
    """`text` without the places `spans` (sorted, apart), sentence by sentence; "" where nothing is left."""
    kept: list[str] = []
    start = 0
    for end, after in [*_sentence_ends(text, spans), (len(text), len(text))]:
        inside = _within(spans, start, end)
        sentence = text[start:end]
        rest = _cut_sentence(sentence, inside) if inside else sentence
        if rest:
            kept += (rest, text[end:after])
        start = after
    result = "".join(kept).strip()
    return result if reads_well(result) else ""


def _within(spans: list[Span], start: int, end: int) -> list[Span]:
    """The spans that begin between `start` and `end`, counted from `start`."""
    return [(a - start, min(b, end) - start) for a, b in spans if start <= a < end]


def _sentence_ends(text: str, spans: list[Span]) -> list[Span]:
    """(end of a sentence with its stop, start of the next one), none of them inside a place."""
    ends: list[Span] = []
    for match in _SENTENCE_END.finditer(text):
        start, after = match.span()
        if any(a < after - 1 and start + 1 < b for a, b in spans):
            continue
        if text[max(0, start - 8) : start].lower().rpartition(" ")[2].lstrip("(") in _ABBREVIATIONS:
            continue
        mark = match.group()
        ends.append((start + len(mark) - len(mark.lstrip(_STOPS + _CLOSERS)), after))
    return ends


def _cut_sentence(sentence: str, spans: list[Span]) -> str:
    """The clauses of a sentence that do without its places, and its full stop."""
    body = sentence.rstrip(_STOPS + " ")
    stop = sentence[len(body) :].strip()
    kept, lead, dropped = "", "", False
    start = 0
    for end, after in [*_clause_borders(body, spans), (len(body), len(body))]:
        inside = _within(spans, start, end)
        clause = body[start:end]
        if inside:
            clause = _cut_clause(clause, inside)
            dropped = dropped or not clause
        # Behind a clause that went, a single word says nothing; before it, it may ("Error: …").
        if clause and (not dropped or reads_well(clause)):
            kept += (lead if kept else "") + clause
        start, lead = after, body[end:after]
    kept = kept.strip().rstrip(_EDGE)
    return kept + stop if reads_well(kept) else ""


def _clause_borders(body: str, spans: list[Span]) -> list[Span]:
    return [
        match.span()
        for match in _CLAUSE_BORDER.finditer(body)
        if not any(a < match.end() and match.start() < b for a, b in spans)
        and not (body.count('"', 0, match.start()) % 2 and '"' in body[match.start() :])
    ]


def _cut_clause(clause: str, spans: list[Span]) -> str:
    """A clause without its places, "" where it does not read well then."""
    for span in reversed(spans):
        start, end, bracketed = _widen(clause, *span)
        head, tail = clause[:start], clause[end:]
        if bracketed and not tail[:1].isalnum():
            clause = head.rstrip() + tail
        elif not any(map(str.isalnum, tail)):
            clause = _end_clause(head) + tail.strip("\"'`\N{RIGHT DOUBLE QUOTATION MARK}")
        elif _APPOSITION.search(head) and tail[:1].isspace():
            clause = head.rstrip(" :=") + tail
        else:
            return ""
    return clause if reads_well(clause) else ""


def _end_clause(head: str) -> str:
    """A clause whose last part is gone, without the words that led to it; "" where these carry it."""
    while (match := _DANGLING.search(head)) is not None:
        # "… that matches the request URI" is whole; "Failed to connect to host" is not.
        if _APPOSITION.search(head) and not _DANGLING.search(head[: match.start()]):
            break
        head = head[: match.start()]
    head = head.rstrip(_EDGE)
    return "" if _TRANSITIVE.search(head) else head


def _are_pair(opening: str, closing: str) -> bool:
    # GNU's programs quote `so'.
    return _PAIRS.get(opening) == closing or (opening == "`" and closing == "'")


def _widen(clause: str, start: int, end: int) -> tuple[int, int, bool]:
    """The place with the quotes or brackets around it, and whether it may go without a trace."""
    while start > 0 and end < len(clause) and _are_pair(clause[start - 1], clause[end]):
        start, end = start - 1, end + 1
        if clause[start] in "([" and start > 0:
            return start, end, not _DANGLING.search(clause[:start])
    for opening, closing in _BRACKETS:
        a, b = clause.rfind(opening, 0, start), clause.find(closing, end)
        if a > 0 <= b and closing not in clause[a:start] and opening not in clause[end:b]:
            return a, b + 1, not _DANGLING.search(clause[:a])
    return start, end, False
