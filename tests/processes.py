"""Processes of errgate for tests: started on a free port, waited for, stopped cleanly, their output shown.

    with run_demo() as demo:
        with run_gateway(Path("config.yaml"), tmp_path, {DEMO_ADDRESS: demo.address}) as gateway:
            ...  # requests to gateway.url

What a process printed is written to standard output at the end, where pytest shows it if a test fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

# Generous: a busy machine starts an interpreter slowly, and a good test does not wait for these.
START_S = 60.0
STOP_S = 60.0
SHOWN_CHARS = 20_000

ERRGATE = Path(sys.executable).with_name("errgate")
# The address that configurations name, and a test replaces by a free one.
GATEWAY_ADDRESS = "127.0.0.1:8080"
DEMO_ADDRESS = "127.0.0.1:9100"


class Process:
    """A process of ours that listens on `address`."""

    def __init__(self, arguments: Sequence[str], address: str, output: Path) -> None:
        self.arguments = list(arguments)
        self.address = address
        self.url = f"http://{address}"
        self._output = output
        with output.open("wb") as file:
            self._process = subprocess.Popen(
                [ERRGATE, *arguments],
                stdout=file,
                stderr=subprocess.STDOUT,
                # Its own group, so that workers can be ended with their parent in an emergency.
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )

    @property
    def pid(self) -> int:
        """Process id of the parent, where there are workers."""
        return self._process.pid

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def output(self) -> str:
        """What it printed so far, both streams in one."""
        return self._output.read_text(errors="replace")

    def wait_until_it_listens(self) -> None:
        """Return once a connection is accepted. Raises AssertionError where it ends or takes too long."""
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise AssertionError(f"{self} ended with {self._process.returncode}")
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1.0):
                return
            time.sleep(0.03)
        raise AssertionError(f"{self} did not listen on {self.address} within {START_S:g} s")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and return its exit code. Raises AssertionError where it does not stop."""
        self._process.send_signal(number)
        try:
            return self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self} did not stop within {STOP_S:g} s of {number.name}") from None

    def end(self) -> None:
        """Leave nothing of it behind, and show what it printed."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        sys.stdout.write(f"--- {self}\n{self.output()[-SHOWN_CHARS:]}\n")

    def __repr__(self) -> str:
        return " ".join(["errgate", *self.arguments])


def reserve_port() -> socket.socket:
    """A socket bound to a free port of loopback: nobody else is given it, a listener of ours may share it.

    It never listens, so it takes no connection. Close it once the listener has stopped.
    """
    reserved = socket.socket()
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    reserved.bind(("127.0.0.1", 0))
    return reserved


def address_of(reserved: socket.socket) -> str:
    """`host:port` of a reserved port."""
    host, port = reserved.getsockname()
    return f"{host}:{port}"


@contextmanager
def run_errgate(*arguments: str, address: str) -> Iterator[Process]:
    """Run `errgate ARGUMENTS`, which listens on `address`; at the end it must stop by itself, with 0."""
    with tempfile.TemporaryDirectory() as folder:
        process = Process(arguments, address, Path(folder, "output"))
        try:
            process.wait_until_it_listens()
            yield process
            code = process.stop()
            assert code == 0, f"{process} ended with {code}"
        finally:
            process.end()


@contextmanager
def run_demo(*options: str) -> Iterator[Process]:
    """The legacy demo on a free port."""
    with reserve_port() as reserved:
        address = address_of(reserved)
        with run_errgate("demo", "--listen", address, *options, address=address) as process:
            yield process


@contextmanager
def run_gateway(config: Path, folder: Path, addresses: Mapping[str, str]) -> Iterator[Process]:
    """The gateway on a free port, with a copy of `config`, and of `plugins` beside it, in `folder`.

    In the copy GATEWAY_ADDRESS becomes a free address, and each key of `addresses` its value. Raises
    AssertionError where the file names one of these nowhere: the test would run against something else.
    """
    with reserve_port() as reserved:
        address = address_of(reserved)
        copy = copy_config(config, folder, {GATEWAY_ADDRESS: address, **addresses})
        with run_errgate("run", str(copy), address=address) as process:
            yield process


def copy_config(config: Path, folder: Path, addresses: Mapping[str, str]) -> Path:
    """Copy `config`, and `plugins` beside it, into `folder`, with other addresses; the copy's path."""
    plugins = config.parent / "plugins"
    if plugins.is_dir():
        shutil.copytree(plugins, folder / "plugins")
    text = config.read_text()
    for old, new in addresses.items():
        assert old in text, f"{config} does not name {old}"
        text = text.replace(old, new)
    copy = folder / config.name
    copy.write_text(text)
    return copy
