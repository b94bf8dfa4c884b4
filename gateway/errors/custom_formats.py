"""Formats that a team defines in YAML, as structured data with templates in their leaves.

Decides what the placeholders of a format stand for and how a list of errors is repeated.
Refuses to know the grammar of templates (templates.py) and when a format is used.

    content_type: application/vnd.books.error+json
    body: {error: "{code}", message: "{message}", detail: "{detail}", help: "{help}"}
    list: {errors: {each: {error: "{code}", message: "{message}", detail: "{detail}"}}}

A leaf that is one placeholder alone keeps the type of its value; a leaf without a value is left out. Within
`each` the names mean one entry of the list; what an entry does not have (`{status}`, `{id}`) is the error's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from time import gmtime, strftime
from typing import Any

from gateway.config.error_model import FormatConfig
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.errors.answer import Answer, AnswerItem
from gateway.errors.formats import Format, Writer, item_members, to_json
from gateway.errors.templates import Getter, Names, compile_template

Wall = Callable[[], float]
"""Unix time in seconds."""


class View:
    """What the placeholders of one rendering stand for: an answer, and within `each` one of its entries."""

    __slots__ = ("answer", "item")

    def __init__(self, answer: Answer, item: AnswerItem | None = None) -> None:
        self.answer = answer
        self.item = item


# The value to write for a view; _NOTHING where it is to be left out.
Renderer = Callable[[View], object]
_NOTHING: object = object()

_CONTENT_TYPE = re.compile(
    r'[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(?:\s*;\s*[a-z]+=[\w."-]+){0,4}', re.ASCII
)
_OF_ANSWER: Mapping[str, Callable[[Answer], object]] = {
    "status": lambda answer: answer.status,
    "type": lambda answer: answer.type,
    "title": lambda answer: answer.title,
    "upstream_code": lambda answer: answer.upstream_code,
    "upstream_status": lambda answer: answer.upstream_status,
    "retryable": lambda answer: answer.retryable,
    "reason": lambda answer: answer.reason,
    "instance": lambda answer: answer.instance,
    "language": lambda answer: answer.language,
    "errors": lambda answer: [item_members(item) for item in answer.items],
    "id": lambda answer: answer.id,
    "method": lambda answer: answer.method,
    "path": lambda answer: answer.path,
}
_OF_ITEM = ("pointer", "field", "parameter", "header")


def _code(view: View) -> str:
    answer, item = view.answer, view.item
    own = item.code if item is not None else None
    return own or answer.code or answer.stand_in_code


def _text(name: str) -> Getter[View]:
    """A text that both an answer and an entry may have."""

    def get(view: View) -> object:
        own = getattr(view.item, name) if view.item is not None else None
        return own if own is not None else getattr(view.answer, name)

    return get


def _place(view: View) -> str | None:
    return view.item.name if view.item is not None else None


def _placed(place: str) -> Getter[View]:
    return lambda view: view.item.name if view.item is not None and view.item.place == place else None


def _of_answer(get: Callable[[Answer], object]) -> Getter[View]:
    return lambda view: get(view.answer)


def _names(wall: Wall) -> Names[View]:
    plain: dict[str, Getter[View]] = {"code": _code, "name": _place}
    plain |= {name: _text(name) for name in ("message", "detail", "cause", "action", "help")}
    plain |= {place: _placed(place) for place in _OF_ITEM}
    plain |= {name: _of_answer(get) for name, get in _OF_ANSWER.items()}
    # RFC 3339, in whole seconds.
    plain["timestamp"] = lambda _: strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(wall()))
    return Names(plain)


def compile_format(name: str, config: FormatConfig, path: Path, wall: Wall) -> Format:
    """The format of this name. Raises ConfigError with every mistake in it."""
    compiler = _Compiler(_names(wall))
    body = compiler.compile(config.body, (*path, "body"))
    many = body if config.list is None else compiler.compile(config.list, (*path, "list"))
    if _CONTENT_TYPE.fullmatch(config.content_type) is None:
        compiler.mistakes.append(
            Mistake((*path, "content_type"), "must be a media type such as application/vnd.books.error+json")
        )
    if compiler.mistakes:
        raise ConfigError(compiler.mistakes)
    return Format.of(name, config.content_type, _writer(body, many))


def _writer(body: Renderer, many: Renderer) -> Writer:
    def write(answer: Answer) -> bytes:
        value = (many if answer.items else body)(View(answer))
        return to_json({} if value is _NOTHING else value)

    return write


class _Compiler:
    """Turns data with templates into renderers, collecting mistakes."""

    def __init__(self, names: Names[View]) -> None:
        self._names = names
        self.mistakes: list[Mistake] = []

    def compile(self, value: Any, path: Path) -> Renderer:
        if isinstance(value, str):
            return self._leaf(value, path)
        if isinstance(value, dict):
            return self._each(value, path) if "each" in value else self._members(value, path)
        if isinstance(value, list):
            return _list([self.compile(entry, (*path, at)) for at, entry in enumerate(value)])
        if value is not None and not isinstance(value, bool | int | float):
            self.mistakes.append(
                Mistake(path, f"must be data that JSON can hold, got {type(value).__name__}", "quote it")
            )
        return lambda _: value

    def _leaf(self, source: str, path: Path) -> Renderer:
        try:
            render = compile_template(source, self._names, path).render
        except ConfigError as exc:
            self.mistakes += exc.mistakes
            return lambda _: _NOTHING

        def leaf(view: View) -> object:
            value = render(view)
            return _NOTHING if value is None else value

        return leaf

    def _members(self, members: dict[Any, Any], path: Path) -> Renderer:
        renderers: list[tuple[str, Renderer]] = []
        for name, member in members.items():
            if not isinstance(name, str):
                self.mistakes.append(Mistake((*path, str(name)), "a member's name must be text", "quote it"))
                continue
            renderers.append((name, self.compile(member, (*path, name))))

        def write_members(view: View) -> object:
            written = ((name, render(view)) for name, render in renderers)
            return {name: value for name, value in written if value is not _NOTHING}

        return write_members

    def _each(self, members: dict[Any, Any], path: Path) -> Renderer:
        if len(members) > 1:
            self.mistakes.append(Mistake(path, "`each` must stand alone", "move the other members up"))
        render = self.compile(members["each"], (*path, "each"))

        def repeat(view: View) -> object:
            answer = view.answer
            written = [render(View(answer, item)) for item in answer.items]
            return [value for value in written if value is not _NOTHING]

        return repeat


def _list(renderers: list[Renderer]) -> Renderer:
    def write_list(view: View) -> object:
        written = [render(view) for render in renderers]
        return [value for value in written if value is not _NOTHING]

    return write_list
