"""`errgate test`: try the fixtures that stand beside a configuration.

Decides the command's options, what it prints and its exit codes. Refuses to know how fixtures are tried.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import orjson
import rich_click as click
from rich.console import Console
from rich.text import Text

from gateway.cli.laying_out import read_config
from gateway.cli.printable import printable
from gateway.cli.telling import print_mistakes
from gateway.config.load import load_config
from gateway.workbench.comparison import ABSENT
from gateway.workbench.fixtures import PATTERN, BadFixtures, Placed, find_files, read_fixtures
from gateway.workbench.trial import Trial, Unreached, Verdict

FAILED = 1
_LONGEST = 2000


@click.command(
    "test",
    epilog="Example: errgate test examples/fep/config.yaml\n\n"
    "Exit codes: 0 every fixture passed; 1 one failed, a file has mistakes, or with --strict a rule was "
    "not reached; 2 wrong usage.",
)
@click.argument("config", type=click.Path(path_type=Path), default=Path("config.yaml"))
@click.argument("fixtures", type=click.Path(path_type=Path), nargs=-1)
@click.option("--strict", is_flag=True, help="Fail where a rule is reached by no fixture, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def test(config: Path, fixtures: tuple[Path, ...], *, strict: bool, as_json: bool) -> None:
    """Try FIXTURES on the rules of CONFIG.

    FIXTURES are files or folders; without any, the `*.test.yaml` beside CONFIG. Nothing is started and no
    connection is made.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    read = read_config(config)
    files = find_files(config, fixtures)
    placed = _read(files)
    if not placed:
        where = ", ".join(map(str, fixtures)) or f"{config.parent}/{PATTERN}"
        click.echo(f"errgate test: there are no fixtures in {where}", err=True)
        sys.exit(FAILED)
    trial = Trial(read)
    verdicts = asyncio.run(trial.run(placed))
    unreached = trial.unreached()
    failed = [verdict for verdict in verdicts if not verdict.passed]
    if as_json:
        _print_json(verdicts, unreached)
    else:
        _print(console, config, verdicts, unreached)
    if failed or (strict and unreached):
        sys.exit(FAILED)


def _read(files: list[Path]) -> list[Placed]:
    try:
        return read_fixtures(files)
    except BadFixtures as error:
        console = Console(stderr=True, highlight=False, markup=False)
        for file, mistakes in error.mistakes.items():
            print_mistakes(console, file, mistakes, with_source=console.is_terminal)
        sys.exit(FAILED)


def _print(console: Console, config: Path, verdicts: list[Verdict], unreached: list[Unreached]) -> None:
    for verdict in verdicts:
        _print_verdict(console, verdict)
    failed = sum(not verdict.passed for verdict in verdicts)
    if unreached:
        position = load_config(config, os.environ).position
        console.print(Text("Rules that no fixture reached:", "yellow"))
        for rule in unreached:
            line, column = position(rule.path)
            console.print(f"  {config}:{line}:{column}: {rule}")
    summary = f"{len(verdicts) - failed} passed" + (f", {failed} failed" if failed else "")
    console.print(Text(summary, "bold red" if failed else "bold green"))


def _print_verdict(console: Console, verdict: Verdict) -> None:
    placed = verdict.placed
    if verdict.passed:
        console.print(Text("✓ ", "green") + Text(placed.fixture.name))
        return
    console.print(Text("✗ ", "bold red") + Text(placed.fixture.name, "bold"))
    console.print(Text(f"  {placed.file}:{placed.line}", "dim"))
    if verdict.problem:
        console.print(Text(f"  {verdict.problem}", "red"))
        return
    for place, expected, actual in verdict.differences:
        console.print(f"  {place}")
        console.print(Text(f"    - {_told(expected)}", "green"))
        console.print(Text(f"    + {_told(actual)}", "red"))
    console.print(
        Text(f"  rule {verdict.rule or '(none)'}, answer {verdict.status} {_told(verdict.body)}", "dim")
    )


def _told(value: Any) -> str:
    if value is ABSENT:
        return "(nothing)"
    text = printable(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS, default=str).decode())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _print_json(verdicts: list[Verdict], unreached: list[Unreached]) -> None:
    document = {
        "passed": sum(verdict.passed for verdict in verdicts),
        "failed": sum(not verdict.passed for verdict in verdicts),
        "fixtures": [
            {
                "name": verdict.placed.fixture.name,
                "file": str(verdict.placed.file),
                "line": verdict.placed.line,
                "passed": verdict.passed,
                "problem": verdict.problem or None,
                "rule": verdict.rule,
                "status": verdict.status,
                "body": verdict.body,
                "differences": [
                    {
                        "place": place,
                        "expected": expected,
                        "actual": None if actual is ABSENT else actual,
                        "absent": actual is ABSENT,
                    }
                    for place, expected, actual in verdict.differences
                ],
            }
            for verdict in verdicts
        ],
        "unreached": [{"name": rule.name, "path": list(rule.path)} for rule in unreached],
    }
    click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())
