"""Events: what a line says, and what it never does."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.model import LogConfig
from gateway.observe.log import BoundLog, start_log
from gateway.observe.plain_values import LONGEST, names_secret, plain, printable
from gateway.observe.redaction import Redacted


class Lines:
    """A sink that is a list."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []
        self.lost = 0

    def write(self, line: bytes) -> None:
        self.lines.append(line)

    def redirect(self, fd: int) -> None:
        raise AssertionError("where lines go is not for a log to change")

    def close(self, wait_s: float = 1.0) -> None:
        raise AssertionError("a log outlives no sink and closes none")

    def event(self) -> dict[str, Any]:
        """The only line, as JSON."""
        (line,) = self.lines
        event: dict[str, Any] = json.loads(line)
        return event


@pytest.fixture(autouse=True)
def restore_logging() -> Iterator[None]:
    """Whoever logs after these tests logs as before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_an_event_is_one_line_of_json() -> None:
    """Time in UTC, level and event stand first, then what is bound, then the values."""
    lines = Lines()
    start_log(LogConfig(), lines, worker=1).warning("disk is slow", seconds=2.5)
    assert list(lines.event()) == ["ts", "level", "event", "worker", "seconds"]
    assert lines.event()["ts"].endswith("Z")
    assert lines.lines[0].endswith(b"\n")
    assert (lines.event()["level"], lines.event()["worker"]) == ("warning", 1)


def test_no_value_passes_for_the_time_or_the_level() -> None:
    """`ts` and `level` are the log's own, whatever an event brings under these names."""
    lines = Lines()
    start_log(LogConfig(), lines).error("odd", ts="never", level="info")
    assert lines.event()["level"] == "error"
    assert lines.event()["ts"] != "never"


def test_a_text_that_was_redacted_is_not_looked_at_again() -> None:
    """`Redacted` texts are taken as they are, and bounded like all others."""
    lines = Lines()
    said = Redacted("token=abcdef0123456789abcdef")
    start_log(LogConfig(), lines).error("failed", said=said, long=Redacted("a" * 10_000))
    assert lines.event()["said"] == said
    assert len(lines.event()["long"]) == LONGEST + 1


def test_a_short_text_is_redacted_each_time() -> None:
    """That a text was harmless is remembered, never that it was not."""
    lines = Lines()
    log = start_log(LogConfig(), lines)
    for _ in range(2):
        log.error("failed", said="token=abcdef0123456789abcdef", other="harmless")
    assert b"abcdef0123456789" not in b"".join(lines.lines)
    assert all(json.loads(line)["other"] == "harmless" for line in lines.lines)


def test_values_can_be_bound_once_for_all_events() -> None:
    """What a plugin logs carries its route and name without its saying so."""
    lines = Lines()
    log = BoundLog(start_log(LogConfig(level="debug"), lines), route="a", plugin="retry")
    for write in (log.debug, log.info, log.warning, log.error):
        write("odd", plugin="own", n=1)
    events = [json.loads(line) for line in lines.lines]
    assert [event["level"] for event in events] == ["debug", "info", "warning", "error"]
    assert all((event["route"], event["plugin"], event["n"]) == ("a", "own", 1) for event in events)


def test_events_below_the_level_are_not_written() -> None:
    """`level: warning` drops debug and info."""
    lines = Lines()
    log = start_log(LogConfig(level="warning"), lines)
    log.debug("a")
    log.info("b")
    log.warning("c")
    assert lines.event()["event"] == "c"


def test_a_value_under_a_name_that_says_secret_is_never_written() -> None:
    """Neither at the top nor nested, whatever the case and the dashes."""
    lines = Lines()
    start_log(LogConfig(), lines).error(
        "failed", api_key="hunter2", fields={"Set-Cookie": "hunter2", "x": [{"X-Auth-Token": "hunter2"}]}
    )
    assert b"hunter2" not in lines.lines[0]
    assert lines.event()["api_key"] == "[redacted]"


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("authorization", True),
        ("Proxy-Authorization", True),
        ("set-cookie", True),
        ("db_password", True),
        ("apiKey", True),
        ("path", False),
        ("tokens_left", False),
        ("key", False),
        ("cookies_seen", False),
    ],
)
def test_names_of_secrets(name: str, secret: bool) -> None:
    """The last word of a name tells whether its value is a secret."""
    assert names_secret(name) is secret


def test_a_secret_inside_a_text_is_not_written() -> None:
    """Texts go through the same redaction as excerpts of bodies."""
    lines = Lines()
    start_log(LogConfig(), lines).error("failed", said="Authorization: Bearer abcdef0123456789abcdef")
    assert b"abcdef0123456789" not in lines.lines[0]


def test_an_exception_is_told_with_its_traceback() -> None:
    """`exc_info` becomes the text of the traceback, in one member."""
    lines = Lines()
    log = start_log(LogConfig(), lines)
    log.error("failed", exc_info=RuntimeError("boom"))
    assert "RuntimeError: boom" in lines.event()["exception"]


class Unspeakable:
    def __str__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(Unspeakable(), id="no text"),
        pytest.param(1 << 80, id="more than 64 bits"),
        pytest.param("\udcff", id="lone surrogate"),
        pytest.param(b"\xff\x00", id="bytes"),
        pytest.param({1: {2: {3: {4: {5: {6: 7}}}}}}, id="deep"),
        pytest.param(float("nan"), id="not a number"),
        pytest.param({"\udcff": 1}, id="odd key"),
    ],
)
@pytest.mark.parametrize("format", ["json", "console"])
def test_no_value_breaks_the_log(value: object, format: Any) -> None:
    """Whatever is logged, a line is written."""
    lines = Lines()
    start_log(LogConfig(format=format), lines).error("odd", value=value)
    assert len(lines.lines) == 1


def test_values_are_bounded() -> None:
    """A text is cut at its bound, a list at its hundredth entry."""
    assert len(plain("a b " * LONGEST)) <= LONGEST + 1
    assert len(plain(list(range(1000)))) == 100


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_anything_becomes_something_that_json_can_say(value: object) -> None:
    """`plain` never raises, and what it returns can be written."""
    json.dumps(plain(value)).encode()


@given(st.text())
def test_a_terminal_gets_no_control_characters(text: str) -> None:
    """Nothing that moves the cursor or starts a line survives; what can be printed stays."""
    shown = printable(text)
    assert shown.isprintable()
    assert shown == text or not text.isprintable()


def test_the_console_shows_hostile_values_on_one_line() -> None:
    """An upstream's line break and escape sequence do not forge a line."""
    lines = Lines()
    log = start_log(LogConfig(format="console"), lines)
    log.info("odd", said="a\n2026 [error] forged")
    log.info("odd\x1b[2J", said="\x1b[2J", exception="Traceback\nError: \x1b[2J")
    assert lines.lines[0].count(b"\n") == 1
    assert b"\x1b" not in b"".join(lines.lines)


def test_the_logging_of_libraries_goes_the_same_way() -> None:
    """A record of Python's `logging` from WARNING on becomes an event; its arguments may be wrong."""
    lines = Lines()
    start_log(LogConfig(), lines, worker=0)
    logging.getLogger("asyncio").info("not this")
    logging.getLogger("asyncio").warning("slow: %s", "callback")
    logging.getLogger("other").error("%d", "no number")
    first, second = (json.loads(line) for line in lines.lines)
    assert (first["event"], first["logger"], first["worker"]) == ("slow: callback", "asyncio", 0)
    assert second["level"] == "error"


def test_a_log_follows_its_new_settings() -> None:
    """`start_log` a second time changes level, format and sink of what is logged from then on."""
    before, after = Lines(), Lines()
    start_log(LogConfig(level="error"), before)
    start_log(LogConfig(level="debug"), after).debug("now")
    assert not before.lines
    assert after.event()["event"] == "now"
