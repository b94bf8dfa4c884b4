"""Durations, sizes and rates as people write them: `250ms`, `64KiB`, `100/min`.

Decides their grammar, once for all of YAML. Refuses to know which key holds one.
"""

from __future__ import annotations

import re
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, WithJsonSchema

_NUMBER = r"(\d+(?:\.\d+)?)"
_DURATION = re.compile(_NUMBER + r"(ms|s|m|h|d)")
_SIZE = re.compile(r"(\d+)\s*(B|KiB|MiB|GiB)")
_RATE = re.compile(r"(\d+)\s*/\s*(\d*)(s|sec|second|m|min|minute|h|hour|d|day)")

_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_BYTES = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}


class Rate(NamedTuple):
    """So many events in so many seconds."""

    limit: int
    period_s: float

    def __str__(self) -> str:
        return f"{self.limit}/{self.period_s:g}s"


def parse_duration(value: object) -> float:
    """Seconds, from `250ms`, `30s`, `5m`, `2h` or `1d`. Raises ValueError."""
    if isinstance(value, str) and (match := _DURATION.fullmatch(value.strip())):
        return float(match[1]) * _SECONDS[match[2]]
    if value == 0 and not isinstance(value, bool):
        return 0.0
    raise ValueError("must be a duration such as 250ms, 30s or 5m")


def parse_size(value: object) -> int:
    """Bytes, from `512B`, `64KiB`, `10MiB` or `1GiB`. Raises ValueError."""
    if isinstance(value, str) and (match := _SIZE.fullmatch(value.strip())):
        return int(match[1]) * _BYTES[match[2]]
    if value == 0 and not isinstance(value, bool):
        return 0
    raise ValueError("must be a size such as 512B, 64KiB or 10MiB")


def parse_rate(value: object) -> Rate:
    """A rate, from `100/min`, `5/s`, `20/10s` or `1000/hour`. Raises ValueError."""
    if isinstance(value, str) and (match := _RATE.fullmatch(value.strip())):
        limit, times = int(match[1]), int(match[2] or 1)
        if limit and times:
            return Rate(limit, times * _SECONDS[match[3][0]])
    raise ValueError("must be a rate of at least one such as 100/min, 5/s or 20/10s")


def _described(pattern: re.Pattern[str], *examples: str) -> WithJsonSchema:
    # Zero needs no unit.
    schema = {"type": ["string", "integer"], "pattern": f"^(?:{pattern.pattern})$", "maximum": 0}
    return WithJsonSchema({**schema, "minimum": 0, "examples": list(examples)})


Duration = Annotated[
    float, BeforeValidator(parse_duration), _described(_DURATION, "250ms", "30s", "5m", "2h", "1d")
]
Size = Annotated[int, BeforeValidator(parse_size), _described(_SIZE, "512B", "64KiB", "10MiB", "1GiB")]
RateField = Annotated[
    Rate,
    BeforeValidator(parse_rate),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{_RATE.pattern})$", "examples": ["100/min", "5/s"]}),
]
