"""The group of commands: help, version, and what it costs to start."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner

from gateway import __version__
from gateway.cli import COMMANDS, errgate


def test_every_command_is_listed_and_has_help_with_an_example_and_exit_codes() -> None:
    """`errgate --help` lists them all; each tells how it ends."""
    listed = CliRunner().invoke(errgate, ["--help"])
    assert listed.exit_code == 0
    for name in COMMANDS:
        assert name in listed.output
        told = CliRunner().invoke(errgate, [name, "--help"])
        assert told.exit_code == 0, name
        assert "Example" in told.output, name
        assert "Exit codes" in told.output, name


def test_the_version_is_told() -> None:
    """As the package has it."""
    assert CliRunner().invoke(errgate, ["--version"]).output == f"errgate {__version__}\n"


def test_an_unknown_command_is_wrong_usage() -> None:
    """Exit code 2."""
    assert CliRunner().invoke(errgate, ["serve"]).exit_code == 2


def test_the_group_imports_no_command() -> None:
    """`errgate --version` and shell completion wait for no HTTP library and no model."""
    code = "import sys, gateway.cli; print([m for m in ('aiohttp', 'pydantic', 'lxml') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
