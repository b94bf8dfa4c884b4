"""What a story expects: the grammar of `expected.yaml`, and the comparison of an answer with it.

A step is a request and what must come back:

    - name: a sentence
      after: 1200ms                 # wait this long before
      sample: limit.http            # what the legacy API itself answers, as a file of samples/
      request: {method: GET, path: /x, headers: {Accept: text/xml}, body: ...}
      expect:
        status: 404
        headers: {content-type: application/json, etag: {absent: true}}
        body: {code: X, instance: {any: uuid}}      # JSON, whole
        body_text: ...                              # or text

A value is compared as it is, or is one of {any: uuid}, {any: text}, {pattern: "a regular expression, whole"}
and, for header fields and members, {absent: true}. A member that is not expected is a difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from gateway.config.quantities import Duration

_UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A problem's `instance` is a URN, `x-request-id` the bare number.
_KINDS = {"uuid": rf"(urn:uuid:)?{_UUID}", "text": r"(?s).+"}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Asked(_Strict):
    method: str = "GET"
    path: str
    headers: dict[str, str] = {}
    body: str | None = None


class Expected(_Strict):
    status: int
    headers: dict[str, Any] = {}
    body: Any = None
    body_text: Any = None


class Step(_Strict):
    name: str
    after: Duration = 0.0
    sample: str | None = None
    request: Asked
    expect: Expected


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as received; field names in lower case, values of repeated fields joined."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def read_steps(file: Path) -> list[Step]:
    """The steps of a story. Raises ValidationError where the file is not of this grammar."""
    return TypeAdapter(list[Step]).validate_python(yaml.safe_load(file.read_text()))


def differences(expected: Expected, answered: Answered) -> list[str]:
    """Every way in which the answer is not what was expected, in words."""
    found = list(_compare(expected.status, answered.status, "status"))
    for name, value in expected.headers.items():
        found += _compare(value, answered.headers.get(name.lower(), _ABSENT), name)
    if expected.body is not None:
        try:
            found += _compare(expected.body, json.loads(answered.body), "body")
        except ValueError:
            found.append(f"body: not JSON: {answered.body!r}")
    if expected.body_text is not None:
        found += _compare(expected.body_text, answered.body.decode(), "body")
    return found


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


_ABSENT = _Absent()


def _compare(expected: object, actual: object, where: str) -> Iterator[str]:
    if isinstance(expected, dict) and (matcher := _matcher(expected)):
        if not matcher(actual):
            yield f"{where}: expected {expected}, got {actual!r}"
    elif isinstance(expected, dict) and isinstance(actual, dict):
        for name in {**expected, **actual}:
            yield from _compare(expected.get(name, _ABSENT), actual.get(name, _ABSENT), f"{where}.{name}")
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        for index, (left, right) in enumerate(zip(expected, actual, strict=True)):
            yield from _compare(left, right, f"{where}[{index}]")
    elif type(expected) is not type(actual) or expected != actual:
        yield f"{where}: expected {expected!r}, got {actual!r}"


def _matcher(expected: dict[str, object]) -> Any:
    match expected:
        case {"absent": True}:
            return lambda actual: actual is _ABSENT
        case {"any": str(kind), **rest} if not rest:
            return _whole(_KINDS[kind])
        case {"pattern": str(pattern), **rest} if not rest:
            return _whole(pattern)
    return None


def _whole(pattern: str) -> Any:
    compiled = re.compile(pattern)
    return lambda actual: isinstance(actual, str) and compiled.fullmatch(actual) is not None
