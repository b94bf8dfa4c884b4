"""`errgate run`: serve a configuration until told to stop.

Decides the command's options, what it says on a terminal and its exit codes.
Refuses to know how a gateway is started and kept running (process/).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import rich_click as click
from rich.console import Console

from gateway import __version__
from gateway.cli.telling import count_mistakes, print_mistakes
from gateway.compiled import compiled_modules, told_version
from gateway.config.mistakes import ConfigError
from gateway.plugin import Log
from gateway.process.configuration import ConfigFile
from gateway.process.listeners import ListenError
from gateway.process.start import Running, run_gateway

CANNOT_START = 1


@click.command(
    "run",
    epilog="Example: errgate run config.yaml\n\n"
    "Signals: SIGHUP reads FILE again; SIGTERM and SIGINT finish requests in flight, then stop; "
    "a second one stops at once.\n\n"
    "Exit codes: 0 stopped; 1 FILE has mistakes or an address cannot be had; 2 wrong usage; "
    "3 workers keep dying.",
)
@click.argument("file", type=click.Path(path_type=Path), default=Path("config.yaml"))
@click.option(
    "--workers",
    type=click.IntRange(1, 1024),
    help="Worker processes, instead of `workers` in FILE.  [default: one for each CPU]",
)
def run(file: Path, *, workers: int | None) -> None:
    """Serve the configuration FILE until told to stop.

    A configuration with a mistake is told as `errgate check` does, and nothing is started.
    """
    console = Console(stderr=True, highlight=False)
    try:
        sys.exit(run_gateway(ConfigFile(file, os.environ, workers), _announce))
    except ConfigError as error:
        print_mistakes(console, file, error.mistakes, with_source=console.is_terminal)
        click.echo(f"{count_mistakes(error.mistakes, file)}; nothing was started", err=True)
    except ListenError as error:
        click.echo(f"errgate: {error}; nothing was started", err=True)
    sys.exit(CANNOT_START)


def _announce(running: Running, log: Log) -> None:
    """Say where the gateway serves: to a person on a terminal, else to the log."""
    if not sys.stderr.isatty():
        log.info(
            "serving",
            version=__version__,
            compiled=len(compiled_modules()),
            file=str(running.file),
            listen=running.addresses,
            admin=running.admin,
            workers=running.workers,
            routes=running.routes,
        )
        return
    workers = f"{running.workers} worker{'' if running.workers == 1 else 's'}"
    routes = f"{running.routes} route{'' if running.routes == 1 else 's'}"
    version = told_version()
    for url in running.urls:
        click.echo(f"errgate {version} serves {url} ({routes}, {workers})", err=True)
    for url in running.admin_urls:
        click.echo(f"admin pages at {url}", err=True)
