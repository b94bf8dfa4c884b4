"""docs/tls.md says nothing that errgate does not take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.config.edge_model import LimitsConfig, UpstreamConfig
from gateway.config.rehearsal import rehearse
from gateway.faults import REASONS
from tests.certificates import write_ca, write_pair

PAGE = (Path(__file__).parents[2] / "docs/tls.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
TABLES = re.findall(r"^\| (`[^|]*) \| ([^|]*) \|$", PAGE, re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that the page names."""
    certificates = tmp_path / "certs"
    certificates.mkdir()
    write_ca(certificates)
    for name in ("partners-ca", "bank-ca"):
        (certificates / f"{name}.pem").write_bytes((certificates / "ca.pem").read_bytes())
    write_pair(certificates, name="errgate")
    write_pair(certificates, name="fullchain")
    (certificates / "privkey.pem").write_bytes((certificates / "fullchain.key").read_bytes())
    return tmp_path


@pytest.mark.parametrize("text", BLOCKS, ids=range(len(BLOCKS)))
def test_every_configuration_on_the_page_can_be_served(text: str, folder: Path) -> None:
    """As it stands, with the files that it names."""
    file = folder / "config.yaml"
    file.write_text(text)
    assert rehearse(file, {}).config.listeners


def test_the_tables_name_limits_and_reasons_that_exist() -> None:
    """A reason stands behind its status."""
    keys = {key for first, _ in TABLES for key in re.findall("`([a-z_]+)`", first)}
    assert keys
    assert keys <= LimitsConfig.model_fields.keys() | UpstreamConfig.model_fields.keys()
    told = re.findall(r"\b(50\d) `([a-z_]+)`", PAGE)
    assert len(told) >= 7
    assert [(REASONS[name].status, name) for _, name in told] == [
        (int(status), name) for status, name in told
    ]
