"""Answers that are written once for errors that differ in nothing but their request.

Decides when an answer may be used again, and how it is kept: as the bytes around the place where the
request's own URI stands. Refuses to know how answers are composed and written.

Laws: a wording is kept with the reading of a body that repeats, for one route and one format, and is used
only for errors that nobody touched since they were read and no rule changed. It holds nothing of the request
that it was first made for. Bounded: MOST of them a reading, none longer than LONGEST.
"""

from __future__ import annotations

from uuid import uuid4

from gateway.errors.answer import Answer
from gateway.errors.composition import instance_of
from gateway.errors.formats import Format
from gateway.errors.readings import Reading

MOST = 8
LONGEST = 2048
"""Bytes. A problem document with a sentence takes 200."""

# Stands for the request's URI while a wording is made; no upstream can know it.
_MARK = f"urn:uuid:{uuid4()}"


class Wording:
    """One answer. Where `answer` is None, the upstream's own body goes out as it came."""

    __slots__ = ("_after", "_before", "answer")

    def __init__(self, answer: Answer | None = None, before: bytes = b"", after: bytes | None = None) -> None:
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


def keep_wording(reading: Reading, key: object, answer: Answer | None, chosen: Format) -> None:
    """Keep what an error of this reading was answered with; `answer` was sent already, and is given away."""
    if len(reading.wordings) >= MOST:
        return
    if answer is None:
        reading.wordings[key] = Wording(None, reading.body)
    elif chosen.framed and not answer.negotiated_language:
        answer.instance = _MARK
        pieces = chosen.write(answer).split(_MARK.encode())
        answer.instance = None
        answer.id = answer.method = answer.path = ""
        if len(pieces) <= 2 and sum(map(len, pieces)) <= LONGEST:
            reading.wordings[key] = Wording(answer, *pieces)
