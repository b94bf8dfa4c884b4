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
from typing import Any, Literal

from gateway.errors.dialects.tables import words
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.errors.dialects.wording import is_passing, is_phrase, is_token, worth
from gateway.faults import FaultItem

MAX_ITEMS = 100
_MAX_ELEMENTS = 200
_MAX_DEPTH = 8
_MAX_DETAIL = 2_000

Place = Literal["pointer", "field", "parameter", "header"]

# Members of a map of fields that stand for the whole, not for a field.
_WHOLE = words("""
    nonfielderrors all base general global errors error root detail message messages generalerrors
    formerrors global errors
""")
# Members that wrap a map of fields without being part of the path.
_WRAPS = words("""
    errors children fielderrors properties items fields details embedded
""")


def read_items(value: object, *, weak: bool = False) -> list[FaultItem]:
    """The single errors in `value`; empty where it is no list of errors.

    `weak`: the list's name promises little, so bare words in it are no errors.
    """
    items: list[FaultItem] = []
    if isinstance(value, list):
        if not (weak and all(isinstance(element, str) and worth(element) < 0 for element in value)):
            _read_list(value, (), items, 0)
    elif isinstance(value, dict) and _is_map(value):
        _read_map(value, (), items, 0)
    return items


def _is_map(value: dict[str, Any]) -> bool:
    """Whether the object maps fields to errors, rather than being one error itself."""
    for name, member in islice(value.items(), _MAX_ELEMENTS):
        if isinstance(member, str) and member and meaning(name).message >= 92:
            return False
        if meaning(name).code >= 94 and isinstance(member, (str, int)):
            return False
        if member is not None and not isinstance(member, (str, list, dict)):
            return False
    return True


def _read_list(value: list[Any], path: tuple[str, ...], items: list[FaultItem], depth: int) -> None:
    for position, element in enumerate(value[:_MAX_ELEMENTS]):
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
            _read_list(element, path, items, depth + 1)


def _read_entry(
    entry: dict[str, Any], path: tuple[str, ...], items: list[FaultItem], depth: int, position: int = 0
) -> None:
    """One object of a list: an error with its field, or a map of the fields of one record."""
    text, texts, code, place, name = _parts(entry)
    if texts and text is None:
        for each in texts[:MAX_ITEMS]:
            items.append(make_item(each, code, path, place, name))
        return
    if text is None:
        for member, inner in entry.items():
            if isinstance(inner, list) and meaning(member).items >= 90 and depth < _MAX_DEPTH:
                _read_list(inner, path, items, depth + 1)
                return
    if text is None and code is None:
        if depth < _MAX_DEPTH and entry and _is_map(entry):
            inner = (*path, str(position)) if path else path
            _read_map(entry, inner, items, depth + 1)
        return
    items.append(make_item(text or code or "", code, path, place, name))


def _parts(entry: dict[str, Any]) -> tuple[str | None, list[str], str | None, Place | None, str | None]:
    """Message, messages, code, and place with name of one error."""
    text, text_weight = None, 0
    code, code_weight = None, 0
    place: Place | None = None
    name, name_weight = None, 0
    texts: list[str] = []
    for member, value in entry.items():
        means = meaning(member)
        if isinstance(value, dict):
            if (
                means.message
                and text_weight < means.message - 20
                and isinstance(inner := value.get("value") or value.get("text") or value.get("#text"), str)
            ):
                text, text_weight = inner, means.message - 20
            if place is None and (found := _place_inside(member, value)) is not None:
                place, name = found
                name_weight = 200
            continue
        if isinstance(value, list):
            strings = [element for element in value if isinstance(element, str) and element]
            if means.field > name_weight and strings:
                place, name = (
                    _loc(value)
                    if fold(member) in ("loc", "path", "location")
                    else ("field", ".".join(strings))
                )
                name_weight = means.field
            elif means.items or means.message:
                texts = texts or strings
            continue
        if isinstance(value, bool) or value is None or not isinstance(value, (str, int)) or value == "":
            continue
        word = str(value)
        if means.message and isinstance(value, str):
            # An item is told by its specific text: `title` is that of the kind of error.
            weight = means.message + worth(word) - (15 if "title" in member.lower() else 0)
            if weight > text_weight and weight > 20:
                text, text_weight = word, weight
        if means.code and member != "@type" and (is_token(word) or means.code >= 98) and not is_passing(word):
            weight = means.code - (40 if is_phrase(word) else 10 if word.endswith("Error") else 0)
            if weight > code_weight and len(word) < 160:
                code, code_weight = word, weight
        if (
            means.field > name_weight
            and isinstance(value, str)
            and len(word) < 300
            and not word.startswith("http")
        ):
            if means.field > 70 or len(entry) > 1:
                place, name, name_weight = place_of(member), word, means.field
    if text == name:
        text = None
    if code == name or (code is not None and code == text and worth(code) > -50):
        code = None
    return text, texts, code, place, name


def place_of(member: str) -> Place:
    """What a member of this name points with."""
    folded = fold(member)
    if "pointer" in folded or folded == "instancepath":
        return "pointer"
    if folded.startswith("param"):
        return "parameter"
    return "header" if folded == "header" else "field"


def _place_inside(member: str, value: dict[str, Any]) -> tuple[Place, str] | None:
    """`"source": {"pointer": "/data/x"}` (JSON:API), `"_embedded": {"details": {"attribute": …}}` (HAL)."""
    if fold(member) not in (
        "source",
        "embedded",
        "details",
        "location",
        "target",
        "extensions",
        "params",
        "meta",
    ):
        return None
    for name, inner in value.items():
        if isinstance(inner, str) and meaning(name).field >= 80:
            return place_of(name), inner
        if isinstance(inner, dict) and fold(member) == "embedded":
            return _place_inside(name, inner)
    return None


def _loc(parts: list[Any]) -> tuple[Place, str]:
    """Pydantic's `["body", "items", 0, "qty"]`, ajv's and zod's paths."""
    words = [str(part) for part in parts]
    origin = words[0]
    rest = words[1:]
    if origin in ("query", "path", "header", "cookie") and rest:
        return ("header" if origin == "header" else "parameter"), ".".join(rest)
    if origin == "body" and rest:
        return "pointer", _pointer(rest)
    return "field", ".".join(words)


def _pointer(parts: list[str] | tuple[str, ...]) -> str:
    """RFC 6901, as a URI fragment."""
    return "#" + "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _read_map(value: dict[str, Any], path: tuple[str, ...], items: list[FaultItem], depth: int) -> None:
    for name, member in islice(value.items(), _MAX_ELEMENTS):
        if len(items) >= MAX_ITEMS or depth > _MAX_DEPTH:
            return
        folded = fold(name)
        here = (*path, name)
        if folded in _WHOLE:
            here = path[:-1] if path and path[-1].isdigit() else path
        elif folded in _WRAPS and not _holds_texts(member):
            here = path
        if isinstance(member, str):
            if worth(member) > -1000 and member.strip():
                items.append(make_item(member, None, here))
        elif isinstance(member, list):
            _read_list(member, here, items, depth + 1)
        elif isinstance(member, dict):
            text, texts, code, _, _ = _parts(member)
            if text is not None or (texts and not _is_nested(member)):
                for each in [text] if text is not None else texts:
                    items.append(make_item(each or "", code, here))
            else:
                _read_map(member, here, items, depth + 1)


def _holds_texts(member: object) -> bool:
    return isinstance(member, str) or (
        isinstance(member, list) and any(isinstance(each, str) for each in member)
    )


def _is_nested(member: dict[str, Any]) -> bool:
    return any(isinstance(inner, dict) for inner in member.values())


def make_item(
    text: str,
    code: str | None,
    path: tuple[str, ...],
    place: Place | None = None,
    name: str | None = None,
) -> FaultItem:
    """One item: `path` where nesting tells its place, else `place` and `name` where a member does."""
    if name and not path:
        if place == "pointer" or name.startswith(("#/", "/")):
            return FaultItem(
                text[:_MAX_DETAIL].strip(), code=code, place="pointer", name="#" + name.lstrip("#")
            )
        return FaultItem(text[:_MAX_DETAIL].strip(), code=code, place=place or "field", name=name)
    if not path:
        return FaultItem(text[:_MAX_DETAIL].strip(), code=code)
    whole = (*path, name) if name else path
    if len(whole) == 1:
        return FaultItem(text[:_MAX_DETAIL].strip(), code=code, place="field", name=whole[0])
    return FaultItem(text[:_MAX_DETAIL].strip(), code=code, place="pointer", name=_pointer(whole))
