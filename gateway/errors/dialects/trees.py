"""The general recognizer: reads an error out of a tree whose format nobody told us about.

How it decides. Every member of the tree, down to a bounded depth and number, is judged by

- its **name**: what the vocabulary promises for it (a message, a code, a list of errors, …), and how strongly;
- its **value**: a sentence is worth more as a message than a bare token, a reason phrase less, a number
  nothing; a code is a token or a number that does not repeat the HTTP status;
- its **place**: an object called `error` lends its members weight, one called `data` takes some; so does
  every level of depth; objects for the upstream's developers (`debug`, `innererror`) are not entered.

The best candidate of each kind wins. The code prefers the message's own object; the second text must stand
there. A list of errors becomes items, and where nothing else tells a message or a code, the first item does.

Refuses to know any API by name: that is for `named`. Cost is linear in the members seen.
"""

from __future__ import annotations

from typing import Any

from gateway.errors.dialects.finding import Finding
from gateway.errors.dialects.items import read_items
from gateway.errors.dialects.vocabulary import meaning
from gateway.errors.dialects.wording import (
    MAX_TEXT,
    is_failing,
    is_leak,
    is_passing,
    is_phrase,
    is_token,
    worth,
)

MAX_DEPTH = 9
MAX_MEMBERS = 600

# A message lives in the member itself; a list or an object of this name is a text in pieces.
_INNER_TEXT = (
    "value",
    "text",
    "#text",
    "Text",
    "content",
    "message",
    "en",
    "en-US",
    "en_US",
    "default",
    "Value",
)

# From these weights on, a candidate counts at all.
_MESSAGE_FLOOR = 10
_CODE_FLOOR = 5

Owner = dict[str, Any]


class Survey:
    """What one walk over a tree has seen."""

    __slots__ = (
        "codes",
        "hint",
        "hint_weight",
        "left",
        "lists",
        "messages",
        "status",
        "trace",
        "trace_weight",
    )

    def __init__(self, status: int) -> None:
        self.status = status
        # (score, text, the object that it stands in, member's name)
        self.messages: list[tuple[int, str, Owner, str]] = []
        self.codes: list[tuple[int, str, Owner]] = []
        self.lists: list[tuple[int, object]] = []
        self.hint: int | None = None
        self.hint_weight = 0
        self.trace: str | None = None
        self.trace_weight = 0
        self.left = MAX_MEMBERS

    def walk(self, node: Owner, lift: int, depth: int) -> None:
        """Judge every member of an object, then of those in it."""
        for name, value in node.items():
            self.left -= 1
            if self.left < 0:
                return
            kind = type(value)
            if kind is str:
                if value:
                    self._string(name, value, node, lift)
            elif kind is int:
                self._number(name, value, node, lift)
            elif (kind is dict or isinstance(value, list)) and value and depth < MAX_DEPTH:
                self._container(name, value, node, lift, depth)

    def _string(self, name: str, text: str, node: Owner, lift: int) -> None:
        means = meaning(name)
        if means.noise:
            return
        if means.message:
            score = means.message + lift + worth(text)
            if score > _MESSAGE_FLOOR:
                self.messages.append((score, text, node, name))
        if means.code:
            weight = self._code_weight(text, means.code, plain="code" in name.lower())
            if weight + lift > _CODE_FLOOR:
                self.codes.append((weight + lift, text, node))
        if means.hint > self.hint_weight and len(text) == 3 and text.isdigit():
            self._take_hint(int(text), means.hint)
        if means.trace > self.trace_weight and len(text) < 200 and " " not in text:
            self.trace, self.trace_weight = text, means.trace

    def _number(self, name: str, number: int, node: Owner, lift: int) -> None:
        means = meaning(name)
        if means.hint > self.hint_weight:
            self._take_hint(number, means.hint)
        if means.code > 70 and number not in (0, self.status, self.hint):
            self.codes.append((means.code + lift - 6, str(number), node))

    def _take_hint(self, number: int, weight: int) -> None:
        if 400 <= number <= 599:
            self.hint, self.hint_weight = number, weight

    def _code_weight(self, text: str, weight: int, *, plain: bool) -> int:
        """What a string is worth as a code, given what its name promises."""
        text = text.strip()
        if not text or len(text) > 160 or text in ("0", str(self.status), "null", "about:blank"):
            return -1000
        if "://" in text:
            return weight - 70
        if is_failing(text):
            return weight - 80
        if is_passing(text):
            return -1000
        if is_token(text):
            return weight if not text.isdigit() or weight > 70 else -1000
        # `"code": "400 BadRequest"` and `"code": "Bad Request"` are codes for want of a better one.
        if plain and len(text) < 60:
            return weight - 25
        if text.isalpha() and weight >= 76:
            return weight - 30 - (40 if is_phrase(text) else 0)
        return -1000

    def _container(self, name: str, value: Any, node: Owner, lift: int, depth: int) -> None:
        means = meaning(name)
        if means.noise:
            return
        if means.items:
            self.lists.append((means.items + lift, value))
        if isinstance(value, dict):
            if means.message and (text := _text_inside(value)) is not None:
                self.messages.append((means.message + lift + worth(text), text, node, name))
            self.walk(value, lift + means.box - 2, depth + 1)
            return
        texts = [element for element in value[:3] if type(element) is str and element]
        if texts and means.message:
            score = means.message + lift - 4 + worth(texts[0])
            if score > _MESSAGE_FLOOR:
                self.messages.append((score, texts[0], node, name))
        # Single errors rank below the object that lists them.
        for element in value[:3]:
            if type(element) is dict:
                self.walk(element, lift + means.box - 16, depth + 1)


def read_tree(document: object, status: int, dialect: str = "generic") -> Finding:
    """The best reading of a decoded document. Bounded time; never raises on trees of plain values."""
    survey = Survey(status)
    root = _root(document)
    if root is None:
        return Finding("none", 0.0)
    survey.walk(root, 0, 0)
    found = Finding(dialect, 0.0, status_hint=survey.hint, trace_id=survey.trace)
    owner = _choose_message(survey, found)
    _choose_code(survey, owner, found)
    _choose_items(survey, root, owner, found)
    if owner is not None:
        _choose_detail(owner, found)
    found.confidence = _confidence(survey, found)
    return found


def _root(document: object) -> Owner | None:
    if isinstance(document, dict):
        return document
    if isinstance(document, list) and document:
        if len(document) == 1 and isinstance(document[0], dict):
            return document[0]
        return {"errors": document}
    if isinstance(document, str) and document:
        return {"message": document}
    return None


def _text_inside(value: Owner) -> str | None:
    """The text of `{"lang": "en", "value": "…"}`, `{"en": "…", "ko": "…"}`, `<message xml:lang="en">…`."""
    for name in _INNER_TEXT:
        text = value.get(name)
        if isinstance(text, str) and text:
            return text
    return None


def _choose_message(survey: Survey, found: Finding) -> Owner | None:
    """Take the best sentence that shows no internals; the object that it stands in."""
    ranked = sorted(survey.messages, key=_score, reverse=True)[:6]
    best = next(
        (candidate for candidate in ranked if not is_leak(candidate[1])), ranked[0] if ranked else None
    )
    if best is None:
        return None
    _, text, owner, name = best
    if is_token(text) and text.casefold() != text.upper().casefold()[:0]:
        # A bare token is a code, not a sentence, whatever its name says.
        weight = survey._code_weight(text, 84, plain=False)
        if weight > _CODE_FLOOR:
            survey.codes.append((weight - 10, text, owner))
            return owner
    found.message = text[:MAX_TEXT].strip()
    del name
    return owner


def _score(candidate: tuple[int, str, Owner, str]) -> int:
    return candidate[0]


def _choose_code(survey: Survey, owner: Owner | None, found: Finding) -> None:
    best_weight, best = _CODE_FLOOR, None
    for weight, text, place in survey.codes:
        near = weight + 8 if place is owner else weight
        if near > best_weight and text != str(survey.hint):
            best_weight, best = near, text
    if best is not None:
        found.code = best.strip()


def _choose_items(survey: Survey, root: Owner, owner: Owner | None, found: Finding) -> None:
    for _, value in sorted(survey.lists, key=_weight, reverse=True)[:6]:
        items = read_items(value)
        if items:
            break
    else:
        items = read_items(root) if found.message is None else []
    if not items and owner is not None:
        items = _own_field(owner, found)
    if not items:
        return
    if (
        found.message is None
        and found.code is None
        or found.message is None
        and not is_token(items[0].detail)
    ):
        found.message = items[0].detail
    alone = len(items) == 1 and items[0].name is None
    if alone and found.code is None:
        found.code = items[0].code
    # One entry that says what the message says is no list.
    if not (alone and items[0].detail in (found.message, found.detail)):
        found.items = items


def _own_field(owner: Owner, found: Finding) -> list[FaultItem]:
    """An error that names its field beside its message is a list of one."""
    for name, value in owner.items():
        if (
            isinstance(value, str)
            and value
            and found.message
            and meaning(name).field >= 94
            and value != found.message
        ):
            return read_items([owner])[:1]
    return []


def _weight(candidate: tuple[int, object]) -> int:
    return candidate[0]


def _choose_detail(owner: Owner, found: Finding) -> None:
    """The longer second text that stands beside the message."""
    best_weight, best = 0, None
    for name, value in owner.items():
        weight = meaning(name).detail
        if weight <= best_weight:
            continue
        text = value if type(value) is str else _text_inside(value) if isinstance(value, dict) else None
        if text and text.strip() != found.message and text != found.code and _is_second(text):
            best_weight, best = weight, text
    if best is not None and found.message is not None and not is_leak(best):
        found.detail = best[:MAX_TEXT].strip()


def _is_second(text: str) -> bool:
    return worth(text) > -40 or (text.islower() and text.isalpha())


def _confidence(survey: Survey, found: Finding) -> float:
    if found.message is None and found.code is None and not found.items:
        return 0.0
    best = max((candidate[0] for candidate in survey.messages), default=40)
    return round(min(0.95, max(0.2, best / 110)) * (1.0 if found.code or found.items else 0.9), 2)
