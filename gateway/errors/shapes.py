"""The shape of an error body: the names of its members, not their values.

Decides which names count, and when two bodies have the same ones. Refuses to know who keeps shapes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

# Members of one object, members in all, levels, and characters of a name that count for a shape.
WIDEST = 32
MOST_NAMES = 64
DEEPEST = 4
LONGEST_NAME = 64


def hash_shape(document: object) -> int:
    """A number that bodies of the same shape share, in this process; nothing of the body is kept for it."""
    names: list[str] = []
    if document.__class__ is list and document:
        document = document[0]
    if document.__class__ is dict:
        _gather(document, names, 0)
    return hash(tuple(names))


def _gather(node: dict[str, object], names: list[str], depth: int) -> None:
    """Add the names of an object and of those in it, in the order in which they stand."""
    for name, value in node.items() if len(node) <= WIDEST else islice(node.items(), WIDEST):
        names.append(name)
        if value.__class__ is list and value:
            value = value[0]  # noqa: PLW2901 - a list is what its first entry is
        if value.__class__ is dict and depth < DEEPEST and len(names) < MOST_NAMES:
            names.append("{")
            if not _is_field_map(value):
                _gather(value, names, depth + 1)
            names.append("}")


def _is_field_map(node: dict[str, object]) -> bool:
    """Whether the names of an object are names of fields, which differ from error to error."""
    for value in node.values():
        return value.__class__ is list
    return True


def member_names(document: object, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """The members of a document as dotted names, `error.code`; `[]` stands for entries of a list."""
    if isinstance(document, list):
        if document and isinstance(document[0], dict):
            yield from member_names(document[0], f"{prefix}[]", depth)
        return
    if not isinstance(document, dict) or depth > DEEPEST:
        return
    if depth and _is_field_map(document):
        yield f"{prefix}.*"
        return
    for name, value in islice(document.items(), WIDEST):
        dotted = f"{prefix}.{name[:LONGEST_NAME]}" if prefix else name[:LONGEST_NAME]
        inner = list(islice(member_names(value, dotted, depth + 1), WIDEST))
        yield from inner or [dotted]
