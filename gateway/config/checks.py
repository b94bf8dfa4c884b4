"""What no single key can tell: names that must exist, be unique, or exclude each other.

Decides about the file as a whole, on plain data, so that it can speak even where another key is wrong.
Refuses to know positions, and what a plugin, a rule or a pattern means (compile.py has these checked).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.config.explaining import closest, told
from gateway.config.mistakes import Mistake, Path, dotted

BUILT_IN_FORMATS = ("problem", "envelope", "passthrough")


def check_references(data: Any) -> list[Mistake]:
    """Mistakes between the sections of a configuration that is still plain data, of whatever shape."""
    routes: list[tuple[Path, Any]] = [
        (("routes", index), route) for index, route in enumerate(_list(data, "routes"))
    ]
    return [
        *_repeated_names(routes),
        *_unknown_upstreams(routes, _mapping(data, "upstreams")),
        *_unknown_formats(data, routes),
        *_repeated_addresses(data),
    ]


def _repeated_names(routes: list[tuple[Path, Any]]) -> Iterator[Mistake]:
    first: dict[str, Path] = {}
    for path, route in routes:
        name = _text(route, "name")
        if name and name in first:
            yield Mistake((*path, "name"), f"routes[{first[name][1]}] has this name already: {told(name)}")
        elif name:
            first[name] = path


def _unknown_upstreams(routes: list[tuple[Path, Any]], upstreams: dict[str, Any]) -> Iterator[Mistake]:
    for path, route in routes:
        name = _text(route, "upstream")
        if name and upstreams and name not in upstreams:
            yield Mistake(
                (*path, "upstream"), f"no upstream is called {told(name)}", closest(name, upstreams)
            )


def _unknown_formats(data: Any, routes: list[tuple[Path, Any]]) -> Iterator[Mistake]:
    errors = _mapping(data, "errors")
    own = _mapping(errors, "formats")
    for name in own.keys() & set(BUILT_IN_FORMATS):
        yield Mistake(("errors", "formats", name), "is built in", "choose another name", on_key=True)
    known = [*BUILT_IN_FORMATS, *own]
    places: list[tuple[Path, Any]] = [(("errors",), errors)]
    places += [((*path, "errors"), _mapping(route, "errors")) for path, route in routes]
    for path, section in places:
        name = _text(section, "format")
        if name and name not in known:
            yield Mistake((*path, "format"), f"no format is called {told(name)}", closest(name, known))


def _repeated_addresses(data: Any) -> Iterator[Mistake]:
    listen = data.get("listen") if isinstance(data, dict) else None
    entries: list[tuple[Path, Any]] = [
        (("listen", index), entry) for index, entry in enumerate(_list(data, "listen"))
    ]
    entries = entries or [(("listen",), listen)]
    places: list[tuple[Path, Any]] = [
        ((*path, "address"), _text(entry, "address")) if isinstance(entry, dict) else (path, entry)
        for path, entry in entries
    ]
    places.append((("admin", "listen"), _text(_mapping(data, "admin"), "listen")))
    first: dict[str, Path] = {}
    for path, text in places:
        if not isinstance(text, str) or not text or text.endswith(":0"):
            continue
        if text in first:
            yield Mistake(path, f"{dotted(first[text])} has this address already: {told(text)}")
        first.setdefault(text, path)


def _list(data: Any, key: str) -> list[Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _mapping(data: Any, key: str) -> dict[str, Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _text(data: Any, key: str) -> str:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""
