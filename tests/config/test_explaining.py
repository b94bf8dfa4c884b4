"""pydantic's errors as sentences, for any model: plugins use this too."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError

from gateway.config.explaining import closest, explain, told
from gateway.config.mistakes import ConfigError, Mistake
from gateway.plugin import Duration, PluginConfig, Size


class Part(PluginConfig):
    header: str


class Other(PluginConfig):
    param: str


class Sample(PluginConfig):
    attempts: int = Field(default=3, ge=1, le=10)
    ratio: float = Field(default=0.5, gt=0, lt=1)
    wait: Duration = Field(default=1.0, gt=0.25, le=3600)
    size: Size = Field(default=1024, ge=1024, le=1 << 20)
    key: Literal["ip", "route"] | Part | list[Literal["ip", "route"] | Part] = "ip"
    statuses: list[Annotated[int, Field(ge=400, le=599)]] = Field(default=[])
    word: str = Field(default="a", min_length=1, pattern="^[a-z]+$")
    step: int = Field(default=8, multiple_of=8)
    parts: dict[str, Part] = Field(default={})
    either: Other | Part | None = None


def mistakes_of(data: Any) -> list[Mistake]:
    try:
        Sample.model_validate(data)
    except ValidationError as error:
        return explain(error, Sample, data, ("plugins", 0, "sample"))
    raise ConfigError([])


CASES: list[tuple[dict[str, Any], str]] = [
    ({"attempts": 99}, "attempts: must be 1 to 10, got 99"),
    ({"attempts": "many"}, 'attempts: must be a whole number, 1 to 10, got "many"'),
    ({"ratio": 1}, "ratio: must be more than 0 and less than 1, got 1"),
    ({"wait": "2h"}, 'wait: must be more than 250ms and at most 1h, got "2h"'),
    ({"size": "1B"}, 'size: must be 1KiB to 1MiB, got "1B"'),
    ({"statuses": [500, 200]}, "statuses[1]: must be 400 to 599, got 200"),
    ({"word": ""}, 'word: must not be empty, got ""'),
    ({"word": "A"}, 'word: must match ^[a-z]+$, got "A"'),
    ({"step": 9}, "step: must be a multiple of 8, got 9"),
    ({"parts": {"a": {}}}, "parts.a.header: required key is missing"),
    ({"parts": {"a": {"heder": "x"}}}, "parts.a.heder: unknown key (did you mean header?)"),
    ({"key": {"heder": "x"}}, "key.heder: unknown key (did you mean header?)"),
    ({"key": [{"header": 1}]}, "key[0].header: must be text, got 1 (put it in quotes)"),
    # What was meant is the section that has fewest complaints.
    ({"either": {"header": 1}}, "either.header: must be text, got 1 (put it in quotes)"),
    ({"attemps": 1}, "attemps: unknown key (did you mean attempts?)"),
]


@pytest.mark.parametrize(("data", "sentence"), CASES, ids=[sentence for _, sentence in CASES])
def test_a_mistake_is_one_sentence(data: dict[str, Any], sentence: str) -> None:
    """What is wrong, what would be right, and what was found; the path is put before it."""
    assert [str(mistake) for mistake in mistakes_of(data)] == [f"plugins[0].sample.{sentence}"]


@pytest.mark.parametrize("value", ["host", 7, None, [["ip"]]], ids=repr)
def test_what_fits_none_of_several_types_is_one_mistake(value: object) -> None:
    """A union is no reason to say three things about one value."""
    assert len(mistakes_of({"key": value})) == 1


def test_every_mistake_of_the_data_is_told() -> None:
    """None hides another."""
    found = mistakes_of({"attempts": 0, "ratio": 2, "parts": {"a": {}, "b": {}}, "x": 1})
    assert len(found) == 5


TOLD: list[tuple[Any, str]] = [
    (None, "nothing"),
    (True, "true"),
    (1.5, "1.5"),
    ("a", '"a"'),
    ("a\nb\x1b[31m", '"a�b�[31m"'),
    ("x" * 100, '"' + "x" * 59 + '…"'),
    ([1], "a list"),
    ({}, "a mapping"),
]


@pytest.mark.parametrize(("value", "text"), TOLD, ids=[text[:12] for _, text in TOLD])
def test_a_value_is_told_on_one_short_line(value: object, text: str) -> None:
    """A file cannot write escape sequences to a terminal through a mistake."""
    assert told(value) == text


def test_the_closest_word_is_found_in_any_case() -> None:
    """A capital letter is the smallest of mistakes."""
    assert closest("Listen", ["listen", "log"]) == "did you mean listen?"
    assert closest("zzz", ["b", "a"]) == "known: a, b"
    assert closest("zzz", []) == ""
    assert closest("zzz", [f"key{n}" for n in range(50)]) == ""
