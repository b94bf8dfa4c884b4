"""`errgate explain`: why a response is answered as it is.

Decides the command's options and exit codes. Refuses to know how responses are explained (workbench/) and
how that looks (explained.py).
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any, NoReturn

import orjson
import rich_click as click
from rich.console import Console

from gateway.cli.asking import aim, ask_upstream
from gateway.cli.explained import print_explanation
from gateway.cli.laying_out import lay_out_route, read_config
from gateway.cli.printable import printable
from gateway.config.model import Config
from gateway.faults import GatewayError
from gateway.http.tls import UnusableFile
from gateway.routing import Router
from gateway.workbench.captured import LARGEST_FILE, BadCapture, Captured, Request, read_captured
from gateway.workbench.explanation import explain as explain_response

FAILED = 1
# Columns of what goes to a file or a pipe.
_WIDTH = 120


@click.command(
    "explain",
    epilog="Example: curl -i https://api.example.com/orders/7 | errgate explain - --config config.yaml "
    "--route orders\n\n"
    "Exit codes: 0 explained; 1 the file holds no response, the upstream gave none, or the configuration has "
    "mistakes; 2 wrong usage.",
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), required=False)
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Rules, catalog and formats; none without it.",
)
@click.option(
    "--route", metavar="NAME", help="The route of the configuration that the response came through."
)
@click.option(
    "--entry",
    type=click.IntRange(min=1),
    metavar="N",
    help="Of a HAR this entry; without it every entry that is an error.",
)
@click.option(
    "--url",
    metavar="URL",
    help="Ask now: the upstream of the route that takes this path, or address, or of --route.",
)
@click.option("--method", default="GET", show_default=True, help="Method of the request.")
@click.option(
    "--path",
    default="/",
    show_default=True,
    help="Path of the client's request, for parameters and templates.",
)
@click.option(
    "-H",
    "--header",
    "headers",
    multiple=True,
    metavar="NAME: VALUE",
    help="Field of the client's request, such as Accept-Language.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
def explain(
    file: Path | None,
    *,
    config: Path | None,
    route: str | None,
    entry: int | None,
    url: str | None,
    method: str,
    path: str,
    headers: tuple[str, ...],
    as_json: bool,
) -> None:
    """Explain, step by step, how the response in FILE is answered.

    FILE is what `curl -i` printed, a HAR, or `-` for standard input.
    """
    if (file is None) == (url is None):
        raise click.UsageError("Give either a FILE or --url URL.")
    read = None if config is None else read_config(config)
    request = Request(method.upper(), path, tuple(_field(each) for each in headers))
    if file is not None:
        bench = lay_out_route(read, route)
        captures = _read(file, entry, request)
    elif read is None or config is None:
        raise click.UsageError("--url needs --config FILE.")
    else:
        request = _aim(request, url or "")
        route = _taker(read, route, request)
        bench = lay_out_route(read, route)
        captures = [_ask(read, config.parent, route, request)]
    explained = [asyncio.run(explain_response(captured, bench)) for captured in captures]
    several = len(captures) != 1
    if several:
        explained = [facts for facts in explained if facts["error"]]
    if as_json:
        document: Any = explained if several else explained[0]
        click.echo(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())
        return
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = _WIDTH
    for facts in explained:
        print_explanation(console, facts)
    if not explained:
        console.print(f"None of the {len(captures)} responses in {file} is an error.")


def _aim(request: Request, url: str) -> Request:
    try:
        return aim(request, url)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--url") from None


def _taker(config: Config, route: str | None, request: Request) -> str:
    """The name of the route that takes the request: this one, or whichever does."""
    if route is not None:
        # Says what is wrong with a name that no route has.
        lay_out_route(config, route)
    routes = [each for each in config.routes if route in (None, each.name)]
    try:
        return Router([(each.match, each.name) for each in routes]).match(request.exchange())[0]
    except GatewayError:
        who = "no route takes" if route is None else f"the route {route} does not take"
        raise click.BadParameter(f"{who} {request.method} {request.path}", param_hint="--url") from None


def _field(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise click.BadParameter(f"{text!r} is not `Name: value`", param_hint="--header")
    return name.strip(), value.strip()


def _read(file: Path, entry: int | None, request: Request) -> list[Captured]:
    try:
        with click.open_file(str(file), "rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
        captures = read_captured(data, _shown(file), request)
    except OSError as error:
        _fail(f"{file}: cannot be read: {error.strerror}")
    except BadCapture as error:
        _fail(str(error))
    if entry is None:
        # Status 0: the browser got no answer.
        answered = [captured for captured in captures if captured.status >= 100]
        if not answered:
            _fail(f"{_shown(file)}: is a HAR in which no request has an answer")
        return answered
    if entry > len(captures):
        raise click.BadParameter(f"{file} has {len(captures)}", param_hint="--entry")
    return [captures[entry - 1]]


def _shown(file: Path) -> str:
    return "standard input" if str(file) == "-" else str(file)


def _ask(config: Config, base: Path, route: str, request: Request) -> Captured:
    taken = next(each for each in config.routes if each.name == route)
    try:
        return asyncio.run(ask_upstream(config, base, taken, request))
    except (GatewayError, UnusableFile) as error:
        _fail(f"the upstream {taken.upstream} gave no answer: {error}")


def _fail(said: str) -> NoReturn:
    click.echo(printable(f"errgate explain: {said}"), err=True)
    sys.exit(FAILED)
