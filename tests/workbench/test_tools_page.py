"""The page about the tools says what is true: its commands print what it shows, its fixture passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gateway.cli import errgate
from gateway.workbench.fixtures import Asked, Expected, Given
from tests.workbench.tools_page import PAGE, ROOT, blocks, printed


@pytest.mark.parametrize(("command", "output"), blocks(), ids=[command[:20] for command, _ in blocks()])
def test_a_command_prints_what_the_page_shows(command: str, output: str) -> None:
    """`python -m tests.workbench.tools_page` writes the page anew; read what changed."""
    assert printed(command) == output


def test_the_page_has_commands() -> None:
    """The pattern finds what it is for."""
    assert [command.split()[0] for command, _ in blocks()] == ["explain", "test", "learn"]


def test_the_fixture_of_the_page_passes(tmp_path: Path) -> None:
    """On the rules of the story that it is about."""
    file = tmp_path / "page.test.yaml"
    file.write_text(PAGE.read_text("utf-8").partition("```yaml\n")[2].partition("```")[0], "utf-8")
    config = ROOT / "examples" / "fep" / "config.yaml"
    done = CliRunner().invoke(errgate, ["test", str(config), str(file)])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("model", [Given, Asked, Expected])
def test_the_page_mentions_every_key(model: type[Given | Asked | Expected]) -> None:
    """Of a fixture."""
    page = PAGE.read_text("utf-8")
    missing = [name for name in model.model_fields if f"`{name}`" not in page and f".{name}`" not in page]
    assert missing == []
