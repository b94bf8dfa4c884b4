"""How mistakes of a configuration look on a screen.

Decides colours, and the source line with a caret under what is wrong. Refuses to find mistakes.
The first line of each is plain, whatever the screen: editors jump to `file:line:column`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from gateway.cli.printable import printable
from gateway.config.mistakes import Mistake, located

# A line of a file can be long; a caret must stay on the screen.
_WIDEST = 160


def print_mistakes(console: Console, file: Path, mistakes: Sequence[Mistake], *, with_source: bool) -> None:
    """One line for each mistake, and the line of the file that it stands on where this is wanted."""
    lines = _read_lines(file) if with_source else []
    for mistake in mistakes:
        line = Text(printable(located(mistake, file)))
        line.stylize("bold", 0, line.plain.find(": "))
        line.stylize("red", line.plain.find(mistake.problem))
        console.print(line, soft_wrap=True, highlight=False)
        if mistake.line and mistake.column and mistake.line <= len(lines):
            _print_source(console, lines[mistake.line - 1], mistake.line, mistake.column)


def count_mistakes(mistakes: Sequence[Mistake], file: Path) -> str:
    """`5 mistakes in config.yaml`."""
    return f"{len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'} in {file}"


def _print_source(console: Console, line: str, number: int, column: int) -> None:
    margin = f"{number:>5} | "
    shown = printable(line.replace("\t", " ")[:_WIDEST])
    console.print(Text(margin + shown, style="dim"), soft_wrap=True, highlight=False)
    if column <= len(shown) + 1:
        # A Korean letter is two columns wide.
        indent = " " * (len(margin) + cell_len(shown[: column - 1]))
        console.print(Text(f"{indent}^", style="bold red"), soft_wrap=True, highlight=False)


def _read_lines(file: Path) -> list[str]:
    try:
        return file.read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return []
