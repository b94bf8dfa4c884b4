"""`errgate check`: every mistake of a configuration, or what it would serve.

Decides the command's options, what it prints and its exit codes. Refuses to know what a mistake is.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import orjson
import rich_click as click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.cli.telling import count_mistakes, print_mistakes
from gateway.config.load import locate
from gateway.config.mistakes import ConfigError, Mistake, dotted, located
from gateway.config.rehearsal import rehearse
from gateway.config.summary import summarize
from gateway.config.warnings import find_warnings

MISTAKES = 1
# Columns of a table that goes to a file or a pipe.
_WIDTH = 120


@click.command(
    "check",
    epilog="Example: errgate check config.yaml\n\n"
    "Exit codes: 0 the file can be served; 1 it has mistakes; 2 wrong usage.",
)
@click.argument("file", type=click.Path(path_type=Path), default=Path("config.yaml"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
@click.option(
    "--source/--no-source",
    "with_source",
    default=None,
    help="Show the line of the file under each mistake.  [default: on a terminal]",
)
def check(file: Path, *, as_json: bool, with_source: bool | None) -> None:
    """Tell every mistake of a configuration FILE, or what it would serve.

    Nothing is started and no connection is made. Variables and files that `${…}` names must be there;
    their values are never printed.
    """
    console = Console(highlight=False, markup=False)
    try:
        loaded = rehearse(file, os.environ)
    except ConfigError as error:
        _tell_mistakes(console, file, error.mistakes, as_json=as_json, with_source=with_source)
        sys.exit(MISTAKES)
    summary = summarize(loaded)
    warnings = locate(find_warnings(loaded.config), loaded)
    if as_json:
        _print_json({"valid": True, "file": str(file), **summary, "warnings": _as_data(warnings)})
        return
    if not console.is_terminal:
        console.width = _WIDTH
    _print_summary(console, file, summary)
    for warning in warnings:
        console.print(Text(f"warning: {located(warning, file)}", style="yellow"), soft_wrap=True)


def _tell_mistakes(
    console: Console, file: Path, mistakes: list[Mistake], *, as_json: bool, with_source: bool | None
) -> None:
    if as_json:
        _print_json({"valid": False, "file": str(file), "mistakes": _as_data(mistakes)})
        return
    if with_source is None:
        with_source = console.is_terminal
    print_mistakes(console, file, mistakes, with_source=with_source)
    click.echo(count_mistakes(mistakes, file), err=True)


def _as_data(mistakes: list[Mistake]) -> list[dict[str, Any]]:
    return [
        {
            "line": mistake.line,
            "column": mistake.column,
            "path": dotted(mistake.path),
            "problem": mistake.problem,
            "hint": mistake.hint,
        }
        for mistake in mistakes
    ]


def _print_json(document: dict[str, Any]) -> None:
    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())


def _print_summary(console: Console, file: Path, summary: dict[str, Any]) -> None:
    errors = summary["errors"]
    facts = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for name, value in (
        ("listen", ", ".join(summary["listen"])),
        ("admin", summary["admin"] or "off"),
        ("workers", str(summary["workers"] or "one for each CPU")),
        ("plugins", ", ".join(summary["plugins"]) or "none for every request"),
        ("errors", f"{errors['format']}, {_count(errors['rules'], 'rule')}"),
        ("catalog", ", ".join([_count(errors["catalog"], "code"), *errors["languages"]])),
        ("formats", ", ".join(errors["formats"]) or "none of your own"),
    ):
        facts.add_row(name, value)
    upstreams = _table("upstream", "servers")
    for name, servers in summary["upstreams"].items():
        upstreams.add_row(name, "\n".join(servers))
    routes = _table("route", "match", "upstream", "plugins", "format", "own rules")
    for route in summary["routes"]:
        names = ", ".join(route["plugins"])
        routes.add_row(
            route["name"],
            route["match"],
            route["upstream"],
            names,
            route["format"],
            str(route["rules"] or ""),
        )
    console.print(f"{file} can be served.", style="bold green")
    for table in (facts, upstreams, routes):
        console.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
