"""From where each member of an answer came, found by composing it of values that remember their origin.

Decides how values remember. Refuses to know how answers are composed: the composer of the gateway runs, on
texts and numbers that are what they would be and know their place besides. A text that was joined of others
has forgotten; which of them it holds is then looked for.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import Any, NamedTuple, SupportsIndex, cast

from gateway.config.error_model import ErrorsConfig
from gateway.errors.answer import Answer
from gateway.errors.catalog import Catalog, Entry, Texts
from gateway.errors.composition import Composer
from gateway.errors.rulings import Ruling
from gateway.errors.statuses import CODES, PHRASES, SENTENCES
from gateway.errors.washing import Washer
from gateway.exchange import Exchange, Fields
from gateway.faults import Fault, FaultItem
from gateway.workbench.places import Kind, place_of, place_of_name

_TABLE = "errgate's table of statuses"
_MEMBERS = (
    *("status", "code", "upstream_code", "type", "title", "message", "detail", "explanation", "instance"),
    *("cause", "action", "help", "retryable"),
)


class Told(str):
    """A text that remembers who told it."""

    __slots__ = ("origin",)
    origin: str

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        return _told(super().__getitem__(key), self.origin)


class Counted(int):
    """A number, or a truth value, that remembers who gave it."""

    origin: str


class Removed(NamedTuple):
    """What washing kept from the client."""

    origin: str
    before: str
    # None: nothing harmless was left.
    after: str | None


@dataclass(slots=True)
class Trail:
    """What became of one fault."""

    answer: Answer
    # Member → places; `errors[0].detail` for those of entries.
    origins: dict[str, list[str]] = field(default_factory=dict)
    removed: list[Removed] = field(default_factory=list)


def compose_traced(
    errors: ErrorsConfig,
    catalog: Catalog,
    fault: Fault,
    ruling: Ruling | None,
    exchange: Exchange,
    fields: Fields,
    default_code: str | None,
    document: dict[str, object] | None,
) -> Trail:
    """Compose the answer as the gateway does, and tell where each of its members came from."""
    memory = _Memory()
    removed: list[Removed] = []
    washer = _Washer(errors.washing.internal_hosts, removed) if errors.washing.enabled else None
    composer = Composer(_Catalog(catalog, memory, errors.default_language), washer, errors.default_language)
    own = {name: memory.keep(value, f"$.{name}") for name, value in (document or {}).items()}
    answer = composer.compose(
        memory.fault(fault, fields),
        memory.ruling(ruling),
        exchange,
        cast("str | None", memory.keep(default_code, "errors.default_code")),
        own if document is not None else None,
    )
    return Trail(answer, memory.origins(answer), removed)


def _told(text: str, origin: str) -> Told:
    told = Told(text)
    told.origin = origin
    return told


class _Memory:
    """Gives values an origin, and finds it again."""

    def __init__(self) -> None:
        self._texts: list[Told] = []

    def keep(self, value: object, origin: str) -> Any:
        """`value` with its origin, where it is a text or a number."""
        if isinstance(value, str):
            told = _told(value, origin)
            self._texts.append(told)
            return told
        if isinstance(value, int):
            counted = Counted(value)
            counted.origin = origin
            return counted
        return value

    def fault(self, fault: Fault, fields: Fields) -> Fault:
        """The fault with the places of its texts in the upstream's answer."""
        traced = copy(fault)
        if fault.reason is not None:
            traced.reason = self.keep(fault.reason, "the gateway's reason")
            traced.message = self.keep(fault.message, f"reason {fault.reason}")
            traced.status = self.keep(fault.status, f"reason {fault.reason}")
            return traced
        kinds: tuple[tuple[str, Kind], ...] = (
            *(("message", "message"), ("heading", "message")),
            *(("detail", "detail"), ("code", "code")),
        )
        for member, kind in kinds:
            text = getattr(fault, member)
            if text is not None:
                setattr(traced, member, self.keep(text, place_of(text, kind, fault, fields)))
        traced.status = self.keep(fault.status, _status_place(fault, fields))
        traced.items = [self._item(item, fault, fields) for item in fault.items]
        return traced

    def _item(self, item: FaultItem, fault: Fault, fields: Fields) -> FaultItem:
        traced = copy(item)
        traced.detail = self.keep(item.detail, place_of(item.detail, "message", fault, fields))
        if item.code is not None:
            traced.code = self.keep(item.code, place_of(item.code, "code", fault, fields))
        if item.name is not None:
            traced.name = self.keep(item.name, place_of_name(item.name, fault))
        return traced

    def ruling(self, ruling: Ruling | None) -> Ruling | None:
        """The ruling with the name of its rule in each value."""
        if ruling is None:
            return None
        traced = copy(ruling)
        for member in (
            "code",
            "status",
            "title",
            "message",
            "detail",
            "cause",
            "action",
            "help",
            "retryable",
        ):
            setattr(traced, member, self.keep(getattr(ruling, member), f"rule {ruling.rule}"))
        if ruling.items is not None:
            traced.items = [copy(item) for item in ruling.items]
            for item in traced.items:
                item.detail = self.keep(item.detail, f"rule {ruling.rule}")
                item.code = self.keep(item.code, f"rule {ruling.rule}")
                item.name = self.keep(item.name, f"rule {ruling.rule}")
        return traced

    def origins(self, answer: Answer) -> dict[str, list[str]]:
        """Where every member that the answer has came from."""
        found: dict[str, list[str]] = {}
        for member in _MEMBERS:
            value = getattr(answer, member)
            if member == "instance" and value is not None:
                found[member] = ["the id of the request"]
            elif value is not None and not (member == "type" and value == "about:blank"):
                found[member] = self._origin(value)
        for at, item in enumerate(answer.items):
            found[f"errors[{at}].detail"] = self._origin(item.detail)
            if item.place is not None and item.name is not None:
                found[f"errors[{at}].{item.place}"] = self._origin(item.name)
            if item.code is not None:
                found[f"errors[{at}].code"] = self._origin(item.code)
        for name in answer.extensions or ():
            found[name] = [f"$.{name}"]
        return found

    def _origin(self, value: object) -> list[str]:
        if isinstance(value, Told | Counted):
            return [value.origin]
        if value in _OWN_WORDS:
            return [_TABLE]
        if isinstance(value, str):
            start = value.removesuffix("…")
            inside = [
                text.origin for text in self._texts if text and (text in value or text.startswith(start))
            ]
            if inside:
                return list(dict.fromkeys(inside))
        return ["errgate"]


_OWN_WORDS = frozenset((*PHRASES.values(), *SENTENCES.values(), *CODES.values()))


def _status_place(fault: Fault, fields: Fields) -> str:
    if fault.upstream_status == fault.status:
        return "the upstream's status"
    if fault.in_band:
        place = place_of(str(fault.status), "code", fault, fields)
        if place.startswith("$"):
            return place
        return (
            "no status in the answer"
            if fault.status == 502
            else f"what dialect {fault.dialect} says of its code"
        )
    return "a status that an error can have"


class _Washer(Washer):
    """Washes, and notes what it took out."""

    __slots__ = ("_removed",)

    def __init__(self, internal_hosts: list[str], removed: list[Removed]) -> None:
        super().__init__(internal_hosts)
        self._removed = removed

    def wash(self, text: str | None) -> str | None:
        if text is None:
            return None
        plain = str(text)
        washed = super().wash(plain)
        # The composer tells by identity whether something was washed.
        return text if washed is plain else self._note(text, washed)

    def wash_token(self, text: str | None) -> str | None:
        if text is None:
            return None
        washed = super().wash_token(str(text))
        return text if washed == text else self._note(text, washed)

    def _note(self, text: str, washed: str | None) -> str | None:
        origin = text.origin if isinstance(text, Told) else "the upstream's answer"
        if text.strip():
            removed = Removed(origin, str(text), washed)
            if removed not in self._removed:
                self._removed.append(removed)
        return None if washed is None else _told(washed, origin)


class _Catalog(Catalog):
    """The catalog, whose entries give values that remember their code."""

    def __init__(self, catalog: Catalog, memory: _Memory, language: str) -> None:
        super().__init__({})
        self._catalog = catalog
        self._memory = memory
        self._language = language

    def get(self, code: str) -> Entry | None:
        entry = self._catalog.get(code)
        return None if entry is None else _Entry(entry, self._memory, self._language)


class _Entry(Entry):
    def __init__(self, entry: Entry, memory: _Memory, language: str) -> None:
        origin = f"catalog {entry.code}"
        self._entry = entry
        self._memory = memory
        # That of the entry's own texts, which stand in where a translation lacks one.
        self._language = language
        self.code = entry.code
        self.languages = entry.languages
        self.type = memory.keep(entry.type, origin)
        self.status = memory.keep(entry.status, origin)
        self.retryable = memory.keep(entry.retryable, origin)

    def texts(self, language: str) -> Texts:
        own = self._entry.texts(self._language)._asdict()
        told: dict[str, Any] = {}
        for member, text in self._entry.texts(language)._asdict().items():
            spoken = self._language if text == own[member] else language
            origin = f"catalog {self.code} ({spoken})" if len(self.languages) > 1 else f"catalog {self.code}"
            told[member] = self._memory.keep(text, origin)
        return Texts(**told)
