"""Answers that are written once for errors that differ in nothing but their request.

Decides when an answer may be used again, and how it is kept: as the bytes around the place where the
request's own URI stands. Refuses to know how answers are composed and written.

Laws. An answer is a pure function of the key: the route, the format, the words of the fault and of the
ruling. Of a problem document and of single errors, which are trees and lists, the key has the reading, and
only where the same body repeats and nobody could change what was read. An answer in a language that was
negotiated is not kept. What is kept holds nothing of the request that it was first made for, and is never
changed. Bounded: MOST answers, none longer than LONGEST; one is kept when it is needed the second time, and
the oldest make room. A key with a reading keeps it alive behind memory.py's own bound: of bodies that are
made up for it, some 64 KiB each and 32 MiB in all.
"""

from __future__ import annotations

from uuid import uuid4

from gateway.errors.answer import Answer
from gateway.errors.composition import instance_of
from gateway.errors.formats import Format
from gateway.errors.readings import ReadFault, Reading
from gateway.errors.rulings import Ruling
from gateway.faults import Fault

MOST = 512
LONGEST = 2048
"""Bytes of an answer, and characters of the words that it is made of. Most problem documents have 200."""

# Hashes of keys that came once.
_ONCE = 1024
# Stands for the request's URI while a wording is made; no upstream can know it.
_MARK = f"urn:uuid:{uuid4()}"

Key = tuple[object, ...]


class Wording:
    """One answer. Where `answer` is None, the upstream's own body goes out as it came."""

    __slots__ = ("_after", "_before", "answer")

    def __init__(self, answer: Answer | None, before: bytes, after: bytes | None = None) -> None:
        # What reports tell of it: for reading only.
        self.answer = answer
        self._before = before
        self._after = after

    def write(self, request_id: str) -> bytes | None:
        """The body for one request; None where it has no URI to stand in it."""
        if self._after is None:
            return self._before
        instance = instance_of(request_id)
        return None if instance is None else self._before + instance.encode() + self._after


class Wordings:
    """Answers by key; one for each configuration."""

    __slots__ = ("_kept", "_once")

    def __init__(self) -> None:
        self._kept: dict[Key, Wording] = {}
        self._once = [0] * _ONCE

    def get(self, key: Key) -> Wording | None:
        """The answer that was kept under this key."""
        return self._kept.get(key)

    def keep(self, key: Key, answer: Answer | None, body: bytes, chosen: Format) -> None:
        """Keep an answer if it came before. It was sent already as `body`, and is given away.

        Without an answer `body` is the upstream's own.
        """
        seen = hash(key)
        if self._once[seen % _ONCE] != seen:
            self._once[seen % _ONCE] = seen
            return
        wording = Wording(None, body) if answer is None else _frame(answer, chosen)
        if wording is None or len(body) > LONGEST:
            return
        self._kept[key] = wording
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def __len__(self) -> int:
        return len(self._kept)


def _frame(answer: Answer, chosen: Format) -> Wording | None:
    if not chosen.framed or answer.negotiated_language:
        return None
    answer.instance = _MARK
    pieces = chosen.write(answer).split(_MARK.encode())
    answer.instance = None
    answer.id = answer.method = answer.path = ""
    return Wording(answer, *pieces) if len(pieces) <= 2 else None


def wording_key(
    route: object, chosen: Format, fault: Fault, ruling: Ruling | None, *, by_document: bool
) -> Key | None:
    """What the answer to an error depends on; None where that is too much to remember.

    `by_document`: the document has a say beside the words of the fault.
    """
    reading: Reading | None = None
    if by_document or fault.has_items:
        if not isinstance(fault, ReadFault) or not fault.is_shared:
            return None
        reading = fault.reading
    if len(fault.message or "") + len(fault.detail or "") > LONGEST:
        return None
    words = (fault.status, fault.upstream_status, fault.reason, fault.code, fault.message, fault.detail)
    if ruling is None:
        return route, chosen, reading, *words, fault.heading
    if ruling.items is not None:
        return None
    ruled: tuple[object, ...] = (ruling,) if ruling.shared else ruling.members()
    return route, chosen, reading, *words, fault.heading, *ruled
