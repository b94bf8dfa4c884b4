"""Reads lists of single errors, of every family, into FaultItems.

Decides which lists, maps and nestings are validation errors, and where each one points. The shapes:

    ["text", …]                                       Rails, Jira
    [{"field": …, "message": …, "code": …}, …]        Spring, JSON:API, Stripe, ModelState, problem details …
    {"email": ["text", …], …}                         Laravel, DRF, ASP.NET, Phoenix
    {"email": {"message": …, "code": …}, …}           Mongoose, kintone
    {"a": {"0": {"b": {"_errors": [{…}]}}}}           Discord, zod: nested like the request itself

Refuses to choose the main message. Items, depth and texts are bounded.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from gateway.errors.dialects.entry import MAX_ELEMENTS, MAX_ITEMS, Entry, Node
from gateway.errors.dialects.places import (
    Path,
    make_item,
)
from gateway.errors.dialects.tables import words
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.errors.dialects.wording import is_token, worth
from gateway.faults import FaultItem

_MAX_DEPTH = 8

# Members of a map of fields that stand for the whole, not for a field.
_WHOLE = words("""
    nonfielderrors all base general global errors error root detail message messages generalerrors
    formerrors global errors
""")
# Members of a text in pieces: `{"lang": "en", "value": "…"}`.
_OF_ONE_TEXT = words("lang language locale value text #text @lang @xml:lang @value @type type content")
# A trace stands beside an error, not beside fields.
_TRACES = words("stack trace stacktrace backtrace traceback callstack")
# A bare word under one of these and a sentence under a name of this weight are one error together.
_KINDS = ("type", "code", "kind")
_TEXT = 60
# Of one error: what it points at.
_OWN_PLACE = 96
# Members that wrap a map of fields without being part of the path.
_WRAPS = words("""
    errors children fielderrors properties items fields details embedded
""")


def read_items(value: object, *, weak: bool = False, single: bool = True) -> list[FaultItem]:
    """The single errors in `value`; empty where it is no list of errors.

    `weak`: the list's name promises little, so bare words in it are no errors. `single`: an object that is
    one error by itself counts as a list of one.
    """
    items: list[FaultItem] = []
    if isinstance(value, list):
        if not (weak and all(isinstance(element, str) and worth(element) < 0 for element in value)):
            _read_list(value, (), items, 0)
    elif isinstance(value, dict) and (inner := _causes(value)) is not None:
        _read_list(inner, (), items, 0)
    elif isinstance(value, dict) and _is_map(value):
        if not (weak and _is_echo(value)):
            _read_map(value, (), items, 0)
    elif single and isinstance(value, dict):
        entry = Entry(value)
        if entry.name is not None and (entry.text is not None or entry.texts):
            # One error by itself, where others have a list.
            _read_entry(value, (), items, 0)
    return items


def _causes(value: Node) -> list[Any] | None:
    """`"details": {"name": "web", "kind": "pods", "causes": [{…}]}`: the list beside words about a thing."""
    for name in ("causes", "errorMessages"):
        causes = value.get(name)
        if isinstance(causes, list) and causes and isinstance(causes[0], dict):
            return causes
    return None


def _is_echo(value: Node) -> bool:
    """`"details": {"account_id": "x1"}` repeats what was sent: its members are bare words."""
    return all(
        isinstance(member, str) and member.isascii() and " " not in member
        for member in islice(value.values(), MAX_ELEMENTS)
    )


def _is_map(value: Node) -> bool:
    """Whether the object maps fields to errors, rather than being one error itself."""
    if value.keys() <= _OF_ONE_TEXT and all(isinstance(member, str) for member in value.values()):
        return False
    has_code = has_text = False
    for name, member in islice(value.items(), MAX_ELEMENTS):
        if fold(name) in _TRACES:
            return False
        means = meaning(name)
        if isinstance(member, str):
            has_code = has_code or (name in _KINDS and is_token(member))
            has_text = has_text or (means.message >= _TEXT and " " in member)
            if has_code and has_text:
                return False
        if isinstance(member, str) and member and (means.message >= 92 or means.field >= _OWN_PLACE):
            return False
        if means.code >= 94 and isinstance(member, (str, int)):
            return False
        if member is not None and not isinstance(member, (str, list, dict)):
            return False
    return True


def _read_list(value: list[Any], path: Path, items: list[FaultItem], depth: int) -> None:
    for position, element in enumerate(value[:MAX_ELEMENTS]):
        if len(items) >= MAX_ITEMS:
            return
        if isinstance(element, str):
            if element.startswith("{"):
                continue
            if element.strip() and worth(element) > -1000:
                items.append(make_item(element, element if is_token(element) and not path else None, path))
        elif isinstance(element, dict):
            _read_entry(element, path, items, depth, position)
        elif isinstance(element, list) and depth < _MAX_DEPTH:
            made = _read_tuple(element) if not path else None
            if made is not None:
                items.append(made)
            else:
                _read_list(element, path, items, depth + 1)


def _read_tuple(element: list[Any]) -> FaultItem | None:
    """`["BAD_CAPTCHA", "care to try these again?", "captcha"]`: code, text and field without names."""
    if not 2 <= len(element) <= 3 or not all(isinstance(word, str) and word for word in element):
        return None
    code, text, *field = element
    if not is_token(code) or is_token(text) or not all(is_token(word) for word in field):
        return None
    return make_item(text, code, (), "field", field[0] if field else None)


def _read_entry(node: Node, path: Path, items: list[FaultItem], depth: int, position: int = 0) -> None:
    """One object of a list: an error with its field, a box of more errors, or the fields of one record."""
    entry = Entry(node)
    if entry.name is not None and (inner := _children(node)) is not None and depth < _MAX_DEPTH:
        # class-validator: errors nested as the request is.
        _read_list(inner, (*path, entry.name), items, depth + 1)
        if entry.text is None and not entry.texts:
            return
    if entry.text is not None and entry.name is None and (inner := _nested_errors(node)) is not None:
        _read_list(inner, path, items, depth + 1)
        return
    if entry.text is None and entry.texts:
        items += [
            make_item(text, entry.code, path, entry.place, entry.name) for text in entry.texts[:MAX_ITEMS]
        ]
        return
    if entry.text is None and (inner := _inner_list(node)) is not None and depth < _MAX_DEPTH:
        _read_list(inner, path, items, depth + 1)
        return
    told = entry.text or entry.code
    if told is not None:
        items.append(make_item(told, entry.code, path, entry.place, entry.name))
    elif depth < _MAX_DEPTH and node and _is_map(node):
        _read_map(node, (*path, str(position)) if path else path, items, depth + 1)


def _inner_list(node: Node) -> list[Any] | None:
    """Google's `{"@type": …, "fieldViolations": […]}`: the list that an entry wraps."""
    for member, inner in islice(node.items(), MAX_ELEMENTS):
        if isinstance(inner, list) and meaning(member).items >= 90:
            return inner
    return None


def _children(node: Node) -> list[Any] | None:
    inner = node.get("children")
    return inner if isinstance(inner, list) and inner else None


def _nested_errors(node: Node) -> list[Any] | None:
    """Errors with places of their own, which an error without one sums up."""
    for member in node.values():
        inner = member.get("errors") if isinstance(member, dict) else None
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner[:8]):
            return inner
    return None


def _read_map(value: Node, path: Path, items: list[FaultItem], depth: int) -> None:
    for name, member in islice(value.items(), MAX_ELEMENTS):
        if len(items) >= MAX_ITEMS or depth > _MAX_DEPTH:
            return
        folded = fold(name)
        here = (*path, name)
        whole = folded in _WHOLE
        if whole:
            here = path[:-1] if path and path[-1].isdigit() else path
        elif folded in _WRAPS and not _holds_texts(member):
            here = path
        if isinstance(member, str):
            if name[:1] == "@" and " " not in member:
                # `<errors type="array">`
                continue
            if worth(member) > -1000 and member.strip():
                items.append(make_item(member, None, here))
        elif isinstance(member, list):
            _read_list(member, here, items, depth + 1)
        elif isinstance(member, dict):
            entry = Entry(member)
            if entry.text is not None and whole:
                items.append(make_item(entry.text, entry.code, here, entry.place, entry.name))
            elif entry.text is not None:
                items.append(make_item(entry.text, entry.code, here))
            elif entry.texts and not _is_nested(member):
                items += [make_item(text, entry.code, here) for text in entry.texts[:MAX_ITEMS]]
            else:
                _read_map(member, here, items, depth + 1)


def _holds_texts(member: object) -> bool:
    return isinstance(member, str) or (
        isinstance(member, list) and any(isinstance(each, str) for each in member)
    )


def _is_nested(member: Node) -> bool:
    return any(isinstance(inner, dict) for inner in member.values())
