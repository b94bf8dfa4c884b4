"""The machine that is measured on: what it is, and how quiet it was.

Decides what is told about it. Refuses to know what is measured.
"""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
import time
from pathlib import Path

# More than this share of a CPU used by others, and figures are not worth comparing with other runs.
NOISE = 0.05
_QUIET_S = 1.0
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def describe_machine() -> dict[str, str]:
    """Names of CPU, kernel and Python, and the load average now."""
    cpus = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    one, five, fifteen = os.getloadavg()
    return {
        "CPU": f"{len(cpus)} x {cpus[0] if cpus else platform.machine()}",
        "kernel": platform.release(),
        "Python": f"{platform.python_version()} ({_tell_build()})",
        "load average at start": f"{one:.2f} {five:.2f} {fifteen:.2f}",
    }


def busy_s(cpu: str) -> float:
    """Seconds that this CPU (`0`) has worked since the machine started; time stolen by its host included."""
    for line in Path("/proc/stat").read_text().splitlines():
        name, *ticks = line.split()
        if name == f"cpu{cpu}":
            user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, ticks[:8])
            return (user + nice + system + irq + softirq + steal) / _TICKS_A_SECOND
    return 0.0


def busy_share(cpus: tuple[str, ...]) -> float:
    """The share of these CPUs that others use just now; looks for a second."""
    before = sum(map(busy_s, cpus))
    time.sleep(_QUIET_S)
    return (sum(map(busy_s, cpus)) - before) / _QUIET_S / len(cpus)


def _tell_build() -> str:
    # An interpreter that was built without them takes a sixth more CPU. Distributions do not tell in the
    # same place as everybody else, but they have them.
    flags = str(sysconfig.get_config_var("CONFIG_ARGS"))
    if sys.base_prefix == "/usr":
        return "of the distribution"
    return f"built {'with' if '--enable-optimizations' in flags else 'without'} optimizations"
