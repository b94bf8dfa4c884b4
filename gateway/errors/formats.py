"""How an error is written as JSON: the problem document and the envelope.

Decides the members of both and their order (RFC 9457 §3; docs/schemas has their JSON Schemas).
Refuses to know where values come from and which format is wanted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from gateway.errors.answer import Answer, AnswerItem
from gateway.errors.values import clean
from gateway.exchange import Field

Writer = Callable[[Answer], bytes]


@dataclass(frozen=True, slots=True, eq=False)
class Format:
    """One way to write an error; equal to itself alone."""

    name: str
    # In lower case, without parameters: what `Accept` is compared with.
    media_type: str
    # The field as it goes on the wire.
    content_type: Field
    write: Writer
    # Whether all that it writes of the request is its `instance`, in ASCII and as it is.
    framed: bool = False

    @classmethod
    def of(cls, name: str, content_type: str, write: Writer, *, framed: bool = False) -> Format:
        """A format of this name, with its `Content-Type` as written in a header."""
        media_type = content_type.partition(";")[0].strip().lower()
        return cls(name, media_type, (b"Content-Type", content_type.encode("ascii")), write, framed)


def to_json(document: object) -> bytes:
    """`document` as UTF-8 JSON. Lone surrogates become `?`, numbers that JSON cannot carry strings."""
    try:
        return orjson.dumps(document)
    except TypeError:
        return orjson.dumps(_writable(document))


def _writable(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(name)): _writable(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(entry) for entry in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int) and -(1 << 63) <= value < 1 << 64:
        return value
    return clean(str(value))


def problem_members(answer: Answer) -> dict[str, object]:
    """The members of a problem document, in order; without a member where there is no value."""
    members: dict[str, object] = {
        "type": answer.type,
        "title": answer.title,
        "status": answer.status,
        "detail": answer.explanation,
    }
    if answer.instance is not None:
        members["instance"] = answer.instance
    if answer.code is not None:
        members["code"] = answer.code
    if answer.upstream_code is not None:
        members["upstream_code"] = answer.upstream_code
    if answer.items:
        members["errors"] = [item_members(item) for item in answer.items]
    if answer.cause is not None:
        members["cause"] = answer.cause
    if answer.action is not None:
        members["action"] = answer.action
    if answer.help is not None:
        members["help"] = answer.help
    if answer.retryable is not None:
        members["retryable"] = answer.retryable
    if answer.extensions:
        for name, value in answer.extensions.items():
            members.setdefault(name, value)
    return members


def item_members(item: AnswerItem) -> dict[str, object]:
    """One entry of `errors`."""
    members: dict[str, object] = {"detail": item.detail}
    if item.place is not None and item.name is not None:
        members[item.place] = item.name
    if item.code is not None:
        members["code"] = item.code
    return members


def write_problem(answer: Answer) -> bytes:
    """An RFC 9457 problem document."""
    return to_json(problem_members(answer))


def write_envelope(answer: Answer) -> bytes:
    """`{code, message, detail}`, with `errors` and `help` where there are some."""
    members: dict[str, object] = {
        "code": answer.code if answer.code is not None else answer.stand_in_code,
        "message": answer.message,
        "detail": answer.detail,
    }
    if answer.items:
        members["errors"] = [item_members(item) for item in answer.items]
    if answer.help is not None:
        members["help"] = answer.help
    return to_json(members)


PROBLEM = Format.of("problem", "application/problem+json", write_problem, framed=True)
ENVELOPE = Format.of("envelope", "application/json", write_envelope, framed=True)
