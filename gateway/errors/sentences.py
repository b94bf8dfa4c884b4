"""How a place is cut out of a text so that what is left is still a sentence.

Decides borders of sentences and clauses, and whether a rest reads well.
Refuses to know why a place must go. What it returns is made of pieces of the text and nothing else.

A sentence without the place goes whole, unless the place stands in brackets, in apposition ("the URL
'…' was not found"), or at the end of a clause ("Unable to connect to …").
"""

from __future__ import annotations

import re2

from gateway.observe.redaction import Span

_SENTENCE_END = re2.compile(r"[.!?]+[\"')\]]*\s+|[。！？]+[」』）]*|\s*\n\s*|<br ?/?>\s*|</p>\s*")
_CLAUSE_BORDER = re2.compile(
    r"[:;,]\s*\(|\s*[:;]\s+|\s+(?:-+|–|—|\||=>|->|--->)\s+|,\s+(?:caused by|because|but|and|so|please)\s"
)
# Behind these words something is missing; the sentence may do without them.
_DANGLING = re2.compile(
    r"(?i)(?:^|[\s,(])(?:to|at|from|in|into|on|onto|with|by|of|for|via|as|against|under|over|through|behind|the|a|an|and|or|is|was"
    r"|that|than|using|named|called|e\.g\.?|i\.e\.?|see|near|caused by|host|server|address|upstream|instance of|reason|url|uri"
    r"|connecting|provided|got|received|value|because|due to|while|when|where|which|type|class)[\s,:=]*$"
)
# These need an object: "Cannot open" is no sentence.
_TRANSITIVE = re2.compile(
    r"(?i)\b(?:open|opening|find|found|read|reading|load|loading|access|accessing|write|writing|parse|parsing|contact|contacting"
    r"|include|including|require|requires|reach|reaching|resolve|resolving|create|creating|invoke|invoking|call|calling|delete"
    r"|deleting|execute|executing|get|set|use|visit|be|are|has|have|contains|instantiate|import|locate|mount|stat|mkdir|initialize"
    r"|not|no|cannot|could|can't|couldn't|failed|unable|must|should|will|visit|check|run|running|start|see|remove|rename|query|fetch|fetching|copy|send|proxy to)$"
)
# Behind these a name may be left out: "the requested URL '…' was not found".
_APPOSITION = re2.compile(
    r"(?i)\b(?:ur[li]|host(?:name)?|server|file(?:name)?|path|endpoint|address|resource|service|upstream|directory|folder|class|type|bean"
    r"|key|token|page|script|template|module|database|backend|node|instance|domain|object|field|link|connection|bucket|certificate)[:=]?\s*$"
)
_WORD = re2.compile(r"[^\W\d_]{2,}|[A-Za-z]{2,}|[\x{80}-\x{10FFFF}]")
_ABBREVIATIONS = ("e.g", "i.e", "vs", "cf", "no", "nr", "approx")
_PAIRS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "<": ">",
    "'": "'",
    '"': '"',
    "`": "`",
    "‘": "’",
    "“": "”",
    "«": "»",
    "「": "」",
}
_BRACKETS = (("(", ")"), ("[", "]"))
_EDGE = " \t\r\n:;,-–—|=>("


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
        for match in pattern.finditer(head[-4000:]):
            border = max(border, match.end() + max(0, len(head) - 4000))
    bracket = max(head.rfind(opening) for opening in "([")
    # An open bracket in front of the place is a border too: "Could not save (SQL: …".
    if bracket >= border and not any(close in head[bracket:] for close in ")]"):
        border = bracket
    kept = head[:border].rstrip(_EDGE)
    return kept if reads_well(kept) else ""


def cut_places(text: str, spans: list[Span]) -> str:
    """`text` without the places `spans` (sorted, apart), sentence by sentence; "" where nothing is left."""
    kept: list[str] = []
    start = at = 0
    for end, after in [*_sentence_ends(text, spans), (len(text), len(text))]:
        inside: list[Span] = []
        while at < len(spans) and spans[at][0] < end:
            inside.append((spans[at][0] - start, min(spans[at][1], end) - start))
            at += 1
        sentence = text[start:end]
        rest = _cut_sentence(sentence, inside) if inside else sentence
        if rest:
            kept.append(rest + text[end:after])
        start = after
    result = "".join(kept).strip()
    return result if reads_well(result) else ""


def _sentence_ends(text: str, spans: list[Span]) -> list[tuple[int, int]]:
    """(end of a sentence, start of the next one), none of them inside a place."""
    ends: list[tuple[int, int]] = []
    at = 0
    for match in _SENTENCE_END.finditer(text):
        while at < len(spans) and spans[at][1] <= match.start():
            at += 1
        if at < len(spans) and spans[at][0] < match.end() - 1 and match.start() + 1 < spans[at][1]:
            continue
        if (
            text[max(0, match.start() - 8) : match.start()].lower().rpartition(" ")[2].lstrip("(")
            in _ABBREVIATIONS
        ):
            continue
        gap = len(match.group()) - len(match.group().lstrip(".!?。！？\"')]」』）"))
        ends.append((match.start() + gap, match.end()))
    return ends


def _cut_sentence(sentence: str, spans: list[Span]) -> str:
    """The clauses of a sentence that do without its places."""
    body = sentence.rstrip(".!?。！？ ")
    mark = sentence[len(body) :].strip()
    borders = [
        (m.start(), m.end())
        for m in _CLAUSE_BORDER.finditer(body)
        if not any(a < m.end() and m.start() < b for a, b in spans) and not _inside_quotes(body, m.start())
    ]
    kept = ""
    start, lead = 0, ""
    at = 0
    for end, after in [*borders, (len(body), len(body))]:
        inside: list[Span] = []
        while at < len(spans) and spans[at][0] < end:
            inside.append((spans[at][0] - start, min(spans[at][1], end) - start))
            at += 1
        clause = body[start:end]
        if inside:
            clause = _cut_clause(clause, inside)
        if clause and (kept or reads_well(clause) or not inside):
            kept += (lead if kept else "") + clause
        start, lead = after, body[end:after]
    kept = kept.strip().rstrip(_EDGE)
    return kept + mark if reads_well(kept) else ""


def _inside_quotes(text: str, place: int) -> bool:
    return text.count('"', 0, place) % 2 == 1 and '"' in text[place:]


def _cut_clause(clause: str, spans: list[Span]) -> str:
    """A clause without its places, "" where it does not read well then."""
    for start, end in reversed(spans):
        start, end, bracketed = _widen(clause, start, end)
        head, tail = clause[:start], clause[end:]
        if bracketed:
            clause = head.rstrip() + tail
        elif _WORD.search(tail):
            if not _APPOSITION.search(head):
                return ""
            clause = head.rstrip(" :=") + tail
        else:
            clause = _end_clause(head) + tail.strip("\"'`”’")
    return clause if reads_well(clause) else ""


def _end_clause(head: str) -> str:
    """A clause whose last part is gone, without the words that led to it; "" where these carry it."""
    while (match := _DANGLING.search(head)) is not None:
        if _APPOSITION.search(head) and not _DANGLING.search(head[: match.start()]):
            break
        head = head[: match.start()]
    head = head.rstrip(_EDGE)
    return "" if _TRANSITIVE.search(head) else head


def _widen(clause: str, start: int, end: int) -> tuple[int, int, bool]:
    """The place with the quotes or brackets around it, and whether it can go with them without a trace."""
    while start > 0 and end < len(clause) and _PAIRS.get(clause[start - 1]) == clause[end]:
        bracket = clause[start - 1] in "(["
        start, end = start - 1, end + 1
        if bracket and start > 0:
            return start, end, not _DANGLING.search(clause[:start])
    for opening, closing in _BRACKETS:
        a, b = clause.rfind(opening, 0, start), clause.find(closing, end)
        if 0 < a and 0 <= b and closing not in clause[a:start] and opening not in clause[end:b]:
            return a, b + 1, not _DANGLING.search(clause[:a])
    return start, end, False
