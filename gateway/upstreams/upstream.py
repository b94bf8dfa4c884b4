"""An upstream: its servers, their connections, and the handler that asks one of them.

Decides what is asked of which server, and under which path. Refuses to know routes, retries and errors'
formats: a server that does not answer is a GatewayError, whatever it answers is a Reply.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from gateway.config.addresses import ServerAddress, parse_server
from gateway.config.model import UpstreamConfig, UpstreamTlsConfig
from gateway.exchange import Exchange, Reply
from gateway.followed import FollowedContext
from gateway.http.deadlines import NEVER
from gateway.http.dialing import Dialer, OnEvent
from gateway.http.heads import request_head
from gateway.http.hops import COUNTED_METHODS, make_last_hop
from gateway.http.pool import Pool
from gateway.http.tls import follow_upstream
from gateway.http.upstream_connection import UpstreamConnection
from gateway.plugin import Handler
from gateway.upstreams.balancing import take_turns

Rewrite = Callable[[str], str]


class Server:
    """One address of an upstream."""

    __slots__ = ("host_field", "name", "pool")

    def __init__(self, address: ServerAddress, config: UpstreamConfig, tls: FollowedContext | None) -> None:
        # For logs, and for the Host field unless the client's is kept.
        self.name = str(address)
        self.host_field = None if config.preserve_host else address.authority.encode("ascii")
        dialer = Dialer(
            address,
            None,
            server_name=((config.tls and config.tls.server_name) or address.host).removesuffix("."),
            connect_timeout_s=config.connect_timeout,
            tls_timeout_s=config.tls_timeout,
            read_timeout_s=config.read_timeout,
            first_byte_timeout_s=config.first_byte_timeout,
            total_timeout_s=NEVER if config.total_timeout is None else config.total_timeout,
        )
        self.pool = Pool(
            dialer.dial if tls is None else partial(_dial, dialer, tls),
            size=config.max_connections,
            idle_timeout_s=config.idle_timeout,
            queue_timeout_s=config.queue_timeout,
        )


class Upstream:
    """An API behind the gateway. Relative paths of its files start at `base`. Raises UnusableFile."""

    def __init__(self, name: str, config: UpstreamConfig, base: Path = Path()) -> None:
        self.name = name
        addresses = [parse_server(text) for text in config.servers]
        # None: no server speaks it.
        self.tls: FollowedContext | None = None
        if any(address.scheme == "https" for address in addresses):
            self.tls = follow_upstream(config.tls or UpstreamTlsConfig(), base)
        self.servers = [
            Server(address, config, self.tls if address.scheme == "https" else None) for address in addresses
        ]

    def handler(self, rewrite: Rewrite | None, methods: Sequence[str] = ()) -> Handler:
        """The innermost handler of a route; `rewrite` turns the client's path into the server's.

        `methods` are those of the route; none: any. It takes a connection when it is called, so what it
        returns is to be awaited at once.
        """
        take_turn = take_turns(self.servers)
        answer_as_last = make_last_hop(methods)

        def forward(exchange: Exchange) -> Awaitable[Reply]:
            if exchange.method in COUNTED_METHODS and (reply := answer_as_last(exchange)) is not None:
                return _reached(reply)
            server = take_turn()
            exchange.server = server.name
            exchange.attempts += 1
            path = exchange.path if rewrite is None else rewrite(exchange.path)
            target = path if exchange.query is None else f"{path}?{exchange.query}"
            head, chunked = request_head(
                exchange, target.encode("utf-8", "surrogateescape"), server.host_field
            )
            connection = server.pool.take_idle()
            if connection is None:
                return _ask_later(server.pool, exchange, head, chunked=chunked)
            return connection.ask(
                head, exchange.body, chunked=chunked, method=exchange.method, inform=exchange.inform
            )

        return forward

    def close(self) -> None:
        """Close idle connections; those in use close behind their answers."""
        for server in self.servers:
            server.pool.close()


async def _reached(reply: Reply) -> Reply:
    """The answer of the last hop, which is this one."""
    return reply


async def _ask_later(pool: Pool, exchange: Exchange, head: bytes, *, chunked: bool) -> Reply:
    """Ask on a connection that has to be made, or waited for."""
    body = exchange.body
    connection = await pool.take()
    return await connection.ask(head, body, chunked=chunked, method=exchange.method, inform=exchange.inform)


def _dial(
    dialer: Dialer, tls: FollowedContext, on_free: OnEvent, on_lost: OnEvent
) -> Awaitable[UpstreamConnection]:
    """A connection by the context of the moment."""
    return replace(dialer, tls=tls.context).dial(on_free, on_lost)


def make_rewrite(strip_prefix: str | None, add_prefix: str | None) -> Rewrite | None:
    """How a route changes the path that it forwards; None where it does not."""
    if strip_prefix is None and add_prefix is None:
        return None
    strip = (strip_prefix or "").rstrip("/")
    add = (add_prefix or "").rstrip("/")
    depth = strip.count("/")

    def rewrite(path: str) -> str:
        if path == "*":
            # RFC 9112 §3.2.4: the server as a whole, under whatever path.
            return path
        if path == strip or path.startswith(f"{strip}/"):
            path = path[len(strip) :] or "/"
        elif "%" in path:
            # The route matched what the path means, so its prefix goes whichever way it is spelled.
            segments = path.split("/")
            if unquote("/".join(segments[: depth + 1])) == strip:
                path = "/" + "/".join(segments[depth + 1 :])
        return add + path

    return rewrite
