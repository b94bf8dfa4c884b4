"""How many processors this process may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.process.cpus import available_cpus

MINE = len(os.sched_getaffinity(0))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param({}, MINE, id="no control group"),
        pytest.param({"cpu.max": "max 100000\n"}, MINE, id="v2 without a quota"),
        pytest.param({"cpu.max": "100000 100000\n"}, 1, id="v2: one"),
        pytest.param({"cpu.max": "20000 100000\n"}, 1, id="v2: a fifth is still one"),
        pytest.param({"cpu.max": "110000 100000\n"}, min(MINE, 2), id="v2: rounded up"),
        pytest.param({"cpu.max": "99900000 100000\n"}, MINE, id="v2: more than there are"),
        pytest.param({"cpu.max": "nonsense"}, MINE, id="v2: unreadable"),
        pytest.param(
            {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, MINE, id="v1 without a quota"
        ),
        pytest.param(
            {"cpu/cpu.cfs_quota_us": "50000", "cpu/cpu.cfs_period_us": "100000"}, 1, id="v1: a half"
        ),
        pytest.param({"cpu/cpu.cfs_quota_us": "5", "cpu/cpu.cfs_period_us": "0"}, MINE, id="v1: nonsense"),
    ],
)
def test_a_containers_quota_counts(files: dict[str, str], expected: int, tmp_path: Path) -> None:
    """Affinity and quota both bound the number; it is never below one."""
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert available_cpus(tmp_path) == expected
