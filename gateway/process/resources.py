"""What this process uses of the machine.

Decides how that is measured. Refuses to know who reports it.
"""

from __future__ import annotations

import resource
import time
from pathlib import Path

_STATM = Path("/proc/self/statm")


def cpu_seconds() -> float:
    """Processor time of this process so far, user and system."""
    return time.process_time()


def resident_bytes() -> float:
    """Memory of this process that is in use now; 0 where the system does not tell."""
    try:
        pages = int(_STATM.read_text().split()[1])
    except OSError:
        return 0.0
    return float(pages * resource.getpagesize())


def raise_open_files() -> int:
    """Allow as many open files as the system lets us, and return how many that is.

    The usual soft limit of 1024 is for programs that call select(2); each connection needs a descriptor.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        except (OSError, ValueError):
            return soft
    return hard
