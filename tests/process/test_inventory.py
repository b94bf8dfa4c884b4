"""Real workers, a real admin port: what upstreams have sent is there to be read."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.process.gateways import PATIENCE_S, Running, run_gateway, wait_until
from tests.processes import ERRGATE, run_demo

CONFIG = """\
listen: LISTEN
workers: 2
admin: {listen: ADMIN}
upstreams: {legacy: {servers: ["DEMO"]}}
routes: [{name: all, match: {prefix: /}, upstream: legacy}]
errors: {rules: [{name: known, when: {status: [401, 403]}, then: {code: KNOWN}}]}
"""


def shapes(gateway: Running) -> list[dict[str, Any]]:
    """What the admin port tells of errors. A worker that is busy for a second is missing."""
    rows: list[dict[str, Any]] = json.loads(gateway.get("/errors", admin=True)[1])["errors"]
    return rows


def test_errors_seen_by_all_workers_are_on_the_admin_port(tmp_path: Path) -> None:
    """Counted over workers, one row for each shape, with the rule that took care of it."""
    with run_demo() as demo, run_gateway(tmp_path, CONFIG.replace("DEMO", demo.url)) as gateway:
        assert shapes(gateway) == []
        for _ in range(10):
            assert gateway.get("/fep/accounts/balance")[0] in (401, 403)
        (row,) = wait_until(lambda: [row for row in shapes(gateway) if row["count"] == 10])
        assert (row["route"], row["rule"], len(shapes(gateway))) == ("all", "known", 1)
        assert row["sample"]


def test_what_was_seen_can_be_learned(tmp_path: Path) -> None:
    """`errgate learn` drafts a rule for what the gateway has met and no rule takes care of."""
    config = CONFIG.replace("status: [401, 403]", "status: 418")
    with run_demo() as demo, run_gateway(tmp_path, config.replace("DEMO", demo.url)) as gateway:
        for _ in range(2):
            gateway.get("/fep/accounts/balance")
        wait_until(lambda: [row for row in shapes(gateway) if row["count"] == 2])
        source = f"http://{gateway.admin}/errors"
        arguments: list[str | Path] = [ERRGATE, "learn", "--from", source, "--json", "--config", gateway.file]
        learned = subprocess.run(arguments, capture_output=True, text=True, timeout=PATIENCE_S, check=True)
    (rule,) = json.loads(learned.stdout)["rules"]
    assert (rule["when"]["route"], rule["seen"]) == ("all", 2)
