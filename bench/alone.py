"""errgate alone, with a configuration made for one question.

Decides how such a gateway is started. Refuses to know the questions (flat.py, workers.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.installing import CannotInstall, install
from bench.lineup import CONTENDER_CPU, CONTENDERS, LOAD_CPU, start_contender, start_upstream
from bench.machine import NOISE, busy_share
from bench.measurement import LoadFailed
from bench.processes import NotReady, Service, does_answer, end_on_signals
from bench.scenarios import write_files

Document = dict[str, object]

ONE_ROUTE: tuple[Document, ...] = ({"name": "api", "match": {"prefix": "/"}, "upstream": "api"},)

# New connections for each worker, so that all of them are surely ready.
_PROBES = 16
_TEMPLATE = Path(__file__).parent / "contenders" / "errgate_flat.yaml"


class Bed:
    """A folder with an upstream that runs on its CPUs; starts gateways in front of it until it is left."""

    def __init__(self, folder: Path, upstream: Service, stack: contextlib.ExitStack) -> None:
        self._folder = folder
        self._upstream = upstream
        self._stack = stack

    def start(
        self,
        name: str,
        *,
        routes: Sequence[Document] = ONE_ROUTE,
        rules: Sequence[Document] = (),
        workers: int = 1,
        cpus: str = CONTENDER_CPU,
    ) -> Service:
        """A gateway that runs until the bed is left. Raises NotReady."""
        # JSON is YAML.
        values = {"ROUTES": json.dumps(routes), "RULES": json.dumps(rules), "WORKERS": workers}
        service = self._stack.enter_context(
            start_contender(
                CONTENDERS["errgate"],
                "bare",
                self._upstream.port,
                self._folder / name,
                cpus=cpus,
                config=_TEMPLATE.read_text(),
                values=values,
            )
        )
        for _ in range(_PROBES * workers):
            if not does_answer(service.port):
                raise NotReady(f"{name}: a worker does not answer")
        return service


@contextlib.contextmanager
def make_bed(upstream_cpus: str = LOAD_CPU, upstream_workers: int = 1) -> Iterator[Bed]:
    """A bed; what runs in it ends with it. Raises NotReady."""
    with (
        tempfile.TemporaryDirectory(prefix="errgate-bench-") as name,
        contextlib.ExitStack() as stack,
    ):
        folder = Path(name)
        folder.chmod(0o755)
        write_files(folder / "files")
        upstream = stack.enter_context(start_upstream(folder, upstream_cpus, upstream_workers))
        yield Bed(folder, upstream, stack)


def tell_noise() -> None:
    """Say so where others use the machine: the figures are doubtful then."""
    noise = busy_share((CONTENDER_CPU, LOAD_CPU))
    if noise > NOISE:
        print(f"**The machine was not quiet**: others used {noise:.0%} of the CPUs before.\n", flush=True)


def run_command(measure_all: Callable[[], None], *, pinned: bool = True) -> None:
    """Install what is needed, run this, and turn what may go wrong into a sentence."""
    end_on_signals()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if pinned:
        os.sched_setaffinity(0, {int(LOAD_CPU)})
    try:
        install(())
        measure_all()
    except (CannotInstall, NotReady, LoadFailed) as error:
        sys.exit(f"bench: {error}")
