"""The reference page of the configuration, docs/configuration.md, made from the models.

Decides its layout; every word about a key stands at the key's field.
`python -m gateway.config.reference` prints it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from annotated_types import MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from gateway.config.model import Config
from gateway.config.schema import installed_plugins
from gateway.config.shapes import Shape, as_written, is_model, keys_of, members, unwrap

_OPENING = """\
# Configuration

One YAML file. `errgate check config.yaml` tells every mistake in it,
`errgate schema` gives editors its grammar.

| written | means |
|---|---|
| `250ms`, `30s`, `5m`, `2h`, `1d` | a duration |
| `512B`, `64KiB`, `10MiB`, `1GiB` | a size |
| `100/min`, `5/s`, `20/10s` | a rate |
| `${NAME}`, `${NAME:-default}` | an environment variable |
| `${file:path}` | the text of a file, sought beside the configuration |
| `$${` | a literal `${` |

A value that came from `${…}` is never printed. Anchors, aliases and `<<` work.
Unquoted words are read as in YAML 1.2: `true` and `false` are truth values, `off` and `no` are words,
`00000` is a text.

This page is made by `python -m gateway.config.reference`; the words stand in
`gateway/config/model.py` and the models beside it.
"""


def write_reference() -> str:
    """The whole page as Markdown."""
    parts = [_OPENING, _section("The file", Config)]
    parts += [_section(_titles(paths), model) for model, paths in _sections(Config, "").items()]
    parts.append("## Plugins\n\nA plugin is listed by its name, with its settings behind it.\n")
    for name, model in installed_plugins(bundled=True).items():
        below = {model: [name]} | _sections(model, name)
        parts += [_section(_titles(paths), section) for section, paths in below.items()]
    return "\n".join(parts)


def _titles(paths: list[str]) -> str:
    return ", ".join(f"`{path}`" for path in paths)


def _sections(model: type[BaseModel], path: str) -> dict[type[BaseModel], list[str]]:
    """Every model below `model`, in the order of the keys, with all the paths where it may stand."""
    found: dict[type[BaseModel], list[str]] = {}
    for key, shape in keys_of(model).items():
        for suffix, below in _models(shape):
            here = f"{path}.{key}{suffix}".lstrip(".")
            found.setdefault(below, []).append(here)
            for deeper, paths in _sections(below, here).items():
                found.setdefault(deeper, []).extend(paths)
    return found


def _models(shape: Shape) -> Iterator[tuple[str, type[BaseModel]]]:
    for member in members(shape):
        if is_model(member.type):
            yield "", member.type
        elif get_origin(member.type) is list:
            yield from ((f"[]{suffix}", below) for suffix, below in _models(unwrap(get_args(member.type)[0])))
        elif get_origin(member.type) is dict:
            inner = _models(unwrap(get_args(member.type)[1]))
            yield from ((f".<name>{suffix}", below) for suffix, below in inner)


def _section(title: str, model: type[BaseModel]) -> str:
    rows = [
        f"| `{field.alias or name}` | {_kind(field)} | {_default(field)} | {_cell(field.description or '')} |"
        for name, field in model.model_fields.items()
    ]
    table = "\n".join(["| key | type | default | |", "|---|---|---|---|", *rows])
    return f"## {title}\n\n{inspect.getdoc(model) or ''}\n\n{table}\n"


def _kind(field: FieldInfo) -> str:
    shape = unwrap(field.annotation, tuple(field.metadata))
    # Lists last: `text or list of text`.
    ordered = sorted(members(shape), key=lambda member: get_origin(member.type) is list)
    told = " or ".join(dict.fromkeys(_type_name(member) for member in ordered))
    bounds = shape.bounds or next((member.bounds for member in members(shape) if member.bounds), "")
    return _cell(f"{told}, {bounds}" if bounds else told)


def _type_name(shape: Shape) -> str:
    if shape.quantity:
        return shape.quantity
    origin, arguments = get_origin(shape.type), get_args(shape.type)
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in arguments)
    if origin is list:
        names = dict.fromkeys(_type_name(member) for member in members(unwrap(arguments[0])))
        least = any(isinstance(entry, MinLen) for entry in shape.metadata)
        return f"list of {' or '.join(names)}{' (at least one)' if least else ''}"
    if origin is dict:
        names = dict.fromkeys(_type_name(member) for member in members(unwrap(arguments[1])))
        return f"mapping of name to {' or '.join(names)}"
    plain: dict[Any, str] = {str: "text", int: "number", float: "number", bool: "true or false", Any: "any"}
    return plain.get(shape.type, "section")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True, validated_data={})
    if value is None or value is PydanticUndefined or isinstance(value, BaseModel) or value in ({}, [], ()):
        return ""
    quantity = unwrap(field.annotation, tuple(field.metadata)).quantity
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list | tuple | set | frozenset) and not quantity:
        return _cell(f"`[{', '.join(str(entry) for entry in value)}]`")
    return f"`{as_written(value, quantity)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    sys.stdout.write(write_reference())
