"""Filters of JSONPath (RFC 9535 §2.3.5): `?@.code == 'x' && search(@.text, "expired")`.

Decides when a filter holds. Refuses to know how the queries within it are walked; it is handed a compiler.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, Final

from jsonpath_rfc9535.filter_expressions import (
    ComparisonExpression,
    Expression,
    FilterExpression,
    FilterExpressionLiteral,
    FilterQuery,
    FunctionExtension,
    LogicalExpression,
    PrefixExpression,
    RootFilterQuery,
)
from jsonpath_rfc9535.query import JSONPathQuery

from gateway.errors.jsonpath_walk import Select, Walk
from gateway.errors.patterns import BadPattern, Pattern, encode

NOTHING: Final = object()
"""The special result Nothing of RFC 9535 §2.4.1."""

Holds = Callable[[object, Walk], bool]
Value = Callable[[object, Walk], object]
CompileQuery = Callable[[JSONPathQuery], Select]


class BadPath(ValueError):
    """Text that is not a JSONPath; says what is wrong and, where that is known, at which character."""

    def __init__(self, problem: str, index: int | None) -> None:
        where = "" if index is None else f" at character {index + 1}"
        super().__init__(f"not a JSONPath: {problem}{where}")


def compile_filter(expression: Expression, compile_query: CompileQuery) -> Holds:
    """When the filter holds for a value. Raises BadPath."""
    if isinstance(expression, FilterExpression):
        return compile_filter(expression.expression, compile_query)
    if isinstance(expression, LogicalExpression):
        left = compile_filter(expression.left, compile_query)
        right = compile_filter(expression.right, compile_query)
        if expression.operator == "&&":
            return lambda value, walk: left(value, walk) and right(value, walk)
        return lambda value, walk: left(value, walk) or right(value, walk)
    if isinstance(expression, PrefixExpression):
        inner = compile_filter(expression.right, compile_query)
        return lambda value, walk: not inner(value, walk)
    if isinstance(expression, ComparisonExpression):
        return _comparison(expression, compile_query)
    if isinstance(expression, FilterQuery):
        select = _query(expression, compile_query)
        return lambda value, walk: any(True for _ in select(value, walk))
    if isinstance(expression, FunctionExtension) and expression.name in ("match", "search"):
        return _pattern_test(expression, compile_query)
    raise BadPath("this cannot be a condition", expression.token.index)


def _query(expression: FilterQuery, compile_query: CompileQuery) -> Select:
    select = compile_query(expression.query)
    if isinstance(expression, RootFilterQuery):
        return lambda _, walk: select(walk.root, walk)
    return select


def _value(expression: Expression, compile_query: CompileQuery) -> Value:
    if isinstance(expression, FilterExpressionLiteral):
        literal: object = expression.value
        return lambda _value, _walk: literal
    if isinstance(expression, FilterQuery):
        select = _query(expression, compile_query)
        return lambda value, walk: next(iter(select(value, walk)), NOTHING)
    if isinstance(expression, FunctionExtension):
        return _function(expression, compile_query)
    raise BadPath("this cannot be compared", expression.token.index)


def _function(expression: FunctionExtension, compile_query: CompileQuery) -> Value:
    argument = expression.args[0]
    if expression.name == "length":
        measured = _value(argument, compile_query)
        return lambda value, walk: _length(measured(value, walk))
    if not isinstance(argument, FilterQuery):
        raise BadPath(f"{expression.name}() takes a path", expression.token.index)
    select = _query(argument, compile_query)
    if expression.name == "count":
        return lambda value, walk: sum(1 for _ in select(value, walk))

    def only(value: object, walk: Walk) -> object:
        # `value()` is Nothing unless there is exactly one (RFC 9535 §2.4.8).
        values = iter(select(value, walk))
        one = next(values, NOTHING)
        return one if next(values, NOTHING) is NOTHING else NOTHING

    if expression.name == "value":
        return only
    raise BadPath(f"{expression.name}() cannot be compared", expression.token.index)


def _length(value: object) -> object:
    return len(value) if isinstance(value, str | list | dict) else NOTHING


def _pattern_test(expression: FunctionExtension, compile_query: CompileQuery) -> Holds:
    subject = _value(expression.args[0], compile_query)
    given = expression.args[1]
    text = given.value if isinstance(given, FilterExpressionLiteral) else None
    if not isinstance(text, str):
        raise BadPath(f"the pattern of {expression.name}() must be a quoted string", expression.token.index)
    try:
        pattern = Pattern(text)
    except BadPattern as exc:
        raise BadPath(f"{expression.name}(): {exc}", expression.token.index) from None
    found = pattern.covers if expression.name == "match" else pattern.holds

    def holds(value: object, walk: Walk) -> bool:
        tested = subject(value, walk)
        if not isinstance(tested, str):
            return False
        # A search costs about as much as a step for each 64 characters.
        walk.step(len(tested) // 64)
        return found(encode(tested))

    return holds


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.lt,
    ">": operator.gt,
    ">=": operator.gt,
}


def _comparison(expression: ComparisonExpression, compile_query: CompileQuery) -> Holds:
    left = _value(expression.left, compile_query)
    right = _value(expression.right, compile_query)
    if expression.operator == "==":
        return lambda value, walk: _equal(left(value, walk), right(value, walk), walk)
    if expression.operator == "!=":
        return lambda value, walk: not _equal(left(value, walk), right(value, walk), walk)
    before = _ORDER[expression.operator]
    or_equal = expression.operator.endswith("=")

    def holds(value: object, walk: Walk) -> bool:
        one, other = left(value, walk), right(value, walk)
        if _have_order(one, other) and before(one, other):
            return True
        return or_equal and _equal(one, other, walk)

    return holds


def _have_order(one: object, other: object) -> bool:
    if isinstance(one, str):
        return isinstance(other, str)
    return _is_number(one) and _is_number(other)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _equal(one: object, other: object, walk: Walk) -> bool:
    """Equality of RFC 9535 §2.3.5.2.2: by value and type, 1 equals 1.0 and never true."""
    walk.step()
    if isinstance(one, list):
        return (
            isinstance(other, list)
            and len(one) == len(other)
            and all(_equal(a, b, walk) for a, b in zip(one, other, strict=True))
        )
    if isinstance(one, dict):
        return (
            isinstance(other, dict)
            and one.keys() == other.keys()
            and all(_equal(a, other[name], walk) for name, a in one.items())
        )
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other
