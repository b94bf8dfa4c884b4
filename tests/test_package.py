"""What is installed: the wheel, its command, and the plugins that it brings."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from build_hook import ASKED

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel as a release would have it."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT],
        env={name: value for name, value in os.environ.items() if name != ASKED},
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_is_pure_where_nothing_else_is_asked_for(wheel: zipfile.ZipFile) -> None:
    """Sources alone, for every Python and every machine."""
    assert wheel.filename is not None
    assert wheel.filename.endswith("-py3-none-any.whl")
    packaged = [name for name in wheel.namelist() if name.startswith("gateway/")]
    assert {Path(name).suffix for name in packaged} == {".py"}


def test_the_wheel_brings_the_plugins_under_our_own_name(wheel: zipfile.ZipFile) -> None:
    """No package called `plugins`, `tests` or `bench` reaches site-packages."""
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"gateway"}
    assert "gateway/plugins/retry.py" in wheel.namelist()


def test_the_wheel_holds_every_module(wheel: zipfile.ZipFile) -> None:
    """What is in the repository's packages is in the wheel."""
    expected = {path.relative_to(ROOT).as_posix() for path in (ROOT / "gateway").rglob("*.py")}
    assert expected <= set(wheel.namelist())


def test_the_plugins_are_found_by_their_entry_points() -> None:
    """Each file in plugins/ is a plugin that can be listed by its name."""
    names = {path.stem for path in (ROOT / "plugins").glob("*.py")} - {"__init__"}
    found = {point.name: point.load() for point in entry_points(group="errgate.plugins")}
    assert names <= found.keys()
    assert all(hasattr(plugin, "wrap") for plugin in found.values())
