"""The JSON Schema takes what errgate takes and marks what it refuses."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from gateway.config.positions import read_document
from gateway.config.schema import make_schema
from tests.config.test_config_yaml import CONFIGS

SCHEMA = make_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

GOOD: dict[str, Any] = {
    "upstreams": {"fep": {"servers": ["http://a"]}},
    "routes": [{"name": "fep", "match": {}, "upstream": "fep"}],
}


def test_it_is_a_valid_schema() -> None:
    """Draft 2020-12, as it says itself."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", CONFIGS, ids=str)
def test_every_configuration_of_ours_fits(file: Any) -> None:
    """An editor shows no mistake where there is none."""
    data = read_document(file.read_text("utf-8")).data
    assert [error.message for error in VALIDATOR.iter_errors(data)] == []


WRONG: dict[str, dict[str, Any]] = {
    "an unknown key": {"listn": "a"},
    "a duration in words": {"drain_timeout": "5 seconds"},
    "a size without a unit": {"limits": {"body": 5}},
    "a lower-case method": {"routes": [{"name": "a", "match": {"methods": ["get"]}, "upstream": "fep"}]},
    "a plugin's setting": {"plugins": [{"retry": {"attempts": 99}}]},
    "a plugin's unknown setting": {"plugins": [{"retry": {"attemps": 1}}]},
    "a number of workers": {"workers": 0},
    "no routes": {"routes": []},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_an_editor_sees(change: dict[str, Any]) -> None:
    """What errgate refuses for its shape is marked while it is typed."""
    assert not VALIDATOR.is_valid({**GOOD, **change})


RIGHT: dict[str, dict[str, Any]] = {
    "nothing more": {},
    "references": {"workers": "${WORKERS}", "drain_timeout": "${DRAIN:-5s}", "log": {"access": "${LOG}"}},
    "zero": {"drain_timeout": 0},
    "a plugin that is not installed": {"plugins": [{"mine": {"use": "a.b:C", "x": 1}}, "other"]},
}


@pytest.mark.parametrize("change", RIGHT.values(), ids=RIGHT)
def test_an_editor_does_not_mind(change: dict[str, Any]) -> None:
    """What errgate takes is not marked."""
    assert [error.message for error in VALIDATOR.iter_errors({**GOOD, **change})] == []


def test_defaults_are_told_as_yaml_has_them() -> None:
    """Seconds and bytes are numbers of ours; a file has `30s` and `1GiB`."""
    assert SCHEMA["properties"]["drain_timeout"]["default"] == "30s"
    assert SCHEMA["$defs"]["LimitsConfig"]["properties"]["body"]["default"] == "1GiB"
