"""A YAML text as a tree of nodes that know where they stand.

Decides what YAML is allowed: one document, plain tags, anchors that are defined before they are used, and
bounds on size and depth. Refuses to know what the values mean and what keys there are (positions.py).
Only libyaml's event parser is used: nothing here can construct an object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

import yaml

from gateway.config.mistakes import ConfigError, Mistake

# Kubernetes allows 3 MiB, HAProxy has no bound. A thousand routes with rules are about 1 MiB.
LIMIT_BYTES = 4 << 20
# The deepest key of our own grammar stands at 9; a format's body may nest further.
LIMIT_DEPTH = 64

_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "map", "seq")}
_STRING = "tag:yaml.org,2002:str"


@dataclass(slots=True)
class Scalar:
    text: str
    # Written without quotes, so that it may stand for a number, a truth value or nothing.
    plain: bool
    line: int
    column: int


@dataclass(slots=True)
class Sequence:
    items: list[Node]
    line: int
    column: int


@dataclass(slots=True)
class Mapping:
    pairs: list[tuple[Node, Node]]
    line: int
    column: int


@dataclass(slots=True)
class Alias:
    target: Node
    line: int
    column: int


Node = Scalar | Sequence | Mapping | Alias


def parse_tree(text: str) -> Node | None:
    """The one document of a YAML text, None where there is none. Raises ConfigError with one mistake."""
    try:
        return _Composer(text).document()
    except yaml.MarkedYAMLError as error:
        raise ConfigError([_syntax_mistake(error, text)]) from None
    except yaml.reader.ReaderError as error:
        raise ConfigError([_character_mistake(error, text)]) from None


class _Composer:
    """Makes nodes of parser events."""

    def __init__(self, text: str) -> None:
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=yaml.CSafeLoader))
        self.anchors: dict[str, Node] = {}

    def document(self) -> Node | None:
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        node = self.node(next(self.events), 0)
        next(self.events)  # the end of the document
        event = next(self.events)
        if not isinstance(event, yaml.StreamEndEvent):
            _refuse(event, "a second document starts here", "the file must hold one; remove the line ---")
        return node

    def node(self, event: yaml.Event, depth: int) -> Node:
        line, column = _place(event)
        if depth > LIMIT_DEPTH:
            _refuse(event, f"nested more than {LIMIT_DEPTH} levels deep")
        if isinstance(event, yaml.AliasEvent):
            target = self.anchors.get(event.anchor or "")
            if target is None:
                _refuse(event, f"alias *{event.anchor} stands for nothing", "its anchor must come before it")
            return Alias(target, line, column)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            _check_tag(event, event.tag)
            # Quotes and tags take the plain reading away; `!!int "3"` is read as a number all the same.
            plain = event.implicit[0] or (event.tag in _TAGS and event.tag != _STRING)
            node = Scalar(event.value, plain, line, column)
        elif isinstance(event, yaml.SequenceStartEvent):
            _check_tag(event, event.tag)
            items = [self.node(item, depth + 1) for item in self.until(yaml.SequenceEndEvent)]
            node = Sequence(items, line, column)
        elif isinstance(event, yaml.MappingStartEvent):
            _check_tag(event, event.tag)
            keys = self.until(yaml.MappingEndEvent)
            pairs = [(self.node(key, depth + 1), self.node(next(self.events), depth + 1)) for key in keys]
            node = Mapping(pairs, line, column)
        else:
            _refuse(event, "expected a value here")
        if event.anchor:
            self.anchors[event.anchor] = node
        return node

    def until(self, end: type[yaml.Event]) -> Iterator[yaml.Event]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _refuse(event: yaml.Event, problem: str, hint: str = "") -> NoReturn:
    raise ConfigError([Mistake((), problem, hint, *_place(event))])


def _check_tag(event: yaml.Event, tag: str | None) -> None:
    if tag not in (None, "!") and tag not in _TAGS:
        _refuse(event, f"tag {str(tag).replace('tag:yaml.org,2002:', '!!')} is not allowed")


# What libyaml says → what to tell a person. The first key that its sentence contains counts.
_SYNTAX = {
    "mapping values are not allowed": (
        "a second `: ` in one value, or a line that is indented too far",
        "a text that contains `: ` needs quotes",
    ),
    "cannot start any token": ("this character cannot start a value", "a text that starts so needs quotes"),
    "did not find expected key": ("expected a key here", "look at the indentation and at open brackets"),
    "did not find expected '-' indicator": ("expected the next - of a list here", "look at the indentation"),
    "did not find expected ',' or '}'": ("expected , or } here", ""),
    "did not find expected ',' or ']'": ("expected , or ] here", ""),
    "could not find expected ':'": ("expected a : behind the key", ""),
    "found unexpected end of stream": ("the file ends within a quoted text", ""),
}


def _syntax_mistake(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    found = lines[line - 1] if line <= len(lines) else ""
    if "\t" in found[: len(found) - len(found.lstrip())]:
        return Mistake((), "not valid YAML: a tab is used for indentation", "write spaces", line, column)
    said = error.problem or "cannot be read"
    problem, hint = next((told for key, told in _SYNTAX.items() if key in said), (said, ""))
    if error.context_mark and error.context_mark.line + 1 != line:
        began = f"what is open here began on line {error.context_mark.line + 1}"
        hint = f"{began}; {hint}" if hint else began
    return Mistake((), f"not valid YAML: {problem}", hint, line, column)


def _character_mistake(error: yaml.reader.ReaderError, text: str) -> Mistake:
    before = text[: error.position]
    line = before.count("\n") + 1
    column = error.position - (before.rfind("\n") + 1) + 1
    character = error.character if isinstance(error.character, int) else ord(error.character)
    return Mistake((), f"character U+{character:04X} is not allowed in YAML", "", line, column)
