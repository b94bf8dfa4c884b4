"""The page about rules says what is true: its YAML compiles, its templates give what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
import re2

from gateway.config.error_model import ThenConfig, WhenConfig
from gateway.config.load import load_config
from gateway.errors.catalog import compile_catalog
from gateway.errors.conditions import Known
from gateway.errors.rules import compile_rules
from gateway.faults import REASONS, Origin
from tests.errors.judging import fault, ruling, subject

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
BLOCKS: list[str] = re2.findall(r"(?s)```yaml\n(.*?)```", PAGE)
BODY = json.loads(PAGE.partition("```json\n")[2].partition("```")[0])
SECTION = PAGE.partition("### Templates")[2].partition("### ")[0]
# A bar within a table of Markdown is written \|.
ROWS = [
    (template.replace("\\|", "|"), value)
    for template, value in re2.findall(r"(?m)^\| `([^`]+)` \| (`[^`]+`|\*nothing\*) \|$", SECTION)
]

AROUND = """
listen: 127.0.0.1:0
upstreams: {fep: {servers: ["http://127.0.0.1:1"]}}
routes: [{name: securities, match: {prefix: /}, upstream: fep}]
"""


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_example_compiles(block: str, tmp_path: Path) -> None:
    """As part of a whole configuration, with names of routes and upstreams checked."""
    file = tmp_path / "config.yaml"
    file.write_text(AROUND + block, "utf-8")
    errors = load_config(file, {}).config.errors
    assert errors.rules
    compile_catalog(errors)
    compile_rules(
        errors.rules, ("errors", "rules"), errors.code_pattern, known=Known({"securities"}, {"fep"})
    )


@pytest.mark.parametrize(("template", "value"), ROWS, ids=[template for template, _ in ROWS])
def test_every_template_gives_what_the_page_says(template: str, value: str) -> None:
    """For the error that stands above the table."""
    judged = subject(
        fault(status=500, code="7", message="Table GL Data not found", document=BODY),
        fields={"x-trace": "t-1"},
    )
    expected = None if value == "*nothing*" else value.strip("`")
    assert ruling({"detail": template}, judged).detail == expected


def test_the_page_has_examples() -> None:
    """The patterns above find what they are for."""
    assert len(BLOCKS) >= 8
    assert len(ROWS) >= 12


@pytest.mark.parametrize("model", [WhenConfig, ThenConfig])
def test_the_page_mentions_every_key(model: type[WhenConfig | ThenConfig]) -> None:
    """In one of its tables."""
    assert [name for name in model.model_fields if f"`{name}`" not in PAGE] == []


def test_the_page_lists_every_reason_under_its_origin() -> None:
    """And none that does not exist."""
    for origin in get_args(Origin):
        (row,) = (line for line in PAGE.splitlines() if line.startswith(f"| `{origin}` | "))
        told = re2.findall("`([a-z_]+)`", row)[1:]
        assert told == [reason.name for reason in REASONS.values() if reason.origin == origin]
