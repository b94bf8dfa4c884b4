"""The compiled build: what it compiles, what is said where it cannot, and what runs.

`make compiled-unit` runs these on compiled modules, and all tests of those modules.
"""

from __future__ import annotations

import gc
import os
import subprocess
import tomllib
import weakref
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

import pytest

import build_hook
import gateway
from gateway import __version__
from gateway.compiled import compiled_modules
from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import Fault, GatewayError
from tests.processes import ERRGATE

ROOT = Path(__file__).parents[1]
# Set where compiled modules are to be tested.
COMPILED = "ERRGATE_COMPILED" in os.environ


def listed() -> list[str]:
    """Names of the modules that a build compiles."""
    hook = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    paths = build_hook.find_modules(ROOT, hook["hooks"]["custom"]["modules"])
    return [path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in paths]


def run(*arguments: str) -> str:
    """What `errgate` prints in a process of its own."""
    return subprocess.run(
        [ERRGATE, *arguments], capture_output=True, text=True, check=True, timeout=60
    ).stdout


@pytest.mark.parametrize("name", listed())
def test_what_runs_is_what_was_asked_for(name: str) -> None:
    """Each listed module is a library where compiled ones are tested, and its source where they are not."""
    file = import_module(name).__file__
    assert file is not None
    assert file.endswith(tuple(EXTENSION_SUFFIXES) if COMPILED else ".py")


def test_all_that_runs_compiled_is_told() -> None:
    """By name; all come from one folder, and there are no others."""
    assert compiled_modules() == (listed() if COMPILED else [])
    assert gateway.__file__ is not None
    assert (Path(gateway.__file__).parents[1] == ROOT) is not COMPILED


def test_plugins_may_derive_from_what_they_see() -> None:
    """From all that a plugin is given, in either build, with attributes and words of their own."""

    class QuotaExceeded(GatewayError):
        def __init__(self, quota: int) -> None:
            super().__init__("rate_limited", message=f"Only {quota} a day.")
            self.quota = quota

        def __str__(self) -> str:
            return f"quota {self.quota}"

    error = QuotaExceeded(7)
    assert (error.quota, error.message, str(error)) == (7, "Only 7 a day.", "quota 7")
    for given in (Exchange, Fault, Fields, Reply):
        assert issubclass(type("Mine", (given,), {}), given)

    class Teller(Reply):
        def __repr__(self) -> str:
            return "told"

    made = Teller(200, Fields(()))
    assert (repr(made), made.status, isinstance(made, Reply)) == ("told", 200, True)


def test_who_refers_weakly_to_an_error_is_told_that_it_is_gone() -> None:
    """Tracing and test tools do; to memory that is freed nobody may refer."""
    references = [weakref.ref(GatewayError("reset")) for _ in range(100)]
    gc.collect()
    assert {reference() for reference in references} == {None}


def test_the_version_tells_of_it() -> None:
    """In a process of its own: tests that start errgate run the same modules."""
    told = subprocess.run(
        [ERRGATE, "--version"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    assert told == f"errgate {__version__}{' (compiled)' if COMPILED else ''}\n"


def test_tools_that_look_on_run_the_sources() -> None:
    """`explain` follows values by identity, which compiled code does not keep."""
    fep = ROOT / "examples/fep"
    told = run(
        "explain",
        str(fep / "samples/no-login.http"),
        "--config",
        str(fep / "config.yaml"),
        "--route",
        "securities",
    )
    assert "←  catalog FEP-SEC-01001" in told


def test_a_name_that_finds_no_module_is_told() -> None:
    """A list that names what was renamed must not compile less in silence."""
    with pytest.raises(SystemExit, match=r"no module is found as gateway/nowhere\.py"):
        build_hook.find_modules(ROOT, ["gateway/compiled.py", "gateway/nowhere.py"])


def test_a_missing_compiler_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install."""
    monkeypatch.setenv("CC", "no-such-compiler")
    with pytest.raises(SystemExit, match=r"no C compiler \(no-such-compiler\).*apt-get install gcc"):
        build_hook.need_c_compiler()


def test_an_editable_installation_is_not_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs the sources, whatever is compiled beside them; so it is refused, in a sentence."""
    monkeypatch.setenv(build_hook.ASKED, "1")
    hook = build_hook.CompileHook.__new__(build_hook.CompileHook)
    with pytest.raises(SystemExit, match="build a wheel"):
        hook.initialize("editable", {})
