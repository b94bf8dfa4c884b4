"""The laws of the house: who may import whom, how long a file may be, what it begins with."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(
    path.relative_to(ROOT)
    for folder in ("gateway", "plugins")
    for path in (ROOT / folder).rglob("*.py")
    if (ROOT / "gateway/plugins") not in path.parents
)
# What is held to the same length: what measures and tests the modules.
AROUND = sorted(
    path.relative_to(ROOT) for folder in ("bench", "tests") for path in (ROOT / folder).rglob("*.py")
)
LINES = 300

# Folder or file → what it must not import.
FORBIDDEN = {
    "gateway/http": ("gateway.errors", "gateway.admin", "gateway.observe"),
    "gateway/errors": (
        "aiohttp",
        "asyncio",
        "socket",
        "gateway.http",
        "gateway.upstreams",
        "gateway.observe.log",
    ),
    "gateway/routing.py": ("aiohttp", "asyncio", "gateway.http", "gateway.errors"),
    "gateway/observe": ("gateway.errors", "gateway.http"),
    # Lays responses on the engine; whoever fetches them is somebody else.
    "gateway/workbench": (
        "aiohttp",
        "asyncio",
        "socket",
        "gateway.http",
        "gateway.upstreams",
        "gateway.admin",
    ),
}
# Who may import aiohttp.
AIOHTTP = ("gateway/http", "gateway/admin", "gateway/upstreams", "plugins")
# All of errgate that a plugin may import.
FOR_PLUGINS = ("gateway.plugin", "gateway.exchange", "gateway.faults")


def imports(module: Path) -> Iterator[str]:
    """Names of all modules that a file imports, at its top or later."""
    for node in ast.walk(ast.parse((ROOT / module).read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: imports are absolute"
            yield node.module or ""


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_keeps_the_import_law(module: Path) -> None:
    """Each folder imports only what it may know."""
    place = module.as_posix()
    for name in imports(module):
        for folder, packages in FORBIDDEN.items():
            assert not (place.startswith(folder) and within(name, packages)), f"{place} imports {name}"
        if within(name, ("aiohttp",)):
            assert place.startswith(AIOHTTP), f"{place} imports {name}"
        if within(name, ("gateway.cli", "gateway.process")):
            assert place.startswith(("gateway/cli", "gateway/process", "gateway/__main__")), (
                f"{place} imports {name}"
            )
        if within(name, ("gateway.workbench", "gateway.testing")):
            # Nothing that serves a request depends on tools for people.
            assert place.startswith(("gateway/cli", "gateway/workbench")), f"{place} imports {name}"
        if place.startswith("plugins/") and within(name, ("gateway",)):
            assert within(name, FOR_PLUGINS), f"{place} imports {name}"


def test_aiohttps_parsers_are_used_in_one_place() -> None:
    """Everything that aiohttp does not promise to keep is used in one file; its types stand in another."""
    users = {
        module.as_posix()
        for module in MODULES
        for name in imports(module)
        if within(name, ("aiohttp",)) and module.as_posix().startswith("gateway/http")
    }
    assert users == {"gateway/http/parsing.py", "gateway/http/parsed.py"}


@pytest.mark.parametrize("module", [*MODULES, *AROUND], ids=str)
def test_a_file_is_short_and_says_what_it_decides(module: Path) -> None:
    """A file holds one idea: at most 300 lines, with a docstring that opens it."""
    text = (ROOT / module).read_text()
    assert text.count("\n") <= LINES
    assert not text or ast.get_docstring(ast.parse(text))


# A rule of a linter or a type that is set aside, and what is said of it.
EXCEPTION = re.compile(r"[#] (?:noqa|type: ignore)(: [A-Z]+\d+(?:, [A-Z]+\d+)*|\[[\w-]+\])?(.*)")


@pytest.mark.parametrize("module", [*MODULES, *AROUND], ids=str)
def test_an_exception_says_from_what_and_why(module: Path) -> None:
    """A linter's rule that is set aside is named, and a reason stands behind it or on the line above."""
    above = ""
    for line in (ROOT / module).read_text().splitlines():
        if found := EXCEPTION.search(line):
            rule, reason = found.groups()
            assert rule, line
            assert reason.strip(" -#") or above.lstrip().startswith("#"), line
        above = line
