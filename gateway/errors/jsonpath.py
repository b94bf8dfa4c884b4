"""JSONPath (RFC 9535) on documents from strangers: compiled once, bounded in steps and results.

Decides what a path selects. Refuses to know what is done with it.

The library parses; evaluation is ours, because documents are hostile and the library's is unbounded: a
filter such as `$[?count($..*) > 5]` costs it the square of the document. Three laws:
- a path takes at most STEPS steps in a document and selects at most RESULTS values; what was selected
  until then is the result;
- `match` and `search` are RE2 (patterns are literals, compiled at start-up), never a backtracking engine;
- nothing is raised at run time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from jsonpath_rfc9535 import JSONPathEnvironment
from jsonpath_rfc9535.exceptions import JSONPathError
from jsonpath_rfc9535.query import JSONPathQuery
from jsonpath_rfc9535.segments import JSONPathRecursiveDescentSegment, JSONPathSegment
from jsonpath_rfc9535.selectors import (
    FilterSelector,
    IndexSelector,
    JSONPathSelector,
    NameSelector,
    SliceSelector,
    WildcardSelector,
)

from gateway.errors.jsonpath_filters import BadPath, compile_filter
from gateway.errors.jsonpath_walk import Exhausted, Select, Walk

RESULTS = 100
"""Values of one document that a path selects at most."""

MISSING: Final = object()
"""What `first` gives where a path selects nothing; null is a value."""

_ENVIRONMENT = JSONPathEnvironment()

Key = str | int


class JsonPath:
    """A compiled path. `find(document)` gives all values, `first(document)` the first or MISSING.

    `members` are the names that it begins with, `a` and `b` of `$.a.b[0]`: it selects nothing unless the root
    has a member `a`, and that one a member `b`. `is_singular`: it selects one value at most.
    """

    __slots__ = ("find", "first", "is_singular", "members", "text")

    def __init__(self, text: str) -> None:
        """Raises BadPath."""
        query = _parse(text)
        self.text = text
        self.members = tuple(_members(query))
        self.find: Callable[[object], list[object]]
        self.first: Callable[[object], object]
        keys = _keys(query)
        self.is_singular = keys is not None
        if keys is None:
            self.find, self.first = _general(compile_query(query))
        else:
            self.find, self.first = _singular(keys)

    def __repr__(self) -> str:
        return f"JsonPath({self.text!r})"


def compile_query(query: JSONPathQuery) -> Select:
    """What a query selects from a value, lazily and in the order of RFC 9535."""
    segments = [_compile_segment(segment) for segment in query.segments]

    def select(value: object, walk: Walk) -> Iterable[object]:
        values: Iterable[object] = (value,)
        for segment in segments:
            values = segment(values, walk)
        return values

    return select


def _parse(text: str) -> JSONPathQuery:
    try:
        return _ENVIRONMENT.compile(text)
    except JSONPathError as exc:
        problem = str(exc.args[0]) if exc.args else "not understood"
        at = exc.token.index if exc.token is not None else None
        raise BadPath(problem, at) from None
    except Exception:  # noqa: BLE001 -- the parser trips over some endings (`$[?@.a==`) in its own ways
        raise BadPath("not understood", None) from None


def _members(query: JSONPathQuery) -> Iterator[str]:
    for segment in query.segments:
        if isinstance(segment, JSONPathRecursiveDescentSegment) or len(segment.selectors) != 1:
            return
        selector = segment.selectors[0]
        if not isinstance(selector, NameSelector):
            return
        yield selector.name


def _keys(query: JSONPathQuery) -> tuple[Key, ...] | None:
    """Names and indexes of a singular path such as `$.a['b'][0]`; None for any other."""
    if not query.singular_query():
        return None
    keys: list[Key] = []
    for segment in query.segments:
        selector = segment.selectors[0]
        if isinstance(selector, NameSelector):
            keys.append(selector.name)
        elif isinstance(selector, IndexSelector):
            keys.append(selector.index)
    return tuple(keys)


Find = tuple[Callable[[object], list[object]], Callable[[object], object]]


def _singular(keys: tuple[Key, ...]) -> Find:
    if len(keys) == 1 and isinstance(keys[0], str):
        name = keys[0]

        def first(document: object) -> object:
            return document.get(name, MISSING) if isinstance(document, dict) else MISSING
    else:

        def first(document: object) -> object:
            value = document
            for key in keys:
                if isinstance(key, str):
                    value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
                else:
                    value = _at(value, key)
            return value

    def find(document: object) -> list[object]:
        value = first(document)
        return [] if value is MISSING else [value]

    return find, first


def _general(select: Select) -> Find:
    def find(document: object) -> list[object]:
        found: list[object] = []
        with suppress(Exhausted, RecursionError):
            for value in islice(select(document, Walk(document)), RESULTS):
                found.append(value)  # noqa: PERF402 -- what came before the end of the walk is kept
        return found

    def first(document: object) -> object:
        try:
            return next(iter(select(document, Walk(document))), MISSING)
        except (Exhausted, RecursionError):
            return MISSING

    return find, first


def _at(value: object, index: int) -> object:
    if isinstance(value, list) and -len(value) <= index < len(value):
        return value[index]
    return MISSING


# Segments: from the values so far to the values below them.

Segment = Callable[[Iterable[object], Walk], Iterator[object]]


def _compile_segment(segment: JSONPathSegment) -> Segment:
    selectors = [_compile_selector(selector) for selector in segment.selectors]

    def children(values: Iterable[object], walk: Walk) -> Iterator[object]:
        for value in values:
            for selector in selectors:
                walk.step()
                yield from selector(value, walk)

    def descendants(values: Iterable[object], walk: Walk) -> Iterator[object]:
        for value in values:
            yield from children(walk.below(value), walk)

    return descendants if isinstance(segment, JSONPathRecursiveDescentSegment) else children


def _compile_selector(selector: JSONPathSelector) -> Select:
    if isinstance(selector, NameSelector):
        return _name(selector.name)
    if isinstance(selector, IndexSelector):
        return _index(selector.index)
    if isinstance(selector, SliceSelector):
        return _slice(selector.slice)
    if isinstance(selector, WildcardSelector):
        return lambda value, walk: walk.children(value)
    if isinstance(selector, FilterSelector):
        return _filter(selector)
    raise BadPath(f"{selector} is not supported", selector.token.index)


def _name(name: str) -> Select:
    def select(value: object, _: Walk) -> Iterable[object]:
        return (value[name],) if isinstance(value, dict) and name in value else ()

    return select


def _index(index: int) -> Select:
    def select(value: object, _: Walk) -> Iterable[object]:
        found = _at(value, index)
        return () if found is MISSING else (found,)

    return select


def _slice(bounds: slice) -> Select:
    def select(value: object, walk: Walk) -> Iterator[object]:
        if not isinstance(value, list) or bounds.step == 0:
            return
        for index in range(*bounds.indices(len(value))):
            walk.step()
            yield value[index]

    return select


def _filter(selector: FilterSelector) -> Select:
    holds = compile_filter(selector.expression, compile_query)

    def select(value: object, walk: Walk) -> Iterator[object]:
        for child in walk.children(value):
            if holds(child, walk):
                yield child

    return select
