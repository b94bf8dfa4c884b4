"""Gateways as processes, for tests that signal, kill and watch them."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.certificates import client_side
from tests.processes import ERRGATE, address_of, reserve_port

# A busy machine is slow; what never happens is worth the wait.
PATIENCE_S = 60.0


def wait_until(condition: Callable[[], Any]) -> Any:
    """What `condition` returns once it is true. Raises AssertionError where it takes too long."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := condition()):
        assert time.monotonic() < deadline, f"it did not happen within {PATIENCE_S:g} s"
        time.sleep(0.02)
    return found


def children_of(pid: int) -> list[int]:
    """Living child processes, oldest first."""
    children = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            alive, parent = read_stat(folder)
            if alive and parent == pid:
                children.append(int(folder.name))
    # Numbers are given out in turn, and from the beginning again behind the largest.
    return sorted(children, key=lambda child: (child < pid, child))


def is_alive(pid: int) -> bool:
    """Whether the process holds anything yet, such as a socket."""
    with suppress(OSError):
        return read_stat(Path(f"/proc/{pid}"))[0]
    return False


def read_stat(folder: Path) -> tuple[bool, int]:
    """Whether a process is alive, and its parent. Raises OSError where there is none."""
    # "pid (name) state ppid … num_threads …", and the name may hold anything.
    fields = (folder / "stat").read_text().rpartition(")")[2].split()
    # Killed, the first thread is a zombie already while another one still holds what they share.
    return fields[0] != "Z" or int(fields[17]) > 1, int(fields[1])


def fetch(address: str, path: str, tls: ssl.SSLContext | None = None) -> tuple[int, str]:
    """Status and body of one request on a new connection."""
    plain = http.client.HTTPConnection(address, timeout=PATIENCE_S)
    client = plain if tls is None else http.client.HTTPSConnection(address, timeout=PATIENCE_S, context=tls)
    with closing(client) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def shown_name(address: str) -> str:
    """The name in the certificate that a new connection is shown, which asks for none."""
    host, _, port = address.rpartition(":")
    context = client_side()
    context.check_hostname = False
    with socket.create_connection((host, int(port)), PATIENCE_S) as one, context.wrap_socket(one) as secured:
        facts = secured.getpeercert()
    assert facts
    return str(facts["subjectAltName"][0][1])


def accepts(address: str) -> bool:
    """Whether somebody listens there."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    except ConnectionResetError:
        # Somebody did, and has just left.
        return True
    return True


class Running:
    """A gateway as a process, with its file, its log and its addresses."""

    def __init__(self, folder: Path, text: str, address: str, admin: str, log: str) -> None:
        self.file = folder / "config.yaml"
        self.address, self.admin = address, admin
        self._text = text
        self.write()
        self.log_file = folder / log
        with (folder / "stderr").open("wb") as stderr:
            self.process = subprocess.Popen(
                [ERRGATE, "run", self.file], stderr=stderr, stdout=stderr, start_new_session=True
            )

    def write(self, text: str | None = None) -> None:
        """Write the configuration; `text` in place of the one before. LISTEN and ADMIN are addresses."""
        self._text = self._text if text is None else text
        self.file.write_text(self._text.replace("LISTEN", self.address).replace("ADMIN", self.admin))

    @property
    def text(self) -> str:
        return self._text

    def events(self, name: str) -> list[dict[str, Any]]:
        """Events of this name in the log so far."""
        text = self.log_file.read_text() if self.log_file.exists() else ""
        # What stands behind the last line break is still being written.
        lines = [line for line in text.split("\n")[:-1] if line.startswith("{")]
        return [event for event in map(json.loads, lines) if event["event"] == name]

    def wait_for_event(self, name: str, count: int = 1) -> dict[str, Any]:
        """The last of at least `count` events of this name."""

        def last() -> dict[str, Any] | None:
            assert self.process.poll() is None, f"the gateway ended with {self.process.returncode}"
            found = self.events(name)
            return found[-1] if len(found) >= count else None

        event: dict[str, Any] = wait_until(last)
        return event

    def wait_for_workers(self, name: str, count: int = 2) -> dict[str, Any]:
        """The last event of this name, once so many workers have told one, however many that are in all."""
        wait_until(lambda: len({event["worker"] for event in self.events(name)}) >= count)
        return self.events(name)[-1]

    def get(
        self, path: str = "/", *, admin: bool = False, tls: ssl.SSLContext | None = None
    ) -> tuple[int, str]:
        """Status and body of one request on a new connection."""
        return fetch(self.admin if admin else self.address, path, tls)

    def wait_for_metric(self, line: str) -> str:
        """The metrics page, once it has `line`. A worker that is busy for a second is left out of a page."""

        def page() -> str | None:
            text = self.get("/metrics", admin=True)[1]
            return text if line in text else None

        return str(wait_until(page))

    def wait_for_readiness(self, status: int, said: str) -> None:
        """Return once /readyz answers so; as for the metrics, workers may be too busy to be counted."""
        wait_until(lambda: self.get("/readyz", admin=True) == (status, said))

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self) -> int:
        """Exit code, once it has ended."""
        return self.process.wait(PATIENCE_S)

    def end(self) -> None:
        """Leave no process behind, and show the log where the test fails."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for file in {self.log_file, self.file.with_name("stderr")}:
            if file.exists():
                print(file.read_text()[-10_000:])


@contextmanager
def run_gateway(folder: Path, text: str, log: str = "stderr") -> Iterator[Running]:
    """The gateway with this configuration on free ports, once it serves; LISTEN and ADMIN are addresses.

    `log` is the file in `folder` that the configuration logs to.
    """
    with reserve_port() as one, reserve_port() as other:
        running = Running(folder, text, address_of(one), address_of(other), log)
        try:
            running.wait_for_event("serving")
            yield running
        finally:
            running.end()


@contextmanager
def occupied_port() -> Iterator[str]:
    """An address on which somebody listens, in a way that lets others share it."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        one.bind(("127.0.0.1", 0))
        one.listen()
        yield address_of(one)
