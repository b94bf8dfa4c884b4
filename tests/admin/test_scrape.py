"""The numbers of all workers as one set, over real sockets."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Self

import orjson

from gateway.admin import wire
from gateway.admin.scrape import Workers
from gateway.admin.wire import ERRORS, METRICS, READY, Answering, ask
from gateway.observe.metrics import MetricsRegistry, Sample, pack

# A worker that is there answers; one that a busy machine keeps waiting must not look stuck.
PATIENCE_S = 60.0


def workers_at(*files: Path) -> Workers:
    """The workers behind these sockets, asked patiently."""
    return Workers(files, PATIENCE_S)


class Worker:
    """A worker as far as the admin process can see it, within `async with`."""

    def __init__(self, file: Path, pid: int = 1) -> None:
        self.file = file
        self.pid = pid
        self.metrics = MetricsRegistry()
        self.shapes: list[dict[str, Any]] = []
        self._server: asyncio.AbstractServer | None = None

    async def __aenter__(self) -> Self:
        answers = {
            READY: lambda: True,
            METRICS: lambda: (self.pid, pack(self.metrics.samples())),
            ERRORS: lambda: (self.pid, self.shapes),
        }
        loop = asyncio.get_running_loop()
        self._server = await loop.create_unix_server(lambda: Answering(answers), self.file)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.file.unlink(missing_ok=True)

    def count(self, amount: float) -> None:
        self.metrics.counter("requests", "R.").inc(amount)


def value(samples: list[Sample], name: str, **labels: str) -> float | None:
    wanted = tuple(sorted(labels.items()))
    return next((s.values[0] for s in samples if (s.name, s.labels) == (name, wanted)), None)


async def test_workers_are_added_up_and_told_apart(tmp_path: Path) -> None:
    """Counters are sums; `worker_up` says who answered, one line a worker."""
    async with Worker(tmp_path / "0") as one, Worker(tmp_path / "1") as two:
        one.count(3)
        two.count(4)
        workers = workers_at(one.file, two.file, tmp_path / "2")
        samples = await workers.samples()
        assert value(samples, "errgate_requests") == 7
        up = [value(samples, "errgate_worker_up", worker=worker) for worker in "012"]
        assert up == [1, 1, 0]
        assert await workers.ready() == 2


async def test_what_a_dead_worker_counted_is_kept(tmp_path: Path) -> None:
    """A successor starts at zero; the sum goes on from where it was, also after several of them."""
    file = tmp_path / "0"
    workers = workers_at(file)
    sums = []
    for pid in (1, 2, 3):
        async with Worker(file, pid) as worker:
            worker.metrics.gauge("open", "O.", lambda: 5.0, worker="0")
            worker.count(10)
            await workers.samples()
            worker.count(1)
            samples = await workers.samples()
            sums.append(value(samples, "errgate_requests"))
            assert value(samples, "errgate_open", worker="0") == 5
        assert value(await workers.samples(), "errgate_requests") == sums[-1]
    assert sums == [11, 22, 33]


async def test_a_worker_that_says_nothing_costs_a_bounded_time(tmp_path: Path) -> None:
    """Who accepts and never answers is not there, after `patience_s`."""
    hung_up = asyncio.Event()

    class Silent(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            hung_up.set()

    file = tmp_path / "0"
    loop = asyncio.get_running_loop()
    server = await loop.create_unix_server(Silent, file)
    started = loop.time()
    assert await ask(file, READY, patience_s=0.05) is None
    assert 0.04 < loop.time() - started < PATIENCE_S
    await asyncio.wait_for(hung_up.wait(), PATIENCE_S)
    server.close()


async def test_a_worker_that_ends_in_its_answer_is_not_there(tmp_path: Path) -> None:
    """Half a document is no answer."""

    async def tear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b'[1, [["counter", ')
        writer.close()

    server = await asyncio.start_unix_server(tear, tmp_path / "0")
    assert await ask(tmp_path / "0", METRICS, PATIENCE_S) is None
    server.close()


async def test_an_unknown_question_has_no_answer(tmp_path: Path) -> None:
    """The connection is closed without a word, as it is for a question that never ends."""
    async with Worker(tmp_path / "0") as worker:
        assert await ask(worker.file, b"secrets", PATIENCE_S) is None
        reader, writer = await asyncio.open_unix_connection(worker.file)
        writer.write(b"x" * 1000)
        assert await reader.read() == b""
        writer.close()


async def test_a_question_may_come_in_pieces(tmp_path: Path) -> None:
    """A question ends with its line."""
    async with Worker(tmp_path / "0") as worker:
        reader, writer = await asyncio.open_unix_connection(worker.file)
        for piece in (b"rea", b"dy\n"):
            writer.write(piece)
            await asyncio.sleep(0.01)
        assert orjson.loads(await reader.read()) is True
        writer.close()


def test_patience_is_shorter_than_that_of_health_checks() -> None:
    """A probe that waits three seconds still gets its 503 from us."""
    assert wire.PATIENCE_S < 3


def shape(id: str, count: int, first: float, last: float, sample: str | None = None) -> dict[str, Any]:
    """A row of an inventory."""
    times = {"first_seen": first, "last_seen": last}
    return {"id": id, "count": count, **times, "codes": {"E": count}, "sample": sample, "rule": f"r{last}"}


async def test_shapes_of_all_workers_are_added_up(tmp_path: Path) -> None:
    """Counts are sums, the times the earliest and the latest, the rest is as of the latest."""
    async with Worker(tmp_path / "0") as one, Worker(tmp_path / "1") as two:
        one.shapes = [shape("a", 2, 10, 20, "old"), shape("b", 1, 5, 30)]
        two.shapes = [shape("a", 3, 15, 25)]
        shapes = await workers_at(one.file, two.file, tmp_path / "2").shapes()
    assert shapes == [shape("b", 1, 5, 30), shape("a", 5, 10, 25, "old")]


async def test_what_a_dead_worker_saw_is_kept(tmp_path: Path) -> None:
    """While it is away, and when a successor starts with nothing."""
    file = tmp_path / "0"
    workers = workers_at(file)
    async with Worker(file, 1) as worker:
        worker.shapes = [shape("a", 2, 10, 20)]
        await workers.shapes()
    assert await workers.shapes() == [shape("a", 2, 10, 20)]
    async with Worker(file, 2) as worker:
        worker.shapes = [shape("a", 1, 30, 30)]
        assert await workers.shapes() == [shape("a", 3, 10, 30)]
        assert await workers.shapes() == [shape("a", 3, 10, 30)]
