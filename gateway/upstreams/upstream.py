"""An upstream: its servers, their connections, and the handler that asks one of them.

Decides what is asked of which server, and under which path. Refuses to know routes, retries and errors'
formats: a server that does not answer is a GatewayError, whatever it answers is a Reply.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

from gateway.config.model import UpstreamConfig
from gateway.exchange import Exchange, Reply
from gateway.http.heads import request_head
from gateway.http.pool import Pool
from gateway.plugin import Handler
from gateway.upstreams.balancing import take_turns

_DEFAULT_PORTS = {"http": 80, "https": 443}

Rewrite = Callable[[str], str]


class Server:
    """One address of an upstream."""

    __slots__ = ("host_field", "name", "pool")

    def __init__(self, url: str, config: UpstreamConfig) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or _DEFAULT_PORTS[parts.scheme]
        tls = ssl.create_default_context() if parts.scheme == "https" else None
        # For logs, and for the Host field unless the client's is kept.
        self.name = f"{host}:{port}"
        self.host_field = None if config.preserve_host else parts.netloc.encode("ascii")
        self.pool = Pool(
            host,
            port,
            tls,
            size=config.max_connections,
            connect_timeout_s=config.connect_timeout,
            read_timeout_s=config.read_timeout,
            idle_timeout_s=config.idle_timeout,
            queue_timeout_s=config.queue_timeout,
        )


class Upstream:
    """An API behind the gateway."""

    def __init__(self, name: str, config: UpstreamConfig) -> None:
        self.name = name
        self.servers = [Server(url, config) for url in config.servers]

    def handler(self, rewrite: Rewrite | None) -> Handler:
        """The innermost handler of a route; `rewrite` turns the client's path into the server's."""
        take_turn = take_turns(self.servers)

        async def forward(exchange: Exchange) -> Reply:
            server = take_turn()
            exchange.server = server.name
            exchange.attempts += 1
            path = exchange.path if rewrite is None else rewrite(exchange.path)
            target = path if exchange.query is None else f"{path}?{exchange.query}"
            body = exchange.body
            head, chunked = request_head(
                exchange, target.encode("utf-8", "surrogateescape"), server.host_field
            )
            connection = server.pool.take_idle() or await server.pool.take()
            return await connection.ask(
                head, body, chunked=chunked, method=exchange.method, inform=exchange.inform
            )

        return forward

    def close(self) -> None:
        """Close idle connections; those in use close behind their answers."""
        for server in self.servers:
            server.pool.close()


def make_rewrite(strip_prefix: str | None, add_prefix: str | None) -> Rewrite | None:
    """How a route changes the path that it forwards; None where it does not."""
    if strip_prefix is None and add_prefix is None:
        return None
    strip = (strip_prefix or "").rstrip("/")
    add = (add_prefix or "").rstrip("/")
    depth = strip.count("/")

    def rewrite(path: str) -> str:
        if path == strip or path.startswith(f"{strip}/"):
            path = path[len(strip) :] or "/"
        elif "%" in path:
            # The route matched what the path means, so its prefix goes whichever way it is spelled.
            segments = path.split("/")
            if unquote("/".join(segments[: depth + 1])) == strip:
                path = "/" + "/".join(segments[depth + 1 :])
        return add + path

    return rewrite
