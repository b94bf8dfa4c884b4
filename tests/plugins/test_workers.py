"""Rate limits of a real gateway with two workers: they count together, after a reload too."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

from tests.process.gateways import Running, run_gateway
from tests.process.upstream import run_upstream

CONFIG = """\
listen: LISTEN
workers: 2
upstreams: {{api: {{servers: ["{url}"]}}}}
routes:
  - name: all
    match: {{prefix: /}}
    upstream: api
    plugins: [{plugins}]
"""


def ask(gateway: Running, count: int) -> Counter[int]:
    """Statuses of so many requests, each on a connection of its own, so that both workers get some."""
    return Counter(gateway.get("/")[0] for _ in range(count))


def test_workers_count_together(tmp_path: Path) -> None:
    """Ten an hour is ten, not ten for each worker; a table that only a reload asks for is shared as well."""
    with run_upstream() as upstream:
        before = CONFIG.format(url=upstream.url, plugins="rate_limit: {rate: 10/h}")
        after = CONFIG.format(url=upstream.url, plugins="rate_limit: {rate: 7/h}")
        with run_gateway(tmp_path, before) as gateway:
            assert ask(gateway, 40) == {200: 10, 429: 30}
            gateway.write(after)
            gateway.signal(signal.SIGHUP)
            gateway.wait_for_event("worker serves the new configuration", 2)
            assert ask(gateway, 40) == {200: 7, 429: 33}
            gateway.write(before)
            gateway.signal(signal.SIGHUP)
            gateway.wait_for_event("worker serves the new configuration", 4)
            assert ask(gateway, 5) == {429: 5}
