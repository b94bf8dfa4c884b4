"""Mistakes in a configuration, and the one error that carries all of them.

Decides how a mistake is told to a person. Refuses to know who found it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: where (a path of keys and indexes), what, and what would be right.

    `line` and `column` count from 1 and are filled in by the loader, which alone knows positions:
    those of the value at `path`, or of its key with `on_key`.
    """

    path: Path
    problem: str
    hint: str = ""
    line: int | None = None
    column: int | None = None
    on_key: bool = False

    def __str__(self) -> str:
        where = dotted(self.path)
        said = f"{where}: {self.problem}" if where else self.problem
        return f"{said} ({self.hint})" if self.hint else said


class ConfigError(Exception):
    """A configuration that cannot be served, with every mistake that was found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__("; ".join(map(str, self.mistakes)))


def located(mistake: Mistake, file: object) -> str:
    """One line that editors can jump from: `config.yaml:12:9: routes[0].retry.attempts: must be …`."""
    place = ":".join(str(part) for part in (file, mistake.line, mistake.column) if part is not None)
    return f"{place}: {mistake}"


def dotted(path: Path) -> str:
    """`("routes", 0, "retry", "attempts")` as `routes[0].retry.attempts`; an odd key as `body["$.a"]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.replace("-", "").replace("_", "").isalnum():
            text += f".{step}" if text else step
        else:
            text += f'["{step}"]'
    return text
