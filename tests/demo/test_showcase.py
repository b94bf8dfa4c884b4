"""`errgate demo --gateway FILE`, which `make run` is: two processes that start and end together."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.process.gateways import children_of, is_alive, wait_until
from tests.processes import ERRGATE, START_S, STOP_S, address_of, reserve_port

CONFIG = Path(__file__).parents[2] / "config.yaml"


class Running:
    """The command, and what it printed."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path, gateway: str, demo: str) -> None:
        self.process, self._output, self.gateway, self.demo = process, output, gateway, demo

    def output(self) -> str:
        return self._output.read_text(errors="replace")

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + START_S
        while text not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.05)

    def listens(self) -> list[str]:
        """Which of the two addresses still answer."""
        answering = []
        for address in (self.gateway, self.demo):
            with suppress(OSError):
                fetch(f"http://{address}/")
                answering.append(address)
        return answering


def descendants_of(pid: int) -> list[int]:
    """Its children, and theirs."""
    children = children_of(pid)
    return [*children, *(one for child in children for one in descendants_of(child))]


def fetch(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=START_S) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@contextmanager
def run_showcase(folder: Path) -> Iterator[Running]:
    with reserve_port() as one, reserve_port() as two, reserve_port() as three:
        gateway, admin, demo = address_of(one), address_of(two), address_of(three)
        environ = {
            **os.environ,
            "PYTHONUNBUFFERED": "1",
            "ERRGATE_LISTEN": gateway,
            "ERRGATE_ADMIN": admin,
            "ERRGATE_DEMO": f"http://{demo}",
        }
        output = folder / "output"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [ERRGATE, "demo", "--listen", demo, "--gateway", CONFIG],
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environ,
            )
        try:
            yield Running(process, output, gateway, demo)
        finally:
            process.terminate()
            process.wait(STOP_S)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_both_serve_until_one_signal_stops_them(number: signal.Signals, tmp_path: Path) -> None:
    """Three curl lines are printed, and each works; Ctrl-C, SIGTERM or a closed terminal ends both."""
    with run_showcase(tmp_path) as running:
        running.wait_for("Ctrl-C stops both")
        urls = re.findall(r"^  curl .*(http://\S+)$", running.output(), re.MULTILINE)
        answers = [fetch(url) for url in urls]
        assert [status for status, _ in answers] == [429, 404, 403]
        assert all('"code"' in body or '"title"' in body for _, body in answers)
        running.process.send_signal(number)
        assert running.process.wait(STOP_S) == 0
        assert running.listens() == []


def test_when_one_ends_the_other_is_stopped(tmp_path: Path) -> None:
    """It says which one ended, and ends with 1."""
    with run_showcase(tmp_path) as running:
        running.wait_for("Ctrl-C stops both")
        os.kill(children_of(running.process.pid)[0], signal.SIGKILL)
        assert running.process.wait(STOP_S) == 1
        assert "errgate demo ended with exit code -9, so the other one is stopped too" in running.output()
        assert running.listens() == []


def test_neither_outlives_the_command(tmp_path: Path) -> None:
    """Whatever ends it: after SIGKILL both are told to stop, the gateway's workers with it."""
    with run_showcase(tmp_path) as running:
        # Addresses take connections before the workers are there.
        running.wait_for('"event":"serving"')
        descendants = descendants_of(running.process.pid)
        assert len(descendants) > 2
        running.process.kill()
        wait_until(lambda: not any(map(is_alive, descendants)))
        assert running.listens() == []


def test_a_configuration_with_mistakes_starts_nothing(tmp_path: Path) -> None:
    """Every mistake is told, as `errgate check` tells it."""
    file = tmp_path / "config.yaml"
    file.write_text("listn: 1\nworkers: 0\n")
    ended = subprocess.run(
        [ERRGATE, "demo", "--gateway", file], capture_output=True, text=True, timeout=START_S, check=False
    )
    assert ended.returncode == 1
    assert f"{file}:1:1: listn: unknown key (did you mean listen?)" in ended.stderr.replace("\n", "")
