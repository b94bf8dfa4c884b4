"""The commands of docs/tools.md with what they print.

`python -m tests.workbench.tools_page` writes the page anew; read what changed before you commit it.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from gateway.cli import errgate

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tools.md"
_BLOCK = re.compile(r"```console\n\$ errgate ([^\n]+)\n(.*?)```", re.DOTALL)


def blocks() -> list[tuple[str, str]]:
    """Commands, and what the page says that they print."""
    return _BLOCK.findall(PAGE.read_text("utf-8"))


def printed(command: str) -> str:
    """What a command prints, run at the top of the repository."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        done = CliRunner().invoke(errgate, shlex.split(command))
    finally:
        os.chdir(before)
    assert done.exit_code == 0, done.output
    return "".join(f"{line.rstrip()}\n" for line in done.output.rstrip().splitlines())


if __name__ == "__main__":
    page = _BLOCK.sub(
        lambda found: f"```console\n$ errgate {found[1]}\n{printed(found[1])}```", PAGE.read_text("utf-8")
    )
    PAGE.write_text(page, "utf-8")
