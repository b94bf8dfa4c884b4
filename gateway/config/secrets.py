"""`${NAME}`, `${NAME:-default}` and `${file:path}` in the values of a configuration.

Decides how they are written, where their values come from, and which values must never be shown.
Refuses to know which keys hold secrets: whatever comes from outside the file is treated as one.

The result is always text; a key that wants a number or a truth value reads it from the text.
`$${` stands for a literal `${`. As in a shell, `:-` also replaces an empty variable.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from gateway.config.mistakes import Mistake, Path

# A key file or a certificate chain has a few KiB.
LIMIT_FILE_BYTES = 64 << 10
HIDDEN = "[hidden]"
# A shorter value (a port, a number of workers) is hidden where it stands, not wherever its letters occur.
_SHORTEST_SECRET = 6

_REFERENCE = re.compile(r"\$?\$\{([^{}]*)(\}?)")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(slots=True)
class Secrets:
    """What came from outside the file; `repr` tells none of it."""

    # Path → the value's text as the file has it, `Bearer ${TOKEN}`.
    written: dict[Path, str] = field(default_factory=dict)
    # Path → the texts that were put in there.
    _values: dict[Path, set[str]] = field(default_factory=dict, repr=False)

    def remember(self, path: Path, written: str, values: set[str]) -> None:
        """At `path` the file says `written`, which has come to hold `values`."""
        self.written[path] = written
        self._values[path] = {value for value in values if value}

    def hide(self, text: str, path: Path | None = None) -> str:
        """`text` without any value from outside; those at or below `path` however short they are."""
        secrets: set[str] = set()
        for place, values in self._values.items():
            near = path is not None and place[: len(path)] == path
            secrets |= {value for value in values if near or len(value) >= _SHORTEST_SECRET}
        for secret in sorted(secrets, key=len, reverse=True):
            text = text.replace(secret, HIDDEN)
        return text

    def show(self, path: Path, value: object) -> str:
        """`value` for people: as the file writes it where it came from outside."""
        return self.written.get(path) or self.hide(str(value))


def substitute(data: Any, environ: Mapping[str, str], folder: FilePath) -> tuple[Any, Secrets, list[Mistake]]:
    """Replace every reference in the values of `data`; files are sought in `folder`.

    A reference that cannot be replaced stays as it is written, and is one mistake.
    """
    replacing = _Replacing(environ, folder)
    return replacing.tree(data, ()), replacing.secrets, replacing.mistakes


class _Unknown(Exception):
    """A reference that stands for nothing: the problem, and what would be right."""


class _Replacing:
    def __init__(self, environ: Mapping[str, str], folder: FilePath) -> None:
        self.environ = environ
        self.folder = folder
        self.secrets = Secrets()
        self.mistakes: list[Mistake] = []

    def tree(self, data: Any, path: Path) -> Any:
        if isinstance(data, dict):
            return {key: self.tree(value, (*path, key)) for key, value in data.items()}
        if isinstance(data, list):
            return [self.tree(value, (*path, index)) for index, value in enumerate(data)]
        return self.text(data, path) if isinstance(data, str) and "${" in data else data

    def text(self, text: str, path: Path) -> str:
        values: set[str] = set()

        def replace(match: re.Match[str]) -> str:
            if match[0].startswith("$$"):
                return match[0][1:]
            try:
                value, from_outside = self.value(match[1], closed=bool(match[2]))
            except _Unknown as unknown:
                self.mistakes.append(Mistake(path, *unknown.args))
                return match[0]
            if from_outside:
                values.add(value)
            return value

        replaced = _REFERENCE.sub(replace, text)
        if values:
            self.secrets.remember(path, text, values)
        return replaced

    def value(self, reference: str, *, closed: bool) -> tuple[str, bool]:
        """What a reference stands for, and whether it came from outside: a default did not."""
        if not closed:
            raise _Unknown("${ without a closing }", "write $${ for a literal ${")
        if reference.startswith("file:"):
            return self.file(reference.removeprefix("file:")), True
        name, has_default, default = reference.partition(":-")
        if not _NAME.fullmatch(name):
            raise _Unknown(
                f"${{{reference}}} is not a reference",
                "write ${NAME}, ${NAME:-default} or ${file:path}, or $${ for a literal ${",
            )
        if value := self.environ.get(name, ""):
            return value, True
        if has_default or name in self.environ:
            return default, False
        raise _Unknown(f"environment variable {name} is not set", f"set it, or write ${{{name}:-default}}")

    def file(self, name: str) -> str:
        file = self.folder / name
        try:
            with file.open("rb") as opened:
                content = opened.read(LIMIT_FILE_BYTES + 1)
            text = content.decode()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
            raise _Unknown(f"file {name} cannot be read: {reason}") from None
        if len(content) > LIMIT_FILE_BYTES:
            raise _Unknown(f"file {name} is larger than {LIMIT_FILE_BYTES >> 10} KiB")
        # An editor ends the last line of a key file; nobody means that line break.
        return text.removesuffix("\n").removesuffix("\r")
