"""What is told of each request when it is over."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.model import LogConfig
from gateway.exchange import Exchange, Fields
from gateway.observe.access import RequestObserver
from gateway.observe.metrics import MetricsRegistry, render
from tests.observe.test_log import Lines

# 2026-11-22T17:02:44.250Z, when the gateway's clock shows 100 s.
WALL = 1795366964.25


def observe(lines: Lines, metrics: MetricsRegistry | None = None, **settings: Any) -> RequestObserver:
    return RequestObserver(
        LogConfig(**settings), lines, metrics or MetricsRegistry(), clock=lambda: 100.0, wall=lambda: WALL
    )


def make_exchange(path: str = "/fep/quotes", **kwargs: Any) -> Exchange:
    exchange = Exchange(
        "GET", path, "token=hunter2", Fields(), id="6f1c", client="203.0.113.7", started=99.5, **kwargs
    )
    exchange.route, exchange.upstream = "securities", "fep"
    exchange.server, exchange.attempts = "10.0.0.5:8000", 1
    return exchange


def test_a_request_is_one_line_of_json() -> None:
    """All members, in a fixed order."""
    lines = Lines()
    observe(lines).finished(make_exchange(), 403, 214, 100.0, "ok")
    assert list(lines.event().items()) == [
        ("ts", "2026-11-22T17:02:44.250Z"),
        ("level", "info"),
        ("event", "request"),
        ("id", "6f1c"),
        ("client", "203.0.113.7"),
        ("method", "GET"),
        ("path", "/fep/quotes"),
        ("route", "securities"),
        ("upstream", "fep"),
        ("server", "10.0.0.5:8000"),
        ("status", 403),
        ("bytes", 214),
        ("duration_ms", 500.0),
        ("attempts", 1),
        ("outcome", "ok"),
    ]


@pytest.mark.parametrize("format", ["json", "console"])
def test_the_query_is_not_told(format: str) -> None:
    """A query may hold tokens and personal data."""
    lines = Lines()
    observe(lines, format=format).finished(make_exchange(), 200, 0, 100.0, "ok")
    assert b"hunter2" not in lines.lines[0]


@pytest.mark.parametrize("format", ["json", "console"])
def test_notes_stand_behind_the_members(format: str) -> None:
    """What plugins note is in the line; a note can replace no member, and tell no secret."""
    exchange = make_exchange()
    exchange.note("code", "FEP-SEC-01001")
    exchange.note("api_key", "hunter2")
    exchange.note("odd", object)
    if format == "json":
        exchange.note("status", 200)
    lines = Lines()
    observe(lines, format=format).finished(exchange, 403, 0, 100.0, "ok")
    line = lines.lines[0].decode()
    assert re.search(r"code.{1,3}FEP-SEC-01001", line)
    assert "hunter2" not in line
    if format == "json":
        assert lines.event()["status"] == 403


def test_a_line_for_people() -> None:
    """On the console a request is one short line, in which what is usual is left out."""
    lines = Lines()
    exchange = make_exchange("/q\x1b[2J\n")
    exchange.attempts = 2
    observe(lines, format="console").finished(exchange, 502, 7, 100.0, "truncated")
    (line,) = lines.lines
    assert line.decode() == (
        "17:02:44 502 GET /q\\x1b[2J\\n  500.0 ms  7 B  securities → 10.0.0.5:8000"
        "  203.0.113.7  6f1c  attempts=2  truncated\n"
    )


@pytest.mark.parametrize(
    "settings", [{"access": False}, {"level": "warning"}], ids=["access: false", "level: warning"]
)
def test_requests_are_counted_even_where_no_line_is_wanted(settings: dict[str, Any]) -> None:
    """Lines are events of level info, and can be switched off by themselves."""
    lines, metrics = Lines(), MetricsRegistry()
    observe(lines, metrics, **settings).finished(make_exchange(), 200, 5, 100.0, "ok")
    assert not lines.lines
    assert "errgate_requests_total" in render(metrics.samples()).decode()


def test_settings_can_change_between_two_requests() -> None:
    """After a reload the next line follows the new format."""
    lines = Lines()
    observer = observe(lines, format="console")
    observer.finished(make_exchange(), 200, 0, 100.0, "ok")
    observer.configure(LogConfig(format="json"))
    observer.finished(make_exchange(), 200, 0, 100.0, "ok")
    assert [line[:1] for line in lines.lines] == [b"1", b"{"]


def test_requests_are_counted_by_route_class_and_outcome() -> None:
    """403 and 404 are one class; duration and bytes belong to the route alone."""
    lines, metrics = Lines(), MetricsRegistry()
    observer = observe(lines, metrics)
    for status, outcome in ((200, "ok"), (403, "ok"), (404, "ok"), (499, "client_gone")):
        observer.finished(make_exchange(), status, 100, 100.0, outcome)
    text = render(metrics.samples()).decode()
    assert 'requests_total{outcome="ok",route="securities",status_class="4xx"} 2.0' in text
    assert 'requests_total{outcome="client_gone",route="securities",status_class="4xx"} 1.0' in text
    assert 'response_bytes_total{route="securities"} 400.0' in text
    assert 'request_duration_seconds_bucket{le="0.25",route="securities"} 0.0' in text
    assert 'request_duration_seconds_bucket{le="0.5",route="securities"} 4.0' in text


def test_the_clock_is_corrected_while_the_gateway_runs() -> None:
    """Time stamps follow a wall clock that is set anew, within ten seconds."""
    lines = Lines()
    now = {"clock": 100.0, "wall": WALL}
    observer = RequestObserver(
        LogConfig(), lines, MetricsRegistry(), clock=lambda: now["clock"], wall=lambda: now["wall"]
    )
    observer.finished(make_exchange(), 200, 0, 100.0, "ok")
    now.update(clock=111.0, wall=WALL + 3611)
    observer.finished(make_exchange(), 200, 0, 111.0, "ok")
    assert [json.loads(line)["ts"][11:19] for line in lines.lines] == ["17:02:44", "18:02:55"]


@given(st.binary(max_size=60), st.sampled_from(["json", "console"]))
def test_any_path_makes_one_line(raw: bytes, format: str) -> None:
    """Bytes that are no UTF-8, quotes, line breaks: the line stays one line, and valid."""
    lines = Lines()
    path = "/" + raw.decode("utf-8", "surrogateescape")
    observe(lines, format=format).finished(make_exchange(path), 200, 0, 100.0, "ok")
    (line,) = lines.lines
    assert line.count(b"\n") == 1
    line.decode()
    if format == "json":
        json.loads(line)
