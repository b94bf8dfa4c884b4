"""What a test says about one body, and how a body is read the way the engine does it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gateway.errors.decode import decode_body
from gateway.errors.dialects import Finding, glance, may_hide_error, recognize, recognize_in_band
from gateway.exchange import Fields
from gateway.faults import FaultItem

Item = tuple[str | None, str | None, str | None]


@dataclass(frozen=True)
class Case:
    """A response and what a careful person reads in it; None where no text or code is asked for."""

    name: str
    status: int
    content_type: str
    body: str
    message: str | None = None
    code: str | None = None
    # (last segment of the field, text, code), None where it does not matter.
    items: tuple[Item, ...] = ()


def read(case: Case) -> Finding | None:
    """The finding for a case; None where a success is left alone."""
    return read_bytes(case.body.encode(), case.status, case.content_type)


def read_bytes(body: bytes, status: int, content_type: str, *, eager: bool = False) -> Finding | None:
    """Read a body as the engine does: an error always, a success only where it may hide an error."""
    fields = Fields([(b"content-type", content_type.encode())])
    if status >= 400:
        return recognize(decode_body(body, content_type, None), status, fields)
    if not (may_hide_error(status, content_type, len(body)) and glance(body)):
        return None
    return recognize_in_band(decode_body(body, content_type, None), status, fields, eager)


def is_listed(wanted: Item, items: list[FaultItem]) -> bool:
    """Whether an item with this field, text and code is there."""
    field, text, code = wanted
    return any(
        (field is None or _last(item.name) == _last(field))
        and (text is None or item.detail == text)
        and (code is None or item.code == code)
        for item in items
    )


def _last(name: str | None) -> str:
    return ([part for part in re.split(r"[./\[\]#]", name or "") if part] or [""])[-1]
