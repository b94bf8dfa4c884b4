"""The pages of the admin port."""

from __future__ import annotations

import json
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families

from gateway import __version__
from gateway.admin.app import build_app
from gateway.admin.scrape import Workers
from gateway.admin.state import GatewayState
from tests.admin.test_scrape import Worker, workers_at


async def get(path: str, workers: Workers, state: GatewayState | None = None) -> tuple[int, str, str]:
    """Status, content type and text of a page."""
    app = build_app(workers, state or GatewayState())
    async with TestClient(TestServer(app)) as client, client.get(path) as response:
        return response.status, response.headers["Content-Type"], await response.text()


async def test_the_index_names_every_page() -> None:
    """Whoever opens the port sees what is there."""
    status, _, text = await get("/", workers_at())
    assert status == 200
    assert __version__ in text
    for path in ("/livez", "/readyz", "/metrics", "/errors", "/version"):
        assert path in text
        assert (await get(path, workers_at()))[0] in (200, 503)


async def test_alive_even_without_workers() -> None:
    """/livez asks nobody: a gateway that replaces its workers must not be restarted for it."""
    assert (await get("/livez", workers_at()))[0] == 200


async def test_ready_while_a_worker_answers(tmp_path: Path) -> None:
    """/readyz is 200 with one of two workers, 503 without any."""
    workers = workers_at(tmp_path / "0", tmp_path / "1")
    assert (await get("/readyz", workers))[0] == 503
    async with Worker(tmp_path / "0"):
        status, _, text = await get("/readyz", workers)
    assert (status, text) == (200, "ready, workers answering: 1\n")


async def test_not_ready_while_draining(tmp_path: Path) -> None:
    """/readyz is 503 from the first signal on, though workers still answer."""
    state = GatewayState()
    state.start_draining()
    async with Worker(tmp_path / "0") as worker:
        status, _, text = await get("/readyz", workers_at(worker.file), state)
    assert (status, text) == (503, "draining\n")


async def test_the_metrics_page_can_be_read_by_prometheus(tmp_path: Path) -> None:
    """Numbers of workers, of the parent and of the build, in the text format."""
    state = GatewayState()
    state.count_restart()
    state.count_reload()
    state.count_failed_reload()
    state.config_loaded(1e9)
    async with Worker(tmp_path / "0") as worker:
        worker.count(2)
        status, content_type, text = await get("/metrics", workers_at(worker.file), state)
    assert (status, content_type) == (200, "text/plain; version=0.0.4; charset=utf-8")
    values = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert values == {
        ("errgate_build_info", __version__): 1,
        ("errgate_worker_restarts_total",): 1,
        ("errgate_config_reloads_total", "accepted"): 1,
        ("errgate_config_reloads_total", "refused"): 1,
        ("errgate_config_loaded_timestamp_seconds",): 1e9,
        ("errgate_worker_up", "0"): 1,
        ("errgate_requests_total",): 2,
    }


ROW = {
    "id": "a",
    "route": "fep",
    "dialect": "<b>",
    "status": 500,
    "members": ["code"],
    "confidence": 0.8,
    "count": 2,
    "first_seen": 1.5e9,
    "last_seen": 1.6e9,
    "rule": None,
    "catalog": None,
    "codes": {"E1": 2},
    "sample": '{"code":"<script>"}',
}


async def test_shapes_of_errors_as_json(tmp_path: Path) -> None:
    """With times that people and programs read."""
    async with Worker(tmp_path / "0") as worker:
        worker.shapes = [ROW]
        status, content_type, text = await get("/errors", workers_at(worker.file))
    assert (status, content_type) == (200, "application/json")
    times = {"first_seen": "2017-07-14T02:40:00Z", "last_seen": "2020-09-13T12:26:40Z"}
    assert json.loads(text) == {"errors": [ROW | times]}


async def test_shapes_of_errors_for_browsers(tmp_path: Path) -> None:
    """A table, in which nothing of an upstream is markup."""
    async with Worker(tmp_path / "0") as worker:
        worker.shapes = [ROW]
        app = build_app(workers_at(worker.file), GatewayState())
        async with TestClient(TestServer(app)) as client:
            answer = await client.get("/errors", headers={"Accept": "text/html,*/*"})
            page = await answer.text()
    assert answer.content_type == "text/html"
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert "<td><code></code></td>" in page
