"""`python -m bench.engine`: what the error engine alone costs, without sockets: classify and normalize.

Decides which bodies are worth a figure. Refuses to know sockets, clients and other proxies.
The best of a few repeats, in µs (the others had the machine disturb them).
"""

from __future__ import annotations

import gzip
import json
import timeit
from collections.abc import Callable, Iterator
from typing import Any

from bench.report import table
from bench.scenarios import APISIX, SPRING, SUCCESS, SUSPICIOUS
from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.config.model import LogConfig
from gateway.errors.decode import decode_body
from gateway.errors.dialects import glance, recognize
from gateway.errors.engine import ErrorEngine
from gateway.errors.washing import Washer
from gateway.exchange import Exchange, Fields, Reply
from gateway.observe.log import start_log
from gateway.plugin import Handler, Log
from gateway.testing import TallyMetrics

_REPEATS = 5
_REPEAT_S = 0.05
_MIB = 1 << 20

_PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>503 Service Unavailable</title>
<style>body { font: 16px sans-serif; color: #333 }
h1 { font-size: 2em } .box { border: 1px solid #ccc }</style>
</head><body><div class="box"><h1>Service Unavailable</h1><p>The server is temporarily unable to service your
request due to maintenance downtime or capacity problems. Please try again later.</p>%s</div></body></html>"""
_FRAME = "\tat com.example.orders.OrderService.place(OrderService.java:%d)\n"
_TRACE = "java.lang.IllegalStateException: no such order\n" + "".join(_FRAME % line for line in range(60))

# Title → status, content type, body.
_USUAL: dict[str, tuple[int, str, bytes]] = {
    "success, 200 bytes": (200, "application/json", SUCCESS.encode()),
    "success with words of errors": (200, "application/json", SUSPICIOUS.encode()),
    "JSON error, Spring, 150 bytes": (500, "application/json", SPRING.encode()),
    "JSON error, APISIX": (429, "text/plain; charset=utf-8", APISIX.encode()),
    "problem document": (
        400,
        "application/problem+json",
        b'{"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "No such month"}',
    ),
    "HTML page, 2 KB": (503, "text/html; charset=utf-8", (_PAGE % ("<p>Node 7.</p>" * 100)).encode()),
    "JSON error with a stack trace, 4 KB": (
        500,
        "application/json",
        json.dumps({"message": "no such order", "trace": _TRACE}).encode(),
    ),
}
_HOSTILE: dict[str, tuple[int, str, bytes]] = {
    "nested lists": (500, "application/json", b"[" * _MIB),
    "nested objects": (500, "application/json", (b'{"error":' * (_MIB // 9))),
    "one long message": (500, "application/json", b'{"message": "' + b"a " * (_MIB // 2) + b'"}'),
    "half a stack trace": (500, "text/plain", (_TRACE * (_MIB // len(_TRACE))).encode()),
    "a message of paths": (500, "application/json", b'{"message": "' + b"/a/b.c " * (_MIB // 7) + b'"}'),
    "angle brackets": (500, "text/html", b"<" * _MIB),
    "elements": (500, "application/xml", b"<a>" * (_MIB // 3)),
    "comments": (500, "text/html", b"<html><!--" + b"<!-- " * (_MIB // 5)),
    "zeros": (500, "application/octet-stream", bytes(_MIB)),
    "gzip of 64 MiB": (500, "application/json; x=gzip", gzip.compress(b" " * (64 * _MIB))),
}


class _Nowhere:
    """A sink that keeps nothing."""

    lost = 0

    def write(self, line: bytes) -> None: ...
    def redirect(self, fd: int) -> None: ...
    def close(self, wait_s: float = 1.0) -> None: ...


class _Silence:
    """A log that keeps nothing."""

    def debug(self, event: str, **values: Any) -> None: ...
    def info(self, event: str, **values: Any) -> None: ...
    def warning(self, event: str, **values: Any) -> None: ...
    def error(self, event: str, **values: Any) -> None: ...


_SILENCE = _Silence()


def main() -> None:
    engine = _compile({})
    print("\n".join(table(["classify and normalize", "µs"], list(_rows(engine, _USUAL)))), flush=True)
    print("\n".join(["", *table(["parts", "µs"], list(_parts()))]), flush=True)
    logged = _compile({}, start_log(LogConfig(), _Nowhere()))
    rows = list(_rows(logged, {title: usual for title, usual in _USUAL.items() if usual[0] >= 400}))
    print("\n".join(["", *table(["with the events in the log", "µs"], rows)]), flush=True)
    ruled = {
        f"JSON error, Spring, {count} rules": _compile(
            {"rules": [_rule(count - 1 - at) for at in range(count)]}
        )
        for count in (1, 20)
    }
    spring = _USUAL["JSON error, Spring, 150 bytes"]
    rows = [row for title, compiled in ruled.items() for row in _rows(compiled, {title: spring})]
    print("\n".join(["", *table(["judged by rules", "µs"], rows)]), flush=True)
    print("\n".join(["", *table(["hostile bodies, 1 MiB", "µs"], list(_rows(engine, _HOSTILE)))]))


def _compile(errors: dict[str, Any], log: Log = _SILENCE) -> ErrorEngine:
    config = ErrorsConfig.model_validate(errors)
    return ErrorEngine(config, {"api": RouteErrorsConfig()}, log, TallyMetrics())


def _rule(number: int) -> dict[str, Any]:
    """Number 0 applies to Spring's error; the others look at its message and its body."""
    when: dict[str, Any] = {"status": 500, "message": "^No message available$"}
    if number:
        when = {"message": f"^partner {number} said", "body": {"$.path": f"/api/other/{number}"}}
    return {"name": f"rule-{number}", "when": when, "then": {"code": f"BENCH-{number:04d}"}}


def _rows(engine: ErrorEngine, bodies: dict[str, tuple[int, str, bytes]]) -> Iterator[list[str]]:
    for title, (status, media_type, body) in bodies.items():
        lines = [(b"Content-Type", media_type.encode()), (b"Content-Length", b"%d" % len(body))]
        if media_type.endswith("gzip"):
            lines.append((b"Content-Encoding", b"gzip"))
        yield [title, f"{_time(_answering(engine, status, tuple(lines), body)):,.1f}"]


def _answering(
    engine: ErrorEngine, status: int, lines: tuple[tuple[bytes, bytes], ...], body: bytes
) -> Callable[[], object]:
    """What takes one answer of an upstream through the engine."""

    async def upstream(exchange: Exchange) -> Reply:
        exchange.attempts = 1
        return Reply(status, Fields(lines), body)

    handle: Handler = engine.wrap_normalize(engine.wrap_classify(upstream, "api"))
    request = ((b"Host", b"api.example.com"), (b"Accept", b"application/json"), (b"User-Agent", b"bench"))

    def answer() -> object:
        exchange = Exchange(
            "GET", "/api/book/1", None, Fields(request), id="6f1c0000-0000-4000-8000-000000000000"
        )
        exchange.route = "api"
        # Nothing waits: the body is there.
        try:
            handle(exchange).send(None)  # type: ignore[attr-defined]
        except StopIteration as done:
            return done.value
        raise AssertionError("the engine waits for something")

    return answer


def _parts() -> Iterator[list[str]]:
    success, spring, fields = SUCCESS.encode(), SPRING.encode(), Fields()
    decoded = decode_body(spring, "application/json", None)
    washer = Washer()
    parts: dict[str, Callable[[], object]] = {
        "glance at a success, 200 bytes": lambda: glance(success),
        "decode the JSON error": lambda: decode_body(spring, "application/json", None),
        "recognize it": lambda: recognize(decoded, 500, fields),
        "wash its message": lambda: washer.wash("No message available"),
    }
    for title, part in parts.items():
        yield [title, f"{_time(part):,.2f}"]


def _time(step: Callable[[], object]) -> float:
    """µs of one call."""
    timer = timeit.Timer(step)
    once = max(timer.timeit(1), 1e-7)
    number = max(1, int(_REPEAT_S / once))
    return min(timer.repeat(_REPEATS, number)) / number * 1e6


if __name__ == "__main__":
    main()
