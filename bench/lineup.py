"""The contenders: one table of names, commands, templates and abilities; and how one is started.

Decides how each proxy is set up for a setting. Refuses to know scenarios and measurements.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.installing import COMPILED, ENVOY
from bench.processes import Service, free_port, running
from bench.rendering import render
from bench.scenarios import TEXTS

SETTINGS = {"bare": "bare", "operated": "as operated"}
CONTENDER_CPU = "0"
LOAD_CPU = "1"

_TEMPLATES = Path(__file__).parent / "contenders"
_ERRGATE = Path(sys.executable).with_name("errgate")
_LIBRARIES = ("aiohttp", "uvloop")


@dataclass(frozen=True, slots=True)
class Contender:
    """One proxy. `@NAME@` in `command` are values of `start_contender`; @CONFIG@ is the rendered template."""

    name: str
    command: tuple[str, ...]
    template: str = ""
    tags: tuple[str, ...] = ()
    rewrites: bool = False
    version: tuple[str, ...] = ()
    # Further arguments, as operated.
    operated: tuple[str, ...] = ()
    environ: tuple[tuple[str, str], ...] = ()


# What lies there goes before the sources of the repository.
_ON_COMPILED = (("PYTHONPATH", str(COMPILED)), ("PYTHONSAFEPATH", "1"))
_NGINX = ("nginx", "-p", "@DIR@", "-c", "@CONFIG@")
_ENVOY = (str(ENVOY), "-c", "@CONFIG@", "--concurrency", "1", "--disable-hot-restart", "-l", "error")
_OBVIOUS = (sys.executable, str(_TEMPLATES / "obvious_aiohttp.py"), "@PORT@", "@UPSTREAM@")

CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender(
            "errgate",
            (str(_ERRGATE), "run", "@CONFIG@"),
            "errgate.yaml",
            rewrites=True,
            version=(str(_ERRGATE), "--version"),
        ),
        Contender(
            "errgate-compiled",
            (str(_ERRGATE), "run", "@CONFIG@"),
            "errgate.yaml",
            rewrites=True,
            version=(str(_ERRGATE), "--version"),
            environ=_ON_COMPILED,
        ),
        Contender("nginx", _NGINX, "nginx.conf", version=("nginx", "-v")),
        Contender("nginx+lua", _NGINX, "nginx.conf", ("lua",), rewrites=True, version=("nginx", "-v")),
        Contender("envoy", _ENVOY, "envoy.yaml", version=(str(ENVOY), "--version")),
        Contender(
            "envoy+lua", _ENVOY, "envoy.yaml", ("lua",), rewrites=True, version=(str(ENVOY), "--version")
        ),
        Contender("haproxy", ("haproxy", "-db", "-f", "@CONFIG@"), "haproxy.cfg", version=("haproxy", "-v")),
        Contender("aiohttp", _OBVIOUS, rewrites=True, operated=("@ADMIN@", "@DIR@/access.log")),
    )
}


def tell_version(contender: Contender) -> str:
    """What it says about its version, in a line."""
    if not contender.version:
        return ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    environ = {**os.environ, **dict(contender.environ)}
    done = subprocess.run(
        contender.version, env=environ, capture_output=True, text=True, check=False, timeout=20
    )
    told = (done.stdout + done.stderr).strip().splitlines()[0]
    # Without the program's path, which some put before.
    return (told.partition("version")[2] or told).strip(" :")


@contextlib.contextmanager
def start_upstream(folder: Path, cpus: str = LOAD_CPU, workers: int = 1) -> Iterator[Service]:
    """The upstream of all, which serves what lies in `folder/files`."""
    port = free_port()
    values = {"DIR": folder, "UPSTREAM": port, "UPSTREAM_WORKERS": workers, **TEXTS}
    config = folder / "upstream.conf"
    config.write_text(render((_TEMPLATES / "upstream.conf").read_text(), values, ()))
    command = ("nginx", "-p", str(folder), "-c", str(config))
    with running(
        "the upstream", command, cpus=cpus, port=port, output=folder / "upstream.out", environ={}
    ) as service:
        yield service


@contextlib.contextmanager
def start_contender(
    contender: Contender,
    setting: str,
    upstream: int,
    folder: Path,
    *,
    cpus: str = CONTENDER_CPU,
    config: str | None = None,
    values: Mapping[str, object] | None = None,
) -> Iterator[Service]:
    """One contender in a folder of its own, in front of the upstream on that port.

    `config` is another template than its own; `values` are further ones for it.
    """
    folder.mkdir()
    # nginx's workers are somebody else.
    folder.chmod(0o755)
    table: dict[str, object] = {
        "DIR": folder,
        "PORT": free_port(),
        "ADMIN": free_port(),
        "UPSTREAM": upstream,
        "WORKERS": 1,
        "CONTENDERS": _TEMPLATES,
        "CONFIG": folder / Path(contender.template).name,
        **(values or {}),
    }
    if contender.template:
        text = config if config is not None else (_TEMPLATES / contender.template).read_text()
        Path(str(table["CONFIG"])).write_text(render(text, table, {setting, *contender.tags}))
    words = contender.command + (contender.operated if setting == "operated" else ())
    command = [render(word, table, ()).rstrip("\n") for word in words]
    # What a contender writes to its standard output is its access log, where that is the only place.
    with running(
        contender.name,
        command,
        cpus=cpus,
        port=int(str(table["PORT"])),
        output=folder / "access.log",
        environ=dict(contender.environ),
    ) as service:
        yield service
