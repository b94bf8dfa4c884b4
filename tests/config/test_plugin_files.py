"""Files in a folder are plugins: read anew by each load, run once, told with their line where they break."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.config.plugins import check_folders
from gateway.exchange import Exchange, Fields, Reply
from tests.config.listing import load, mistakes
from tests.envs import make_env

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stamp.py").write_text(STAMP)
    return tmp_path


async def test_a_file_in_a_folder_is_a_plugin(folder: Path) -> None:
    """Known by the file's name; annotations, imports and our quantities work as in any module."""
    ((name, plugin),) = load({"stamp": {"header": "X-Seen", "age": "2s"}}, folders=[folder])

    async def call(exchange: Exchange) -> Reply:
        return Reply(200, Fields())

    handler = plugin.wrap(call, make_env(plugin=name))
    reply = await handler(Exchange("GET", "/", None, Fields()))
    assert reply.fields.get("x-seen") == "stamp"
    assert plugin.age == 2.0


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
    assert plugin.header == "X-Other"


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
