"""`python -m bench.engine`: what the error engine alone costs, without sockets: classify and normalize.

Decides which bodies are worth a figure. Refuses to know sockets, clients and other proxies.
The best of a few repeats, in µs (the others had the machine disturb them).

A body that repeats is remembered by the engine; one that differs each time is read anew. Outages have both,
so errors have two figures.
"""

from __future__ import annotations

import gzip
import json
import timeit
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from multidict import CIMultiDict

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
# What fills a usual page: a few elements with attributes.
_LINKS = "<p>Reference @@.</p>" + '<a class="%s" href="/help">Help</a>' % ("button " * 60) * 3
_FRAME = "\tat com.example.orders.OrderService.place(OrderService.java:%d)\n"
_TRACE = "java.lang.IllegalStateException: no such order\n" + "".join(_FRAME % line for line in range(60))

# Title → status, content type, body. Behind VARIED a number stands, where bodies are to differ.
VARIED = b"@@"
_USUAL: dict[str, tuple[int, str, bytes]] = {
    "success, 200 bytes": (200, "application/json", SUCCESS.encode()),
    "success with words of errors": (200, "application/json", SUSPICIOUS.encode()),
    "JSON error, Spring, 150 bytes": (
        500,
        "application/json",
        SPRING.encode().replace(b"/book/", b"/book/" + VARIED),
    ),
    "JSON error, APISIX": (
        429,
        "text/plain; charset=utf-8",
        APISIX.encode().replace(b"calls", b"calls " + VARIED),
    ),
    "problem document": (
        400,
        "application/problem+json",
        b'{"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "No such month @@"}',
    ),
    "HTML page, 2 KB, 12 elements": (503, "text/html; charset=utf-8", (_PAGE % _LINKS).encode()),
    "HTML page, 2 KB, 112 elements": (
        503,
        "text/html; charset=utf-8",
        (_PAGE % ("<p>Node @@.</p>" * 100)).encode(),
    ),
    "JSON error with a stack trace, 4 KB": (
        500,
        "application/json",
        json.dumps({"message": "no such order #", "trace": _TRACE}).encode().replace(b"#", VARIED),
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
    errors = {title: usual for title, usual in _USUAL.items() if usual[0] >= 400}
    successes = {title: usual for title, usual in _USUAL.items() if usual[0] < 400}
    _print("classify and normalize", _both(engine, errors))
    _print("classify a success", _rows(engine, successes), "µs")
    _print("parts", _parts(), "µs")
    _print("with the events in the log", _both(_compile({}, start_log(LogConfig(), _Nowhere())), errors))
    spring = "JSON error, Spring, 150 bytes"
    for number in (1, 20, 100):
        ruled = _compile({"rules": [_rule(number - 1 - at) for at in range(number)]})
        _print(f"judged by rules: {number}", _both(ruled, {spring: _USUAL[spring]}))
    _print("hostile bodies, 1 MiB", _rows(engine, _HOSTILE), "µs")


def _print(title: str, rows: Iterator[list[str]], *columns: str) -> None:
    print(
        "\n".join([*table([title, *(columns or ("repeats, µs", "differs, µs"))], list(rows)), ""]), flush=True
    )


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
        yield [title, f"{_time(_answering(engine, status, media_type, body)):,.1f}"]


def _both(engine: ErrorEngine, bodies: dict[str, tuple[int, str, bytes]]) -> Iterator[list[str]]:
    for title, (status, media_type, body) in bodies.items():
        repeats = _time(_answering(engine, status, media_type, body))
        differs = _time(_answering(engine, status, media_type, body, varied=True))
        yield [title, f"{repeats:,.1f}", f"{differs:,.1f}"]


def _answering(
    engine: ErrorEngine, status: int, media_type: str, body: bytes, *, varied: bool = False
) -> Callable[[], object]:
    """What takes one answer of an upstream through the engine."""
    lines = [(b"Content-Type", media_type.encode()), (b"Content-Length", b"%d" % len(body))]
    if media_type.endswith("gzip"):
        lines.append((b"Content-Encoding", b"gzip"))
    request = [(b"Host", b"api.example.com"), (b"Accept", b"application/json"), (b"User-Agent", b"bench")]
    answer_fields, request_fields = _parsed(lines), _parsed(request)
    pieces = body.split(VARIED)
    numbers = count(100_000)

    async def upstream(exchange: Exchange) -> Reply:
        exchange.attempts = 1
        # A new object each time, as it comes from a socket.
        return Reply(status, answer_fields(), (b"%d" % (next(numbers) if varied else 100_000)).join(pieces))

    handle: Handler = engine.wrap_normalize(engine.wrap_classify(upstream, "api"))

    def answer() -> object:
        exchange = Exchange(
            "GET", "/api/book/1", None, request_fields(), id="6f1c0000-0000-4000-8000-000000000000"
        )
        exchange.route = "api"
        # Nothing waits: the body is there.
        try:
            handle(exchange).send(None)  # type: ignore[attr-defined]  # the coroutine of an async function
        except StopIteration as done:
            return done.value
        raise AssertionError("the engine waits for something")

    return answer


def _parsed(lines: list[tuple[bytes, bytes]]) -> Callable[[], Fields]:
    """Makes header fields with the index that the parser brings along."""
    index = CIMultiDict((name.decode(), value.decode()) for name, value in lines)
    return lambda: Fields(tuple(lines), index)


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
