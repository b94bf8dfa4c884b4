"""`errgate demo` as a process: what it says, how it stops, what it does when it cannot start."""

from __future__ import annotations

import signal
import socket
import subprocess
import urllib.request

import pytest

from tests.processes import ERRGATE, START_S, run_demo


def try_demo(*options: str) -> subprocess.CompletedProcess[str]:
    """A demo that is expected to end by itself."""
    return subprocess.run(
        [ERRGATE, "demo", *options], capture_output=True, text=True, timeout=START_S, check=False
    )


def test_it_says_what_it_serves() -> None:
    """On start-up it lists its stories and its address; GET / says the same."""
    with run_demo() as demo:
        with urllib.request.urlopen(demo.url) as answer:
            index = answer.read().decode()
        assert index in demo.output()
        assert f"listens on {demo.url}/ (Ctrl-C stops it)" in demo.output()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(number: signal.Signals) -> None:
    """Ctrl-C and SIGTERM end it with 0 and no traceback, also while a client is waiting."""
    with run_demo() as demo, socket.create_connection(("127.0.0.1", demo.port)) as client:
        client.sendall(b"GET /network/silent HTTP/1.1\r\n\r\n")
        assert demo.stop(number) == 0
        assert "Traceback" not in demo.output()


def test_a_port_in_use_is_a_clear_error() -> None:
    """Two demos cannot share a port: the second one says so, says what to do, and ends with 1."""
    with run_demo() as demo:
        second = try_demo("--listen", demo.address)
    assert second.returncode == 1
    assert f"cannot listen on {demo.address}: the address is in use" in second.stderr
    assert "--listen host:port" in second.stderr


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        pytest.param(["--listen", "9100"], "such as 127.0.0.1:9100", id="no-host"),
        pytest.param(["--listen", "localhost:99999"], "such as 127.0.0.1:9100", id="no-such-port"),
        pytest.param(["--token-life", "soon"], "must be a duration", id="no-duration"),
    ],
)
def test_wrong_usage_is_explained(options: list[str], hint: str) -> None:
    """An option that cannot be read is told with an example of what can, and ends with 2."""
    tried = try_demo(*options)
    assert tried.returncode == 2
    assert hint in " ".join(tried.stderr.replace("│", " ").split())


def test_help_has_an_example_and_the_exit_codes() -> None:
    """--help says how to start and what the exit codes mean."""
    said = try_demo("--help").stdout
    assert "Example: errgate demo --" in said
    assert "Exit codes:" in said
