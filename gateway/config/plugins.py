"""Finds the plugins that a configuration lists and makes them from their settings.

Decides what an entry may look like, where a plugin's class is looked for, and how a plugin that cannot be
loaded is told. Refuses to know what any plugin does, and in which order they run (compile.py).

    plugins:
      - retry                                              # a name, with default settings
      - rate_limit: {rate: 100/min}                        # a name and its settings
      - per_hour: {use: rate_limit, rate: 1000/hour}       # a name of your own for a known plugin
      - stamp: {use: "acme.stamps:Stamp", header: X-Stamp} # ... or for any class that can be imported

A known name is that of an entry point of the group `errgate.plugins`, in any installed distribution, or of
a file: `stamp.py` in one of the configuration's plugin folders is known as `stamp`. A name that stands for
two things is a mistake, so that nothing is ever taken for something else.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from hashlib import blake2b
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pydantic
from pydantic import BaseModel, ValidationError

from gateway.config.explaining import closest, explain, told
from gateway.config.mistakes import ConfigError, Mistake
from gateway.config.mistakes import Path as KeyPath
from gateway.config.model import PluginEntry
from gateway.plugin import Env, Handler, Plugin

GROUP = "errgate.plugins"
# Code that runs a stranger's: this file, the import system, and what calls validators.
_IN_BETWEEN = (__file__, importlib.__file__, "<frozen importlib", str(Path(pydantic.__file__).parent))
_GRAMMAR = "write `- name` or `- name: {key: value, …}`"
_INTERFACE = (
    "a plugin is a pydantic model with a method `wrap`, such as a subclass of gateway.plugin.PluginConfig"
)


class _NotFound(Exception):
    """No class for an entry; says why, and what would be right."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.hint = hint


def load_plugins(
    entries: Sequence[PluginEntry], path: KeyPath, folders: Sequence[Path]
) -> list[tuple[str, Plugin]]:
    """The listed plugins, ready to wrap, in their order, each with the name under which it is listed.

    `path` is the place of the list in the configuration. Raises ConfigError with every mistake.
    """
    plugins: list[tuple[str, Plugin]] = []
    mistakes: list[Mistake] = []
    for index, entry in enumerate(entries):
        try:
            plugins.append(_make(entry, (*path, index), folders))
        except ConfigError as error:
            mistakes += error.mistakes
    if mistakes:
        raise ConfigError(mistakes)
    return plugins


def wrap_plugin(plugin: Plugin, call: Handler, env: Env) -> Handler:
    """The plugin's handler before `call`. Raises ValueError, with a sentence for people, for want of one."""
    try:
        handler = plugin.wrap(call, env)
    except ValueError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a stranger's plugin raises
        raise ValueError(f"the plugin cannot be set up: {_reason(error)}") from None
    if not callable(handler):
        raise ValueError(f"the plugin's `wrap` must return a handler, got {told(handler)}")  # noqa: TRY004  a mistake of the configuration
    return handler


def check_folders(folders: Sequence[Path], path: KeyPath) -> list[Mistake]:
    """Plugin folders that do not exist; `path` is the place of their list in the configuration."""
    return [
        Mistake((*path, index), f"there is no folder {folder}")
        for index, folder in enumerate(folders)
        if not folder.is_dir()
    ]


def _make(entry: PluginEntry, path: KeyPath, folders: Sequence[Path]) -> tuple[str, Plugin]:
    name, settings = _read_entry(entry, path)
    place = (*path, name)
    try:
        model = _find(settings.get("use", name), folders)
    except _NotFound as error:
        where = (*place, "use") if "use" in settings else path
        raise ConfigError([Mistake(where, error.problem, error.hint)]) from None
    data = {key: value for key, value in settings.items() if key != "use"}
    # Any: `_as_plugin` saw that it has a `wrap`.
    plugin: Any
    try:
        plugin = model.model_validate(data)
    except ValidationError as error:
        raise ConfigError(explain(error, model, data, place)) from None
    except Exception as error:  # noqa: BLE001  whatever a stranger's validators raise
        raise ConfigError([Mistake(place, f"the plugin refuses its settings: {_reason(error)}")]) from None
    return name, plugin


def _read_entry(entry: PluginEntry, path: KeyPath) -> tuple[str, Mapping[str, Any]]:
    if isinstance(entry, str):
        return entry, {}
    if "use" in entry:
        raise ConfigError([Mistake(path, "has no name", "write `- name: {use: …, key: value, …}`")])
    if len(entry) != 1:
        keys = ", ".join(map(str, entry))
        raise ConfigError([Mistake(path, f"must have one name, got {keys or 'none'}", _GRAMMAR)])
    (name, settings), *_ = entry.items()
    if settings is None:
        return name, {}
    if not isinstance(settings, dict):
        problem = f"must be a mapping of settings, got {told(settings)}"
        raise ConfigError([Mistake((*path, name), problem, _GRAMMAR)])
    return name, settings


def _find(use: object, folders: Sequence[Path]) -> type[BaseModel]:
    if not isinstance(use, str):
        raise _NotFound(f"must be a plugin's name or package.module:Class, got {told(use)}")
    return _import_class(use) if ":" in use else _find_known(use, folders)


def _find_known(name: str, folders: Sequence[Path]) -> type[BaseModel]:
    loaders: dict[str, Callable[[], type[BaseModel]]] = {}
    for point in _installed().get(name, ()):
        loaders[f"{point.value} of {_distribution(point)}"] = partial(_import_class, point.value)
    for file in (folder / f"{name}.py" for folder in folders):
        # A name with a slash is none, and would lead out of the folder.
        if name.isidentifier() and not name.startswith("_") and file.is_file():
            loaders[str(file)] = partial(_class_in_file, file)
    if len(loaders) > 1:
        raise _NotFound(f"{told(name)} is {' and also '.join(loaders)}", "rename one of them")
    if not loaders:
        raise _NotFound(f"no plugin is called {told(name)}", closest(name, _known_names(folders)))
    return loaders.popitem()[1]()


def _known_names(folders: Sequence[Path]) -> list[str]:
    files = [file.stem for folder in folders for file in folder.glob("[!_]*.py")]
    return sorted({*_installed(), *files})


@cache
def _installed() -> dict[str, list[EntryPoint]]:
    """Entry points by name. Once a process: what is installed later needs a restart."""
    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        same = found.setdefault(point.name, [])
        # The same distribution may be found twice on the path.
        if point.value not in [other.value for other in same]:
            same.append(point)
    return found


def _distribution(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "an unknown distribution"


def _import_class(target: str) -> type[BaseModel]:
    """The class at `package.module:Class`."""
    module_name, _, class_name = target.partition(":")
    if not module_name or not class_name.isidentifier():
        raise _NotFound(f"must be package.module:Class, got {told(target)}")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a stranger's module raises
        raise _NotFound(f"{module_name} cannot be imported: {_reason(error)}") from None
    if not hasattr(module, class_name):
        classes = [name for name, value in vars(module).items() if isinstance(value, type)]
        raise _NotFound(f"there is no {class_name} in {module_name}", closest(class_name, classes))
    return _as_plugin(getattr(module, class_name), target)


def _class_in_file(file: Path) -> type[BaseModel]:
    try:
        module = _run_file(file, file.read_bytes())
    except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a stranger's file raises
        raise _NotFound(f"the plugin cannot be loaded: {_reason(error)}") from None
    classes = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__ and hasattr(value, "wrap")
    ]
    if len(classes) != 1:
        found = ", ".join(each.__name__ for each in classes) or "none"
        raise _NotFound(f"{file} must have one class with a method `wrap`, found {found}", _INTERFACE)
    return _as_plugin(classes[0], str(file))


@cache
def _run_file(file: Path, source: bytes) -> ModuleType:
    """The file as a module: once for the same content, so that a reload sees a file that has changed."""
    digest = blake2b(str(file).encode() + b"\0" + source, digest_size=6).hexdigest()
    module = ModuleType(f"errgate_plugin_{file.stem}_{digest}")
    module.__file__ = str(file)
    # Where pydantic looks up the names in annotations.
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, file, "exec", dont_inherit=True), vars(module))  # noqa: S102  the configuration names this file as code
    except BaseException:
        del sys.modules[module.__name__]
        raise
    return module


def _as_plugin(value: object, target: str) -> type[BaseModel]:
    if isinstance(value, type) and issubclass(value, BaseModel) and callable(getattr(value, "wrap", None)):
        return value
    raise _NotFound(f"{target} is not a plugin", _INTERFACE)


def _reason(error: BaseException) -> str:
    """What went wrong, with file and line where a stranger's code stood when it did."""
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError):
        return f"{error.filename}:{error.lineno}: {type(error).__name__}: {error.msg}"
    for frame in traceback.extract_tb(error.__traceback__):
        if not frame.filename.startswith(_IN_BETWEEN):
            return f"{frame.filename}:{frame.lineno}: {said}"
    return said
