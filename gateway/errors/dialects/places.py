"""Where a single error points: names of fields and parameters, JSON Pointers into the request.

Decides what a member that names a place means, and how a path is written. Refuses to choose texts and codes.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from gateway.errors.dialects.tables import words
from gateway.errors.dialects.vocabulary import fold, meaning
from gateway.faults import FaultItem

_MAX_DETAIL = 2_000
_MAX_BOXES = 4
OWN_FIELD = 94
"""From this weight on, a name says beyond doubt where the error beside it is."""

Path = tuple[str, ...]
Place = Literal["pointer", "field", "parameter", "header"]
_Node = dict[str, Any]

# Values that say which part of the request is meant, not which member.
PARTS = words("""
    body query querystring header headers path cookie cookies url uri payload json form params request
    requestbody parameters data
""")


def place_of(member: str) -> Place:
    """What a member of this name points with."""
    folded = fold(member)
    if "pointer" in folded or folded == "instancepath":
        return "pointer"
    if folded.startswith("param"):
        return "parameter"
    return "header" if folded == "header" else "field"


def place_inside(member: str, value: _Node) -> tuple[Place, str] | None:
    """`"source": {"pointer": "/data/x"}` (JSON:API), `"_embedded": {"details": {"attribute": …}}` (HAL)."""
    if fold(member) not in (
        "source",
        "where",
        "embedded",
        "details",
        "location",
        "target",
        "extensions",
        "params",
        "meta",
    ):
        return None
    floor = 60 if fold(member) == "target" else 80
    for name, inner in value.items():
        # A header: of JSON:API 1.1 (error objects, `source`).
        if isinstance(inner, str) and (meaning(name).field >= floor or name == "header"):
            return place_of(name), inner
        if isinstance(inner, dict) and fold(member) == "embedded" != fold(name):
            return place_inside(name, inner)
    return None


def read_loc(parts: list[Any]) -> tuple[Place, str]:
    """Pydantic's `["body", "items", 0, "qty"]`, ajv's and zod's paths."""
    names = [str(part) for part in parts if isinstance(part, (str, int))]
    origin = names[0]
    rest = names[1:]
    if origin in ("query", "path", "header", "cookie") and rest:
        return ("header" if origin == "header" else "parameter"), ".".join(rest)
    if origin == "body" and rest:
        return "pointer", write_pointer(rest)
    return "field", ".".join(names)


def write_pointer(parts: list[str] | tuple[str, ...]) -> str:
    """RFC 6901, as a URI fragment."""
    return "#" + "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def make_item(
    text: str,
    code: str | None,
    path: Path,
    place: Place | None = None,
    name: str | None = None,
) -> FaultItem:
    """One item: `path` where nesting tells its place, else `place` and `name` where a member does."""
    detail = text[:_MAX_DETAIL].strip()
    if name and not path:
        if place != "pointer" and not (name.startswith(("#/", "/")) and "[" not in name):
            place, name = _read_dotted(name) if place in (None, "field") else (place, name)
        else:
            place, name = "pointer", "#" + name.lstrip("#")
        return FaultItem(detail, code=code, place=place, name=name)
    if not path:
        return FaultItem(detail, code=code)
    whole = (*path, name) if name else path
    if len(whole) == 1:
        place, name = _read_dotted(whole[0])
        return FaultItem(detail, code=code, place=place, name=name)
    return FaultItem(detail, code=code, place="pointer", name=write_pointer(whole))


# `items.0.price`, `Lines[0].Quantity`, `$.a.b`, `order[lines][0]`.
_DOTTED = re.compile(r"(?:\$\.)?[A-Za-z_][\w-]{0,63}(?:\.[A-Za-z0-9_][\w-]{0,63}|\[[\w-]{1,64}\]){1,12}")
_STEP = re.compile(r"[\w-]+")


def _read_dotted(name: str) -> tuple[Place, str]:
    """A path in words as a place: `body.items[0].price` points at a member of the request."""
    if _DOTTED.fullmatch(name) is None:
        return "field", name
    place, told = read_loc(_STEP.findall(name))
    return ("pointer", write_pointer(_STEP.findall(name))) if place == "field" else (place, told)


def text_of_element(value: dict[str, Any]) -> str | None:
    """The text of an XML element that has nothing else but attributes."""
    text = value.get("#text")
    return text if isinstance(text, str) and all(name[:1] in "#@" for name in value) else None


def unfold(document: object) -> object:
    """`error(0).message=…&responseEnvelope.ack=…` as objects within objects, where a name has a dot."""
    if not isinstance(document, dict) or not any("." in name or "][" in name for name in document):
        return document
    tree: _Node = {}
    for name, value in document.items():
        *boxes, last = name.replace("[", ".").replace("]", "").split(".", _MAX_BOXES)
        node = tree
        for box in boxes:
            inner = node.setdefault(box.partition("(")[0], {})
            if not isinstance(inner, dict):
                return document
            node = inner
        node.setdefault(last, value)
    return tree
