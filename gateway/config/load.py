"""From a file to a Config: read, replace `${…}`, validate, and tell every mistake with its position.

Decides the order of these steps and that one run tells all that is wrong.
Refuses to know how each step is done, and what is made of the Config (compile.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from gateway.config.checks import check_references
from gateway.config.explaining import explain
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.config.model import Config
from gateway.config.positions import Document, read_document
from gateway.config.secrets import Secrets, substitute
from gateway.config.tree import LIMIT_BYTES


@dataclass(frozen=True, slots=True)
class Source:
    """A file that could be read as YAML, whether or not it is a good configuration."""

    file: FilePath
    # Plain data with `${…}` replaced; may hold secrets, so `repr` leaves it out.
    data: Any = field(repr=False)
    document: Document = field(repr=False)
    secrets: Secrets = field(repr=False)
    # Where a `${…}` stands for nothing: what else is wrong there is not worth telling.
    unresolved: frozenset[Path] = frozenset()

    def position(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`, of the nearest key above where there is none."""
        return self.document.position(path)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration without mistakes that the file alone can show."""

    config: Config
    source: Source

    def position(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`, of the nearest key above where there is none."""
        return self.source.position(path)


def load_config(file: FilePath, environ: Mapping[str, str]) -> Loaded:
    """Read a configuration file. Raises ConfigError with every mistake, with positions, by line."""
    source, mistakes = read_source(file, environ)
    config, invalid = validate(source)
    if config is None or mistakes:
        raise ConfigError(locate([*mistakes, *invalid], source))
    return Loaded(config, source)


def read_source(file: FilePath, environ: Mapping[str, str]) -> tuple[Source, list[Mistake]]:
    """The file as data, and mistakes that leave the rest readable. Raises ConfigError where nothing is."""
    document = read_document(_read_text(file))
    if document.data is None:
        raise ConfigError([Mistake((), "the file is empty", "it needs at least upstreams and routes", 1, 1)])
    if not isinstance(document.data, dict):
        line, column = document.position(())
        raise ConfigError(
            [Mistake((), "must be a mapping of keys such as listen and routes", "", line, column)]
        )
    data, secrets, unresolved = substitute(document.data, environ, file.parent)
    paths = frozenset(mistake.path for mistake in unresolved)
    return Source(file, data, document, secrets, paths), [*document.mistakes, *unresolved]


def validate(source: Source) -> tuple[Config | None, list[Mistake]]:
    """The Config, or None and what is wrong with it."""
    config: Config | None = None
    mistakes = check_references(source.data)
    try:
        config = Config.model_validate(source.data)
    except ValidationError as error:
        mistakes = [*explain(error, Config, source.data), *mistakes]
    return (
        None if mistakes else config,
        [mistake for mistake in mistakes if mistake.path not in source.unresolved],
    )


def locate(mistakes: Iterable[Mistake], source: Source | Loaded) -> list[Mistake]:
    """The mistakes with positions, without values from outside, each once, sorted by line."""
    if isinstance(source, Loaded):
        source = source.source
    placed = {_placed(mistake, source): None for mistake in mistakes}
    return sorted(placed, key=lambda mistake: (mistake.line or 0, mistake.column or 0))


def _placed(mistake: Mistake, source: Source) -> Mistake:
    line, column = mistake.line, mistake.column
    if line is None:
        line, column = source.document.position(mistake.path, of_key=mistake.on_key)
    hide = source.secrets.hide
    return replace(
        mistake,
        problem=hide(mistake.problem, mistake.path),
        hint=hide(mistake.hint, mistake.path),
        line=line,
        column=column,
    )


def _read_text(file: FilePath) -> str:
    try:
        with file.open("rb") as opened:
            content = opened.read(LIMIT_BYTES + 1)
    except OSError as error:
        raise ConfigError([Mistake((), f"cannot be read: {error.strerror}")]) from None
    if len(content) > LIMIT_BYTES:
        raise ConfigError([Mistake((), f"is larger than {LIMIT_BYTES >> 20} MiB")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, error.start - before.rfind(b"\n")
        byte = f"byte 0x{content[error.start]:02X} here is not UTF-8"
        raise ConfigError([Mistake((), byte, "save the file as UTF-8", line, column)]) from None
