"""YAML as plain data, and for every path in it the line and column of its key and its value.

Decides how keys are read (as text, each once), what `<<` merges, and how far aliases may unfold.
Refuses to know the grammar of our configuration.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.config.scalars import read_scalar
from gateway.config.tree import LIMIT_DEPTH, Alias, Mapping, Node, Scalar, Sequence, parse_tree

# Ten lines of nested aliases can stand for 10^9 values ("billion laughs").
LIMIT_VALUES = 200_000


class Spot(NamedTuple):
    """Where one value stands; lines and columns count from 1."""

    line: int
    column: int
    # The value's key; the value itself for an entry of a list.
    key_line: int
    key_column: int


class Document(NamedTuple):
    """Plain data (dict, list, str, int, float, bool, None) with positions."""

    data: Any
    spots: dict[Path, Spot]
    # Keys that stand twice: the rest of the document is good, so that further mistakes can be told.
    mistakes: list[Mistake]

    def position(self, path: Path, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `path` or of its key; where there is none, of the nearest above."""
        if spot := self.spots.get(path):
            return (spot.key_line, spot.key_column) if of_key else (spot.line, spot.column)
        while path:
            path = path[:-1]
            if spot := self.spots.get(path):
                return spot.key_line, spot.key_column
        return 1, 1


def read_document(text: str) -> Document:
    """Read one YAML document; an empty one has the data None. Raises ConfigError where it cannot be read."""
    unfolding = _Unfolding()
    root = parse_tree(text)
    data = None if root is None else unfolding.value(root, (), (root.line, root.column), 0)
    return Document(data, unfolding.spots, unfolding.mistakes)


class _Unfolding:
    """Turns nodes into data, aliases into what they stand for, and keeps the spots."""

    def __init__(self) -> None:
        self.spots: dict[Path, Spot] = {}
        self.mistakes: list[Mistake] = []
        self.count = 0

    def spend(self, values: int, node: Node) -> None:
        self.count += values
        if self.count > LIMIT_VALUES:
            problem = f"aliases unfold to more than {LIMIT_VALUES} values"
            raise ConfigError([Mistake((), problem, "", node.line, node.column)])

    def value(self, node: Node, path: Path, key: tuple[int, int], depth: int) -> Any:
        self.spend(1, node)
        if depth > LIMIT_DEPTH:
            problem = f"aliases unfold more than {LIMIT_DEPTH} levels deep"
            raise ConfigError([Mistake((), problem, "", node.line, node.column)])
        target = _target(node)
        self.spots[path] = Spot(node.line, node.column, *key)
        if isinstance(target, Scalar):
            return read_scalar(target.text) if target.plain else target.text
        if isinstance(target, Sequence):
            return [
                self.value(item, (*path, index), (item.line, item.column), depth + 1)
                for index, item in enumerate(target.items)
            ]
        return self.mapping(target, path, depth)

    def mapping(self, node: Mapping, path: Path, depth: int) -> dict[str, Any]:
        chosen = self.keys(node, path, depth)
        return {
            name: self.value(value, (*path, name), (key.line, key.column), depth + 1)
            for name, (key, value) in chosen.items()
        }

    def keys(self, node: Mapping, path: Path, depth: int) -> dict[str, tuple[Scalar, Node]]:
        """A mapping's own keys, then those it merges that are not among them."""
        self.spend(len(node.pairs), node)
        own: dict[str, tuple[Scalar, Node]] = {}
        merged: list[Mapping] = []
        for key, value in node.pairs:
            name = _target(key)
            if not isinstance(name, Scalar):
                raise ConfigError([Mistake(path, "a key must be text", "", key.line, key.column)])
            if name.plain and name.text == "<<":
                merged += self.merged(value, path, depth)
            elif name.text in own:
                hint = f"first on line {own[name.text][0].line}"
                here = (*path, name.text)
                self.mistakes.append(Mistake(here, "key is given twice", hint, key.line, key.column))
            else:
                own[name.text] = (Scalar(name.text, plain=False, line=key.line, column=key.column), value)
        for source in merged:
            for text, pair in self.keys(source, path, depth + 1).items():
                own.setdefault(text, pair)
        return own

    def merged(self, value: Node, path: Path, depth: int) -> list[Mapping]:
        target = _target(value)
        sources = [_target(item) for item in target.items] if isinstance(target, Sequence) else [target]
        mappings = [source for source in sources if isinstance(source, Mapping)]
        if len(mappings) < len(sources) or depth > LIMIT_DEPTH:
            problem = "<< must be an alias of a mapping, or a list of such aliases"
            raise ConfigError([Mistake(path, problem, "", value.line, value.column)])
        return mappings


def _target(node: Node) -> Scalar | Sequence | Mapping:
    while isinstance(node, Alias):
        node = node.target
    return node
