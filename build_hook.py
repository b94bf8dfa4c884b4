"""The optional step of the wheel's build that compiles hot modules: `ERRGATE_COMPILE=1 pip wheel .`

Decides how modules become shared libraries, and what is said where they cannot. Which modules: `modules` of
the hook in pyproject.toml. Refuses to know what they do.

Laws: without ERRGATE_COMPILE nothing is done, and the wheel is the pure one. The sources are in the wheel
either way: Python takes the library that lies beside one. All modules are one group, so that they call each
other directly.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir
from pathlib import Path
from typing import Any

from hatchling.builders.config import BuilderConfig
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASKED = "ERRGATE_COMPILE"
# 0 builds in a third of the time, for tests; see `gcc -O`.
OPTIMIZATION = "MYPYC_OPT_LEVEL"
# The library that holds the code of all modules; theirs only point to it.
GROUP = "errgate"
_INCLUDE = Path(sysconfig.get_path("include"))
_INSTALL = "pip install 'errgate[compile]', or build with isolation"


class CompileHook(BuildHookInterface[BuilderConfig]):
    """Adds the compiled modules to the wheel, where they are asked for."""

    def dependencies(self) -> list[str]:
        """What an isolated build needs beside hatchling: mypyc, and all whose types are used."""
        if not _asked():
            return []
        core = self.metadata.core
        return [*core.dependencies, *core.optional_dependencies["compile"]]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not _asked():
            return
        if version == "editable":
            sys.exit(f"{ASKED}: an editable installation runs the sources; build a wheel, or unset {ASKED}")
        modules = find_modules(Path(self.root), self.config["modules"])
        self._folder = tempfile.TemporaryDirectory(prefix="errgate-compile-")
        libraries = compile_modules(Path(self.root), modules, Path(self._folder.name))
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        build_data["force_include"].update(libraries)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002  # hatchling's signature
        if _asked():
            self._folder.cleanup()


def _asked() -> bool:
    return os.environ.get(ASKED, "0") not in ("", "0")


def find_modules(root: Path, patterns: Iterable[str]) -> list[str]:
    """The files that `patterns` name, relative to `root`, sorted. Exits where a pattern finds nothing."""
    found: set[str] = set()
    for pattern in patterns:
        paths = {path.relative_to(root).as_posix() for path in root.glob(pattern)}
        if not paths:
            sys.exit(f"{ASKED}: no module is found as {pattern}")
        found |= paths
    return sorted(found)


def compile_modules(root: Path, modules: list[str], folder: Path) -> dict[str, str]:
    """Shared libraries made in `folder` → where each of them belongs, relative to the wheel's top.

    Exits with a sentence where a C compiler or Python's headers are missing, and with what mypy says where
    types are wrong. Takes a minute of CPU, on all CPUs.
    """
    compiler = need_c_compiler()
    try:
        from mypyc.build import mypycify  # noqa: PLC0415  # not there where nothing is compiled
    except ImportError:
        sys.exit(f"{ASKED}: no mypyc; {_INSTALL}")
    with chdir(root):
        extensions = mypycify(
            ["--config-file=pyproject.toml", f"--cache-dir={folder / 'cache'}", *modules],
            opt_level=os.environ.get(OPTIMIZATION, "2"),
            debug_level="0",
            # A file of C for each module, so that several compile at once; the group is one all the same.
            multi_file=True,
            target_dir=str(folder / "c"),
            group_name=GROUP,
        )
    return _Builder(compiler, folder).build(extensions)


def need_c_compiler() -> Any:
    """The compiler of C as the running Python uses it.

    Exits with a sentence where it or Python's headers are missing.
    """
    try:
        # It brings distutils, and mypyc works with it if it is loaded.
        import setuptools  # type: ignore[import-untyped]  # noqa: F401, PLC0415
    except ImportError:
        sys.exit(f"{ASKED}: no setuptools; {_INSTALL}")
    from distutils.ccompiler import new_compiler  # noqa: PLC0415
    from distutils.sysconfig import customize_compiler  # noqa: PLC0415

    compiler: Any = new_compiler()
    customize_compiler(compiler)
    command = compiler.compiler_so[0]
    if shutil.which(command) is None:
        sys.exit(f"{ASKED}: no C compiler ({command}); on Debian: apt-get install gcc libc6-dev")
    if not (_INCLUDE / "Python.h").is_file():
        sys.exit(f"{ASKED}: no Python.h in {_INCLUDE}; on Debian: apt-get install python3-dev")
    return compiler


class _Builder:
    """C to shared libraries in `folder`."""

    def __init__(self, compiler: Any, folder: Path) -> None:
        self._compiler = compiler
        self._folder = folder

    def build(self, extensions: list[Any]) -> dict[str, str]:
        """Libraries → their places, where Python looks for a module."""
        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            compiled = [
                [pool.submit(self._compile, source, extension) for source in extension.sources]
                for extension in extensions
            ]
            linked = [
                pool.submit(self._link, extension.name, [made.result() for made in objects])
                for extension, objects in zip(extensions, compiled, strict=True)
            ]
        return dict(made.result() for made in linked)

    def _compile(self, source: str, extension: Any) -> str:
        (made,) = self._compiler.compile(
            [source],
            output_dir=str(self._folder / "o"),
            include_dirs=[*extension.include_dirs, str(_INCLUDE)],
            extra_postargs=extension.extra_compile_args,
        )
        return str(made)

    def _link(self, name: str, objects: list[str]) -> tuple[str, str]:
        place = name.replace(".", "/") + sysconfig.get_config_var("EXT_SUFFIX")
        library = str(self._folder / "lib" / place)
        self._compiler.link_shared_object(objects, library)
        return library, place
