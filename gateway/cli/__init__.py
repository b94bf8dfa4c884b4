"""The command line: a group that imports a command only when it is asked for.

Decides which commands there are and in which order help lists them. Refuses to know what they do:
the command `check` is the function `check` in `gateway/cli/check.py`, and so on.
"""

from __future__ import annotations

from importlib import import_module

import rich_click as click

from gateway.compiled import run_sources, told_version

COMMANDS = ("run", "check", "explain", "test", "learn", "schema", "demo")
# They follow values by identity, which compiled modules do not keep, and nobody waits for them.
_LOOKING_ON = ("explain", "test", "learn")


class _Commands(click.RichGroup):
    """Finds commands by module name, so that `errgate check` does not pay for the imports of `run`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002  # click's signature
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        if cmd_name in _LOOKING_ON:
            run_sources()
        command: click.Command = getattr(import_module(f"gateway.cli.{cmd_name}"), cmd_name)
        return command


def _tell_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(f"errgate {told_version()}")
        ctx.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
def errgate() -> None:
    """A reverse proxy that gives the clients of many HTTP APIs one error language."""


def main() -> None:
    """Entry point of the `errgate` command."""
    errgate()
