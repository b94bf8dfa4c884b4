"""What is told of each request when it is over: one line in the access log, and the request metrics.

Decides the members of that line and which numbers a request changes. Refuses to know where lines go
(sink.py), how numbers are published (metrics.py), and what plugins note.

The path stands without its query, which may hold tokens and personal data. Text from outside is escaped
by JSON, or for the console as Python does; nothing of the header is written but the request's id.
This runs for every request: about 2 µs, of which JSON is one.
"""

from __future__ import annotations

from collections.abc import Callable
from time import gmtime, strftime

import orjson

from gateway.config.model import LogConfig
from gateway.exchange import Exchange
from gateway.observe.metrics import Histogram, MetricsRegistry, Tally
from gateway.observe.plain_values import HIDDEN, names_secret, plain, printable
from gateway.observe.sink import Sink

Outcome = str
# exchange, status, bytes sent, wall clock in seconds at its end, duration in ms, outcome → a line.
Writer = Callable[[Exchange, int, int, float, float, Outcome], bytes]

_NEWLINE = orjson.OPT_APPEND_NEWLINE
# Formatting a number costs more than looking it up.
_MILLISECONDS = [f".{number:03d}Z" for number in range(1000)]


class RequestObserver:
    """Is told of each request when it is over.

    `clock` is the gateway's, in seconds; `wall` is Unix time in seconds.
    """

    def __init__(
        self,
        config: LogConfig,
        sink: Sink,
        metrics: MetricsRegistry,
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        self._sink = sink
        self._metrics = metrics
        self._clock = clock
        self._wall = wall
        # Unix time at the clock's zero; taken anew now and then, since Unix time is corrected while we run.
        self._offset = 0.0
        self._offset_until = float("-inf")
        # By route, first digit of the status, and outcome: all that a request changes.
        self._series: dict[tuple[str, int, str], _RouteSeries] = {}
        self.configure(config)

    def configure(self, config: LogConfig) -> None:
        """Follow these settings from the next request on."""
        self._write_line: Writer | None = None
        if config.access and config.level in ("debug", "info"):
            self._write_line = _json_writer() if config.format == "json" else _write_console

    def finished(self, exchange: Exchange, status: int, sent: int, ended: float, outcome: Outcome) -> None:
        """Count and log one request. Called once for each, when its last byte went out or never will.

        `status` is what the client got (499 where it left before), `sent` the bytes of the body,
        `ended` the gateway's clock, `outcome` one of `ok`, `client_gone` and `truncated`.
        """
        duration_s = ended - exchange.started
        key = (exchange.route, status // 100, outcome)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = _RouteSeries(self._metrics, *key)
        series.requests.value += 1
        series.sent.value += sent
        series.duration.observe(duration_s)
        if self._write_line is not None:
            if ended > self._offset_until:
                self._correct_time(ended)
            line = self._write_line(exchange, status, sent, ended + self._offset, duration_s * 1000, outcome)
            self._sink.write(line)

    def _correct_time(self, ended: float) -> None:
        self._offset = self._wall() - self._clock()
        self._offset_until = ended + 10.0


class _RouteSeries:
    """The numbers that one kind of outcome on one route changes."""

    __slots__ = ("duration", "requests", "sent")

    requests: Tally
    sent: Tally
    duration: Histogram

    def __init__(self, metrics: MetricsRegistry, route: str, hundreds: int, outcome: Outcome) -> None:
        self.requests = metrics.counter(
            "requests",
            "Requests that were answered, or given up, by class of status and outcome.",
            route=route,
            status_class=f"{hundreds}xx",
            outcome=outcome,
        )
        self.sent = metrics.counter("response_bytes", "Bytes of bodies sent to clients.", route=route)
        self.duration = metrics.histogram(
            "request_duration_seconds",
            "From a request's first byte to the last byte of its answer.",
            route=route,
        )


def _json_writer() -> Writer:
    dumps = orjson.dumps
    # The second that was written last, and its text: a busy gateway writes thousands of lines in each.
    last_second = -1
    last_text = ""

    def write_json(
        exchange: Exchange, status: int, sent: int, now: float, duration_ms: float, outcome: Outcome
    ) -> bytes:
        nonlocal last_second, last_text
        second = int(now)
        if second != last_second:
            last_second, last_text = second, strftime("%Y-%m-%dT%H:%M:%S", gmtime(second))
        line = {
            "ts": last_text + _MILLISECONDS[int((now - second) * 1000)],
            "level": "info",
            "event": "request",
            "id": exchange.id,
            "client": exchange.client,
            "method": exchange.method,
            "path": exchange.path,
            "route": exchange.route,
            "upstream": exchange.upstream,
            "server": exchange.server,
            "status": status,
            "bytes": sent,
            "duration_ms": int(duration_ms * 1000) / 1000,
            "attempts": exchange.attempts,
            "outcome": outcome,
        }
        if exchange.notes is not None:
            _add_notes(line, exchange.notes)
        try:
            return dumps(line, None, _NEWLINE)
        except TypeError:
            # Bytes that are no UTF-8 in the path, or a note that is no JSON.
            return dumps(plain(line), None, _NEWLINE)

    return write_json


def _add_notes(line: dict[str, object], notes: dict[str, object]) -> None:
    for name, value in notes.items():
        # A note adds to what is known of a request and never replaces it.
        line.setdefault(name, HIDDEN if names_secret(name) else value)


def _write_console(
    exchange: Exchange, status: int, sent: int, now: float, duration_ms: float, outcome: Outcome
) -> bytes:
    where = f"{exchange.route} → {exchange.server or exchange.upstream}" if exchange.route else "no route"
    text = (
        f"{strftime('%H:%M:%S', gmtime(now))} {status} {exchange.method} {exchange.path}"
        f"  {duration_ms:.1f} ms  {sent} B  {where}  {exchange.client}  {exchange.id}"
    )
    if exchange.attempts > 1:
        text += f"  attempts={exchange.attempts}"
    if outcome != "ok":
        text += f"  {outcome}"
    notes: dict[str, object] = {}
    _add_notes(notes, exchange.notes or {})
    text += "".join(f"  {name}={value}" for name, value in plain(notes).items())
    return f"{printable(plain(text))}\n".encode("utf-8", "backslashreplace")
