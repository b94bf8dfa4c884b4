"""The admin process: serves the admin port, so that a busy or stuck worker cannot silence it.

Decides how that process starts and ends. Refuses to know what its pages say (admin/).
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Sequence
from pathlib import Path

import uvloop

from gateway.admin.app import build_app, serve_app
from gateway.admin.scrape import Workers
from gateway.admin.state import GatewayState
from gateway.config.model import Config
from gateway.observe.log import start_log
from gateway.observe.sink import QueuedSink, open_log
from gateway.process.configuration import log_file
from gateway.process.orders import SERVING, Order, Reload, obey


def run_admin(
    listeners: Sequence[socket.socket],
    socket_files: Sequence[Path],
    state: GatewayState,
    config: Config,
    base: Path,
    channel: socket.socket,
) -> int:
    """Serve the admin port until SIGTERM or the parent's end; returns the exit code."""
    sink = QueuedSink(open_log(log_file(config, base)))
    start_log(config.log, sink, worker="admin")

    def follow_log(changed: Config) -> None:
        sink.redirect(open_log(log_file(changed, base)))
        start_log(changed.log, sink, worker="admin")

    try:
        uvloop.run(_serve(Workers(socket_files), state, listeners, channel, follow_log))
    finally:
        sink.close()
    return 0


async def _serve(
    workers: Workers,
    state: GatewayState,
    listeners: Sequence[socket.socket],
    channel: socket.socket,
    follow_log: Callable[[Config], None],
) -> None:
    end = asyncio.Event()

    def follow(order: Order) -> None:
        if isinstance(order, Reload):
            follow_log(order.config)
        else:
            end.set()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    obey(channel, follow)
    async with serve_app(build_app(workers, state), listeners):
        channel.send(SERVING)
        await end.wait()
