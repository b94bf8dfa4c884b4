"""What nobody takes care of yet: shapes of errors without rule and catalog entry, grouped, with a draft each.

Decides which shapes belong together and what a first rule for them says. Refuses to know YAML (drafting.py)
and where shapes come from: they are rows of an inventory.

A draft repeats what was recognized, in words that can be changed: where the code and the message stand, and
which codes were seen. It is in shadow mode, so that nothing changes before somebody has read it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.config.error_model import ErrorsConfig
from gateway.errors.reader import draft_fault
from gateway.errors.rulings import CodePattern
from gateway.errors.statuses import PHRASES, error_status
from gateway.exchange import Fields, Reply
from gateway.workbench.places import place_of

Row = Mapping[str, Any]

# In a template a path ends at the first brace or bar.
_PLAIN_PATH = re.compile(r"\$[A-Za-z0-9_.\[\]]{1,200}")
# What can be a code of a catalog: `${` would be looked up, a sentence is none.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/#-]{0,63}")
_RETRYABLE = frozenset((408, 429, 502, 503, 504))


@dataclass(slots=True)
class Group:
    """Shapes that one rule can take care of."""

    route: str
    dialect: str
    status: int
    # JSONPaths of code and message; None where there is none that a rule could name.
    code_path: str | None
    message_path: str | None
    # What clients see today.
    answered: int
    count: int = 0
    confidence: float = 0.0
    codes: Counter[str] = field(default_factory=Counter)
    sample: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule to start from, as it stands in YAML, with what its author needs to know."""

    group: Group
    rule: dict[str, Any]


def find_groups(rows: Iterable[Row]) -> list[Group]:
    """The shapes without rule and catalog entry, grouped; those that a rule can tell best come first."""
    groups: dict[tuple[object, ...], Group] = {}
    for row in rows:
        if row.get("rule") is not None or row.get("catalog") is not None:
            continue
        found = _read(row)
        key = (found.route, found.dialect, found.status, found.code_path, found.message_path)
        group = groups.setdefault(key, found)
        group.count += int(row["count"])
        group.codes.update(
            {code: count for code, count in row.get("codes", {}).items() if _CODE.fullmatch(code)}
        )
    # Of two that would apply to one error, the one that asks for more has to come first.
    return sorted(groups.values(), key=lambda group: (-len(_paths(group)), -group.count))


def _read(row: Row) -> Group:
    sample = row.get("sample") or ""
    status = int(row["status"])
    reply = Reply(status, Fields())
    fault = draft_fault(reply, sample.encode("utf-8", "replace"))
    group = Group(
        str(row["route"]),
        str(row["dialect"]),
        status,
        _path(fault.code and place_of(fault.code, "code", fault, reply.fields)),
        _path(fault.message and place_of(fault.message, "message", fault, reply.fields)),
        error_status(status if status >= 400 else fault.status),
    )
    group.confidence = float(row["confidence"])
    group.sample = sample
    group.message = fault.message or ""
    return group


def _path(place: str | None) -> str | None:
    return place if place and _PLAIN_PATH.fullmatch(place) else None


def draft_rules(groups: Iterable[Group], errors: ErrorsConfig) -> list[Draft]:
    """One rule for each group; names differ from each other and from those of the configuration."""
    codes = CodePattern(errors.code_pattern)
    taken = {rule.name for rule in errors.rules}
    drafts: list[Draft] = []
    for group in groups:
        name = _name(group, taken)
        taken.add(name)
        drafts.append(
            Draft(
                group,
                {
                    "name": name,
                    "mode": "shadow",
                    "when": _when(group),
                    "then": _then(group, codes, errors.default_code),
                },
            )
        )
    return drafts


def draft_catalog(groups: Iterable[Group], errors: ErrorsConfig) -> dict[str, dict[str, Any]]:
    """An entry for each code that was seen, is not in the catalog, and may be one."""
    codes = CodePattern(errors.code_pattern)
    entries: dict[str, dict[str, Any]] = {}
    for group in groups:
        named = group.codes or ({} if group.code_path else {_own_code(group): 1})
        for code in named:
            if code not in errors.catalog and codes.problem(code) is None and code not in entries:
                entry: dict[str, Any] = {"status": group.answered, "title": PHRASES[group.answered]}
                if group.answered in _RETRYABLE:
                    entry["retryable"] = True
                entries[code] = entry
    return entries


def _name(group: Group, taken: set[str]) -> str:
    base = "-".join(part for part in (group.route, group.dialect, str(group.status)) if part)[:80]
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name


def _when(group: Group) -> dict[str, Any]:
    when: dict[str, Any] = {}
    if group.route:
        when["route"] = group.route
    when["status"] = group.status
    paths = _paths(group)
    if group.status < 400:
        when["in_band"] = True
    if group.dialect != "none":
        when["dialect"] = group.dialect
    if paths:
        when["body"] = {path: {"exists": True} for path in paths}
    return when


def _paths(group: Group) -> list[str]:
    return [path for path in (group.code_path, group.message_path) if path is not None]


def _then(group: Group, codes: CodePattern, default_code: str | None) -> dict[str, Any]:
    then: dict[str, Any] = {}
    code = _code(group, codes, default_code)
    if code is not None:
        then["code"] = code
    if group.status < 400:
        then["status"] = group.answered
    if group.message_path is not None:
        then["message"] = f"{{{group.message_path}}}"
    return then


def _code(group: Group, codes: CodePattern, default_code: str | None) -> object:
    if group.code_path is None and not group.codes:
        own = _own_code(group)
        return own if codes.problem(own) is None else default_code
    # Where no path leads to it, the code that was recognized: in a text, in a header field.
    template = f"{{{group.code_path or 'code'}}}"
    if all(codes.problem(code) is None for code in group.codes):
        return template
    if default_code is None:
        return None
    # Which of the team's codes each of these means, nobody can know: all are the default one at first.
    table = {code: code if codes.problem(code) is None else default_code for code in sorted(group.codes)}
    return {"from": template, "map": table, "default": default_code}


def _own_code(group: Group) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "-", f"{group.route or group.dialect}-{group.answered}")
    return words.strip("-").upper()
