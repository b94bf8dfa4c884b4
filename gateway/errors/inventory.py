"""The inventory: which shapes of errors upstreams have sent, how often and when, and who takes care of them.

Decides what makes two errors one shape: the route, the dialect, the upstream's status, and the names of the
members, not their values. Refuses to know who reads it: the admin port shows it, `errgate learn` reads it.

Bounded: SHAPES of them, the ones not seen for longest make room; each keeps the codes that it came with,
MOST_CODES at most, and one sample of SAMPLE_LIMIT characters, washed and without secrets. A shape that is
known costs about a microsecond; a new one is worth some tens, and at most SAMPLES_A_SECOND samples are taken.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import blake2b
from itertools import islice
from typing import Any

import orjson

from gateway.errors.answer import Answer
from gateway.errors.debug_members import is_debug_member
from gateway.errors.readings import ReadFault
from gateway.errors.shapes import DEEPEST, LONGEST_NAME, MOST_NAMES, WIDEST, hash_shape, member_names
from gateway.exchange import Exchange
from gateway.faults import Fault
from gateway.observe.redaction import redact

SHAPES = 500
SAMPLE_LIMIT = 2048
SAMPLES_A_SECOND = 20
MOST_CODES = 32
"""Codes of one shape that are counted; an API has more of them, and its users meet a few."""

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
        now = self._wall()
        # What a plugin made has no reading.
        shape_hash = fault.shape if isinstance(fault, ReadFault) else hash_shape(fault.document)
        key = hash((exchange.route, fault.dialect, fault.upstream_status, shape_hash))
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._add(key, exchange, fault, now, wash)
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
            elif len(shape.codes) < MOST_CODES and len(code) <= LONGEST_NAME:
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

    def _add(self, key: int, exchange: Exchange, fault: Fault, now: float, wash: Wash) -> _Shape:
        if len(self._shapes) >= SHAPES:
            self._shapes.popitem(last=False)
        members = sorted(
            {_shown_name(name, wash) for name in islice(member_names(fault.document), MOST_NAMES)}
        )
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
        return [_washed(each, wash, depth + 1) for each in value[:3]] if depth <= DEEPEST else []
    if isinstance(value, Mapping):
        if depth > DEEPEST:
            return {}
        return {
            _shown_name(str(name)[:LONGEST_NAME], wash): _KEPT_BACK
            if is_debug_member(str(name)) and not isinstance(member, bool | int | None)
            else _washed(member, wash, depth + 1)
            for name, member in islice(value.items(), WIDEST)
        }
    # An integer may be too long for JSON.
    return 0 if isinstance(value, int) and abs(value) >= 1 << 53 else value


def _shown_name(name: str, wash: Wash) -> str:
    """The name of a member: an upstream may have made one of a path or a key."""
    return name if not name.strip() or wash(name) == name else _KEPT_BACK


def _shortened(value: object, longest: int) -> object:
    if isinstance(value, str):
        return value if len(value) <= longest else value[: longest - 1] + "…"
    if isinstance(value, list):
        return [_shortened(each, longest) for each in value]
    if isinstance(value, dict):
        return {name: _shortened(each, longest) for name, each in value.items()}
    return value
