"""Reads the one sentence that matters out of an HTML error page.

Decides by where a text stands (title, heading, paragraph, an element marked as message or error), by how it
looks, and by what pages of servers and CDNs are full of: branding, request ids, advice, stack traces.
Refuses to run scripts, to follow links and to keep markup.
"""

from __future__ import annotations

import re

from lxml import etree

from gateway.errors.dialects.finding import Finding
from gateway.errors.dialects.trees import read_tree
from gateway.errors.dialects.wording import is_leak, is_phrase, is_token, worth
from gateway.errors.lenient import read_lenient

_MAX_BLOCKS = 60
_MAX_ELEMENTS = 1_500
_PAGE_LIMIT = 48 * 1024

_SKIP = frozenset(
    ("script", "style", "noscript", "template", "svg", "head", "nav", "footer", "form", "button", "select")
)
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "samp",
        "small",
    )
    + ("span", "strong", "sub", "sup", "tt", "u", "var", "label")
)
_WEIGHTS = {
    "h1": 70,
    "h2": 72,
    "h3": 66,
    "h4": 60,
    "h5": 55,
    "title": 58,
    "p": 60,
    "pre": 44,
    "li": 40,
    "dd": 50,
}
_MARKED = re.compile(
    r"\b(?:err(?:or)?|message|msg|reason|exception|detail|description|cause|alert)", re.IGNORECASE
)
_LABELLED = re.compile(
    r"(?:error\s+)?(?:message|description|reason|details?|cause|exception|meldung|nachricht|mensaje|mensagem)\s*:?\s+(?=\S)",
    re.IGNORECASE,
)
_CHATTER = re.compile(
    r"powered\s+by|copyright|©|all\s+rights|apache/|apache\s+tomcat|nginx|openresty|openresty|cloudflare\s+ray|ray\s+id"
    r"|reference\s*#|request\s+id|go\s+back|back\s+to|return\s+to|home\s?page|click\s+here|contact|please\s+try"
    r"|try\s+again|server\s+at\s|port\s+\d|generated\s+by|version\s+information|your\s+ip|more\s+information"
    r"|fallback|see\s+the\s+|server\s+logs|for\s+details|type\s+status\s+report|debug\s*=|perhaps|you\s+can\b|sorry\W*$"
    r"|that.s\s+all\s+we\s+know|additionally|was\s+encountered\s+while\s+trying|stack\s*trace|root\s+cause",
    re.IGNORECASE,
)
_ALERT = re.compile(r"""\balert\(\s*(?:'([^'\n]{4,300})'|"([^"\n]{4,300})")""")
_SPACES = re.compile(r"\s+")


def read_page(source: str, status: int) -> Finding:
    """The sentence of a page that says what is wrong; bounded time."""
    blocks = _blocks(source[:_PAGE_LIMIT])
    best, best_score = None, 0
    for position, (text, weight) in enumerate(blocks):
        score = weight + _value(text, position)
        if score > best_score:
            best, best_score = text, score
    if best is None and (alert := _ALERT.search(source, 0, _PAGE_LIMIT)) is not None:
        return Finding("html-alert", 0.6, message=alert.group(1) or alert.group(2))
    if best is None:
        best = next((text for text, _ in blocks if is_phrase(text)), None)
        return Finding("html", 0.3 if best else 0.0, message=best)
    if best[0] in "{[" and (document := read_lenient(best)) is not None:
        return read_tree(document, status, "json-in-html")
    if is_token(best):
        return Finding("html", 0.4, code=best)
    return Finding("html", 0.6, message=best)


def _value(text: str, position: int) -> int:
    """What the text itself is worth; earlier blocks are a little better."""
    if not 3 < len(text) < 1_000 or is_leak(text):
        return -1000
    value = worth(text) - position
    if _CHATTER.search(text, 0, 400):
        value -= 30
    if len(text) > 300:
        value -= 15
    return value


def _blocks(source: str) -> list[tuple[str, int]]:
    """The page's texts by block, each with the weight of its place."""
    try:
        root = etree.fromstring(
            source.encode(),
            etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True),
        )
    except (etree.XMLSyntaxError, ValueError):
        return []
    if root is None:
        return []
    collector = _Collector()
    title = root.find(".//head/title")
    collector.collect(root)
    if title is not None and title.text:
        collector.blocks.insert(0, (_clean(title.text), _WEIGHTS["title"]))
    return collector.blocks


class _Collector:
    """Walks a page in document order and closes a block at every element that is not inline."""

    __slots__ = ("blocks", "left", "pieces")

    def __init__(self) -> None:
        self.blocks: list[tuple[str, int]] = []
        self.pieces: list[str] = []
        self.left = _MAX_ELEMENTS

    def collect(self, root: etree._Element) -> None:
        stack: list[tuple[etree._Element, int, bool]] = [(root, 50, False)]
        while stack and self.left > 0 and len(self.blocks) < _MAX_BLOCKS:
            element, weight, leaving = stack.pop()
            if leaving:
                if element.tag not in _INLINE:
                    self._close(weight)
                if element.tail:
                    self.pieces.append(element.tail)
                continue
            self.left -= 1
            self._enter(element, weight, stack)
        self._close(50)

    def _enter(
        self, element: etree._Element, weight: int, stack: list[tuple[etree._Element, int, bool]]
    ) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIP:
            if element.tail:
                self.pieces.append(element.tail)
            return
        if tag not in _INLINE:
            self._close(weight)
            weight = _weight(element, tag, weight)
        if element.text:
            self.pieces.append(element.text)
        stack.append((element, weight, True))
        stack.extend((child, weight, False) for child in reversed(element))

    def _close(self, weight: int) -> None:
        if not self.pieces:
            return
        text = _clean("".join(self.pieces))
        self.pieces.clear()
        if text:
            self.blocks.append((text, weight))


def _weight(element: etree._Element, tag: str, outer: int) -> int:
    weight = _WEIGHTS.get(tag, min(outer, 50))
    mark = f"{element.get('class', '')} {element.get('id', '')}"
    return weight + 10 if len(mark) > 1 and _MARKED.search(mark[:200]) else weight


def _clean(text: str) -> str:
    text = _SPACES.sub(" ", text).strip()
    labelled = _LABELLED.match(text)
    return text[labelled.end() :] if labelled is not None else text
