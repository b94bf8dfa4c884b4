"""The inventory: which shapes of errors upstreams have sent, how often and when, and who takes care of them.

Decides what makes two errors one shape: the route, the dialect, the upstream's status, and the names of the
members, not their values. Refuses to know who reads it: the admin port shows it, `errgate learn` reads it.

Bounded: SHAPES of them, the ones not seen for longest make room; each keeps the codes that it came with,
MOST_CODES at most, and one sample of SAMPLE_LIMIT characters, washed and without secrets. A shape that is
known costs about a microsecond; a new one is worth some tens, and at most SAMPLES_A_SECOND samples are taken.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from itertools import islice
from typing import Any

import orjson

from gateway.errors.answer import Answer
from gateway.errors.debug_members import is_debug_member
from gateway.exchange import Exchange
from gateway.faults import Fault
from gateway.observe.redaction import redact

SHAPES = 500
SAMPLE_LIMIT = 2048
SAMPLES_A_SECOND = 20
MOST_CODES = 32
"""Codes of one shape that are counted; an API has more of them, and its users meet a few."""

# Members of one object, members in all, and levels that count for a shape.
_WIDEST = 32
_MOST_NAMES = 64
_DEEPEST = 4
_LONGEST_NAME = 64
_LONGEST_TEXT = 200
_KEPT_BACK = "[washed]"

Wash = Callable[[str | None], str | None]
Row = dict[str, Any]


class _Shape:
    __slots__ = ("codes", "confidence", "count", "entry", "first", "last", "rule", "sample", "seen")

    def __init__(self, seen: Row, first: float) -> None:
        # What never changes: id, route, dialect, status, members.
        self.seen = seen
        self.count = 0
        self.first = self.last = first
        # Code → how often, and whether it may be shown.
        self.codes: dict[str, tuple[int, bool]] = {}
        # As of the last error of this shape.
        self.confidence = 0.0
        self.rule: str | None = None
        self.entry: str | None = None
        self.sample: str | None = None


class Inventory:
    """Shapes of errors, by what was seen last. One for each worker; it outlives configurations.

    `wall` is Unix time in seconds.
    """

    def __init__(self, wall: Callable[[], float]) -> None:
        self._wall = wall
        # By a hash of what makes a shape, so that nothing of what upstreams send is kept for looking up.
        self._shapes: OrderedDict[int, _Shape] = OrderedDict()
        self._second = 0
        self._samples_left = SAMPLES_A_SECOND

    def record(self, exchange: Exchange, fault: Fault, answer: Answer | None, wash: Wash) -> None:
        """Count an error of an upstream; `answer` is None where its own body went out."""
        names: list[str] = []
        document = fault.document
        if document.__class__ is list and document:
            document = document[0]
        if document.__class__ is dict:
            _gather(document, names, 0)
        now = self._wall()
        key = hash((exchange.route, fault.dialect, fault.upstream_status, *names))
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._add(key, exchange, fault, now)
        else:
            self._shapes.move_to_end(key)
        shape.count += 1
        shape.last = now
        shape.confidence = fault.confidence
        code = fault.code
        if code is not None:
            known = shape.codes.get(code)
            if known is not None:
                shape.codes[code] = (known[0] + 1, known[1])
            elif len(shape.codes) < MOST_CODES and len(code) <= _LONGEST_NAME:
                shape.codes[code] = (1, wash(code) == redact(code) == code)
        if answer is not None:
            shape.rule, shape.entry = answer.rule, answer.entry
        if shape.sample is None and self._may_sample(now):
            shape.sample = take_sample(fault, wash)

    def rows(self) -> list[Row]:
        """All shapes as plain data, the ones seen last at the end."""
        return [
            {
                **shape.seen,
                "confidence": round(shape.confidence, 2),
                "count": shape.count,
                "first_seen": shape.first,
                "last_seen": shape.last,
                "rule": shape.rule,
                "catalog": shape.entry,
                "codes": {code: count for code, (count, shown) in shape.codes.items() if shown},
                "sample": shape.sample,
            }
            for shape in self._shapes.values()
        ]

    def _add(self, key: int, exchange: Exchange, fault: Fault, now: float) -> _Shape:
        if len(self._shapes) >= SHAPES:
            self._shapes.popitem(last=False)
        members = sorted(set(islice(member_names(fault.document), _MOST_NAMES)))
        parts = (exchange.route, fault.dialect, str(fault.upstream_status), *members)
        digest = blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=6).hexdigest()
        shape = _Shape(
            {
                "id": digest,
                "route": exchange.route,
                "dialect": fault.dialect,
                "status": fault.upstream_status,
                "members": members,
            },
            now,
        )
        self._shapes[key] = shape
        return shape

    def _may_sample(self, now: float) -> bool:
        """Whether this second has room for another sample: new shapes may come as fast as errors do."""
        if int(now) != self._second:
            self._second, self._samples_left = int(now), SAMPLES_A_SECOND
        self._samples_left -= 1
        return self._samples_left >= 0


def _gather(node: dict[str, object], names: list[str], depth: int) -> None:
    """Add the names of an object and of those in it, in the order in which they stand."""
    for name, value in node.items() if len(node) <= _WIDEST else islice(node.items(), _WIDEST):
        names.append(name)
        if value.__class__ is list and value:
            value = value[0]  # noqa: PLW2901 - a list is what its first entry is
        if value.__class__ is dict and depth < _DEEPEST and len(names) < _MOST_NAMES:
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
    if not isinstance(document, dict) or depth > _DEEPEST:
        return
    if depth and _is_field_map(document):
        yield f"{prefix}.*"
        return
    for name, value in islice(document.items(), _WIDEST):
        dotted = f"{prefix}.{name[:_LONGEST_NAME]}" if prefix else name[:_LONGEST_NAME]
        inner = list(islice(member_names(value, dotted, depth + 1), _WIDEST))
        yield from inner or [dotted]


def take_sample(fault: Fault, wash: Wash) -> str:
    """The body of an error, washed value by value and without secrets, SAMPLE_LIMIT characters at most."""
    if fault.document is None:
        return redact(wash(fault.message) or "")[:SAMPLE_LIMIT]
    document = _washed(fault.document, wash, 0)
    for longest in (_LONGEST_TEXT, 40, 8):
        written = redact(orjson.dumps(_shortened(document, longest)).decode())
        if len(written) <= SAMPLE_LIMIT:
            return written
    return ""


def _washed(value: object, wash: Wash, depth: int) -> object:
    if isinstance(value, str):
        # What does not read well alone may stand in a tree: a code, a number, a blank.
        return (wash(value[:SAMPLE_LIMIT]) or _KEPT_BACK) if value.strip() else ""
    if isinstance(value, list):
        return [_washed(each, wash, depth + 1) for each in value[:3]] if depth <= _DEEPEST else []
    if isinstance(value, Mapping):
        if depth > _DEEPEST:
            return {}
        return {
            str(name)[:_LONGEST_NAME]: _KEPT_BACK
            if is_debug_member(str(name)) and not isinstance(member, bool | int | None)
            else _washed(member, wash, depth + 1)
            for name, member in islice(value.items(), _WIDEST)
        }
    # An integer may be too long for JSON.
    return value if value is None or isinstance(value, bool | float) or abs(value) < 1 << 53 else 0  # type: ignore[arg-type]


def _shortened(value: object, longest: int) -> object:
    if isinstance(value, str):
        return value if len(value) <= longest else value[: longest - 1] + "…"
    if isinstance(value, list):
        return [_shortened(each, longest) for each in value]
    if isinstance(value, dict):
        return {name: _shortened(each, longest) for name, each in value.items()}
    return value
