"""`errgate schema`: the JSON Schema of the configuration file, or its reference page.

Decides the command's options. Refuses to know what is in either.
"""

from __future__ import annotations

import orjson
import rich_click as click

from gateway.config.reference import write_reference
from gateway.config.schema import make_schema


@click.command(
    "schema",
    epilog="Example: errgate schema > errgate.schema.json, and as the first line of config.yaml:\n\n"
    "# yaml-language-server: $schema=errgate.schema.json\n\n"
    "Exit codes: 0 fine; 2 wrong usage.",
)
@click.option("--markdown", is_flag=True, help="Print the reference page docs/configuration.md instead.")
def schema(*, markdown: bool) -> None:
    """Print the JSON Schema of the configuration file.

    Editors complete and check config.yaml with it. The plugins that are installed are part of it.
    """
    if markdown:
        click.echo(write_reference(), nl=False)
        return
    click.echo(orjson.dumps(make_schema(), option=orjson.OPT_INDENT_2).decode())
