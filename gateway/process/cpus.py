"""How many processors this process may use.

Decides the number of workers where the configuration gives none. Refuses to know workers.
"""

from __future__ import annotations

import os
from math import ceil
from pathlib import Path

_CGROUP = Path("/sys/fs/cgroup")


def available_cpus(cgroup: Path = _CGROUP) -> int:
    """Processors that the scheduler gives us: affinity, and a container's share, rounded up; at least 1."""
    affinity = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    share = _cgroup_share(cgroup)
    return affinity if share is None else max(1, min(affinity, ceil(share)))


def _cgroup_share(cgroup: Path) -> float | None:
    """Processors by the container's quota, in version 2 of control groups, then in version 1."""
    try:
        quota, period = (cgroup / "cpu.max").read_text().split()
    except (OSError, ValueError):
        try:
            quota = (cgroup / "cpu/cpu.cfs_quota_us").read_text()
            period = (cgroup / "cpu/cpu.cfs_period_us").read_text()
        except OSError:
            return None
    try:
        share = int(quota) / int(period)
    except (ValueError, ZeroDivisionError):
        # "max": no quota.
        return None
    # Version 1 writes -1 where there is no quota.
    return share if share > 0 else None
