"""`then` of a rule: from configuration to a closure that gives a ruling.

Decides what a rule can change and which mistakes a `then` may have. Refuses to know when a rule applies and
how an answer is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TypeVar

from gateway.config.error_model import ItemsConfig, MapConfig, ThenConfig
from gateway.config.explaining import told
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.errors.items import compile_items
from gateway.errors.patterns import BadPattern, Pattern, encode
from gateway.errors.subject import Scope
from gateway.errors.templates import Names, Template, compile_template
from gateway.errors.values import cut, text_of
from gateway.faults import FaultItem

# Names of what a ruling consists of; compiled, a class does not tell its slots.
MEMBERS = (
    "action",
    "cause",
    "code",
    "detail",
    "help",
    "items",
    "literal",
    "message",
    "retryable",
    "rule",
    "status",
    "title",
    "wash",
)


class Ruling:
    """What the rule that applied wants changed; None: leave it as it is."""

    __slots__ = (*MEMBERS, "shared")

    def __init__(self, rule: str, literal: frozenset[str] = frozenset()) -> None:
        # Name of the rule, and which of its texts are its own words, from no upstream.
        self.rule = rule
        self.literal = literal
        self.code: str | None = None
        # 400 to 599.
        self.status: int | None = None
        self.title: str | None = None
        self.message: str | None = None
        self.detail: str | None = None
        self.cause: str | None = None
        self.action: str | None = None
        self.help: str | None = None
        self.retryable: bool | None = None
        # Not empty where it is a list.
        self.items: list[FaultItem] | None = None
        # False: texts are shown as the upstream wrote them.
        self.wash: bool | None = None
        # Whether it is what its rule wants of every error: this very object, for reading only.
        self.shared = False

    def members(self) -> tuple[object, ...]:
        """All that it says, to tell it from others."""
        return tuple([getattr(self, name) for name in MEMBERS])

    def __repr__(self) -> str:
        given = {name: value for name in MEMBERS if (value := getattr(self, name)) is not None}
        del given["literal"]
        return f"Ruling({given})"


Rule = Callable[[Scope], Ruling]
Value = TypeVar("Value")
Part = Callable[[Scope], object] | str | int | None
"""What a ruling has as a member: found for each error, or always the same; None for nothing."""

_TEXTS = ("title", "message", "detail", "cause", "action", "help")


class CodePattern:
    """What every code must match, whole; without a pattern, or with a bad one, any code does.

    Who compiles the catalog reports the bad one.
    """

    __slots__ = ("_pattern",)

    def __init__(self, text: str | None) -> None:
        self._pattern: Pattern | None = None
        with suppress(BadPattern):
            self._pattern = Pattern(text) if text is not None else None

    def problem(self, code: str) -> str | None:
        """What is wrong with a code, in a sentence; None where nothing is."""
        if self._pattern is None or self._pattern.covers(encode(code)):
            return None
        return f"{told(code)} does not match code_pattern {self._pattern.text}"


def compile_then(
    name: str,
    then: ThenConfig,
    names: Names[Scope],
    codes: CodePattern,
    path: Path,
    mistakes: list[Mistake],
) -> Rule:
    """The closure that makes the ruling of rule `name`; what is wrong is added to `mistakes`."""
    compiler = _Compiler(names, codes, mistakes)
    parts: list[tuple[str, Part]] = []
    if then.code is not None:
        parts.append(("code", compiler.code(then.code, (*path, "code"))))
    if then.status is not None:
        parts.append(("status", compiler.status(then.status, (*path, "status"))))
    if then.errors is not None:
        parts.append(("items", compiler.items(then.errors, (*path, "errors"))))
    literal: set[str] = set()
    for member in _TEXTS:
        source: str | None = getattr(then, member)
        if source is not None:
            part = compiler.text(source, (*path, member))
            parts.append((member, part))
            if isinstance(part, str):
                literal.add(member)
    own_words = frozenset(literal)
    constants = [(member, part) for member, part in parts if not callable(part)]
    effects = [(member, part) for member, part in parts if callable(part)]

    def begin() -> Ruling:
        ruling = Ruling(name, own_words)
        ruling.retryable, ruling.wash = then.retryable, then.wash
        for member, constant in constants:
            setattr(ruling, member, constant)
        return ruling

    if not effects:
        same = begin()
        same.shared = True
        return lambda _: same

    def rule(scope: Scope) -> Ruling:
        ruling = begin()
        for member, get in effects:
            setattr(ruling, member, get(scope))
        return ruling

    return rule


class _Compiler:
    """The parts of one `then`, with the place for their mistakes."""

    def __init__(self, names: Names[Scope], codes: CodePattern, mistakes: list[Mistake]) -> None:
        self.names = names
        self.codes = codes
        self.mistakes = mistakes

    def template(self, source: str, path: Path) -> Template[Scope] | None:
        try:
            return compile_template(source, self.names, path)
        except ConfigError as exc:
            self.mistakes += exc.mistakes
            return None

    def text(self, source: str, path: Path) -> Part:
        template = self.template(source, path)
        if template is None:
            return None
        return template.text if template.constant is None else cut(template.constant)

    def code(self, config: str | MapConfig, path: Path) -> Part:
        if isinstance(config, MapConfig):
            return self.lookup(config, path, self.check_code)
        code = self.text(config, path)
        return self.check_code(code, path) if isinstance(code, str) else code

    def status(self, config: str | MapConfig, path: Path) -> Part:
        if isinstance(config, MapConfig):
            return self.lookup(config, path, self.check_status)
        template = self.template(config, path)
        if template is None:
            return None
        if template.constant is not None:
            return self.check_status(template.constant, path)
        render = template.render
        return lambda scope: parse_status(text_of(render(scope)))

    def items(self, config: ItemsConfig, path: Path) -> Part:
        try:
            return compile_items(config, self.names, path)
        except ConfigError as exc:
            self.mistakes += exc.mistakes
            return None

    def lookup(self, config: MapConfig, path: Path, check: Callable[[str, Path], Value]) -> Part:
        """Looks a value up by its text; `check` makes of each entry what is looked up."""
        template = self.template(config.from_, (*path, "from"))
        table: Mapping[str, Value] = {
            key: check(value, (*path, "map", key)) for key, value in config.map.items()
        }
        default = None if config.default is None else check(config.default, (*path, "default"))
        if template is None:
            return None
        text = template.text
        return lambda scope: table.get(text(scope) or "", default)

    def check_code(self, code: str, path: Path) -> str:
        if problem := self.codes.problem(code):
            self.mistakes.append(Mistake(path, problem))
        return code

    def check_status(self, text: str, path: Path) -> int:
        status = parse_status(text)
        if status is None:
            self.mistakes.append(Mistake(path, f"must be a status from 400 to 599, got {told(text)}"))
        return status or 0


def parse_status(text: str | None) -> int | None:
    """The status of an error that a text means, 400 to 599; None for any other text."""
    if text is None or len(text) != 3 or not text.isascii() or not text.isdigit():
        return None
    status = int(text)
    return status if 400 <= status <= 599 else None
