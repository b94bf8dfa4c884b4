"""Reads the bodies of answers: decodes and recognizes each, or remembers that it was read before.

Decides what goes into a reading, and so what its key is (memory.py). Refuses to know which answers are worth
reading (classify.py), and to wait for a body.

Law: of an answer nothing is looked at but what is in the key.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from gateway.errors.codings import undo_codings
from gateway.errors.decode import Decoded, decode_body
from gateway.errors.dialects import (
    GLANCE_BYTES,
    IN_BAND_LIMIT,
    content_of,
    glance,
    recognize,
    recognize_in_band,
    telling_fields,
)
from gateway.errors.dialects.finding import Finding
from gateway.errors.memory import INNOCENT, Key, Memory
from gateway.errors.readings import ReadFault, Reading
from gateway.errors.statuses import error_status
from gateway.exchange import Fields, Reply
from gateway.plugin import Log

InBand = Literal["off", "strict", "eager"]


class Reader:
    """Reads bodies; one for all routes of a configuration: what a body says does not depend on who asked.

    `broken` counts a step that raised.
    """

    __slots__ = ("_broken", "_log", "_memory")

    def __init__(self, log: Log, broken: Callable[[str], None]) -> None:
        self._log = log
        self._broken = broken
        self._memory = Memory()

    def read_error(self, body: bytes, reply: Reply) -> ReadFault:
        """The fault of a reply whose status says that it is an error. Never raises."""
        decoded = Decoded("binary")
        try:
            key = _key("error", body, reply)
            known = self._memory.get(key)
            if isinstance(known, Reading):
                return known.make_fault()
            _, status, telling, _ = key
            media_type, coding = content_of(telling)
            decoded = decode_body(body, media_type, coding)
            found = recognize(decoded, status, Fields(telling))
            reading = Reading(error_status(status), status, body, media_type, coding, decoded, found)
        except Exception as error:  # noqa: BLE001 - a recognizer that breaks must not break the answer
            self._broken("recognize")
            self._log.error("error_engine_broke", step="recognize", exc_info=error)
            status, nothing = reply.status, Finding("none", 0.0)
            unread = Reading(error_status(status), status, b"", None, None, decoded, nothing)
            return unread.make_fault(decoded.document)
        self._memory.keep(key, reading)
        return reading.make_fault(decoded.document)

    def read_success(self, body: bytes, reply: Reply, in_band: InBand) -> ReadFault | None:
        """The error that a success hides; None where it hides none. Raises whatever a recognizer does."""
        key = _key(in_band, body, reply)
        known = self._memory.get(key)
        if known is not None:
            return known.make_fault() if isinstance(known, Reading) else None
        _, status, telling, _ = key
        media_type, coding = content_of(telling)
        if coding is not None and not _may_be_error(body, coding):
            self._memory.keep(key, INNOCENT)
            return None
        decoded = decode_body(body, media_type, coding)
        found = recognize_in_band(decoded, status, Fields(telling), in_band == "eager")
        if found is None:
            self._memory.keep(key, INNOCENT)
            return None
        hint = error_status(found.status_hint)
        reading = Reading(hint, status, body, media_type, coding, decoded, found)
        self._memory.keep(key, reading)
        return reading.make_fault(decoded.document)


def glance_behind(coding: str, prefix: bytes) -> bool:
    """As `glance`, for bytes in a content coding; True where nothing can be told yet."""
    start = undo_codings(prefix, coding, GLANCE_BYTES)[0]
    return not start or glance(start)


def _may_be_error(body: bytes, coding: str) -> bool:
    """Whether what is behind a coding is worth reading: its start, before the rest of it, and its length."""
    if not glance_behind(coding, body):
        return False
    return len(undo_codings(body, coding, IN_BAND_LIMIT + 1)[0]) <= IN_BAND_LIMIT


def draft_fault(reply: Reply, body: bytes) -> ReadFault:
    """The error that a rule may make of a success which no dialect takes for one."""
    telling = telling_fields(reply.fields)
    media_type, coding = content_of(telling)
    decoded = decode_body(body, media_type, coding)
    found = recognize(decoded, 502, Fields(telling))
    hint = error_status(found.status_hint)
    return Reading(hint, reply.status, body, media_type, coding, decoded, found).make_fault(decoded.document)


def _key(way: str, body: bytes, reply: Reply) -> Key:
    return way, reply.status, telling_fields(reply.fields), body
