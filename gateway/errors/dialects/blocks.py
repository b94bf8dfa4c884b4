"""Takes a page apart: its texts by block, each with the worth of its place.

Decides what belongs together (what is inline), what nobody reads (scripts, navigation, a server's signature),
and what a place promises (title, heading, an element marked as message or error). Refuses to judge a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from gateway.errors.dialects.tables import words

# A text, and what its place is worth.
Block = tuple[str, int]
_MAX_BLOCKS = 60
_MAX_ELEMENTS = 1_500
# What a place is worth that says nothing of itself.
_ELSEWHERE = 50

# `ins`: what Google says besides; `address`: how servers sign.
_SKIP = words("script style noscript template svg head nav footer form button select ins address")
_INLINE = words("""
    a abbr b bdi cite code em font i ins kbd mark q s samp small span strong sub sup tt u var label
""")
_LABELS = words("b strong")
WEIGHTS = {
    "h1": 70,
    "h2": 72,
    "h3": 66,
    "h4": 60,
    "h5": 55,
    "title": 55,
    "p": 60,
    "pre": 44,
    "li": 40,
    "dd": 50,
}
_MARKED = re.compile(
    r"\b(?:err(?:or)?|message|msg|reason|exception|detail|description|cause|alert)"
    r"|(?-i:[a-z](?:Message|Msg|Error|Exception|Reason))",
    re.IGNORECASE,
)
_MARKED_TWICE = re.compile(r"\b(?:err(?:or)?|exception)[-_]?(?:message|msg|text|desc)", re.IGNORECASE)


def read_blocks(source: str) -> list[Block]:
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
        collector.blocks.insert(0, (" ".join(title.text.split()), WEIGHTS["title"]))
    return collector.blocks


class _Collector:
    """Walks a page in document order and closes a block at every element that is not inline."""

    __slots__ = ("blocks", "pieces")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []

    def collect(self, root: etree._Element) -> None:
        """Depth first, without recursion: a page may be nested as deep as its sender likes."""
        pieces = self.pieces
        left = _MAX_ELEMENTS
        # Elements whose children are being walked: what follows each, itself, and what its place is worth.
        stack: list[tuple[Iterator[etree._Element], etree._Element, int]] = []
        siblings: Iterator[etree._Element] = iter((root,))
        outer = _ELSEWHERE
        while left > 0 and len(self.blocks) < _MAX_BLOCKS:
            element = next(siblings, None)
            weight = outer
            if element is None:
                if not stack:
                    break
                siblings, element, outer = stack.pop()
                tag = element.tag
            else:
                tag = element.tag
                if tag not in _SKIP:
                    left -= 1
                    if tag not in _INLINE:
                        if pieces:
                            self._close(outer)
                        weight = _weight(element, tag, outer)
                    elif tag == "span":
                        # Spans are laid out apart more often than not.
                        pieces.append(" ")
                    if text := element.text:
                        pieces.append(text)
                    if len(element):
                        stack.append((siblings, element, outer))
                        siblings, outer = iter(element), weight
                        continue
            if pieces and tag not in _INLINE:
                self._close(weight)
            if tail := element.tail:
                if tag in _LABELS and tail[0].isupper() and (element.text or "")[-1:].islower():
                    # `<b>Message</b>Not found`
                    pieces.append(" ")
                pieces.append(tail)
        self._close(_ELSEWHERE)

    def _close(self, weight: int) -> None:
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            self.pieces.clear()
            if text:
                self.blocks.append((text, weight))


def _weight(element: etree._Element, tag: str, outer: int) -> int:
    weight = WEIGHTS.get(tag) or min(outer, _ELSEWHERE)
    if element.attrib:
        mark = f"{element.get('class', '')} {element.get('id', '')}"
        if len(mark) > 1 and _MARKED.search(mark[:200]) is not None:
            return weight + (20 if _MARKED_TWICE.search(mark[:200]) is not None else 10)
    return weight
