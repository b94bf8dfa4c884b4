"""Walks a decoded tree once and judges every member: candidates for message, code, list, status and trace id.

Decides what one member is worth, by name, value and place. Refuses to choose among candidates: `trees` does.
Bounded by members, depth and nested texts; cost is linear in the members seen.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

import orjson

from gateway.errors.dialects.places import OWN_FIELD
from gateway.errors.dialects.vocabulary import Meaning, meaning
from gateway.errors.dialects.wording import FAILING, MARKUP, PASSING, is_phrase, is_token, worth
from gateway.errors.xmltree import read_xml

MAX_DEPTH = 9
MAX_MEMBERS = 600
MAX_LIST = 3
"""Elements of a list that are looked into: the first errors stand for the rest."""
_MAX_NESTED = 3
_MAX_NESTED_LENGTH = 16_000

MESSAGE_FLOOR = 10
CODE_FLOOR = 5
"""From these scores on, a candidate counts at all."""

# A text that is so much below the best has no chance, not even where the best one shows internals.
_OUTCLASSED = 45
# What `name` and its like promise as a code; a code that is the first of a list.
_NAME = 76
_ERROR_ID = 93
# What no person gave a name to.
_RANDOM = re.compile(r"(?=.{0,40}\d)(?=.{0,40}[a-f])[0-9a-f-]{8,40}\Z")
_LISTED_CODE = 78
# What `messageId` and its like promise: an identifier of a kind, or of this one occurrence, which is long
# and of digits by half.
_IDENTIFIER = 86
_LONG = 16
# A code may still win by standing beside the message.
_NEARLY = 10

# A text in pieces: `{"lang": "en", "value": "…"}`, `{"en": "…", "ko": "…"}`, `<message xml:lang="en">…`.
_INNER_TEXT: tuple[str, ...] = (
    *("value", "text", "#text", "Text", "@value", "content", "message", "en", "en-US", "en_US", "default"),
    *("Value", "$", "_", "display", "title", "de", "fr", "es", "pt", "it", "nl", "ko", "ja", "zh"),
)
_NO_CODES = PASSING | {"", "0", "null", "about:blank"}
# Of SOAP (1.1 §4.4.1, 1.2 §5.4.6): whose fault it is, which an API's own code says better.
_SIDES = frozenset(("client", "server", "sender", "receiver", "versionmismatch", "mustunderstand"))

_ROOT = re.compile(r"(?:<\?xml[^<>]{0,200}\?>\s*)?<([A-Za-z_][\w.:-]{0,60})[\s>]")

Owner = dict[str, Any]


# (score, text, the object that it stands in, the member's name). A plain tuple: a dozen are made a body.
Candidate = tuple[int, str, Owner, str]


class Survey:
    """What one walk over a tree has seen. `status`: of the answer, 0 where it says nothing."""

    __slots__ = (
        "codes",
        "details",
        "fields",
        "hint",
        "left",
        "lists",
        "messages",
        "nested",
        "status",
        "trace",
        "_code_bar",
        "_hint_weight",
        "_message_bar",
        "_status_word",
        "_trace_weight",
    )

    def __init__(self, status: int) -> None:
        self.status = status
        self.messages: list[Candidate] = []
        self.codes: list[Candidate] = []
        # Second texts and places of errors, with the weights of their names.
        self.details: list[Candidate] = []
        self.fields: list[Candidate] = []
        self.lists: list[tuple[int, object]] = []
        self.hint: int | None = None
        self.trace: str | None = None
        self.left = MAX_MEMBERS
        self.nested = _MAX_NESTED
        self._status_word = str(status)
        self._message_bar = MESSAGE_FLOOR
        self._code_bar = CODE_FLOOR
        self._hint_weight = 0
        self._trace_weight = 0

    def walk(self, node: Owner, lift: int, depth: int) -> None:
        """Judge every member of an object, then of those in it. `lift`: what this place is worth."""
        self.left -= len(node)
        members = node.items() if self.left >= 0 else islice(node.items(), MAX_MEMBERS)
        for name, value in members:
            kind = type(value)
            if kind is bool or kind is float or not value:
                continue
            means = meaning(name)
            if means.noise:
                continue
            if kind is str:
                self._string(name, means, value, node, lift, depth)
            elif kind is int:
                self._number(name, means, value, node, lift)
            elif depth < MAX_DEPTH and self.left >= 0:
                self._container(name, means, value, node, lift, depth)

    def _string(self, name: str, means: Meaning, text: str, node: Owner, lift: int, depth: int) -> None:
        if text[0] in "[{<" and self.nested and len(text) > 8 and (inner := self._unwrap(text)) is not None:
            self._container(name, means, inner, node, lift, depth)
            return
        # Taken apart at once: a field of a named tuple costs more to get than the whole.
        message, detail, code, _, field, hint, trace, _, _ = means
        if message + lift > self._message_bar:
            score = message + lift + worth(text)
            if score > MESSAGE_FLOOR:
                self.messages.append((score, text, node, name))
                self._message_bar = max(self._message_bar, score - _OUTCLASSED)
        if code + lift > self._code_bar:
            score = lift + self.code_weight(text, code, name)
            if score > CODE_FLOOR:
                self.codes.append((score, text, node, name))
                self._code_bar = max(self._code_bar, score - _NEARLY)
        if detail:
            self.details.append((detail, text, node, name))
        if field >= OWN_FIELD:
            self.fields.append((field, text, node, name))
        if hint > self._hint_weight and len(text) == 3 and text.isdecimal():
            self._take_hint(int(text), hint)
        if trace > self._trace_weight and len(text) < 200 and " " not in text:
            self.trace, self._trace_weight = text, trace

    def _number(self, name: str, means: Meaning, number: int, node: Owner, lift: int) -> None:
        if means.hint > self._hint_weight:
            self._take_hint(number, means.hint)
        if means.code > 70 and number != self.status:
            self.codes.append((means.code + lift - 6, str(number), node, name))

    def _take_hint(self, number: int, weight: int) -> None:
        if 400 <= number <= 599:
            self.hint, self._hint_weight = number, weight

    def code_weight(self, text: str, weight: int, name: str = "") -> int:
        """What a string is worth as a code, by the weight of its name; -1000: nothing."""
        word = text.strip()
        if " " in word:
            # `"code": "400 BadRequest"` is a code for want of a better one; any other sentence is none.
            return weight - 25 if len(word) < 60 and "code" in name.lower() else -1000
        lowered = word.casefold()
        # An attribute of this name holds a class of the upstream's program.
        if (
            name == "@class"
            or lowered in _NO_CODES
            or (weight == _ERROR_ID and _RANDOM.match(word))
            or word == self._status_word
            or len(word) > 160
        ):
            return -1000
        if lowered in FAILING:
            # `"code": "invalid"` is a code all the same, of Django and of JSON:API.
            return weight - (10 if lowered == "invalid" and weight >= 100 else 80)
        if name == "@type" and word.isalpha() and word.islower():
            # `<title type="html">`
            return -1000
        if weight == _NAME and word.islower() and word.isalpha():
            # `"name": "email"`: a field's.
            return -1000
        if is_token(word):
            if "://" in word:
                return weight - 70
            if weight <= _IDENTIFIER and len(word) >= _LONG and sum(map(str.isdigit, word)) * 2 >= len(word):
                # `"messageId": "DE-2026-11-22-000481"`: that of this message, not of what it says.
                return -1000
            side, _, kind = lowered.rpartition(":")[2].partition(".")
            if side in _SIDES:
                # `Server.userException` (SOAP 1.1 §4.4.1) says a little more.
                return weight - (60 if not kind else 35)
            return weight if weight > 70 or not word.isdigit() else -1000
        # So is `"type": "Unauthorized"`.
        if len(word) < 60 and "code" in name.lower():
            return weight - 25
        if word.isalpha() and weight >= 76:
            return weight - (70 if is_phrase(word) else 30)
        return -1000

    def _container(self, name: str, means: Meaning, value: Any, node: Owner, lift: int, depth: int) -> None:
        if means.items:
            if "faultstring" in node or "Reason" in node:
                # What stands in a fault's `detail` is named after its type; only what is repeated is a list.
                inner = value.values() if isinstance(value, dict) else ()
                self.lists += [(means.items + lift, each) for each in inner if isinstance(each, list)]
            else:
                self.lists.append((means.items + lift, value))
        if isinstance(value, dict):
            self._object(name, means, value, node, lift, depth)
        elif isinstance(value, list):
            self._list(name, means, value, node, lift, depth)

    def _object(self, name: str, means: Meaning, value: Owner, node: Owner, lift: int, depth: int) -> None:
        text = text_inside(value) if means.message else _own_text(value) if means.code > 90 else None
        if text is not None:
            self._string(name, means, text, node, lift, depth)
        elif means.detail and (text := _sentence_inside(value)) is not None:
            self.details.append((means.detail, text, node, name))
        self.walk(value, lift + means.box - 2, depth + 1)

    def _list(self, name: str, means: Meaning, value: list[Any], node: Owner, lift: int, depth: int) -> None:
        for position, element in enumerate(value[:MAX_LIST]):
            inner = element
            if type(element) is str and element and self.nested and element[0] == "{":
                inner = self._unwrap(element) or element
            if type(inner) is dict:
                # Single errors rank below the object that lists them.
                self.walk(inner, lift + means.box - 22, depth + 1)
            elif (
                position == 0
                and type(element) is str
                and is_token(element)
                and (name.lower().endswith("codes") or _is_code_and_text(value))
            ):
                self.codes.append((_LISTED_CODE + lift, element, node, name))
            elif (
                type(element) is str
                and element
                and (means.message >= 60 or means.items)
                and (position == 0 or (position == 1 and _is_code_and_text(value)))
            ):
                score = max(means.message, means.items - 30) + lift - 4 + worth(element)
                if score > MESSAGE_FLOOR:
                    self.messages.append((score, element, node, name))

    def _unwrap(self, text: str) -> object:
        """A document inside a text: JSON as a tree, XML as a tree."""
        if len(text) > _MAX_NESTED_LENGTH or text.rstrip()[-1] not in "]}>":
            return None
        self.nested -= 1
        if text[0] == "<":
            root = _ROOT.match(text)
            if root is None or root.group(1).lower() in MARKUP:
                return None
            tree = read_xml(text)
            return tree if tree and any(isinstance(value, dict) for value in tree.values()) else None
        try:
            tree = orjson.loads(text)
        except orjson.JSONDecodeError:
            return None
        return tree if isinstance(tree, (dict, list)) else None


def _is_code_and_text(value: list[Any]) -> bool:
    """`["invalid_request", "The redirect_uri is missing"]`"""
    if len(value) != 2 or not isinstance(value[0], str) or not isinstance(value[1], str):
        return False
    return is_token(value[0]) and not is_token(value[1])


def text_inside(value: Owner) -> str | None:
    """The text that an object holds in pieces; None where it holds none, or is an error of its own."""
    if len(value) > 6:
        return None
    if len(value) == 1 and isinstance(text := next(iter(value.values())), str):
        return text or None
    for name in _INNER_TEXT:
        text = value.get(name)
        if isinstance(text, str) and text:
            return text
    return None


def _own_text(value: Owner) -> str | None:
    """The text of an element that has attributes: `<code list="x">12</code>`."""
    text = value.get("#text") or value.get("@value")
    return text if isinstance(text, str) else None


def _sentence_inside(value: Owner, depth: int = 0) -> str | None:
    """The message within a `detail` that is an object, as SOAP's is."""
    best_weight, best = 60, text_inside(value)
    for name, member in islice(value.items(), 20):
        weight = meaning(name).message
        if isinstance(member, str) and weight > best_weight and worth(member) == 0:
            best_weight, best = weight, member
    if best is None and depth < 3:
        inner = next((member for member in value.values() if isinstance(member, dict)), None)
        return _sentence_inside(inner, depth + 1) if inner else None
    return best
