"""One single error of a list: its text or texts, its code and its place.

Decides which members of one object are these. Refuses to know lists and nesting: `items` does.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from gateway.errors.dialects.places import (
    OWN_FIELD,
    PARTS,
    Place,
    place_inside,
    place_of,
    read_loc,
    text_of_element,
)
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.errors.dialects.wording import is_passing, is_phrase, is_token, worth

MAX_ITEMS = 100
MAX_ELEMENTS = 200
# What "body" is worth as a place: less than any name.
_FALLBACK_PLACE = 1

Node = dict[str, Any]


class Entry:
    """The message, or messages, the code, and the place of one single error."""

    __slots__ = ("_code_weight", "_name_weight", "_text_weight", "code", "name", "place", "text", "texts")

    def __init__(self, node: Node) -> None:
        self.text: str | None = None
        self.texts: list[str] = []
        self.code: str | None = None
        self.place: Place | None = None
        self.name: str | None = None
        self._text_weight = self._code_weight = self._name_weight = 0
        for member, value in islice(node.items(), MAX_ELEMENTS):
            if isinstance(value, dict) and (text := text_of_element(value)) is not None:
                self._take_word(member, text, alone=len(node) == 1)
            elif isinstance(value, dict):
                self._take_object(member, value)
            elif isinstance(value, list):
                self._take_list(member, value)
            elif value and isinstance(value, (str, int)) and not isinstance(value, bool):
                self._take_word(member, value, alone=len(node) == 1)
        self._settle()

    def _settle(self) -> None:
        if self.text == self.name:
            self.text = None
        if self.code == self.name or (
            self.code is not None and self.code == self.text and worth(self.code) > -50
        ):
            self.code = None

    def _take_object(self, member: str, value: Node) -> None:
        if member == "constraints":
            self.texts = [text for text in islice(value.values(), MAX_ITEMS) if isinstance(text, str)]
            return
        weight = meaning(member).message - 20
        text = value.get("value") or value.get("text") or value.get("#text")
        if weight > self._text_weight and isinstance(text, str):
            self.text, self._text_weight = text, weight
        if self.place is None and (found := place_inside(member, value)) is not None:
            self.place, self.name = found
            self._name_weight = 200

    def _take_list(self, member: str, value: list[Any]) -> None:
        means = meaning(member)
        strings = [element for element in value[:MAX_ELEMENTS] if isinstance(element, str) and element]
        if means.field > self._name_weight and strings:
            self._name_weight = means.field
            steps = fold(member) in ("loc", "path", "location")
            self.place, self.name = read_loc(value[:MAX_ELEMENTS]) if steps else ("field", ".".join(strings))
        elif means.items or means.message:
            self.texts = self.texts or strings

    def _take_word(self, member: str, value: str | int, *, alone: bool) -> None:
        means, word = meaning(member), str(value)
        if means.message and isinstance(value, str):
            # An item is told by its specific text: `title` is that of the kind of error.
            weight = means.message + worth(word) - (15 if "title" in member.lower() else 0)
            if weight > max(self._text_weight, 20):
                self.text, self._text_weight = word, weight
        if means.code > self._code_weight and member != "@type" and _is_code(word, means.code):
            weight = means.code - (40 if is_phrase(word) else 10 if word.endswith("Error") else 0)
            if weight > self._code_weight:
                self.code, self._code_weight = word, weight
        weight = _FALLBACK_PLACE if word.lower() in PARTS and means.field < OWN_FIELD else means.field
        if weight > self._name_weight and _is_place(value) and (weight > 70 or not alone):
            if weight < OWN_FIELD and word.endswith(("Error", "Exception", "_error")):
                # `"name": "ValidationError"` names a kind of error.
                return
            self.place, self.name, self._name_weight = place_of(member), word, weight


def _is_code(word: str, weight: int) -> bool:
    return len(word) < 160 and (is_token(word) or weight >= 98) and not is_passing(word)


def _is_place(value: object) -> bool:
    return isinstance(value, str) and len(value) < 300 and not value.startswith("http")
