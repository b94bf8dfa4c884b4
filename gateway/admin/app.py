"""The admin port: is the gateway alive, does it take requests, what has it counted.

Decides the paths, their statuses and what they say. Refuses to know processes: it asks `Workers` and reads
`GatewayState`. Everything here is for reading; nothing can be changed through it.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from platform import python_version

import orjson
from aiohttp import web

from gateway import __version__
from gateway.admin.scrape import Workers
from gateway.admin.shapes import readable, write_table
from gateway.admin.state import GatewayState
from gateway.observe.metrics import CONTENT_TYPE, Sample, merge, render

_INDEX = """\
errgate {version}

/livez     200 while the gateway runs
/readyz    200 while it takes requests, 503 while it drains or no worker answers
/metrics   numbers for Prometheus
/errors    shapes of errors that upstreams have sent, as JSON; a table for browsers
/version   versions as JSON
"""


@asynccontextmanager
async def serve_app(
    app: web.Application, listeners: Iterable[socket.socket], tls: ssl.SSLContext | None = None
) -> AsyncIterator[None]:
    """Serve the application on sockets that listen already, until this context ends."""
    # Scrapes are few, and have the metrics to tell of them.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        for one in listeners:
            await web.SockSite(runner, one, ssl_context=tls).start()
        yield
    finally:
        await runner.cleanup()


def build_app(workers: Workers, state: GatewayState) -> web.Application:
    """The application behind the admin port."""

    async def index(_: web.Request) -> web.Response:
        return web.Response(text=_INDEX.format(version=__version__))

    async def livez(_: web.Request) -> web.Response:
        # The parent ends this process when it ends itself: to answer is to be alive.
        return web.Response(text="alive\n")

    async def readyz(_: web.Request) -> web.Response:
        if state.is_draining:
            return web.Response(status=503, text="draining\n")
        ready = await workers.ready()
        if not ready:
            return web.Response(status=503, text="no worker answers\n")
        return web.Response(text=f"ready, workers answering: {ready}\n")

    async def metrics(_: web.Request) -> web.Response:
        page = render(merge([_build_info(), state.samples(), await workers.samples()]))
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE})

    async def errors(request: web.Request) -> web.Response:
        rows = await workers.shapes()
        if "text/html" in request.headers.get("Accept", ""):
            return web.Response(text=write_table(rows), content_type="text/html", charset="utf-8")
        return web.Response(
            body=orjson.dumps({"errors": [readable(row) for row in rows]}), content_type="application/json"
        )

    async def version(_: web.Request) -> web.Response:
        return web.json_response({"errgate": __version__, "python": python_version()})

    app = web.Application()
    app.router.add_get("/", index)
    app.router.add_get("/livez", livez)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics)
    app.router.add_get("/errors", errors)
    app.router.add_get("/version", version)
    return app


def _build_info() -> list[Sample]:
    labels = (("version", __version__),)
    return [Sample("gauge", "errgate_build_info", "1, with the version that runs.", labels, [1.0])]
