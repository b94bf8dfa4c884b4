"""Processes that are measured: started on a CPU of their own, counted with all their children, ended.

Decides how a process is pinned, when it is ready, what it cost, and that it ends. Refuses to know what it is.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

# Seconds.
READY_WITHIN_S = 20.0
END_WITHIN_S = 3.0
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class NotReady(Exception):
    """A process ended, or gave no answer, before it was ready."""


class Service:
    """A running process that listens, with the processes that it started."""

    def __init__(self, name: str, process: subprocess.Popen[bytes], port: int) -> None:
        self.name = name
        self.port = port
        self._process = process

    def family(self) -> list[int]:
        """Process ids: its own and those of all descendants."""
        found, waiting = [], [self._process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                with contextlib.suppress(OSError):
                    waiting += [int(child) for child in children.read_text().split()]
        return found

    def cpu_s(self) -> float:
        """Seconds of CPU, user and system, that all its processes have used so far."""
        return sum(map(_cpu_s, self.family()))

    def resident_kib(self) -> int:
        """Memory of all its processes, what they share counted once."""
        pids = self.family()
        parts = [_memory(pid) for pid in pids]
        # Mapped files are shared with strangers too, so their part is that of the process that maps most.
        return sum(own for own, _ in parts) + max((mapped for _, mapped in parts), default=0)

    @contextlib.contextmanager
    def watching_growth(self) -> Iterator[Callable[[], int]]:
        """What tells how many KiB, since the block began, that process has grown at most which grew most."""
        pids = self.family()
        for pid in pids:
            # The peak starts anew at what is resident now (proc(5)).
            Path(f"/proc/{pid}/clear_refs").write_text("5")
        before = {pid: _peak_kib(pid) for pid in pids}
        yield lambda: max(_peak_kib(pid) - kib for pid, kib in before.items())

    def end(self) -> None:
        """End it and its children: politely, and after a while by force."""
        pids = self.family()
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_WITHIN_S)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            # A session of its own: nobody else is in this group.
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(END_WITHIN_S)
        until = time.monotonic() + END_WITHIN_S
        while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
            time.sleep(0.02)


@contextlib.contextmanager
def running(
    name: str, command: Sequence[str], *, cpus: str, port: int, output: Path, environ: Mapping[str, str]
) -> Iterator[Service]:
    """Run `command` on these CPUs (`0`, `0,1`) until the block is left.

    The block is entered when `port` answers; `output` gets what is written. Raises NotReady.
    """
    # setpriv: should this process be killed, the other one is asked to end as well.
    line = ["setpriv", "--pdeathsig", "TERM", "taskset", "-c", cpus, *command]
    with output.open("ab") as out:
        process = subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **environ},
        )
    service = Service(name, process, port)
    try:
        _wait_until_ready(service, process, output)
        yield service
    finally:
        service.end()


def _wait_until_ready(service: Service, process: subprocess.Popen[bytes], output: Path) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        if does_answer(service.port):
            return
        time.sleep(0.05)
    told = output.read_text(errors="replace")[-2000:]
    raise NotReady(f"{service.name} does not answer on port {service.port}; it said:\n{told}")


def does_answer(port: int) -> bool:
    """Whether one request gets an answer, of whatever kind. A port may take connections long before."""
    connection = HTTPConnection("127.0.0.1", port, timeout=READY_WITHIN_S)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def end_on_signals() -> None:
    """Let SIGTERM, SIGHUP and Ctrl-C leave all blocks, so that what they started ends."""

    def leave(number: int, _frame: object) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, leave)


def _cpu_s(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    # After the name, which may hold anything: utime and stime are fields 14 and 15 (proc(5)).
    user, system = text.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / _TICKS_A_SECOND


def _memory(pid: int) -> tuple[int, int]:
    """KiB of its own (a part of what it shares with relatives), and of mapped files."""
    status = _status(pid)
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return status.get("RssAnon", 0) + status.get("RssShmem", 0), status.get("RssFile", 0)
    shares = _numbers(lines[1:])
    return shares.get("Pss_Anon", 0) + shares.get("Pss_Shmem", 0), status.get("RssFile", 0)


def _peak_kib(pid: int) -> int:
    return _status(pid).get("VmHWM", 0)


def _status(pid: int) -> dict[str, int]:
    try:
        return _numbers(Path(f"/proc/{pid}/status").read_text().splitlines())
    except OSError:
        return {}


def _numbers(lines: Sequence[str]) -> dict[str, int]:
    """`Name:   12 kB` lines as a table."""
    rows = (line.split() for line in lines)
    return {row[0].rstrip(":"): int(row[1]) for row in rows if len(row) == 3 and row[2] == "kB"}
