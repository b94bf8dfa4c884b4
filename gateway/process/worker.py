"""One worker: an event loop that serves clients from its fork to its drain.

Decides the order in which a worker's parts start and end, and how it follows the parent's orders.
Refuses to know how requests are served (http/), and who starts workers and why (parent.py).
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import uvloop

from gateway.admin.wire import ERRORS, METRICS, READY, Answering
from gateway.config.compile import Snapshot, compile_config
from gateway.config.mistakes import ConfigError, dotted
from gateway.config.model import Config
from gateway.errors.inventory import Inventory
from gateway.http.server import Server
from gateway.observe.access import RequestObserver
from gateway.observe.log import start_log
from gateway.observe.metrics import MetricsRegistry, pack
from gateway.observe.sink import QueuedSink, open_log
from gateway.plugin import Env, Store
from gateway.process.certificates import CertificateWatch
from gateway.process.configuration import log_file
from gateway.process.doors import Doors
from gateway.process.listeners import Listening
from gateway.process.orders import SERVING, Drain, Order, Reload, obey
from gateway.process.resources import cpu_seconds, resident_bytes


@dataclass(frozen=True, slots=True)
class Seat:
    """What outlives a worker and is handed to its successor."""

    index: int
    listeners: Sequence[Listening]
    # Where the admin process asks; None where there is no admin port.
    reports: socket.socket | None


def run_worker(seat: Seat, config: Config, base: Path, store: Store, channel: socket.socket) -> int:
    """Serve until the parent says otherwise; returns the exit code.

    `base` is the folder of the configuration file. Runs in a process of its own, which has no loop yet.
    """
    sink = QueuedSink(open_log(log_file(config, base)))
    worker = _Worker(seat, config, base, store, sink)
    try:
        return uvloop.run(worker.serve(channel))
    finally:
        sink.close()


class _Worker:
    def __init__(self, seat: Seat, config: Config, base: Path, store: Store, sink: QueuedSink) -> None:
        self._seat = seat
        self._config = config
        self._base = base
        self._store = store
        self._sink = sink
        self._metrics = MetricsRegistry()
        self._inventory = Inventory(time.time)
        self._log = start_log(config.log, sink, worker=seat.index)
        self._observer = RequestObserver(config.log, sink, self._metrics, time.monotonic, time.time)
        # Set when the worker shall end; its result is how long requests in flight may take.
        self._end: asyncio.Future[float]
        # Configurations that were replaced and may still have requests.
        self._retiring: set[asyncio.Task[None]] = set()

    async def serve(self, channel: socket.socket) -> int:
        loop = asyncio.get_running_loop()
        self._end = loop.create_future()
        try:
            self._snapshot = self._compile(self._config)
        except ConfigError as error:
            self._tell(error)
            return 1
        self._server = Server(self._snapshot, self._observer, time.monotonic)
        self._count()
        self._doors = Doors(self._server, self._log)
        await self._doors.open(self._seat.listeners, self._snapshot.entrances)
        self._watch = CertificateWatch(loop)
        self._watch.follow(self._snapshot.followed, self._log)
        await self._answer_admin(loop)
        loop.add_signal_handler(signal.SIGTERM, self._finish, self._config.drain_timeout)
        obey(channel, self._follow)
        channel.send(SERVING)
        self._log.debug("worker serves", pid=os.getpid())

        timeout_s = await self._end
        self._doors.close()
        self._watch.close()
        await self._drain(timeout_s)
        return 0

    def _compile(self, config: Config) -> Snapshot:
        env = Env(
            clock=time.monotonic,
            sleep=asyncio.sleep,
            random=random.random,
            log=self._log,
            store=self._store,
            metrics=self._metrics,
        )
        return compile_config(config, self._base, env, self._inventory)

    async def _drain(self, timeout_s: float) -> None:
        cut = await self._server.drain(timeout_s)
        if cut:
            self._log.warning("connections were cut at the end of the drain", connections=cut)
        for task in self._retiring:
            task.cancel()
        await self._snapshot.close()

    def _follow(self, order: Order) -> None:
        if isinstance(order, Reload):
            self._reload(order.config)
        elif isinstance(order, Drain):
            self._finish(order.timeout_s)
        elif self._end.done():
            # Told to stop in the middle of a drain.
            self._leave()
        else:
            self._finish(0.0)

    def _finish(self, timeout_s: float) -> None:
        if not self._end.done():
            self._end.set_result(timeout_s)

    def _leave(self) -> None:
        self._sink.close()
        os._exit(0)

    def _reload(self, config: Config) -> None:
        if self._end.done():
            return
        # First, for what is compiled keeps its log.
        self._start_log(config)
        try:
            snapshot = self._compile(config)
        except ConfigError as error:
            self._start_log(self._config)
            self._tell(error)
            return
        self._follow_log(config)
        old, self._snapshot, self._config = self._snapshot, snapshot, config
        self._server.replace_gateway(snapshot)
        self._doors.follow(snapshot.entrances)
        self._watch.follow(snapshot.followed, self._log)
        task = asyncio.get_running_loop().create_task(_retire(old, config.drain_timeout))
        self._retiring.add(task)
        task.add_done_callback(self._retiring.discard)
        self._log.info("worker serves the new configuration")

    def _tell(self, error: ConfigError) -> None:
        # The parent compiled the same: something differs between the two, such as a file just removed.
        # Places alone: a sentence may quote a value that came from `${…}`.
        places = [dotted(mistake.path) for mistake in error.mistakes]
        self._log.error("the configuration does not compile in this worker", mistakes=places)

    def _follow_log(self, config: Config) -> None:
        # Opened anew even where the name is the same: that is how a rotated log is let go of.
        try:
            self._sink.redirect(open_log(log_file(config, self._base)))
        except OSError as error:
            self._log.error("the log file cannot be opened", file=config.log.file, error=str(error))
        self._observer.configure(config.log)

    def _start_log(self, config: Config) -> None:
        self._log = start_log(config.log, self._sink, worker=self._seat.index)

    async def _answer_admin(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._seat.reports is None:
            return
        pid = os.getpid()
        answers: dict[bytes, Callable[[], object]] = {
            READY: lambda: not self._end.done(),
            METRICS: lambda: (pid, pack(self._metrics.samples())),
            ERRORS: lambda: (pid, self._inventory.rows()),
        }
        # Kept: uvloop stops listening for a server that nobody holds.
        self._reporting = await loop.create_unix_server(lambda: Answering(answers), sock=self._seat.reports)

    def _count(self) -> None:
        metrics, worker = self._metrics, str(self._seat.index)
        metrics.running_total(
            "log_lines_lost", "Log lines that could not be written.", lambda: self._sink.lost
        )
        metrics.running_total("cpu_seconds", "Processor time of the workers, in seconds.", cpu_seconds)
        metrics.gauge(
            "client_connections", "Open connections.", lambda: len(self._server.connections), worker=worker
        )
        for why in ("connections", "connections_per_client", "proxy_protocol", "tls"):
            metrics.running_total(
                "connections_refused",
                "Connections that were closed before their first request, by what was in their way.",
                partial(self._server.refused.__getitem__, why),
                why=why,
            )
        metrics.gauge(
            "requests_in_flight", "Requests being answered.", lambda: self._server.in_flight, worker=worker
        )
        metrics.gauge("resident_memory_bytes", "Memory in use.", resident_bytes, worker=worker)


async def _retire(snapshot: Snapshot, after_s: float) -> None:
    """Close a configuration once the requests that it serves had as long as a drain gives them."""
    try:
        await asyncio.sleep(after_s)
    finally:
        await snapshot.close()
