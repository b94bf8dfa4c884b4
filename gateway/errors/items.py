"""`errors` of a rule's `then`: from a list in the upstream's body to the items of a fault.

Decides how one entry becomes one item. Refuses to know how items are written to clients.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from gateway.config.error_model import ItemsConfig
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.errors.jsonpath import JsonPath
from gateway.errors.jsonpath_filters import BadPath
from gateway.errors.subject import NO_ENTRY, Scope
from gateway.errors.templates import Names, Template, compile_template
from gateway.faults import FaultItem

Place = Literal["pointer", "field", "parameter", "header"]

_PLACES: tuple[Place, ...] = ("pointer", "field", "parameter", "header")


def compile_items(
    config: ItemsConfig, names: Names[Scope], path: Path
) -> Callable[[Scope], list[FaultItem] | None]:
    """Makes the items of a fault, 100 at most; None where there are none.

    Raises ConfigError with every mistake.
    """
    mistakes: list[Mistake] = []

    def template(member: str) -> Template[Scope] | None:
        source: str | None = getattr(config, member)
        if source is None:
            return None
        try:
            return compile_template(source, names, (*path, member))
        except ConfigError as exc:
            mistakes.extend(exc.mistakes)
            return None

    detail, code = template("detail"), template("code")
    places = [(place, found) for place in _PLACES if (found := template(place))]
    try:
        each = JsonPath(config.each)
    except BadPath as exc:
        mistakes.append(Mistake((*path, "each"), str(exc)))
    if mistakes or detail is None:
        raise ConfigError(mistakes)
    return _map_entries(each, detail, code, places)


def _map_entries(
    each: JsonPath,
    detail: Template[Scope],
    code: Template[Scope] | None,
    places: list[tuple[Place, Template[Scope]]],
) -> Callable[[Scope], list[FaultItem] | None]:
    def item(scope: Scope) -> FaultItem | None:
        text = detail.text(scope)
        if text is None:
            return None
        made = FaultItem(text, code=code.text(scope) if code else None)
        for place, template in places:
            name = template.text(scope)
            if name is not None:
                made.place, made.name = place, as_pointer(name) if place == "pointer" else name
                break
        return made

    def items(scope: Scope) -> list[FaultItem] | None:
        made: list[FaultItem | None] = []
        try:
            for entry in each.find(scope.document):
                scope.entry = entry
                made.append(item(scope))
        finally:
            scope.entry = NO_ENTRY
        return [one for one in made if one is not None] or None

    return items


def as_pointer(text: str) -> str:
    """A JSON Pointer as a URI fragment: `#/amount` from `#/amount`, `/amount` or the bare name `amount`."""
    if text.startswith("#"):
        return text
    if text.startswith("/"):
        return f"#{text}"
    # RFC 6901 §3
    return "#/" + text.replace("~", "~0").replace("/", "~1")
