"""The reference page of dialects, docs/dialects.md, made from their table.

Decides its layout; every name and path stands in the table.
`python -m gateway.workbench.dialects_page` prints it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from gateway.errors.dialects.known import GENERAL
from gateway.errors.dialects.named import NAMED, Named

_OPENING = """\
# Dialects

What an upstream's error was taken for is its `dialect`: in the log, in the
[inventory](tools.md#the-inventory), in `errgate explain`, and in a rule's `when`. A `confidence` from 0 to 1
says how sure that is.

errgate reads errors by general rules: what members are called in the languages that APIs are written in,
what their values look like, and where they stand. No API has to be listed for that. A dialect that is known
by name is one of which there is more to know: where its message and code stand if the general rules would
take others, or which HTTP status its codes mean when the error comes with the status of a success.

## Read by general rules

| dialect | what it is |
|---|---|
"""

_NAMED = """
## Known by name

A document is written in a dialect when all of the marks are there: names of members from the root, `/` for
what stands within, `*` for any element of a list; `name=value` asks for that text. The first dialect that
fits is the one.

| dialect | what it is | marks | message | code | statuses of codes | confidence |
|---|---|---|---|---|---|---|
"""


def write_page() -> str:
    """The whole page."""
    return _OPENING + "\n".join(_general()) + "\n" + _NAMED + "\n".join(map(_row, NAMED)) + "\n"


def _general() -> Iterator[str]:
    for name, what in GENERAL.items():
        yield f"| `{name}` | {what.replace('|', chr(92) + '|')} |"


def _row(named: Named) -> str:
    told = sorted(named.statuses.items(), key=lambda pair: (pair[1], pair[0]))
    # A code that is told with and without a prefix is one.
    statuses = ", ".join(f"`{code}` {status}" for code, status in told if ":" not in code)
    cells = (_paths(named.marks), _paths(named.message), _paths(named.code), statuses)
    return f"| `{named.name}` | {named.title} | {' | '.join(cells)} | {named.confidence} |"


def _paths(paths: tuple[str, ...]) -> str:
    return " ".join(f"`{path}`" for path in paths)


if __name__ == "__main__":
    sys.stdout.write(write_page())
