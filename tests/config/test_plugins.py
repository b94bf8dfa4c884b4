"""Listed plugins become objects, from wherever they are, and every mistake is told with its place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gateway.config.mistakes import ConfigError
from gateway.config.plugins import check_folders, load_plugins
from gateway.exchange import Exchange, Fields, Reply
from gateway.plugin import Plugin
from gateway.plugins.rate_limit import RateLimit
from gateway.plugins.retry import Retry
from tests.envs import make_env

PLACE = ("routes", 0, "plugins")

STAMP = '''\
"""Adds a field to every reply."""

from __future__ import annotations

from pydantic import Field

from gateway.exchange import Exchange, Reply
from gateway.plugin import Duration, Env, Handler, PluginConfig


class Stamp(PluginConfig):
    header: str = Field(default="X-Stamp", description="Field name.")
    age: Duration = Field(default=0.0)

    def wrap(self, call: Handler, env: Env) -> Handler:
        async def stamp(exchange: Exchange) -> Reply:
            reply = await call(exchange)
            reply.fields.set(self.header, env.plugin)
            return reply

        return stamp
'''


def load(*entries: Any, folders: Sequence[Path] = ()) -> list[tuple[str, Plugin]]:
    return load_plugins(entries, PLACE, folders)


def mistakes(*entries: Any, folders: Sequence[Path] = ()) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(*entries, folders=folders)
    return [str(mistake) for mistake in caught.value.mistakes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stamp.py").write_text(STAMP)
    return tmp_path


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


async def test_a_file_in_a_folder_is_a_plugin(folder: Path) -> None:
    """Known by the file's name; annotations, imports and our quantities work as in any module."""
    ((name, plugin),) = load({"stamp": {"header": "X-Seen", "age": "2s"}}, folders=[folder])

    async def call(exchange: Exchange) -> Reply:
        return Reply(200, Fields())

    handler = plugin.wrap(call, make_env(plugin=name))
    reply = await handler(Exchange("GET", "/", None, Fields()))
    assert reply.fields.get("x-seen") == "stamp"
    assert plugin.age == 2.0  # type: ignore[attr-defined]


def test_a_file_runs_once(folder: Path) -> None:
    """However many routes list it, they share one class."""
    (folder / "stamp.py").write_text(f"{STAMP}\n\nprint('ran')\n")
    first, second = load("stamp", "stamp", folders=[folder])
    assert type(first[1]) is type(second[1])


def test_a_changed_file_is_read_anew(folder: Path) -> None:
    """A reload takes what is on the disk, even within the same second."""
    load("stamp", folders=[folder])
    (folder / "stamp.py").write_text(STAMP.replace('"X-Stamp"', '"X-Other"'))
    ((_, plugin),) = load("stamp", folders=[folder])
    assert plugin.header == "X-Other"  # type: ignore[attr-defined]


def test_a_file_is_run_as_it_is_written(folder: Path) -> None:
    """Annotations are values where the file does not say otherwise."""
    (folder / "plain.py").write_text(
        "from gateway.plugin import PluginConfig\n"
        "class Plain(PluginConfig):\n"
        "    def wrap(self, call: int, env: str): return call\n"
        "assert Plain.wrap.__annotations__ == {'call': int, 'env': str}\n"
    )
    assert len(load("plain", folders=[folder])) == 1


def test_nothing_is_written_beside_a_plugin_file(folder: Path) -> None:
    """The folder may be read-only, and belongs to somebody else."""
    load("stamp", folders=[folder])
    assert [file.name for file in folder.iterdir()] == ["stamp.py"]


def test_files_that_nobody_lists_do_not_run(folder: Path) -> None:
    """A broken one among them harms nobody."""
    (folder / "broken.py").write_text("raise SystemExit")
    assert len(load("stamp", folders=[folder])) == 1


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
def test_an_unknown_name_tells_what_there_is(folder: Path, entry: Any, sentence: str) -> None:
    """Entry points and files alike; no name leads out of a folder."""
    (folder / "inner").mkdir()
    (said,) = mistakes(entry, folders=[folder / "inner", folder])
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


BROKEN = {
    "a syntax error": ("import os\n\nx = = 1\n", "stamp.py:3: SyntaxError: invalid syntax"),
    "an error while it runs": (
        "import os\n\nos.nope\n",
        "stamp.py:3: AttributeError: module 'os' has no attribute 'nope'",
    ),
    "an error below it": ("import json\njson.loads('{')\n", "stamp.py:2: JSONDecodeError"),
    "an import that is missing": (
        "\nimport nope\n",
        "stamp.py:2: ModuleNotFoundError: No module named 'nope'",
    ),
    "an exit": ("import sys\nsys.exit()\n", "stamp.py:2: SystemExit"),
    "not UTF-8": (b"x = '\xff'", "SyntaxError"),
    "nothing in it": ("", "must have one class with a method `wrap`, found none (a plugin is"),
    "two plugins": (
        "class A:\n def wrap(self): ...\nclass B(A): ...\n",
        "must have one class with a method `wrap`, found A, B",
    ),
    "a class that is no model": (
        "class A:\n def wrap(self): ...\n",
        "is not a plugin (a plugin is a pydantic",
    ),
}


@pytest.mark.parametrize(("source", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_a_mistake(folder: Path, source: str | bytes, sentence: str) -> None:
    """With file and line, not a traceback; and it can be repaired without a restart."""
    file = folder / "stamp.py"
    file.write_bytes(source if isinstance(source, bytes) else source.encode())
    (said,) = mistakes("stamp", folders=[folder])
    assert str(file) in said
    assert sentence in said
    file.write_text(STAMP)
    assert len(load("stamp", folders=[folder])) == 1


def test_a_name_that_stands_for_two_things_is_a_mistake(tmp_path: Path) -> None:
    """An entry point and a file, or files in two folders: nothing is preferred silently."""
    one, two = tmp_path / "one", tmp_path / "two"
    for place in (one, two):
        place.mkdir()
        (place / "stamp.py").write_text(STAMP)
    (one / "retry.py").write_text(STAMP)
    first, second = mistakes("stamp", "retry", folders=[one, two])
    assert first == (
        f'routes[0].plugins[0]: "stamp" is {one}/stamp.py and also {two}/stamp.py (rename one of them)'
    )
    assert f"gateway.plugins.retry:Retry of errgate and also {one}/retry.py" in second


def test_a_folder_that_is_missing_is_a_mistake(tmp_path: Path) -> None:
    """Told at its place in the configuration."""
    (tmp_path / "file").write_text("")
    said = check_folders([tmp_path, tmp_path / "nope", tmp_path / "file"], ("plugin_folders",))
    assert [str(mistake) for mistake in said] == [
        f"plugin_folders[1]: there is no folder {tmp_path}/nope",
        f"plugin_folders[2]: there is no folder {tmp_path}/file",
    ]
