"""The legacy demo and a gateway in front of it, as two processes that start and stop together.

Decides their order, what is printed when both are there, and that neither outlives the other.
Refuses to know what either of them serves, apart from three requests worth trying.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from gateway.lifeline import end_with

START_S = 30.0
POLL_S = 0.05

TRIES = (
    (
        "an API gateway that answers JSON labelled text/plain",
        "curl -i {url}/apisix/hello",
    ),
    (
        "a Spring service that answers 500 for a missing book, in Korean",
        "curl -i -H 'Accept-Language: ko' {url}/spring-rest/api/book/1",
    ),
    (
        "a brokerage whose 200 says that the call failed",
        "curl -i {url}/fep/uapi/domestic-stock/v1/quotations/inquire-daily-price",
    ),
)

Address = tuple[str, int]


class Showcase:
    """Two processes of errgate."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False

    def run(self, config: Path, gateway: Address, demo: Address, demo_options: Sequence[str]) -> int:
        """Serve until a signal or the end of either process; the exit code: 0 when told to stop."""
        # SIGHUP: the terminal was closed.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        try:
            listen = f"{demo[0]}:{demo[1]}"
            self._start("demo", ["demo", "--listen", listen, *demo_options], quiet=True)
            self._start("run", ["run", str(config)])
            if not self._wait_until_they_listen(gateway, demo):
                return self._exit_code()
            self._show(f"http://{gateway[0]}:{gateway[1]}", f"http://{listen}")
            while not self._stopping and not self._ended():
                time.sleep(POLL_S)
            return self._exit_code()
        finally:
            self._end_all()

    def _start(self, command: str, arguments: list[str], *, quiet: bool = False) -> None:
        # A session of their own: Ctrl-C reaches this process alone, which ends them in order. Where this
        # process cannot any more (SIGKILL), the kernel tells them.
        self._processes[command] = subprocess.Popen(  # noqa: S603  our own command
            [sys.executable, "-m", "gateway", *arguments],
            stdout=subprocess.DEVNULL if quiet else None,
            start_new_session=True,
            preexec_fn=partial(end_with, os.getpid(), signal.SIGTERM, 1),  # noqa: PLW1509  no threads here
        )

    def _wait_until_they_listen(self, *addresses: Address) -> bool:
        deadline = time.monotonic() + START_S
        for address in addresses:
            while not _listens(address):
                if self._stopping or self._ended():
                    return False
                if time.monotonic() > deadline:
                    self._tell(f"{address[0]}:{address[1]} did not listen within {START_S:g} s")
                    return False
                time.sleep(POLL_S)
        return not self._ended()

    def _show(self, gateway: str, demo: str) -> None:
        self._tell(f"\nThe legacy demo is at {demo}, errgate in front of it at {gateway}. Try:\n")
        for what, line in TRIES:
            self._tell(f"  # {what}\n  {line.format(url=gateway)}\n")
        self._tell(f"The same from the legacy API itself: put {demo} for {gateway}. Ctrl-C stops both.\n")

    def _ended(self) -> list[str]:
        return [command for command, process in self._processes.items() if process.poll() is not None]

    def _exit_code(self) -> int:
        if self._stopping:
            return 0
        for command in self._ended():
            code = self._processes[command].returncode
            self._tell(f"errgate {command} ended with exit code {code}, so the other one is stopped too")
        return 1

    def _stop(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _end_all(self) -> None:
        for process in self._processes.values():
            if process.poll() is None:
                process.terminate()
        for process in self._processes.values():
            process.wait()


def _listens(address: Address) -> bool:
    try:
        socket.create_connection(address, timeout=1.0).close()
    except OSError:
        return False
    return True
