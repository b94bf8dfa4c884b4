"""The options that commands for rule writers share: a configuration, and one of its routes.

Decides what is said where a file has mistakes or a route does not exist. Refuses to know what is laid out.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import rich_click as click
from rich.console import Console

from gateway.cli.telling import count_mistakes, print_mistakes
from gateway.config.explaining import closest
from gateway.config.load import load_config, locate
from gateway.config.mistakes import ConfigError
from gateway.config.model import Config
from gateway.workbench.explanation import Bench, lay_out

MISTAKES = 1


def read_config(file: Path) -> Config:
    """The configuration, compiled once to see that it can be; ends the command where it has mistakes."""
    loaded = None
    try:
        loaded = load_config(file, os.environ)
        lay_out(loaded.config, None)
    except ConfigError as error:
        mistakes = error.mistakes if loaded is None else locate(error.mistakes, loaded)
        console = Console(stderr=True, highlight=False, markup=False)
        print_mistakes(console, file, mistakes, with_source=console.is_terminal)
        click.echo(count_mistakes(mistakes, file), err=True)
        sys.exit(MISTAKES)
    return loaded.config


def lay_out_route(config: Config | None, route: str | None) -> Bench:
    """The bench of this route; ends the command where there is none of the name."""
    if route is not None:
        if config is None:
            raise click.UsageError("--route needs --config FILE.")
        names = [each.name for each in config.routes]
        if route not in names:
            hint = closest(route, names) or f"there are {', '.join(names)}"
            raise click.BadParameter(f"no route is called {route!r} ({hint})", param_hint="--route")
    return lay_out(config, route)
