"""`errgate schema`: for editors, or as a page."""

from __future__ import annotations

import json

from click.testing import CliRunner

from gateway.cli import errgate
from gateway.config.reference import write_reference
from gateway.config.schema import make_schema


def test_the_schema_is_printed_as_json() -> None:
    """What the file may have, ready for a YAML language server."""
    done = CliRunner().invoke(errgate, ["schema"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == make_schema()


def test_the_reference_page_is_printed_as_markdown() -> None:
    """The same words as docs/configuration.md."""
    assert CliRunner().invoke(errgate, ["schema", "--markdown"]).stdout == write_reference()
