"""One request through a route's upstream, for the commands that explain what comes back.

Decides how the answer is kept: as it came, before plugins and the error engine. Refuses to explain it.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlsplit

from gateway.config.model import Config, RouteConfig
from gateway.exchange import Exchange, Fields
from gateway.reading import read_ahead
from gateway.upstreams.upstream import Upstream, make_rewrite
from gateway.workbench.captured import Captured, Request

# What stands in a target as it is (RFC 3986 §3.3, §3.4); everything else is escaped, as browsers do.
_PATH = "/%:@!$&'()*+,;=~"
_QUERY = _PATH + "?"


def aim(request: Request, url: str) -> Request:
    """`request` for this path or address; its host counts where routes have hosts. Raises ValueError."""
    parts = urlsplit(url)
    if not (parts.scheme in ("http", "https") and parts.netloc) and not url.startswith("/"):
        raise ValueError(f"{url!r} is neither a path such as /orders/7 nor an address")
    path = quote(parts.path or "/", safe=_PATH)
    query = f"?{quote(parts.query, safe=_QUERY)}" if parts.query else ""
    named = any(name.lower() == "host" for name, _ in request.fields)
    host = (("Host", parts.netloc.rpartition("@")[2]),) if parts.netloc and not named else ()
    return Request(request.method, path + query, (*host, *request.fields))


async def ask_upstream(config: Config, base: Path, route: RouteConfig, request: Request) -> Captured:
    """The upstream's own answer to a request that this route would take.

    `base` is the folder of the configuration. The body is read up to `errors.max_body`. Raises GatewayError
    where there is no answer, and UnusableFile.
    """
    upstream = Upstream(route.upstream, config.upstreams[route.upstream], base)
    exchange: Exchange = request.exchange()
    if "host" not in exchange.fields:
        exchange.fields.add("Host", "localhost")
    try:
        reply = await upstream.handler(make_rewrite(route.strip_prefix, route.add_prefix))(exchange)
        body = reply.body
        if not isinstance(body, bytes):
            prefix = await read_ahead(body, config.errors.max_body)
            body.discard()
            body = prefix.data
    finally:
        upstream.close()
    fields: Fields = reply.fields
    return Captured(reply.status, tuple(fields.raw), body, request, f"{exchange.server}{request.path}")
