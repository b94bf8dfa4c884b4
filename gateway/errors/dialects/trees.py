"""The general recognizer: reads an error out of a tree whose format nobody told us about.

How it decides. Every member of the tree, down to a bounded depth and number, is judged by

- its **name**: what the vocabulary promises for it (a message, a code, a list, …), and how strongly;
- its **value**: a sentence is worth more as a message than a bare token, a reason phrase less, a number
  nothing; a code is a token or a number that does not repeat the HTTP status;
- its **place**: an object called `error` lends its members weight, one called `data` takes some; so does
  every level of depth; objects for the upstream's developers (`debug`, `innererror`) are not entered.

The best candidate of each kind wins. The code prefers the message's own object; the second text must stand
there. A list of errors becomes items, and where nothing else tells a message or a code, the first item does.

Refuses to know any API by name: what no general rule can know stands in `named`.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import Any

from gateway.errors.dialects.finding import Finding
from gateway.errors.dialects.items import read_items
from gateway.errors.dialects.named import Named, find_named, first_text
from gateway.errors.dialects.places import make_item, place_of
from gateway.errors.dialects.survey import CODE_FLOOR, Candidate, Owner, Survey
from gateway.errors.dialects.vocabulary import meaning
from gateway.errors.dialects.wording import is_failing, is_leak, is_phrase, is_token, tidy, worth
from gateway.faults import FaultItem

# How many of the best candidates are looked at more closely.
_SHORT_LIST = 6
_SAME_OBJECT = 8
# How far below a bare token a sentence may rank that is taken in its place.
_SAID_LESS = 30
# From these weights on, a name is that of a second text, and that of a message or title.
_SECOND = 85
_TITLE = 90
# How deep maps of fields stand in one another; nobody's forms are nested deeper.
_LEVELS = 8
# `ORA-01017: invalid username`, `3009 : The TxType field is missing.`
_NUMBERED = re.compile(r"([A-Z]{2,8}[-_]?\d{2,8}|\d{4,6})\s?:\s+\w")
# `display_message` beside `error_message`: the same once more in other words, and no second text.
_MESSAGE_TOO, _WORDED_AGAIN = 90, 94
_score = itemgetter(0)


def read_tree(document: object, status: int, dialect: str = "generic") -> Finding:
    """The best reading of a decoded document; `status` is 0 where the answer's own says nothing.

    Bounded time; never raises on trees of plain values.
    """
    root = _root(document)
    if root is None:
        return Finding("none", 0.0)
    survey = Survey(status)
    survey.walk(root, 0, 0)
    found = Finding(dialect, 0.0, status_hint=survey.hint, trace_id=survey.trace)
    owner = _choose_message(survey, found)
    _choose_code(survey, owner, found)
    _choose_items(survey, root, owner, found)
    if owner is not None and found.message is not None:
        _choose_detail(survey, owner, found)
    if found.code is None and found.message is not None and (numbered := _NUMBERED.match(found.message)):
        found.code = numbered.group(1) if numbered.group(1) != str(status) else None
    found.confidence = _confidence(found)
    named = find_named(root)
    if named is not None:
        _apply(named, root, found)
    return found


def _root(document: object) -> Owner | None:
    if isinstance(document, dict):
        return document
    if isinstance(document, str) and document:
        return {"message": document}
    if not isinstance(document, list) or not document:
        return None
    if isinstance(document[0], (dict, list)) or len(document) == 1:
        return document[0] if len(document) == 1 and isinstance(document[0], dict) else {"errors": document}
    return _tuple(document)


def _tuple(document: list[Any]) -> Owner:
    """`["error", 10020, "symbol: invalid"]`: a code and a text without names."""
    texts = [each for each in document[:8] if isinstance(each, str) and not is_failing(each)]
    if len(texts) > 1 and all(worth(text) == 0 for text in texts):
        return {"errors": texts}
    sentence = next((text for text in reversed(texts) if not is_token(text)), None)
    code = next(
        (each for each in document[:8] if type(each) is int or (each in texts and is_token(each))), None
    )
    return {"message": sentence, "code": code}


def _choose_message(survey: Survey, found: Finding) -> Owner | None:
    """Take the best sentence that shows no internals; returns the object that it stands in."""
    if not survey.messages:
        return None
    ranked = survey.messages
    if len(ranked) > 1:
        ranked = sorted(ranked, key=_score, reverse=True)[:_SHORT_LIST]
    best = ranked[0]
    if len(ranked) > 1:
        for candidate in ranked:
            if not is_leak(candidate[1]):
                best = candidate
                break
    score, text, owner, name = best
    if is_token(text):
        # A bare token is a code, whatever its name says.
        # A class of the upstream's program is a code for want of a better one.
        weight = survey.code_weight(text, 60 if text.endswith(("Exception", "Error")) and "." in text else 84)
        if weight > CODE_FLOOR:
            survey.codes.append((weight - 10, text, owner, name))
            told = next((each for each in ranked if not is_token(each[1]) and not is_leak(each[1])), None)
            if told is not None and told[0] >= score - _SAID_LESS and worth(told[1]) >= 0:
                _, text, owner, name = told
            elif not (text.isalpha() and text.islower() and meaning(name).message > _TITLE):
                return owner
            # `{"message": "slow"}` may be either.
    found.message = tidy(text)
    if len(ranked) > 1 and meaning(name).detail >= _SECOND:
        found.heading = _heading(ranked, owner)
    return owner


def _heading(ranked: list[Candidate], owner: Owner) -> str | None:
    """`{"message": "Bad request", "details": "amount is missing"}`: the phrase that the sentence explains."""
    for _, text, place, name in ranked:
        if place is owner and meaning(name).message >= _TITLE and is_phrase(text):
            return tidy(text)
    return None


def _choose_code(survey: Survey, owner: Owner | None, found: Finding) -> None:
    best_score, best, best_place = CODE_FLOOR, None, None
    told = str(survey.hint)
    repeated = told if survey.status else None
    for score, text, place, _ in survey.codes:
        near = score + _SAME_OBJECT if place is owner else score
        if near > best_score and text != repeated:
            best_score, best, best_place = near, text, place
    if best == told:
        # The HTTP status of an error in band may stand beside a code that says more.
        others = [each for each in survey.codes if each[2] is best_place and each[1] != told]
        best = max(others, key=_score)[1] if others else best
    if best is not None:
        found.code = _name_of(best.strip())


def _name_of(code: str) -> str | None:
    """Of `com.amazon.coral.service#UnknownOperationException`, and of an address, the name at its end."""
    name = code.rpartition("#")[2] or code
    return _name_of_address(name) if "://" in code else name


def _name_of_address(address: str) -> str | None:
    name = address.rstrip("/").rpartition("/")[2]
    # `…/rfc9110#section-15.5.4` and `…/404` name no error, and `https://example.com` nothing.
    return (
        name if name[:1].isalpha() and not name.startswith(("section-", "rfc")) and "." not in name else None
    )


def _choose_items(survey: Survey, root: Owner, owner: Owner | None, found: Finding) -> None:
    items = read_items(root) if _is_field_map(root) else []
    for weight, value in sorted(survey.lists, key=_score, reverse=True)[:_SHORT_LIST]:
        if items:
            break
        # The object that the message stands in is no single error of its own.
        items = read_items(value, weak=weight < 95, single=value is not owner)
    if not items and found.message is None and found.code is None:
        found.message = _only_sentence(root)
        items = [] if found.message else read_items(root)
    if not items and owner is not None:
        items = _own_field(survey, owner, found)
    if not items:
        return
    if found.message is None and not is_token(items[0].detail):
        found.message = items[0].detail
    elif len(items) > 1 and _is_later(found.message, items) and not is_token(items[0].detail):
        # A map of fields: no member of it is more than the first.
        found.message = items[0].detail
    alone = len(items) == 1 and (items[0].name is None or items[0].detail == found.message)
    if alone and found.code is None and items[0].code != str(survey.status):
        found.code = items[0].code
    # One entry that says what the message says is no list.
    if not (alone and items[0].name is None and items[0].detail in (found.message, found.detail, found.code)):
        found.items = items


def _is_later(message: str | None, items: list[FaultItem]) -> bool:
    return message != items[0].detail and any(message == item.detail for item in items)


def _only_sentence(root: Owner) -> str | None:
    """The one sentence among members whose names say nothing: `{"state": "FAILED", "object": "It is …"}`."""
    texts = [value for value in root.values() if isinstance(value, str) and value.count(" ") > 1]
    return tidy(texts[0]) if len(texts) == 1 and worth(texts[0]) == 0 and not is_leak(texts[0]) else None


def _own_field(survey: Survey, owner: Owner, found: Finding) -> list[FaultItem]:
    """An error that names its field beside its message is a list of one."""
    text = found.message or found.code
    for _, name, place, member in survey.fields:
        if place is owner and text is not None and name != text and len(name) < 300:
            return [make_item(text, found.code if found.code != text else None, (), place_of(member), name)]
    return []


def _is_field_map(root: Owner, levels: int = _LEVELS) -> bool:
    """Whether the whole document maps fields to errors: lists alone, under names that promise no list.

    A field that is an object has a map of its own, as Django REST framework's nested serializers do; `levels`
    of them are looked into.
    """
    first = next(iter(root.values()), None)
    if isinstance(first, str):
        return len(root) > 1 and all(_is_about_a_field(name, text) for name, text in root.items())
    return (
        isinstance(first, list)
        and len(root) < 100
        and all(
            isinstance(each, list)
            or (levels > 0 and isinstance(each, dict) and _is_field_map(each, levels - 1))
            for each in root.values()
        )
        and any(not meaning(name).items for name in root)
    )


def _is_about_a_field(name: str, text: object) -> bool:
    """`"zip": "must have five digits"`, as Spring's handlers of validation errors like to answer."""
    return (
        isinstance(text, str)
        and text.count(" ") > 1
        and worth(text) == 0
        and meaning(name).message < 50
        and meaning(name).detail == 0
    )


def _choose_detail(survey: Survey, owner: Owner, found: Finding) -> None:
    """The longer second text that stands beside the message."""
    best_weight = 0
    message = found.message or ""
    for weight, raw, place, name in survey.details:
        if weight <= best_weight or place is not owner:
            continue
        if weight < _MESSAGE_TOO and meaning(name).message >= _WORDED_AGAIN:
            continue
        text = tidy(raw)
        if place.get(name) is not raw and " " not in text and text.isascii():
            # Out of an object: a word of it is what was sent, or a code.
            continue
        if text != found.code and _is_second(text, message, name) and not is_leak(text):
            best_weight, found.detail = weight, text


def _is_second(text: str, message: str, name: str) -> bool:
    if text in message or is_phrase(text) or "exception" in name.lower():
        return False
    if worth(text) < -40 and not (text.islower() and text.isalpha()):
        return False
    # The same sentence with something around it is no second text, but a description may begin with it.
    return message not in text or (meaning(name).detail >= 95 and meaning(name).message < 90)


def _confidence(found: Finding) -> float:
    """How sure a reading by general rules is: a sentence counts more than a code, and both more than one."""
    if found.message is not None:
        return 0.8 if found.code is not None or found.items else 0.7
    return 0.5 if found.code is not None or found.items else 0.0


def _apply(named: Named, root: Owner, found: Finding) -> None:
    """Let a dialect that is known by name correct what the general rules found."""
    found.dialect, found.confidence = named.name, max(found.confidence, named.confidence)
    if named.message and (text := first_text(root, named.message)) is not None:
        found.message = tidy(text)
        found.detail = None if found.detail == found.message else found.detail
    if named.code and (code := first_text(root, named.code)) is not None:
        found.code = code
    elif named.name == "problem" and found.code is not None:
        if found.code[:1] == "/":
            found.code = _name_of_address(found.code)
        elif isinstance(told := root.get("status"), (str, int)) and found.code == str(told):
            found.code = None
    if named.name == "aspnet-model-state":
        for item in found.items:
            if item.place == "pointer" and item.name is not None:
                # `order.Customer.Email`: the first is what the action calls its parameter, the body.
                item.name = "#/" + item.name.removeprefix("#/").partition("/")[2]
    if named.statuses and found.code is not None and found.status_hint is None:
        found.status_hint = named.statuses.get(found.code.casefold())
