"""The proxy that everybody writes first with aiohttp: `web.Application` in front, `ClientSession` behind.

Decides nothing clever, on purpose: it is what errgate is compared to. It streams bodies and rewrites JSON
errors; as operated, it writes a JSON access log, counts requests, gives ids and limits the rate.
Usage: obvious_aiohttp.py PORT UPSTREAM_PORT [ADMIN_PORT ACCESS_LOG]
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from uuid import uuid4

import prometheus_client
import uvloop
from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, TCPConnector, web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
SESSION = web.AppKey("session", ClientSession)
RATE_PER_S = 1_000_000.0
PIECE_BYTES = 65536

REQUESTS = prometheus_client.Counter("requests", "Requests that were answered.", ["status"])
DURATION = prometheus_client.Histogram("request_duration_seconds", "From request to answer.")

log = logging.getLogger("access")


class Proxy:
    def __init__(self, upstream: str) -> None:
        self._upstream = upstream
        self._tokens: defaultdict[str, float] = defaultdict(lambda: RATE_PER_S)
        self._filled: dict[str, float] = {}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        limited = request.path.startswith("/limited/")
        if limited:
            self.take(request)
        for left in range(2 if limited else 0, -1, -1):
            try:
                return await self._forward(request, retried=bool(left))
            except ClientConnectionError:
                if not left:
                    raise
        raise AssertionError

    async def _forward(self, request: web.Request, *, retried: bool) -> web.StreamResponse:
        fields = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        fields["X-Forwarded-For"] = request.remote or ""
        fields["X-Forwarded-Proto"] = request.scheme
        fields["X-Forwarded-Host"] = request.host
        if "id" in request:
            fields["X-Request-Id"] = request["id"]
        body = request.content if request.body_exists else None
        session = request.app[SESSION]
        url = self._upstream + request.path_qs
        async with session.request(
            request.method, url, headers=fields, data=body, allow_redirects=False
        ) as answer:
            if retried and answer.status in (502, 503, 504):
                raise ClientConnectionError
            if answer.status >= 400:
                return await _rewrite(request, answer.status, await answer.read())
            response = web.StreamResponse(status=answer.status)
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    response.headers.add(name, value)
            await response.prepare(request)
            async for piece in answer.content.iter_chunked(PIECE_BYTES):
                await response.write(piece)
            await response.write_eof()
            return response

    def take(self, request: web.Request) -> None:
        client, now = request.remote or "", time.monotonic()
        refill = (now - self._filled.get(client, now)) * RATE_PER_S
        self._filled[client] = now
        self._tokens[client] = min(RATE_PER_S, self._tokens[client] + refill) - 1
        if self._tokens[client] < 0:
            raise web.HTTPTooManyRequests

    @web.middleware
    async def operate(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        started = time.perf_counter()
        request["id"] = str(uuid4())
        self.take(request)
        response = await handler(request)
        took = time.perf_counter() - started
        REQUESTS.labels(str(response.status)).inc()
        DURATION.observe(took)
        log.info(
            json.dumps(
                {
                    "ts": time.time(),
                    "id": request["id"],
                    "client": request.remote,
                    "method": request.method,
                    "path": request.path,
                    "status": response.status,
                    "bytes": response.body_length,
                    "duration_ms": round(took * 1000, 3),
                }
            )
        )
        return response


async def _rewrite(request: web.Request, status: int, body: bytes) -> web.Response:
    document = json.loads(body)
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": document.get("error_msg") or document.get("message"),
        "instance": f"urn:uuid:{request.get('id') or uuid4()}",
    }
    return web.json_response(problem, status=status, content_type="application/problem+json")


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=prometheus_client.generate_latest())


async def make_app(upstream: str, admin_port: int | None) -> web.Application:
    proxy = Proxy(upstream)
    app = web.Application(client_max_size=0, middlewares=[proxy.operate] if admin_port else [])
    app.router.add_route("*", "/{path:.*}", proxy.handle)
    app[SESSION] = ClientSession(
        connector=TCPConnector(limit=512),
        timeout=ClientTimeout(total=None),
        auto_decompress=False,
    )
    if admin_port:
        admin = web.Application()
        admin.router.add_get("/metrics", _metrics)
        runner = web.AppRunner(admin)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", admin_port).start()
    return app


def main() -> None:
    port, upstream_port, *operated = sys.argv[1:]
    if operated:
        log.addHandler(logging.FileHandler(operated[1]))
        log.setLevel(logging.INFO)
        log.propagate = False
    app = make_app(f"http://127.0.0.1:{upstream_port}", int(operated[0]) if operated else None)
    loop = uvloop.new_event_loop()
    web.run_app(
        app, host="127.0.0.1", port=int(port), loop=loop, access_log=None, print=None, keepalive_timeout=600
    )


if __name__ == "__main__":
    main()
