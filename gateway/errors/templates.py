"""Templates: text with placeholders in braces, compiled once to a closure.

Decides the grammar of a template, which mistakes it may have, and what it gives. Refuses to know what the
names in it stand for: whoever compiles hands in the Names, and renders against a scope of his own.

    {name}                        a value by name
    {family.rest}                 a value of a family: {header.retry-after}
    {$.error.message}             the first value that a JSONPath selects, where the Names have a document
    {$.a | name | "text"}         the first of these that says anything; quoted text always does
    {{ and }}                     braces

A placeholder without a value (null, empty, blank) makes the whole template None, so that its user falls
back to the next source. One that stands alone keeps the type of its value; between other text every value
is written as text. Texts end after LONGEST characters.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gateway.config.explaining import closest
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.errors.jsonpath import MISSING, JsonPath
from gateway.errors.jsonpath_filters import BadPath
from gateway.errors.template_syntax import BadTemplate, Chain, Literal, split_template
from gateway.errors.values import cut, says_something, text_of

Scope = TypeVar("Scope")
Getter = Callable[[Scope], object]

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class UnknownName(ValueError):
    """What a family raises for a rest that it does not know; says why."""


@dataclass(frozen=True, slots=True)
class Names(Generic[Scope]):
    """What may stand in the braces of one kind of template."""

    plain: Mapping[str, Getter[Scope]]
    """Name → how its value is found."""
    families: Mapping[str, Callable[[str], Getter[Scope]]] = field(default_factory=dict)
    """What is before the first dot → makes the getter for what is behind it, or raises UnknownName."""
    document: Getter[Scope] | None = None
    """Finds the tree that `$` stands for; None where JSONPath has no meaning."""


class Template(Generic[Scope]):
    """A compiled template."""

    __slots__ = ("constant", "render", "source")

    def __init__(self, source: str, render: Getter[Scope], constant: str | None) -> None:
        self.source = source
        # What the template gives where it has no placeholder at all; None where it has one.
        self.constant = constant
        self.render = render
        """The value for a scope: a string, or whatever value stands alone; None where there is none."""

    def text(self, scope: Scope) -> str | None:
        """The value as text, of LONGEST characters at most; None where there is none."""
        value = self.render(scope)
        if value is None or value.__class__ is str:
            return value
        text = text_of(value)
        return None if text is None else cut(text)

    def __repr__(self) -> str:
        return f"Template({self.source!r})"


def compile_template(source: str, names: Names[Scope], path: Path) -> Template[Scope]:
    """The template that `source` describes; `path` is where it stands in the configuration.

    Raises ConfigError with every mistake in it.
    """
    try:
        parts = split_template(source)
    except BadTemplate as exc:
        raise ConfigError([Mistake(path, str(exc))]) from None
    mistakes: list[Mistake] = []
    pieces: list[str | Getter[Scope]] = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(part)
            continue
        try:
            pieces.append(_compile_chain(part, names))
        except _Unresolved as exc:
            mistakes += [Mistake(path, problem, hint) for problem, hint in exc.problems]
    if mistakes:
        raise ConfigError(mistakes)
    constant = "".join(map(str, parts)) if all(isinstance(part, str) for part in parts) else None
    return Template(source, _join(pieces), constant)


class _Unresolved(Exception):
    """Sources of a chain that stand for nothing, as (problem, hint)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__(problems)
        self.problems = problems


def _compile_chain(chain: Chain, names: Names[Scope]) -> Getter[Scope]:
    getters: list[Getter[Scope]] = []
    problems: list[tuple[str, str]] = []
    for source in chain:
        try:
            getters.append(_compile_source(source, names))
        except _Unresolved as exc:
            problems += exc.problems
    if problems:
        raise _Unresolved(problems)
    return _first_of(getters)


def _compile_source(source: str | Literal, names: Names[Scope]) -> Getter[Scope]:
    if isinstance(source, Literal):
        text = source.text
        return lambda _: text
    if source.startswith("$"):
        return _compile_path(source, names)
    if source in names.plain:
        return names.plain[source]
    family, _, rest = source.partition(".")
    if family in names.families and rest and _NAME.fullmatch(source):
        try:
            return names.families[family](rest)
        except UnknownName as exc:
            raise _Unresolved([(str(exc), "")]) from None
    raise _Unresolved([(f"unknown name {{{source}}}", _suggest(source, names))])


def _compile_path(source: str, names: Names[Scope]) -> Getter[Scope]:
    document = names.document
    if document is None:
        raise _Unresolved([(f"{{{source}}}: JSONPath has no meaning here", "only names do")])
    try:
        first = JsonPath(source).first
    except BadPath as exc:
        raise _Unresolved([(f"{{{source}}}: {exc}", "")]) from None

    def select(scope: Scope) -> object:
        value = first(document(scope))
        return None if value is MISSING else value

    return select


def _suggest(source: str, names: Names[Scope]) -> str:
    known = [*names.plain, *(f"{family}.…" for family in names.families)]
    return closest(f"{{{source}}}", [f"{{{name}}}" for name in known] + (["{$.…}"] if names.document else []))


def _first_of(getters: Sequence[Getter[Scope]]) -> Getter[Scope]:
    if len(getters) == 1:
        get = getters[0]

        def only(scope: Scope) -> object:
            value = get(scope)
            return value if says_something(value) else None

        return only

    def first(scope: Scope) -> object:
        for get in getters:
            value = get(scope)
            if says_something(value):
                return value
        return None

    return first


def _join(pieces: Sequence[str | Getter[Scope]]) -> Getter[Scope]:
    if all(isinstance(piece, str) for piece in pieces):
        text = cut("".join(map(str, pieces)))
        return lambda _: text
    if len(pieces) == 1 and not isinstance(pieces[0], str):
        return _alone(pieces[0])

    def join(scope: Scope) -> str | None:
        texts: list[str] = []
        for piece in pieces:
            text = piece if isinstance(piece, str) else text_of(piece(scope))
            if text is None:
                return None
            texts.append(text)
        return cut("".join(texts))

    return join


def _alone(get: Getter[Scope]) -> Getter[Scope]:
    def alone(scope: Scope) -> object:
        value = get(scope)
        return cut(text_of(value) or "") if isinstance(value, str) else value

    return alone
