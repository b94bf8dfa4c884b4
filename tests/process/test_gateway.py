"""The gateway as processes: what it does about signals, crashes and changes of its file."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.process.gateways import (
    PATIENCE_S,
    Running,
    accepts,
    children_of,
    fetch,
    is_alive,
    run_gateway,
    wait_until,
)
from tests.process.upstream import Upstream, run_upstream
from tests.processes import ERRGATE, address_of, reserve_port


@pytest.fixture(scope="module")
def any_upstream() -> Iterator[Upstream]:
    """One upstream for all tests that do not wait for it."""
    with run_upstream() as upstream:
        yield upstream


@pytest.fixture
def slow_upstream() -> Iterator[Upstream]:
    with run_upstream() as upstream:
        yield upstream


def make_config(upstream: Upstream, head: str) -> str:
    return (
        f"listen: LISTEN\n{head}\n"
        f"upstreams: {{api: {{servers: ['{upstream.url}']}}}}\n"
        "routes:\n"
        "  - {name: all, match: {prefix: /}, upstream: api}\n"
    )


class Asking(threading.Thread):
    """One slow request in flight."""

    def __init__(self, gateway: Running) -> None:
        super().__init__()
        self._gateway = gateway
        self.answer: tuple[int, str] | None = None
        self.start()

    def run(self) -> None:
        # Stays None where the connection is cut.
        with suppress(OSError, HTTPException):
            self.answer = self._gateway.get("/slow")


def test_a_killed_worker_is_replaced(any_upstream: Upstream, tmp_path: Path) -> None:
    """After SIGKILL of one of two workers there are two again, every request is answered, the log says so."""
    with run_gateway(tmp_path, make_config(any_upstream, "workers: 2\nadmin: {listen: ADMIN}")) as gateway:
        before = children_of(gateway.process.pid)
        assert len(before) == 3
        os.kill(before[0], signal.SIGKILL)
        event = gateway.wait_for_event("a process ended and is replaced")
        assert (event["process"], event["ended_by"]) == ("worker 0", "signal SIGKILL")
        after = wait_until(
            lambda: len(now := children_of(gateway.process.pid)) == 3 and before[0] not in now and now
        )
        assert set(before[1:]) < set(after)
        paths = [f"/{number}" for number in range(60)]
        assert [gateway.get(path) for path in paths] == [(200, path) for path in paths]
        gateway.wait_for_readiness(200, "ready, workers answering: 2\n")


def test_a_request_in_flight_is_finished_before_the_end(slow_upstream: Upstream, tmp_path: Path) -> None:
    """SIGTERM: nobody can connect any more, the slow answer still arrives whole, the exit code is 0."""
    with run_gateway(tmp_path, make_config(slow_upstream, "workers: 2\nadmin: {listen: ADMIN}")) as gateway:
        gateway.wait_for_readiness(200, "ready, workers answering: 2\n")
        asking = Asking(gateway)
        slow_upstream.wait_until_asked()
        gateway.signal(signal.SIGTERM)
        gateway.wait_for_event("draining")
        wait_until(lambda: not accepts(gateway.address))
        assert gateway.get("/readyz", admin=True) == (503, "draining\n")
        slow_upstream.release.set()
        asking.join()
        assert asking.answer == (200, "/slow")
        assert gateway.wait() == 0


def test_a_drain_takes_no_longer_than_it_may(slow_upstream: Upstream, tmp_path: Path) -> None:
    """After `drain_timeout` what is still in flight is cut, which the log says; the exit code is 0."""
    with run_gateway(tmp_path, make_config(slow_upstream, "workers: 1\ndrain_timeout: 200ms")) as gateway:
        asking = Asking(gateway)
        slow_upstream.wait_until_asked()
        gateway.signal(signal.SIGTERM)
        assert gateway.wait() == 0
        asking.join()
        assert asking.answer is None
        assert gateway.events("connections were cut at the end of the drain")[0]["connections"] == 1


def test_a_second_signal_ends_at_once(slow_upstream: Upstream, tmp_path: Path) -> None:
    """Ctrl-C twice does not wait for requests in flight."""
    with run_gateway(tmp_path, make_config(slow_upstream, "workers: 1\ndrain_timeout: 1h")) as gateway:
        asking = Asking(gateway)
        slow_upstream.wait_until_asked()
        gateway.signal(signal.SIGINT)
        gateway.wait_for_event("draining")
        gateway.signal(signal.SIGINT)
        assert gateway.wait() == 0
        asking.join()
        assert asking.answer is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["terminal", "service manager"])
def test_a_signal_to_the_whole_group_counts_once(
    number: signal.Signals, slow_upstream: Upstream, tmp_path: Path
) -> None:
    """A terminal's Ctrl-C and a service manager's SIGTERM reach workers too, and still drain."""
    with run_gateway(tmp_path, make_config(slow_upstream, "workers: 1")) as gateway:
        asking = Asking(gateway)
        slow_upstream.wait_until_asked()
        os.killpg(gateway.process.pid, number)
        gateway.wait_for_event("draining")
        slow_upstream.release.set()
        asking.join()
        assert asking.answer == (200, "/slow")
        assert gateway.wait() == 0


def test_workers_do_not_outlive_their_parent(any_upstream: Upstream, tmp_path: Path) -> None:
    """After SIGKILL of the parent no worker and no admin process stays behind to serve an old file."""
    with run_gateway(tmp_path, make_config(any_upstream, "workers: 2\nadmin: {listen: ADMIN}")) as gateway:
        children = children_of(gateway.process.pid)
        assert len(children) == 3
        # One that is stuck must not stay either: its share of connections would hang.
        os.kill(children[0], signal.SIGSTOP)
        gateway.signal(signal.SIGKILL)
        gateway.wait()
        wait_until(lambda: not any(map(is_alive, children)))
        assert not accepts(gateway.address)


def test_a_changed_file_takes_effect(slow_upstream: Upstream, tmp_path: Path) -> None:
    """SIGHUP: new requests follow the new file, in all workers; what was in flight is not disturbed."""
    with run_gateway(tmp_path, make_config(slow_upstream, "workers: 2")) as gateway:
        children = children_of(gateway.process.pid)
        asking = Asking(gateway)
        slow_upstream.wait_until_asked()
        gateway.write(gateway.text.replace("{prefix: /}", "{prefix: /new}"))
        gateway.signal(signal.SIGHUP)
        gateway.wait_for_event("worker serves the new configuration", count=2)
        assert {gateway.get("/old")[0] for _ in range(10)} == {404}
        assert gateway.get("/new") == (200, "/new")
        slow_upstream.release.set()
        asking.join()
        assert asking.answer == (200, "/slow")
        assert children_of(gateway.process.pid) == children


def test_a_broken_file_changes_nothing(any_upstream: Upstream, tmp_path: Path) -> None:
    """SIGHUP with mistakes: every one is logged with its place, and the old configuration serves on."""
    with run_gateway(tmp_path, make_config(any_upstream, "workers: 1\nadmin: {listen: ADMIN}")) as gateway:
        gateway.write(gateway.text.replace("workers: 1", "workers: none\ndrain_timeot: 5s"))
        gateway.signal(signal.SIGHUP)
        assert gateway.wait_for_event("not reloaded: the old configuration stays")["mistakes"] == 2
        mistakes = gateway.events("mistake in the configuration")
        assert [(event["path"], event["at"].partition(":")[2]) for event in mistakes] == [
            ("workers", "2:10"),
            ("drain_timeot", "3:1"),
        ]
        assert gateway.get("/still") == (200, "/still")
        assert 'reloads_total{result="refused"} 1.0' in gateway.get("/metrics", admin=True)[1]


def test_a_file_that_cannot_be_dealt_with_changes_nothing(any_upstream: Upstream, tmp_path: Path) -> None:
    """SIGHUP with a file that breaks its reader: logged, counted, and the old configuration serves on."""
    with run_gateway(tmp_path, make_config(any_upstream, "workers: 1\nadmin: {listen: ADMIN}")) as gateway:
        gateway.write(gateway.text.replace("workers: 1", 'workers: 1\nlog: {file: "a\\0b"}'))
        gateway.signal(signal.SIGHUP)
        gateway.wait_for_event("not reloaded: the old configuration stays")
        assert gateway.get("/still") == (200, "/still")
        assert 'reloads_total{result="refused"} 1.0' in gateway.get("/metrics", admin=True)[1]


def test_what_needs_a_restart_is_named(any_upstream: Upstream, tmp_path: Path) -> None:
    """SIGHUP with another `workers`: the log names the key, and the rest of the file takes effect."""
    with run_gateway(tmp_path, make_config(any_upstream, "workers: 1")) as gateway:
        gateway.write(
            gateway.text.replace("workers: 1", "workers: 2").replace("{prefix: /}", "{prefix: /new}")
        )
        gateway.signal(signal.SIGHUP)
        assert gateway.wait_for_event("changes that need a restart are left out")["keys"] == ["workers"]
        gateway.wait_for_event("worker serves the new configuration")
        assert gateway.get("/old")[0] == 404
        assert len(children_of(gateway.process.pid)) == 1


def test_the_log_can_be_rotated(any_upstream: Upstream, tmp_path: Path) -> None:
    """After the log file was moved away, SIGHUP makes every process write to a new one."""
    log = tmp_path / "errgate.log"
    text = make_config(any_upstream, "workers: 1\nlog: {file: errgate.log}")
    with run_gateway(tmp_path, text, log.name) as gateway:
        gateway.get("/first")
        wait_until(lambda: '"path":"/first"' in log.read_text())
        log.rename(tmp_path / "errgate.log.1")
        gateway.signal(signal.SIGHUP)
        gateway.wait_for_event("worker serves the new configuration")
        gateway.get("/second")
        wait_until(lambda: '"path":"/second"' in log.read_text())


def test_a_new_level_counts_for_all_that_is_logged(any_upstream: Upstream, tmp_path: Path) -> None:
    """Requests and errors are logged by the level of the new configuration, as everything else is."""
    loud = make_config(any_upstream, "workers: 1\nlog: {level: info}")
    loud = loud.replace(any_upstream.url, "http://127.0.0.1:9").replace("{prefix: /}", "{prefix: /loud}")
    with run_gateway(tmp_path, loud) as gateway:
        gateway.write(loud.replace("info", "error").replace("/loud", "/quiet"))
        gateway.signal(signal.SIGHUP)
        wait_until(lambda: gateway.get("/quiet")[0] == 502)
        gateway.write(loud)
        gateway.signal(signal.SIGHUP)
        gateway.wait_for_event("worker serves the new configuration")
        assert gateway.get("/loud")[0] == 502
        gateway.signal(signal.SIGTERM)
        assert gateway.wait() == 0
        [request] = [event for event in gateway.events("request") if event["status"] == 502]
        [error] = [event for event in gateway.events("error") if event["status"] == 502]
        assert (request["path"], error["id"]) == ("/loud", request["id"])


def test_a_closed_standard_error_stops_nothing(any_upstream: Upstream, tmp_path: Path) -> None:
    """Where nobody reads the log any more, requests go on, and the lost lines are counted."""
    with reserve_port() as one, reserve_port() as other:
        address, admin = address_of(one), address_of(other)
        text = make_config(any_upstream, "workers: 1\nadmin: {listen: ADMIN}")
        file = tmp_path / "config.yaml"
        file.write_text(text.replace("LISTEN", address).replace("ADMIN", admin))
        with subprocess.Popen([ERRGATE, "run", file], stderr=subprocess.PIPE) as process:
            try:
                assert process.stderr is not None
                assert any(b'"serving"' in line for line in iter(process.stderr.readline, b""))
                process.stderr.close()
                assert [fetch(address, "/quiet")[0] for _ in range(5)] == [200] * 5
                wait_until(lambda: "log_lines_lost_total 5.0" in fetch(admin, "/metrics")[1])
                process.terminate()
                assert process.wait(PATIENCE_S) == 0
            finally:
                process.kill()


def test_a_worker_that_does_not_answer_is_reported(any_upstream: Upstream, tmp_path: Path) -> None:
    """A stopped worker is down on the metrics page, which still comes, and what it counted is not lost."""
    with run_gateway(tmp_path, make_config(any_upstream, "workers: 1\nadmin: {listen: ADMIN}")) as gateway:
        worker, _ = children_of(gateway.process.pid)
        gateway.get("/one")
        counted = 'requests_total{outcome="ok",route="all",status_class="2xx"} 1.0'
        page = gateway.wait_for_metric('worker_up{worker="0"} 1.0')
        assert counted in page
        os.kill(worker, signal.SIGSTOP)
        page = gateway.get("/metrics", admin=True)[1]
        assert 'worker_up{worker="0"} 0.0' in page
        assert counted in page
        assert gateway.get("/readyz", admin=True) == (503, "no worker answers\n")
        os.kill(worker, signal.SIGKILL)
        gateway.wait_for_readiness(200, "ready, workers answering: 1\n")
        gateway.get("/two")
        page = gateway.wait_for_metric(counted.replace("1.0", "2.0"))
        assert "worker_restarts_total 1.0" in page
