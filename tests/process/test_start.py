"""Start-up: a gateway starts whole, or says why not and leaves nothing behind."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.process.gateways import PATIENCE_S, accepts, occupied_port, run_gateway
from tests.processes import ERRGATE, address_of, reserve_port

REST = """
upstreams: {api: {servers: ["http://127.0.0.1:9"]}}
routes:
  - {name: all, match: {prefix: /}, upstream: api}
"""

# Ends the process of each worker; the parent, which compiles without a loop, is spared.
DEADLY = '''
import asyncio, os
from gateway.plugin import Env, Handler, PluginConfig

class Deadly(PluginConfig):
    """Ends whoever compiles it in an event loop."""

    def wrap(self, call: Handler, env: Env) -> Handler:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return call
        os._exit(9)
'''


def run(file: Path, *options: str) -> tuple[int, str]:
    """Exit code, and both outputs."""
    done = subprocess.run(
        [ERRGATE, "run", file, *options],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    return done.returncode, done.stdout + done.stderr


def write(folder: Path, head: str) -> Path:
    file = folder / "config.yaml"
    file.write_text(head + REST)
    return file


def test_every_mistake_is_told_and_nothing_starts(tmp_path: Path) -> None:
    """Exit code 1, one line for each mistake as `check` prints it, and nobody listens."""
    with reserve_port() as one:
        file = write(tmp_path, f"listen: {address_of(one)}\nworkers: 0\ndrain_timeot: 5s\n")
        code, said = run(file)
        assert code == 1
        assert f"{file}:2:10: workers: " in said
        assert f"{file}:3:1: drain_timeot: " in said
        assert "2 mistakes" in said
        assert not accepts(address_of(one))


def test_a_log_that_cannot_be_written_is_a_mistake(tmp_path: Path) -> None:
    """A log file in a folder that does not exist is told like any other mistake."""
    code, said = run(write(tmp_path, "log: {file: nowhere/errgate.log}\n"))
    assert code == 1
    assert "config.yaml:1:13: log.file: cannot be opened for writing: No such file" in said


@pytest.mark.parametrize("key", ["listen", "admin"])
def test_an_address_in_use_is_told_in_one_sentence(key: str, tmp_path: Path) -> None:
    """Exit code 1, even where the other process would share its port."""
    with occupied_port() as taken, reserve_port() as free:
        listen, admin = (taken, address_of(free)) if key == "listen" else (address_of(free), taken)
        code, said = run(write(tmp_path, f"listen: {listen}\nadmin: {{listen: '{admin}'}}\n"))
        assert code == 1
        assert said == (
            f"errgate: cannot listen on {taken}: the address is in use by another process; "
            "nothing was started\n"
        )
        assert not accepts(address_of(free))


def test_two_gateways_do_not_share_a_port(tmp_path: Path) -> None:
    """A second gateway on the address of the first does not start."""
    with run_gateway(tmp_path, "listen: LISTEN\nworkers: 1" + REST) as gateway:
        code, said = run(gateway.file)
        assert (code, "in use" in said) == (1, True)
        gateway.process.terminate()
        assert gateway.wait() == 0


def test_workers_that_keep_dying_end_the_gateway(tmp_path: Path) -> None:
    """Exit code 3 after a few attempts, and the log says how they ended."""
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "deadly.py").write_text(DEADLY)
    with reserve_port() as one:
        head = f"listen: {address_of(one)}\nworkers: 2\nplugin_folders: [plugins]\nplugins: [deadly]\n"
        code, said = run(write(tmp_path, head))
    assert code == 3
    assert "workers keep dying at start-up: giving up" in said
    assert "exit code 9" in said


def test_the_number_of_workers_can_be_given(tmp_path: Path) -> None:
    """A number that makes no sense is wrong usage, exit code 2."""
    assert run(write(tmp_path, ""), "--workers", "0")[0] == 2


def test_help_tells_signals_and_exit_codes() -> None:
    """`--help` has an example, the signals and what each exit code means."""
    done = subprocess.run(
        [ERRGATE, "run", "--help"], check=True, capture_output=True, text=True, timeout=PATIENCE_S
    )
    for part in ("Example: errgate run config.yaml", "SIGHUP", "3 workers keep dying"):
        assert part in " ".join(done.stdout.split())
