"""What a pydantic model wants at a path: its known keys, its bounds, its unit.

Decides nothing; reads the models, so that a sentence about a mistake can say more than pydantic's own.
Refuses to know what the mistake was (explaining.py) and how reference pages look (reference.py).
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

from gateway.config.mistakes import Path
from gateway.config.quantities import parse_duration, parse_rate, parse_size

_QUANTITIES: dict[Callable[..., object], str] = {
    parse_duration: "duration",
    parse_size: "size",
    parse_rate: "rate",
}
# Attributes of annotated_types' Ge, Gt, Le and Lt → words.
_BOUNDS = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
_UNITS = {
    "duration": (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)),
    "size": (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)),
}


class Shape(NamedTuple):
    """A type and what is annotated to it."""

    type: Any
    metadata: tuple[Any, ...] = ()

    @property
    def quantity(self) -> str:
        """`duration`, `size`, `rate`, or "" for a plain value."""
        for entry in self.metadata:
            if isinstance(entry, BeforeValidator) and (found := _QUANTITIES.get(entry.func)):
                return found
        return ""

    @property
    def bounds(self) -> str:
        """`1 to 10`, `at least 1`, `more than 0s and at most 10s`, or "" where there are none."""
        told: dict[str, str] = {}
        for entry in self.metadata:
            for name in _BOUNDS:
                if (limit := getattr(entry, name, None)) is not None:
                    told[name] = as_written(limit, self.quantity)
        if "ge" in told and "le" in told:
            return f"{told['ge']} to {told['le']}"
        return " and ".join(f"{words} {told[name]}" for name, words in _BOUNDS.items() if name in told)


def as_written(value: Any, quantity: str) -> str:
    """A number as YAML has it: 0.25 as `250ms` where it is a duration, 65536 as `64KiB` where a size."""
    if quantity not in _UNITS:
        return f"{value:g}" if isinstance(value, float) else str(value)
    if quantity == "duration" and value % 1:
        return f"{value * 1000:g}ms"
    whole = int(value)
    name, unit = next(
        (name, unit) for name, unit in _UNITS[quantity] if unit == 1 or (whole and whole % unit == 0)
    )
    return f"{whole // unit}{name}"


def shapes_at(model: type[BaseModel], path: Path) -> list[Shape]:
    """What may stand at `path` below `model`: several where there is a choice, none where unknown."""
    shapes = [Shape(model)]
    for step in path:
        shapes = [below for shape in shapes for below in _below(shape, step)]
    return shapes


def keys_of(model: type[BaseModel]) -> dict[str, Shape]:
    """YAML key → shape, in the order of the model."""
    return {
        field.alias or name: shape
        for name, field in model.model_fields.items()
        for shape in [unwrap(field.annotation, tuple(field.metadata))]
    }


def unwrap(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    """The shape behind `Annotated` and `… | None`."""
    while True:
        if get_origin(annotation) is Annotated:
            metadata = (*metadata, *_flat(annotation.__metadata__))
            annotation = annotation.__origin__
            continue
        if is_union(annotation):
            members = [member for member in get_args(annotation) if member is not type(None)]
            if len(members) == 1:
                annotation = members[0]
                continue
        return Shape(annotation, metadata)


def members(shape: Shape) -> list[Shape]:
    """The alternatives of a union, or the shape itself."""
    if not is_union(shape.type):
        return [shape]
    return [
        below
        for member in get_args(shape.type)
        if member is not type(None)
        for below in members(unwrap(member, shape.metadata))
    ]


def is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)


def is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _below(shape: Shape, step: str | int) -> Iterator[Shape]:
    for member in members(shape):
        if is_model(member.type):
            if found := keys_of(member.type).get(str(step)):
                yield from members(found)
        elif get_origin(member.type) is list and isinstance(step, int):
            yield from members(unwrap(get_args(member.type)[0]))
        elif get_origin(member.type) is dict:
            yield from members(unwrap(get_args(member.type)[1]))


def _flat(metadata: tuple[Any, ...]) -> Iterator[Any]:
    # `Annotated[int, Field(ge=1)]` holds a FieldInfo that holds the bounds.
    for entry in metadata:
        yield from entry.metadata if hasattr(entry, "metadata") else (entry,)
