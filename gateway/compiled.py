"""Which of our modules run as machine code (build_hook.py), and how to run the sources all the same.

Decides by the libraries that lie beside the sources, since Python prefers them. Refuses to know which modules
a build compiles.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.abc import PathEntryFinder
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path

from gateway import __version__

_TOP = Path(__file__).parent
# The first names this very version of Python, as our builds do.
_SUFFIX = EXTENSION_SUFFIXES[0]


def compiled_modules() -> list[str]:
    """Names of those with a library, sorted; none where the wheel is the pure one."""
    names = set()
    for library in _TOP.rglob(f"*{_SUFFIX}"):
        *packages, file = library.relative_to(_TOP.parent).parts
        module = file.removesuffix(_SUFFIX)
        names.add(".".join(packages if module == "__init__" else [*packages, module]))
    return sorted(names)


def told_version() -> str:
    """The version for people."""
    return f"{__version__} (compiled)" if compiled_modules() else __version__


@cache
def run_sources() -> None:
    """Import what is not yet imported of errgate from its sources, whatever lies beside them."""
    make_finder = FileFinder.path_hook((SourceFileLoader, SOURCE_SUFFIXES))

    def find_sources(path: str) -> PathEntryFinder:
        if not Path(path).is_relative_to(_TOP):
            raise ImportError(f"not of errgate: {path}", path=path)
        return make_finder(path)

    sys.path_hooks.insert(0, find_sources)
    # Folders that were looked into remember by what.
    for path in [path for path in sys.path_importer_cache if Path(path).is_relative_to(_TOP)]:
        del sys.path_importer_cache[path]
