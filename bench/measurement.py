"""One measurement: load on a service for some seconds, and what that cost.

Decides what a figure means. Refuses to know contenders and reports.

CPU is the user and system time of the service's processes, by the kernel's account, over the requests that
wrk counted. Latency is at full load: by Little's law its mean is connections / throughput.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench.machine import busy_s
from bench.processes import Service
from bench.scenarios import Scenario

_SCRIPT = Path(__file__).with_name("load.lua")
_GRACE_S = 20.0


class LoadFailed(Exception):
    """The load generator did not do its work."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What one measurement gave."""

    requests: float
    per_s: float
    cpu_us: float
    p50_ms: float
    p99_ms: float
    resident_kib: int
    # Of one CPU, used by the service.
    busy: float
    # Of the service's CPU, used by others.
    foreign: float
    # Requests that failed, or that had the wrong kind of status.
    wrong: int


def measure(
    service: Service,
    scenario: Scenario,
    seconds: int,
    *,
    cpus: str,
    load_cpus: str,
    connections: int | None = None,
    threads: int = 1,
) -> Sample:
    """Load for so many seconds. `cpus` is where the service runs. Raises LoadFailed."""
    cpu, busy = service.cpu_s(), _busy_s(cpus)
    told = _load(service.port, scenario, seconds, load_cpus, connections or scenario.connections, threads)
    cpu, busy = service.cpu_s() - cpu, _busy_s(cpus) - busy
    duration_s = told["duration_us"] / 1e6
    requests: float = told["requests"]
    if scenario.answer_bytes:
        requests = told["bytes"] / scenario.answer_bytes
    if requests == 0:
        raise LoadFailed(f"{service.name}: no answer to {scenario.name} within {seconds} s")
    right = told["requests"] if scenario.error else 0
    return Sample(
        requests=requests,
        per_s=requests / duration_s,
        cpu_us=cpu / requests * 1e6,
        p50_ms=told["p50_us"] / 1000,
        p99_ms=told["p99_us"] / 1000,
        resident_kib=service.resident_kib(),
        busy=cpu / duration_s,
        foreign=max(0.0, (busy - cpu) / duration_s / len(cpus.split(","))),
        wrong=told["broken"] + abs(told["error_statuses"] - right),
    )


def _busy_s(cpus: str) -> float:
    return sum(map(busy_s, cpus.split(",")))


def _load(
    port: int, scenario: Scenario, seconds: int, cpus: str, connections: int, threads: int
) -> dict[str, int]:
    url = f"http://127.0.0.1:{port}{scenario.path}"
    wrk = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    arguments = ["-s", str(_SCRIPT), url, "--", scenario.method, str(scenario.request_bytes)]
    try:
        done = subprocess.run(
            ["setpriv", "--pdeathsig", "TERM", "taskset", "-c", cpus, *wrk, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds + _GRACE_S,
        )
    except subprocess.TimeoutExpired as error:
        raise LoadFailed(f"wrk did not end: {url}") from error
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise LoadFailed(f"wrk: {(done.stdout + done.stderr).strip()}")
    told: dict[str, int] = json.loads(lines[-1])
    return told
