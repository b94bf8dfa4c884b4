"""`errgate demo`: serve the legacy demo until it is told to stop.

Decides the command's options, what it says and its exit codes. Refuses to know what the demo tells.
"""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import sys
import time
from pathlib import Path

import rich_click as click
from rich.console import Console

from gateway.cli.telling import print_mistakes
from gateway.config.addresses import Address, parse_listener
from gateway.config.load import load_config
from gateway.config.mistakes import ConfigError
from gateway.config.quantities import parse_duration
from gateway.demo.answers import write_index
from gateway.demo.server import DemoServer
from gateway.demo.showcase import Showcase
from gateway.demo.stories import tell_stories

CANNOT_START = 1


class _Address(click.ParamType[tuple[str, int]]):
    name = "host:port"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        host, colon, port = str(value).rpartition(":")
        if not colon or not port.isdecimal() or int(port) > 65535:
            self.fail(f"{value!r} is not host:port, such as 127.0.0.1:9100", param, ctx)
        return host.strip("[]") or "127.0.0.1", int(port)


class _Duration(click.ParamType[float]):
    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            return value if isinstance(value, float) else parse_duration(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command(
    "demo",
    epilog="Example: errgate demo --gateway config.yaml\n\n"
    "Exit codes: 0 stopped by Ctrl-C or SIGTERM; 1 cannot listen on the address, or FILE has mistakes; "
    "2 wrong usage.",
)
@click.option(
    "--listen",
    type=_Address(),
    default="127.0.0.1:9100",
    show_default=True,
    help="Where to listen; port 0 takes any free one.",
)
@click.option(
    "--token-life",
    type=_Duration(),
    default="5s",
    show_default=True,
    help="How long a token of the tbm-studio story is good.",
)
@click.option(
    "--gateway",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Start errgate with this configuration in front of it, and show what to try.",
)
def demo(listen: tuple[str, int], token_life: float, gateway: Path | None) -> None:
    """Serve legacy APIs that fail the way real ones do.

    GET / lists what is served. Nothing here needs a network or an account.
    """
    if gateway is not None:
        sys.exit(_show_both(gateway, listen, token_life))
    sys.exit(asyncio.run(_serve(*listen, token_life)))


def _show_both(file: Path, listen: tuple[str, int], token_life_s: float) -> int:
    try:
        config = load_config(file, os.environ).config
    except ConfigError as error:
        print_mistakes(Console(stderr=True, highlight=False), file, error.mistakes, with_source=True)
        return CANNOT_START
    addresses = [parse_listener(one.address) for one in config.listeners]
    address = next((one for one in addresses if isinstance(one, Address)), None)
    if address is None:
        raise click.UsageError(f"{file} listens on no host:port that could be shown.")
    host = "127.0.0.1" if address.host in ("", "0.0.0.0", "::") else address.host  # noqa: S104  compared
    options = ["--token-life", f"{token_life_s * 1000:.0f}ms"]
    return Showcase(click.echo).run(file, (host, address.port), listen, options)


async def _serve(host: str, port: int, token_life_s: float) -> int:
    stories = tell_stories(time.monotonic, token_life_s)
    server = DemoServer(stories)
    stop = asyncio.Event()
    # Before the first connection: whoever can reach the demo can also stop it cleanly.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        port = await server.start(host, port)
    except OSError as error:
        why = "the address is in use" if error.errno == errno.EADDRINUSE else error.strerror
        click.echo(
            f"errgate demo: cannot listen on {host}:{port}: {why}. "
            "Choose another address with --listen host:port.",
            err=True,
        )
        return CANNOT_START
    shown = f"[{host}]" if ":" in host else host
    click.echo(
        f"{write_index(stories)}\nThe legacy demo listens on http://{shown}:{port}/ (Ctrl-C stops it)."
    )
    await stop.wait()
    await server.stop()
    return 0
