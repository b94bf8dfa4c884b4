"""What a rule may look at: the subject, the scope of one judgement, and the names in a rule's templates.

Decides which facts of an exchange and a fault have a name, and finds texts and groups for patterns at most
once a judgement. Refuses to know what a rule asks and what it answers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final

from gateway.errors.jsonpath import MISSING, JsonPath
from gateway.errors.patterns import Pattern, encode
from gateway.errors.templates import Getter, Names, UnknownName
from gateway.errors.values import text_of
from gateway.exchange import Exchange, Fields
from gateway.faults import Fault
from gateway.plugin import Log


class Subject:
    """One fault with its circumstances."""

    __slots__ = ("exchange", "fault", "fields", "log")

    def __init__(self, fault: Fault, exchange: Exchange, fields: Fields, log: Log) -> None:
        self.fault = fault
        self.exchange = exchange
        # The header fields of the upstream's answer; empty where errgate made the error.
        self.fields = fields
        self.log = log


NO_ENTRY: Final = object()
"""Not a value that a list may hold."""
_TREES = (dict, list)


class Scope:
    """One judgement: the subject, and what was found out about it so far."""

    __slots__ = (
        "_captures",
        "_media_type",
        "_values",
        "entry",
        "exchange",
        "fault",
        "fields",
        "log",
    )

    def __init__(self, subject: Subject) -> None:
        self.fault = subject.fault
        self.exchange = subject.exchange
        self.fields = subject.fields
        self.log = subject.log
        # While a list is mapped, one entry of it.
        self.entry: object = NO_ENTRY
        self._values: dict[str, list[object]] = {}
        self._captures: dict[Pattern, list[str | None]] = {}
        self._media_type: str | None = None

    @property
    def document(self) -> object:
        """What `$` stands for in a template: the body, or while a list is mapped, one entry of it."""
        # The body is decoded when it is asked for, and rules seldom ask for one that repeats.
        return self.fault.document if self.entry is NO_ENTRY else self.entry

    @property
    def media_type(self) -> str:
        """Media type of the upstream's answer in lower case, without parameters; "" where it has none."""
        if self._media_type is None:
            value = self.fields.get("content-type", "") or ""
            self._media_type = value.partition(";")[0].strip().lower()
        return self._media_type

    def values(self, path: JsonPath) -> list[object]:
        """What a path selects in the body as a whole; nothing where there is no document."""
        values = self._values.get(path.text)
        if values is None:
            # Not `self.document`: a path of a `when` means the body as a whole.
            document = self.fault.document
            values = self._values[path.text] = [] if document is None else path.find(document)
        return values

    def literals(self, path: JsonPath) -> Sequence[str | None]:
        """The text forms of what a path selects, without lists and mappings; None for null."""
        if not path.is_singular:
            return [text_of(value) for value in self.values(path) if not isinstance(value, _TREES)]
        # What rules ask most: one member, without a list for one value.
        document = self.fault.document
        value = MISSING if document is None else path.first(document)
        return () if value is MISSING or isinstance(value, _TREES) else (text_of(value),)

    def capture(self, pattern: Pattern, texts: Callable[[Scope], Iterable[str]]) -> list[str | None]:
        """The groups of a pattern in the first of the texts that it is found in; empty where in none."""
        groups = self._captures.get(pattern)
        if groups is None:
            found = (pattern.capture(encode(text)) for text in texts(self))
            groups = next((groups for groups in found if groups is not None), [])
            self._captures[pattern] = groups
        return groups


def status_of(fault: Fault) -> int:
    """The status that `when: {status: …}` means: what the upstream sent, or what errgate itself decided."""
    return fault.status if fault.upstream_status is None else fault.upstream_status


def _header(rest: str) -> Getter[Scope]:
    return lambda scope: scope.fields.get(rest)


def _param(rest: str) -> Getter[Scope]:
    return lambda scope: scope.exchange.params.get(rest)


_PLAIN: Mapping[str, Getter[Scope]] = {
    "message": lambda scope: scope.fault.message,
    "detail": lambda scope: scope.fault.detail,
    "code": lambda scope: scope.fault.code,
    "status": lambda scope: scope.fault.status,
    "upstream_status": lambda scope: scope.fault.upstream_status,
    "reason": lambda scope: scope.fault.reason,
    "origin": lambda scope: scope.fault.origin,
    "dialect": lambda scope: scope.fault.dialect,
    "trace_id": lambda scope: scope.fault.trace_id,
    "route": lambda scope: scope.exchange.route,
    "upstream": lambda scope: scope.exchange.upstream,
    "method": lambda scope: scope.exchange.method,
    "path": lambda scope: scope.exchange.path,
    "request_id": lambda scope: scope.exchange.id,
}


class GroupSource:
    """One pattern of a rule, where it stands (`when.message`), and the texts that it searches."""

    __slots__ = ("pattern", "place", "texts")

    def __init__(self, place: str, pattern: Pattern, texts: Callable[[Scope], Iterable[str]]) -> None:
        self.place = place
        self.pattern = pattern
        self.texts = texts

    def group(self, number: int) -> Getter[Scope]:
        """Finds the text of one group; None where the group took no part in the match."""
        pattern, texts = self.pattern, self.texts

        def get(scope: Scope) -> str | None:
            groups = scope.capture(pattern, texts)
            return groups[number] if number < len(groups) else None

        return get


def rule_names(sources: Collection[GroupSource], *, complete: bool = True) -> Names[Scope]:
    """The names in the templates of a rule whose `when` has these patterns.

    Where some pattern was refused (not `complete`), any group is taken: one mistake is told once.
    """

    def group(rest: str) -> Getter[Scope]:
        if not complete:
            return lambda _: None
        return _find_numbered(rest, sources) if rest.isdigit() else _find_named(rest, sources)

    return Names(_PLAIN, {"header": _header, "param": _param, "group": group}, lambda scope: scope.document)


def _find_named(name: str, sources: Collection[GroupSource]) -> Getter[Scope]:
    having = [source for source in sources if name in source.pattern.names]
    if len(having) > 1:
        places = " and ".join(source.place for source in having)
        raise UnknownName(f"{{group.{name}}} is ambiguous: {places} both define it")
    if having:
        return having[0].group(having[0].pattern.names[name])
    known = sorted(name for source in sources for name in source.pattern.names)
    hint = f"; they define {', '.join(known)}" if known else f"; write (?P<{name}>…) in one of them"
    raise UnknownName(f"no pattern of this rule defines the group {{group.{name}}}{hint}")


def _find_numbered(number: str, sources: Collection[GroupSource]) -> Getter[Scope]:
    having = [source for source in sources if source.pattern.groups] or list(sources)
    if len(having) > 1:
        places = " and ".join(source.place for source in having)
        raise UnknownName(f"{{group.{number}}} is ambiguous: {places} have groups; give them names")
    if having and int(number) <= having[0].pattern.groups:
        return having[0].group(int(number))
    groups = having[0].pattern.groups if having else 0
    raise UnknownName(f"no pattern of this rule defines the group {{group.{number}}}; there are {groups}")
