"""docs/dialects.md says what the table says."""

from __future__ import annotations

from pathlib import Path

from gateway.workbench.dialects_page import write_page

PAGE = Path(__file__).parents[2] / "docs" / "dialects.md"


def test_the_page_is_what_the_table_says() -> None:
    """If this fails: `python -m gateway.workbench.dialects_page > docs/dialects.md`."""
    assert PAGE.read_text("utf-8") == write_page()
