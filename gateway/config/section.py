"""The base of every section of the configuration.

Decides that a section is frozen, refuses unknown keys, and tells no value when it is printed: any of them
may have come from `${…}`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """One mapping of the file: a field is a key, its description the reference documentation."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        # Names of the keys that are set, as in `RouteConfig(name, match, upstream)`.
        for name in type(self).model_fields:
            if name in self.model_fields_set:
                yield None, _Bare(name)

    def __str__(self) -> str:
        return repr(self)


class _Bare(str):
    """A name that is printed without quotes."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)
