"""`errgate learn`: rules and catalog entries to start from, out of what upstreams have sent.

Decides the command's options, where it reads from, and its exit codes. Refuses to know what a draft says.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import orjson
import rich_click as click

from gateway.cli.laying_out import lay_out_route, read_config
from gateway.cli.printable import printable
from gateway.config.error_model import ErrorsConfig
from gateway.workbench.captured import LARGEST_FILE, BadCapture, Request, read_captured
from gateway.workbench.drafting import write_drafts
from gateway.workbench.explanation import Bench
from gateway.workbench.learning import Row, draft_catalog, draft_rules, find_groups

FAILED = 1
_PATIENCE_S = 10


@click.command(
    "learn",
    epilog="Example: errgate learn --from http://127.0.0.1:9901/errors --config config.yaml\n\n"
    "Exit codes: 0 drafts were written, or there is nothing to learn; 1 a source cannot be read, or the "
    "configuration has mistakes; 2 wrong usage.",
)
@click.argument("files", type=click.Path(path_type=Path, allow_dash=True), nargs=-1)
@click.option(
    "--from",
    "inventory",
    metavar="SOURCE",
    help="The gateway's inventory: the URL of `/errors` on its admin port, or a file with what that said.",
)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What it takes care of is left out, and its code_pattern is kept to.",
)
@click.option("--route", metavar="NAME", help="The route that the responses in FILES came through.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def learn(
    files: tuple[Path, ...], *, inventory: str | None, config: Path | None, route: str | None, as_json: bool
) -> None:
    """Draft rules and catalog entries for errors that nothing takes care of yet.

    FILES are HARs, or what `curl -i` printed. The drafts go to standard output, as YAML.
    """
    if not files and inventory is None:
        raise click.UsageError("Give FILES, or --from SOURCE.")
    read = None if config is None else read_config(config)
    bench = lay_out_route(read, route)
    rows: list[Row] = [] if inventory is None else _read_inventory(inventory)
    if files:
        asyncio.run(_lay_on(bench, files))
        rows += bench.inventory.rows()
    groups = find_groups(rows)
    errors = ErrorsConfig() if read is None else read.errors
    drafts = draft_rules(groups, errors)
    catalog = draft_catalog(groups, errors)
    if as_json:
        rules = [{**draft.rule, "seen": draft.group.count, "sample": draft.group.sample} for draft in drafts]
        document = {"rules": rules, "catalog": catalog}
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode())
    elif drafts:
        click.echo(write_drafts(drafts, catalog), nl=False)
    elif rows:
        click.echo("Nothing to learn: a rule or an entry of the catalog takes care of every error.", err=True)
    else:
        click.echo("Nothing to learn: no error was seen.", err=True)


async def _lay_on(bench: Bench, files: tuple[Path, ...]) -> None:
    for file in files:
        try:
            with click.open_file(str(file), "rb") as opened:
                data = opened.read(LARGEST_FILE + 1)
            captures = read_captured(data, str(file), Request())
        except OSError as error:
            _fail(f"{file}: cannot be read: {error.strerror}")
        except BadCapture as error:
            _fail(str(error))
        for captured in captures:
            # Status 0: the browser got no answer.
            if captured.status >= 100:
                await bench.answer(captured)


def _read_inventory(source: str) -> list[Row]:
    try:
        data = _fetch(source) if source.startswith(("http://", "https://")) else Path(source).read_bytes()
    except (OSError, http.client.HTTPException, ValueError) as error:
        _fail(f"{source}: cannot be read: {getattr(error, 'strerror', None) or error}")
    try:
        rows: list[Row] = json.loads(data)["errors"]
        find_groups(rows)
    except (ValueError, KeyError, TypeError, AttributeError):
        _fail(f"{source}: is no inventory, such as /errors on the admin port gives")
    return rows


def _fetch(url: str) -> bytes:
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = make(parts.netloc, timeout=_PATIENCE_S)
    try:
        connection.request("GET", parts.path.rstrip("/") or "/errors", headers={"Accept": "application/json"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise ValueError(f"status {answer.status}")
        return answer.read(LARGEST_FILE)
    finally:
        connection.close()


def _fail(said: str) -> NoReturn:
    click.echo(printable(f"errgate learn: {said}"), err=True)
    sys.exit(FAILED)
