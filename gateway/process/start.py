"""From a file to a running gateway, or to nothing at all.

Decides the order of start-up: first all that can be wrong with the configuration, then every address, then
processes. Refuses to know how mistakes are shown.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.config.model import AdminConfig, Config, ListenerConfig, ListenerTlsConfig
from gateway.observe.log import start_log
from gateway.observe.sink import DirectSink, open_log
from gateway.plugin import Log
from gateway.process.configuration import ConfigFile, log_file, log_warnings
from gateway.process.cpus import available_cpus
from gateway.process.listeners import Listening, is_wide, open_listeners, told_place
from gateway.process.parent import Parent
from gateway.process.resources import raise_open_files
from gateway.store import SharedStore


@dataclass(frozen=True, slots=True)
class Running:
    """A gateway that takes requests: for people and for the log."""

    file: Path
    # `host:port`, with the ports that the kernel chose.
    addresses: list[str]
    # The same for a browser.
    urls: list[str]
    admin: list[str]
    admin_urls: list[str]
    workers: int
    routes: int


def run_gateway(source: ConfigFile, announce: Callable[[Running, Log], None]) -> int:
    """Serve until told to stop; the exit code. `announce` is called when all workers take requests.

    Raises ConfigError and ListenError before anything is started. Must be called from a process without
    threads and event loop.
    """
    config = source.read()
    workers = config.workers or available_cpus()
    # The admin port first: one set, for its one process.
    admin = open_listeners([ListenerConfig(address=config.admin.listen)], 1)[0] if config.admin else []
    listeners = open_listeners(config.listeners, workers)
    sink = DirectSink(open_log(log_file(config, source.base)))
    log = start_log(config.log, sink, worker="parent")
    _warn(log, admin, raise_open_files(), config)

    def tell(served: Config) -> None:
        running = Running(
            file=source.file,
            addresses=_told(listeners[0]),
            urls=[_url(one, config.listeners[one.index].tls) for one in listeners[0]],
            admin=_told(admin),
            admin_urls=[_url(one, config.admin.tls) for one in admin] if config.admin else [],
            workers=workers,
            routes=len(served.routes),
        )
        announce(running, log)

    # What is there before the fork is never collected: workers share its memory for as long as they live.
    gc.collect()
    gc.freeze()
    doors = [one.socket for one in admin]
    return Parent(source, config, listeners, doors, SharedStore(), sink, tell).run()


def _told(listeners: Sequence[Listening]) -> list[str]:
    return [told_place(one.socket) for one in listeners]


def _url(listening: Listening, tls: ListenerTlsConfig | None) -> str:
    place = told_place(listening.socket)
    if listening.file is not None:
        return place
    return f"{'http' if tls is None else 'https'}://{place}"


def _warn(log: Log, admin: Sequence[Listening], open_files: int, config: Config) -> None:
    if any(is_wide(one.socket) for one in admin) and not _asks_who_it_is(config.admin):
        log.warning(
            "the admin port is open to the network: anybody who reaches it can read metrics",
            listen=_told(admin),
            hint="admin: {listen: 127.0.0.1:9901}, or tls with client_certificates: required",
        )
    log_warnings(config, log)
    wanted = config.limits.connections
    if open_files < wanted:
        log.warning(
            "fewer files may be open than limits.connections needs",
            open_files=open_files,
            wanted=wanted,
            hint=f"ulimit -n {wanted}",
        )


def _asks_who_it_is(admin: AdminConfig | None) -> bool:
    return admin is not None and admin.tls is not None and admin.tls.client_certificates == "required"
