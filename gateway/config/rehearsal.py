"""All mistakes of a file in one run, those that only compiling can find too, without serving anything.

Decides what can still be compiled of a configuration that has mistakes: it leaves out what is wrong and
compiles the rest. Refuses to know how compiling is done (compile.py), and how mistakes look.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from gateway.config.compile import compile_config
from gateway.config.explaining import explain
from gateway.config.load import Loaded, Source, locate, read_source, validate
from gateway.config.mistakes import ConfigError, Mistake, Path
from gateway.config.model import Config
from gateway.config.plugins import check_folders
from gateway.plugin import Env

# Each round leaves out what the one before has shown to be wrong; two suffice for what is known.
_ROUNDS = 4
_SPOKEN_OF = (("errors", "catalog"), ("errors", "formats"))
_UPSTREAMS = {"stand-in": {"servers": ["http://localhost"]}}
_ROUTE: dict[str, Any] = {"name": "stand-in", "match": {}, "upstream": "stand-in"}


def rehearse(file: FilePath, environ: Mapping[str, str]) -> Loaded:
    """Load and compile `file` as `run` would, and throw the result away.

    Raises ConfigError with every mistake, with positions, by line. Must not be called within an event loop.
    """
    source, mistakes = read_source(file, environ)
    config, invalid = validate(source)
    if config is not None and not source.unresolved:
        mistakes += _compile_mistakes(config, file.parent)
    else:
        mistakes += [*invalid, *_mistakes_of_the_rest(source, invalid)]
    if config is None or mistakes:
        raise ConfigError(locate(mistakes, source))
    return Loaded(config, source)


def _compile_mistakes(config: Config, base: FilePath) -> list[Mistake]:
    folders = check_folders([base / folder for folder in config.plugin_folders], ("plugin_folders",))
    try:
        snapshot = compile_config(config, base, _idle_env())
    except ConfigError as error:
        return [*folders, *error.mistakes]
    # A plugin may have opened something.
    asyncio.run(snapshot.close())
    return folders


def _mistakes_of_the_rest(source: Source, invalid: list[Mistake]) -> list[Mistake]:
    """What compiling finds in the parts that are neither `invalid` nor stand for nothing; nothing where too
    little is left.
    """
    wrong = {mistake.path for mistake in invalid} | source.unresolved
    for _ in range(_ROUNDS):
        rest = _Rest(source.data, wrong)
        if not isinstance(rest.data, dict):
            return []
        try:
            config = Config.model_validate(rest.data)
        except ValidationError as error:
            more = {rest.origin(mistake.path) for mistake in explain(error, Config, rest.data)}
            if more <= wrong:
                return []
            wrong |= more
            continue
        found = _compile_mistakes(config, source.file.parent)
        # A rule may speak of a code or format that was left out.
        unsure = any(path == ("errors",) or path[:2] in _SPOKEN_OF for path in wrong)
        placed = [replace(mistake, path=rest.origin(mistake.path)) for mistake in found]
        return [
            mistake
            for mistake in placed
            # What stands for nothing was left out, and is missed.
            if mistake.path not in source.unresolved and not (unsure and "errors" in mistake.path)
        ]
    return []


class _Rest:
    """Data without what is wrong, and the way back from its indexes to those of the file.

    What every configuration needs is put in where it is missing or wrong, so that the rest still compiles.
    """

    def __init__(self, data: Any, wrong: set[Path]) -> None:
        # A key that is missing makes its section wrong.
        lacking = {path for path in wrong if not _exists(data, path) and not _is_put_in(path)}
        self._wrong = wrong | {path[:-1] for path in lacking}
        self._kept: dict[Path, list[int]] = {}
        self.data = self._keep(data, (), ())

    def origin(self, path: Path) -> Path:
        """The path in the file of what is at `path` in the rest."""
        found: Path = ()
        for index, step in enumerate(path):
            kept = self._kept.get(path[:index], [])
            found += (kept[step] if isinstance(step, int) and step < len(kept) else step,)
        return found

    def _keep(self, data: Any, path: Path, new: Path) -> Any:
        if isinstance(data, list):
            kept = [index for index in range(len(data)) if (*path, index) not in self._wrong]
            self._kept[new] = kept
            return [self._keep(data[old], (*path, old), (*new, index)) for index, old in enumerate(kept)]
        if not isinstance(data, dict):
            return data
        rest = {
            key: self._keep(value, (*path, key), (*new, key))
            for key, value in data.items()
            if (*path, key) not in self._wrong
        }
        if not path:
            rest["upstreams"] = _UPSTREAMS
            rest["routes"] = rest.get("routes") or [_ROUTE]
        elif len(path) == 2 and path[0] == "routes":
            rest = {**_ROUTE, "name": f"route-{path[1]}", **rest, "upstream": _ROUTE["upstream"]}
        return rest


def _is_put_in(path: Path) -> bool:
    return len(path) == 1 or (len(path) == 3 and path[0] == "routes" and path[2] in _ROUTE)


def _exists(data: Any, path: Path) -> bool:
    try:
        for step in path:
            data = data[step]
    except (KeyError, IndexError, TypeError):
        return False
    return True


class _Idle:
    """Log, store, table, metrics and counter that keep nothing."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *_, **__: self


def _idle_env() -> Env:
    async def sleep(_seconds: float) -> None:
        return None

    idle: Any = _Idle()
    return Env(clock=lambda: 0.0, sleep=sleep, random=lambda: 0.0, log=idle, store=idle, metrics=idle)
