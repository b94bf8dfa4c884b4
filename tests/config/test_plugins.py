"""Listed plugins become objects, and every mistake is told with its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.plugins.rate_limit import RateLimit
from gateway.plugins.retry import Retry
from tests.config.listing import load, mistakes


def test_a_bare_name_means_default_settings() -> None:
    """So do a name without a value and an empty mapping."""
    assert load("retry", {"retry": None}, {"retry": {}}) == [("retry", Retry())] * 3


def test_settings_are_those_of_the_plugin() -> None:
    """Validated and turned into numbers by the plugin's own model."""
    ((name, plugin),) = load({"rate_limit": {"rate": "100/min", "burst": 20}})
    assert name == "rate_limit"
    assert isinstance(plugin, RateLimit)
    assert plugin.rate == (100, 60.0)
    assert plugin.burst == 20


def test_the_order_is_kept() -> None:
    """What is listed first sees the request first."""
    listed = load("retry", {"rate_limit": {"rate": "1/s"}}, "retry")
    assert [name for name, _ in listed] == ["retry", "rate_limit", "retry"]


def test_a_known_plugin_may_be_listed_under_a_name_of_ones_own() -> None:
    """`use` names the plugin; the key is the name in logs and metrics."""
    ((name, plugin),) = load({"per_hour": {"use": "rate_limit", "rate": "1000/h"}})
    assert name == "per_hour"
    assert isinstance(plugin, RateLimit)


def test_any_class_that_can_be_imported_may_be_used() -> None:
    """By package.module:Class, without an entry point."""
    listed = load({"again": {"use": "gateway.plugins.retry:Retry", "attempts": 5}})
    assert listed == [("again", Retry(attempts=5))]


UNKNOWN = {
    "misspelt": ("retri", 'routes[0].plugins[0]: no plugin is called "retri" (did you mean retry?)'),
    "a file misspelt": ("stmp", 'routes[0].plugins[0]: no plugin is called "stmp" (did you mean stamp?)'),
    "like nothing": (
        "zzz",
        'routes[0].plugins[0]: no plugin is called "zzz" (known: rate_limit, retry, stamp)',
    ),
    "with settings": ({"zzz": {"a": 1}}, 'no plugin is called "zzz"'),
    "out of the folder": ("../stamp", 'no plugin is called "../stamp"'),
    "by use": ({"x": {"use": "zzz"}}, 'routes[0].plugins[0].x.use: no plugin is called "zzz"'),
}


@pytest.mark.parametrize(("entry", "sentence"), UNKNOWN.values(), ids=UNKNOWN)
def test_an_unknown_name_tells_what_there_is(tmp_path: Path, entry: Any, sentence: str) -> None:
    """Entry points and files alike; no name leads out of a folder."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "stamp.py").touch()
    (said,) = mistakes(entry, folders=[tmp_path / "inner", tmp_path])
    assert sentence in said


GRAMMAR = {
    "empty": ({}, "routes[0].plugins[0]: must have one name, got none (write `- name`"),
    "two names": ({"retry": {}, "stamp": {}}, "routes[0].plugins[0]: must have one name, got retry, stamp"),
    "no name": ({"use": "a:B", "x": 1}, "routes[0].plugins[0]: has no name (write `- name: {use: …"),
    "settings that are none": (
        {"retry": 5},
        "routes[0].plugins[0].retry: must be a mapping of settings, got 5",
    ),
    "use of nothing": ({"x": {"use": None}}, "routes[0].plugins[0].x.use: must be a plugin's name or"),
    "use without a class": ({"x": {"use": "os:"}}, "x.use: must be package.module:Class, got"),
    "use without a module": ({"x": {"use": ":X"}}, "x.use: must be package.module:Class, got"),
    "no such module": (
        {"x": {"use": "nope.nope:X"}},
        "x.use: nope.nope cannot be imported: ModuleNotFoundError: No module named 'nope'",
    ),
    "no such class": (
        {"x": {"use": "gateway.plugins.retry:Retri"}},
        "x.use: there is no Retri in gateway.plugins.retry (did you mean Retry?)",
    ),
    "not a class": (
        {"x": {"use": "os:path"}},
        "x.use: os:path is not a plugin (a plugin is a pydantic model",
    ),
    "not a plugin": (
        {"x": {"use": "gateway.plugin:PluginConfig"}},
        "x.use: gateway.plugin:PluginConfig is not a plugin",
    ),
}


@pytest.mark.parametrize(("entry", "sentence"), GRAMMAR.values(), ids=GRAMMAR)
def test_an_entry_of_another_shape_is_a_mistake(entry: Any, sentence: str) -> None:
    """Told with its place, and with what would be right."""
    (said,) = mistakes(entry)
    assert sentence in said


SETTINGS = {
    "out of bounds": ({"retry": {"attempts": 99}}, ["retry.attempts: must be 1 to 10, got 99"]),
    "unknown key": (
        {"retry": {"attemps": 2}},
        ["retry.attemps: unknown key (did you mean attempts?)"],
    ),
    "required key": ("rate_limit", ["rate_limit.rate: required key is missing"]),
    "several": (
        {"rate_limit": {"rate": "fast", "burst": 0, "fields": "all"}},
        [
            "rate_limit.rate: must be a rate of at least one such as 100/min, 5/s or 20/10s",
            "rate_limit.burst: must be at least 1, got 0",
            "rate_limit.fields: must be draft, legacy or off",
        ],
    ),
    "rate_limit.key": (
        {"rate_limit": {"rate": "1/s", "key": {"headers": "X"}}},
        ["rate_limit.key: must be client_ip, route, global, {header: NAME}, {param: NAME} or a list of"],
    ),
    "rate_limit.key.header": (
        {"rate_limit": {"rate": "1/s", "key": ["client_ip", {"header": "X Y"}]}},
        ["rate_limit.key: must be client_ip, route, global, {header: NAME}"],
    ),
    "retry.methods": ({"retry": {"methods": ["get"]}}, ["retry.methods[0]: must match"]),
    "retry.budget": ({"retry": {"budget": {"ratio": -1}}}, ["retry.budget.ratio: must be 0 to 10, got -1"]),
    "retry.reasons": ({"retry": {"reasons": ["typo"]}}, ["retry.reasons[0]: must be one of no_route"]),
}


@pytest.mark.parametrize(("entry", "sentences"), SETTINGS.values(), ids=SETTINGS)
def test_every_wrong_setting_is_told(entry: Any, sentences: list[str]) -> None:
    """In the words of the configuration, at the place of the key."""
    said = mistakes(entry)
    assert len(said) == len(sentences)
    for mistake, sentence in zip(said, sentences, strict=True):
        assert mistake.startswith(f"routes[0].plugins[0].{sentence}")


def test_all_entries_are_told_at_once() -> None:
    """One bad entry hides no other."""
    assert len(mistakes("nope", "retry", {"retry": {"attempts": 0}}, {"rate_limit": {}})) == 3
