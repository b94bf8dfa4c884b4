"""The configuration as the parent holds it: proven to compile, and changed by the command line.

Decides what of a changed file takes effect without a restart. Refuses to know who is told of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gateway.config.load import locate
from gateway.config.mistakes import ConfigError, Mistake, dotted
from gateway.config.model import Config
from gateway.config.rehearsal import rehearse
from gateway.config.warnings import find_warnings
from gateway.observe.sink import open_log
from gateway.plugin import Log

# What sockets and processes were made from. Of `listen`, that is the part below.
_FIXED = ("listen", "workers", "admin")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration file, and what the command line says instead of it."""

    file: Path
    environ: Mapping[str, str]
    workers: int | None = None

    @property
    def base(self) -> Path:
        """The folder that relative paths in the file start from."""
        return self.file.parent

    def read(self) -> Config:
        """A configuration that can be served. Raises ConfigError with every mistake, with positions."""
        loaded = rehearse(self.file, self.environ)
        config = loaded.config
        try:
            os.close(open_log(log_file(config, self.base)))
        except (OSError, ValueError) as error:
            mistake = Mistake(("log", "file"), f"cannot be opened for writing: {_why(error)}")
            raise ConfigError(locate([mistake], loaded)) from None
        return config if self.workers is None else config.model_copy(update={"workers": self.workers})


def _why(error: OSError | ValueError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else str(error)


def log_file(config: Config, base: Path) -> Path | None:
    """Where this configuration wants its log; None for standard error."""
    return None if config.log.file is None else base / config.log.file


def log_warnings(config: Config, log: Log) -> None:
    """Say in the log what is doubtful in a configuration that is served from now on."""
    for warning in find_warnings(config):
        log.warning(warning.problem, setting=dotted(warning.path), hint=warning.hint)


def keep_fixed(old: Config, new: Config) -> tuple[Config, list[str]]:
    """`new` as far as it can be served without a restart, and the keys that have to wait for one."""
    waiting = [key for key in _FIXED if _of_sockets(new, key) != _of_sockets(old, key)]
    return new.model_copy(update={key: getattr(old, key) for key in waiting}), waiting


def _of_sockets(config: Config, key: str) -> object:
    if key != "listen":
        return getattr(config, key)
    # What comes before HTTP may change where something does; who accepts on a socket may not.
    return [
        (one.address, one.mode, one.tls is None and one.proxy_protocol == "off") for one in config.listeners
    ]
