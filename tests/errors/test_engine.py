"""The engine reports every mistake of the error sections at start-up, each with its place."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.config.mistakes import ConfigError
from tests.errors.stage import Stage, reply


def mistakes_of(errors: dict[str, Any], route: dict[str, Any] | None = None) -> list[tuple[str | int, ...]]:
    """Where the mistakes of a configuration are."""
    with pytest.raises(ConfigError) as caught:
        Stage(errors, route)
    return [mistake.path for mistake in caught.value.mistakes]


BAD_RULE = {"name": "r", "when": {"message": "("}, "then": {"code": "X"}}


@pytest.mark.parametrize(
    ("errors", "route", "paths"),
    [
        pytest.param(
            {"formats": {"books": {"body": {"a": "{no}"}}}, "format": "books"},
            {},
            [("errors", "formats", "books", "body", "a")],
            id="a broken format that is used",
        ),
        pytest.param(
            {"code_pattern": "FEP-[0-9]+", "default_code": "NONE"},
            {},
            [("errors", "default_code")],
            id="default code",
        ),
        pytest.param(
            {"code_pattern": "FEP-[0-9]+"},
            {"default_code": "NONE"},
            [("routes", 0, "errors", "default_code")],
            id="default code of a route",
        ),
        pytest.param({"rules": [BAD_RULE]}, {}, [("errors", "rules", 0, "when", "message")], id="a rule"),
        pytest.param(
            {},
            {"rules": [BAD_RULE]},
            [("routes", 0, "errors", "rules", 0, "when", "message")],
            id="a route's rule",
        ),
    ],
)
def test_a_mistake_has_its_place(
    errors: dict[str, Any], route: dict[str, Any], paths: list[tuple[str | int, ...]]
) -> None:
    """Where it stands in the file."""
    assert mistakes_of(errors, route) == paths


def test_all_mistakes_are_found_in_one_run() -> None:
    """Formats, rules, catalog and routes together."""
    errors = {
        "code_pattern": "[A-Z]+",
        "default_code": "1",
        "catalog": {"2": {}},
        "rules": [BAD_RULE],
        "formats": {"books": {"body": {"a": "{no}", "b": "{nor}"}}},
    }
    assert len(mistakes_of(errors, {"default_code": "3", "rules": [BAD_RULE]})) == 7


async def test_a_routes_rules_come_before_the_common_ones() -> None:
    """The first that applies is the only one."""

    def rule(name: str, when: dict[str, Any]) -> dict[str, Any]:
        return {"name": name, "when": when, "then": {"code": name}}

    stage = Stage({"rules": [rule("common", {"status": "4xx"})]}, {"rules": [rule("own", {"status": 404})]})
    assert (await stage.answer(reply(404))).json["code"] == "own"
    assert (await stage.answer(reply(410))).json["code"] == "common"
