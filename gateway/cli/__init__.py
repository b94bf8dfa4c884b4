"""The command line: a group that imports a command only when it is asked for.

Decides which commands there are and in which order help lists them. Refuses to know what they do:
the command `check` is the function `check` in `gateway/cli/check.py`, and so on.
"""

from __future__ import annotations

from importlib import import_module

import rich_click as click

from gateway import __version__

COMMANDS = ("run", "check", "explain", "test", "learn", "schema", "demo")


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
        command: click.Command = getattr(import_module(f"gateway.cli.{cmd_name}"), cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="errgate", message="%(prog)s %(version)s")
def errgate() -> None:
    """A reverse proxy that gives the clients of many HTTP APIs one error language."""


def main() -> None:
    """Entry point of the `errgate` command."""
    errgate()
