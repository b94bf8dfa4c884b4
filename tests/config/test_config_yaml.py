"""The configurations that people start from are good: config.yaml and those of the examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.config.model import Config
from gateway.config.rehearsal import rehearse

ROOT = Path(__file__).parents[2]
CONFIGS = [ROOT / "config.yaml", *sorted(ROOT.glob("examples/*/config.yaml"))]


@pytest.mark.parametrize("file", CONFIGS, ids=[str(file.relative_to(ROOT)) for file in CONFIGS])
def test_it_can_be_served(file: Path) -> None:
    """No mistake, and no variable that must be set."""
    assert rehearse(file, {}).config.routes


def test_config_yaml_shows_every_section() -> None:
    """What is new in the grammar of the file is to be found in its sample."""
    shown = rehearse(CONFIGS[0], {}).config.model_fields_set
    assert set(Config.model_fields) - shown == {"plugin_folders"}


def test_every_key_of_config_yaml_has_a_word_beside_it() -> None:
    """A comment for each line that opens a section, apart from the entries of rules and catalog."""
    lines = CONFIGS[0].read_text("utf-8").splitlines()
    top = [line for line in lines if line and not line.startswith((" ", "#"))]
    assert [line for line in top if "#" not in line] == []
