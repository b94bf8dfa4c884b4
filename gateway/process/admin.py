"""The admin process: serves the admin port, so that a busy or stuck worker cannot silence it.

Decides how that process starts and ends, and how it follows the parent's orders and its certificate's files.
Refuses to know what its pages say (admin/).
"""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path

import uvloop

from gateway.admin.app import build_app, serve_app
from gateway.admin.scrape import Workers
from gateway.admin.state import GatewayState
from gateway.config.model import Config
from gateway.followed import FollowedContext
from gateway.http.tls import follow_listener
from gateway.observe.log import start_log
from gateway.observe.sink import QueuedSink, open_log
from gateway.process.certificates import CertificateWatch
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
    admin = _Admin(config, base, sink)
    try:
        uvloop.run(admin.serve(Workers(socket_files), state, listeners, channel))
    finally:
        sink.close()
    return 0


class _Admin:
    def __init__(self, config: Config, base: Path, sink: QueuedSink) -> None:
        self._base = base
        self._sink = sink
        self._log = start_log(config.log, sink, worker="admin")
        tls = config.admin.tls if config.admin else None
        self._tls = None if tls is None else follow_listener(tls, base)

    async def serve(
        self,
        workers: Workers,
        state: GatewayState,
        listeners: Sequence[socket.socket],
        channel: socket.socket,
    ) -> None:
        loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        self._watch = CertificateWatch(loop)
        self._follow_files()
        loop.add_signal_handler(signal.SIGTERM, self._end.set)
        obey(channel, self._follow)
        context = None if self._tls is None else _latest(self._tls)
        async with serve_app(build_app(workers, state), listeners, context):
            channel.send(SERVING)
            await self._end.wait()
        self._watch.close()

    def _follow(self, order: Order) -> None:
        if isinstance(order, Reload):
            self._sink.redirect(open_log(log_file(order.config, self._base)))
            self._log = start_log(order.config.log, self._sink, worker="admin")
            self._follow_files()
        else:
            self._end.set()

    def _follow_files(self) -> None:
        self._watch.follow([] if self._tls is None else [self._tls], self._log)


def _latest(tls: FollowedContext) -> ssl.SSLContext:
    """A context to listen with, by which each handshake gets the certificate of the moment.

    aiohttp takes a context once and for all; OpenSSL asks back at each ClientHello, whether that names a
    server or not.
    """
    context = tls.context

    def take_latest(connection: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
        connection.context = tls.context

    context.sni_callback = take_latest
    return context
