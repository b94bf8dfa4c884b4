"""Says of a compiled class that interpreted ones may derive from it: for what plugins of other people see.

    @mypyc_attr(allow_interpreted_subclasses=True)

Refuses to know which classes those are. The compiler takes the mark from the source; where the code runs,
nothing is done, and mypy_extensions need not be there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

__all__ = ["mypyc_attr"]

if TYPE_CHECKING:
    from mypy_extensions import mypyc_attr
else:
    Class = TypeVar("Class")

    def mypyc_attr(**_: bool) -> Callable[[Class], Class]:
        """Leave the class as it is."""
        return lambda marked: marked
