"""The parent: starts workers, replaces those that die, passes on reload, drain and stop.

Decides what the gateway does about signals and ended children. Refuses to know requests: it has no event
loop and no thread, handles no byte from outside, and so has little that could make it fail.

    running ──SIGHUP──▶ running, with another configuration if that one is good
    running ──SIGTERM, SIGINT──▶ draining ──all workers ended, or time is up──▶ ended
    draining ──a second signal──▶ ended
"""

from __future__ import annotations

import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType

from gateway.admin.state import GatewayState
from gateway.config.mistakes import ConfigError, dotted
from gateway.config.model import Config
from gateway.observe.log import start_log
from gateway.observe.sink import Sink, open_log
from gateway.plugin import Log, Store
from gateway.process.admin import run_admin
from gateway.process.configuration import ConfigFile, keep_fixed, log_file, log_warnings
from gateway.process.family import Family, Place
from gateway.process.forking import Closable
from gateway.process.listeners import Listening, close_all, remove_files
from gateway.process.orders import Drain, Reload, Stop
from gateway.process.worker import Seat, run_worker

STOPPED = 0
WORKERS_KEEP_DYING = 3

# What a worker gets on top of the drain to close what it holds.
GRACE_S = 5.0
# What a process gets to end that was told to stop at once.
STOP_S = 1.0

_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD)


class Parent:
    """One gateway. `listeners` has a set of sockets for each worker, `admin` those of the admin port."""

    def __init__(
        self,
        source: ConfigFile,
        config: Config,
        listeners: list[list[Listening]],
        admin: list[socket.socket],
        store: Store,
        sink: Sink,
        announce: Callable[[Config], None],
    ) -> None:
        self._source = source
        self._config = config
        self._listeners = listeners
        self._admin_listeners = admin
        self._store = store
        self._sink = sink
        # Called once, when every process serves for the first time.
        self._announce: Callable[[Config], None] | None = announce
        self._log: Log = start_log(config.log, sink, worker="parent")
        self._state = GatewayState()
        self._state.config_loaded(time.time())
        self._wake, self._wake_write = socket.socketpair()
        # While draining: clock at which patience ends.
        self._deadline: float | None = None
        self._code = STOPPED

    def run(self) -> int:
        """Serve until a signal says otherwise; returns the exit code."""
        self._catch_signals()
        with ExitStack() as stack:
            files: list[Path] = []
            if self._admin_listeners:
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="errgate-")))
                files = [folder / f"worker-{index}" for index in range(len(self._listeners))]
            self._make_family(files)
            while not self._is_over():
                self._family.start_due()
                self._wait_for_news()
                for place, code in self._family.reap():
                    self._mourn(place, code)
                if self._deadline is not None and time.monotonic() >= self._deadline:
                    self._lose_patience()
        self._log.info("stopped")
        return self._code

    def _make_family(self, files: list[Path]) -> None:
        self._family = Family(self._log, [self._wake, self._wake_write])
        # Bound here and kept, so that a new worker answers where its predecessor did.
        reports = [_listen_at(file) for file in files]
        everything: list[Closable] = [one for sockets in self._listeners for one in sockets]
        everything += [*self._admin_listeners, *reports]

        def others(*mine: Closable) -> list[Closable]:
            return [one for one in everything if one not in mine]

        self._workers: list[Place] = []
        for index, sockets in enumerate(self._listeners):
            seat = Seat(index, sockets, reports[index] if reports else None)
            keep: list[Closable] = [*sockets, *reports[index : index + 1]]
            self._workers.append(Place(f"worker {index}", partial(self._work, seat), others(*keep)))
        self._family.places += self._workers
        self._admin: list[Place] = []
        if self._admin_listeners:
            run = partial(self._administer, files)
            self._admin = [Place("admin", run, others(*self._admin_listeners))]
        self._family.places += self._admin

    def _work(self, seat: Seat, channel: socket.socket) -> int:
        return run_worker(seat, self._config, self._source.base, self._store, channel)

    def _administer(self, files: list[Path], channel: socket.socket) -> int:
        return run_admin(self._admin_listeners, files, self._state, self._config, self._source.base, channel)

    def _catch_signals(self) -> None:
        self._wake.setblocking(False)
        self._wake_write.setblocking(False)
        for number in _SIGNALS:
            signal.signal(number, _do_nothing)
        # Each signal's number arrives here as a byte, in order.
        signal.set_wakeup_fd(self._wake_write.fileno(), warn_on_full_buffer=False)

    def _wait_for_news(self) -> None:
        """Return when a signal came, a child spoke, or it is time to do something."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake, selectors.EVENT_READ)
            for place in self._family.places:
                if place.channel is not None and place.awaited:
                    selector.register(place.channel, selectors.EVENT_READ, place)
            news = selector.select(self._patience())
        for key, _ in news:
            if key.data is None:
                self._read_signals()
            else:
                self._family.hear(key.data)
        if self._announce and all(place.serves for place in self._family.places):
            self._announce(self._config)
            self._announce = None

    def _read_signals(self) -> None:
        for number in self._wake.recv(256):
            if number in (signal.SIGTERM, signal.SIGINT):
                self._stop(signal.Signals(number).name)
            elif number == signal.SIGHUP:
                self._reload()

    def _mourn(self, place: Place, code: int) -> None:
        """Deal with a child that has ended."""
        if self._deadline is not None:
            if place in self._workers and not self._living_workers():
                # The last one to go, so that it could say "draining" to the end.
                self._family.tell(Stop(), self._admin)
                self._deadline = time.monotonic() + STOP_S
            return
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        delay_s = self._family.plan_successor(place)
        if place in self._workers:
            self._state.count_restart()
            if place.restarts.is_hopeless and not any(worker.serves for worker in self._living_workers()):
                self._log.error("workers keep dying at start-up: giving up", process=place.name, ended_by=how)
                self._code = WORKERS_KEEP_DYING
                self._stop_now()
                return
        self._log.error("a process ended and is replaced", process=place.name, ended_by=how, delay_s=delay_s)

    def _stop(self, why: str) -> None:
        if self._deadline is not None:
            self._log.warning("stopping at once", signal=why)
            self._stop_now()
            return
        timeout_s = self._config.drain_timeout
        self._log.info("draining", signal=why, drain_timeout_s=timeout_s)
        self._begin_end(timeout_s + GRACE_S)
        self._family.tell(Drain(timeout_s), self._workers)

    def _stop_now(self) -> None:
        self._begin_end(STOP_S)
        self._family.tell(Stop(), self._family.places)

    def _begin_end(self, patience_s: float) -> None:
        self._state.start_draining()
        self._deadline = time.monotonic() + patience_s
        for place in self._family.places:
            place.due = None
        # As long as we hold the sockets, the kernel lets clients connect to nobody.
        close_all(self._listeners)
        remove_files(self._listeners)
        if not self._living_workers():
            self._family.tell(Stop(), self._admin)

    def _lose_patience(self) -> None:
        living = self._family.living()
        self._log.warning("processes did not end in time and are killed", processes=[p.name for p in living])
        self._family.kill(living)
        self._deadline = time.monotonic() + STOP_S

    def _living_workers(self) -> list[Place]:
        return [place for place in self._workers if place.pid]

    def _is_over(self) -> bool:
        return self._deadline is not None and not self._family.living()

    def _patience(self) -> float | None:
        """How long to wait for news."""
        if self._deadline is not None:
            return max(0.0, self._deadline - time.monotonic())
        return self._family.next_due()

    def _reload(self) -> None:
        if self._deadline is not None:
            return
        try:
            changed = self._source.read()
        except ConfigError as error:
            self._refuse(error)
            return
        except Exception as error:  # noqa: BLE001 - whatever a new file meets, the old one is served on
            self._state.count_failed_reload()
            self._log.error("not reloaded: the old configuration stays", exc_info=error)
            return
        self._config, waiting = keep_fixed(self._config, changed)
        if waiting:
            self._log.warning("changes that need a restart are left out", keys=waiting)
        try:
            self._sink.redirect(open_log(log_file(self._config, self._source.base)))
        except OSError as error:
            self._log.error("the log file cannot be opened", error=str(error))
        self._log = start_log(self._config.log, self._sink, worker="parent")
        self._state.count_reload()
        self._state.config_loaded(time.time())
        self._family.tell(Reload(self._config), self._family.living())
        self._log.info("reloaded", file=str(self._source.file))
        log_warnings(self._config, self._log)

    def _refuse(self, error: ConfigError) -> None:
        self._state.count_failed_reload()
        for mistake in error.mistakes:
            self._log.error(
                "mistake in the configuration",
                at=f"{self._source.file}:{mistake.line or 1}:{mistake.column or 1}",
                path=dotted(mistake.path),
                problem=mistake.problem,
                hint=mistake.hint,
            )
        self._log.error("not reloaded: the old configuration stays", mistakes=len(error.mistakes))


def _listen_at(file: Path) -> socket.socket:
    one = socket.socket(socket.AF_UNIX)
    one.bind(os.fspath(file))
    one.listen(16)
    return one


def _do_nothing(_number: int, _frame: FrameType | None) -> None:
    """A handler, so that the signal is delivered; the wake-up descriptor says which one it was."""
