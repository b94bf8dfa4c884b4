"""Configuration templates: `@NAME@` for values, `#if tag` … `#end` around lines that are for some runs only.

Decides what a template's text becomes. Refuses to know any contender.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_VALUE = re.compile(r"@([A-Z_]+)@")


def render(template: str, values: Mapping[str, object], tags: Collection[str]) -> str:
    """`template` with its values put in, and without the blocks whose tag is not among `tags`.

    Raises KeyError for a value that is not there, ValueError for blocks that do not match up.
    """
    kept: list[str] = []
    blocks: list[bool] = []
    for line in template.splitlines():
        words = line.split()
        if words[:1] == ["#if"]:
            blocks.append(words[1] in tags)
        elif words == ["#end"]:
            if not blocks:
                raise ValueError("#end without #if")
            blocks.pop()
        elif all(blocks):
            kept.append(_VALUE.sub(lambda match: str(values[match.group(1)]), line))
    if blocks:
        raise ValueError("#if without #end")
    return "\n".join(kept) + "\n"
