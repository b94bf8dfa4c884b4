"""An upstream's own problem document: whether it may pass as it is, and what is kept when it may not.

Decides what a valid document is (RFC 9457 §3) and which of its members survive a repair.
Refuses to know why a document has to be written anew.

A valid document passes byte for byte unless washing would change one of its texts. One that is written anew
keeps its `type` and, with it, its `title` (RFC 9457 §3.1.1: they belong together), and its extensions as far
as they are plain values: a tree of unknown depth and meaning cannot be judged harmless.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from gateway.errors.answer import Answer
from gateway.errors.codings import undo_codings
from gateway.errors.debug_members import is_debug_member
from gateway.errors.remembered import remembered
from gateway.errors.values import cut
from gateway.faults import Fault

Wash = Callable[[str | None], str | None]

# More members, or a document nested deeper, is written anew.
MOST_MEMBERS = 200
DEEPEST = 16
MOST_EXTENSIONS = 20

_MEDIA_TYPES = ("application/problem+json", "application/problem+xml")
# What bodies with the members of a problem document are recognized as.
_DIALECTS = ("problem", "aspnet-problem")
_STANDARD = frozenset({"type", "title", "status", "detail", "instance"})
_ABSOLUTE_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:[!-~]{1,500}")
_URI_REFERENCE = re.compile(r"[!#-;=?-\[\]_a-z~%]{0,2000}")
# RFC 9457 §3.2: letters, digits and underscores, at least three of them.
_EXTENSION = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,63}")


def may_be_own(fault: Fault, content_type: str | None) -> bool:
    """Whether a body that is an object could be a problem document, by its label and its dialect."""
    return is_problem_type(content_type) or fault.dialect in _DIALECTS


def own_document(fault: Fault, content_type: str | None) -> dict[str, object] | None:
    """The problem document that the upstream sent, valid or not; None where it sent something else."""
    document = fault.document if may_be_own(fault, content_type) else None
    if not isinstance(document, dict):
        return None
    if not is_problem_type(content_type):
        return document if _is_typed(document) else None
    inner = document.get("problem")
    return inner if isinstance(inner, dict) and len(document) == 1 else document


def is_problem_type(content_type: str | None) -> bool:
    """Whether this label says problem document."""
    return content_type is not None and _is_problem_label(content_type)


@remembered(256)
def _is_problem_label(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() in _MEDIA_TYPES


def _is_typed(document: Mapping[str, object]) -> bool:
    """Whether what is labelled otherwise is a problem document all the same: by a `type` that is a URI."""
    kind = document.get("type")
    return isinstance(kind, str) and _ABSOLUTE_URI.fullmatch(kind) is not None and kind != "about:blank"


def may_pass(body: bytes, content_encoding: str | None, status: int, wash: Wash) -> bool:
    """Whether `body`, sent with `status`, is a valid document that washing would not change.

    The bytes are read again, strictly: what a lenient reader passed over would reach the client.
    """
    try:
        document = json.loads(undo_codings(body, content_encoding)[0].decode(), object_pairs_hook=_distinct)
    except (ValueError, RecursionError):
        return False
    return (
        isinstance(document, dict)
        and _is_valid(document, status)
        and _is_harmless(document, wash, _Budget(MOST_MEMBERS), DEEPEST)
    )


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Raises ValueError where a name occurs twice: two readers would see two documents."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name occurs twice")
    return members


def _is_valid(document: Mapping[str, object], status: int) -> bool:
    if _STANDARD.isdisjoint(document):
        return False
    kind = document.get("type", "about:blank")
    # Told relative to an address that the client does not know, a type would mean something else.
    if not isinstance(kind, str) or _ABSOLUTE_URI.fullmatch(kind) is None:
        return False
    told = document.get("status", status)
    if type(told) is not int or told != status:
        return False
    if not all(isinstance(document.get(name, ""), str) for name in ("title", "detail")):
        return False
    instance = document.get("instance", "")
    return isinstance(instance, str) and _URI_REFERENCE.fullmatch(instance) is not None


class _Budget:
    """How many more values may be looked at."""

    __slots__ = ("left",)

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self) -> bool:
        self.left -= 1
        return self.left >= 0


def _is_harmless(value: object, wash: Wash, budget: _Budget, depth: int) -> bool:
    if not budget.spend():
        return False
    if isinstance(value, str):
        return not value or value.isspace() or wash(value) == value
    if isinstance(value, dict):
        return depth > 0 and all(
            not is_debug_member(name)
            and (not name or wash(name) == name)
            and _is_harmless(member, wash, budget, depth - 1)
            for name, member in value.items()
        )
    if isinstance(value, list):
        return depth > 0 and all(_is_harmless(entry, wash, budget, depth - 1) for entry in value)
    return True


def adopt(answer: Answer, document: Mapping[str, object], wash: Wash) -> None:
    """Give `answer` the type, title and extensions of the upstream's document, as far as they are sound."""
    kind = document.get("type")
    if isinstance(kind, str) and _ABSOLUTE_URI.fullmatch(kind) and wash(kind) == kind:
        answer.type = kind
        title = document.get("title")
        told = wash(title) if isinstance(title, str) and kind != "about:blank" else None
        if told:
            answer.title = cut(told)
    extensions: dict[str, object] = {}
    for name, value in document.items():
        if len(extensions) == MOST_EXTENSIONS:
            break
        if name in _STANDARD or _EXTENSION.fullmatch(name) is None or is_debug_member(name):
            continue
        kept = _plain(value, wash) if wash(name) == name else None
        if kept is not None:
            extensions[name] = kept
        if kept is not value:
            answer.washed = True
    answer.extensions = extensions


def _plain(value: object, wash: Wash) -> object:
    if isinstance(value, str):
        told = wash(value)
        return cut(told) if told else None
    return value if isinstance(value, bool | int | float) else None
