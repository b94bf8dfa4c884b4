"""What an event looks like in the log: JSON lines for machines, coloured lines for people.

Decides how an event becomes a line. Refuses to know what its values may look like (plain_values.py), where
lines go (sink.py) and what a line for a request says (access.py).

Laws: logging never raises; no control character of a value reaches a terminal.
"""

from __future__ import annotations

import logging
import sys
from time import gmtime, strftime, time
from typing import Any, cast

import orjson
import structlog
from structlog.typing import EventDict, FilteringBoundLogger, Processor, WrappedLogger

from gateway.config.model import LogConfig
from gateway.observe.plain_values import add_plain, printable
from gateway.observe.sink import Sink
from gateway.plugin import Log

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def start_log(config: LogConfig, sink: Sink, **bound: object) -> FilteringBoundLogger:
    """Make this process log by `config` into `sink`, and return its log.

    `bound` is part of every event (`worker`). May be called again: later loggers follow the new settings.
    Python's own `logging` (asyncio, third-party plugins) goes the same way from its level WARNING on.
    """
    level = _LEVELS[config.level]
    is_json = config.format == "json"
    structlog.configure(
        processors=[] if is_json else _console_processors(config),
        wrapper_class=_json_logger(level) if is_json else structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: _Lines(sink),
        cache_logger_on_first_use=False,
    )
    log = cast("FilteringBoundLogger", structlog.get_logger().bind(**bound))
    logging.basicConfig(handlers=[_Forward(log)], level=max(level, logging.WARNING), force=True)
    return log


class BoundLog:
    """Another log, with values that are part of every event: a plugin's route and name."""

    __slots__ = ("_log", "_values")

    def __init__(self, log: Log, **values: object) -> None:
        self._log = log
        self._values = values

    def debug(self, event: str, **values: Any) -> None:
        self._log.debug(event, **{**self._values, **values})

    def info(self, event: str, **values: Any) -> None:
        self._log.info(event, **{**self._values, **values})

    def warning(self, event: str, **values: Any) -> None:
        self._log.warning(event, **{**self._values, **values})

    def error(self, event: str, **values: Any) -> None:
        self._log.error(event, **{**self._values, **values})


def _make_plain(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    made: dict[str, Any] = {}
    add_plain(made, event)
    return made


def _json_logger(level: int) -> type[FilteringBoundLogger]:
    """structlog's filtering logger with all steps in one.

    A failing upstream makes thousands of events a second; a chain of processors costs three times as much.
    """
    write = _JsonLine().write

    def proxy(self: Any, method: str, event: str | None = None, **values: Any) -> None:
        self._logger.msg(write(method, {"event": event, **self._context, **values}))

    def warning(self: Any, event: str, *args: object, **values: Any) -> None:
        # What structlog's own does, without passing the values on twice: it tells of each 5xx.
        told = event % args if args else event
        self._logger.msg(write("warning", {"event": told, **self._context, **values}))

    base = structlog.make_filtering_bound_logger(level)
    members: dict[str, Any] = {"_proxy_to_logger": proxy}
    if level <= logging.WARNING:
        members["warning"] = warning
    return cast("type[FilteringBoundLogger]", type("JsonLogger", (base,), members))


class _JsonLine:
    """Writes events as lines of JSON."""

    def __init__(self) -> None:
        # The second that was written last, and its text.
        self._second = -1
        self._text = ""

    def write(self, level: str, event: EventDict) -> bytes:
        if "exc_info" in event:
            event = structlog.processors.format_exc_info(None, level, event)
        # Time, level and event first: that is what a person looks for in a raw line.
        line: dict[str, Any] = {"ts": self._stamp(time()), "level": level}
        add_plain(line, event)
        return orjson.dumps(line, None, orjson.OPT_APPEND_NEWLINE)

    def _stamp(self, now: float) -> str:
        second = int(now)
        if second != self._second:
            self._second, self._text = second, strftime("%Y-%m-%dT%H:%M:%S", gmtime(second))
        return f"{self._text}.{int((now - second) * 1e6):06d}Z"


def _console_processors(config: LogConfig) -> list[Processor]:
    console = structlog.dev.ConsoleRenderer(
        colors=config.file is None and sys.stderr.isatty(),
        timestamp_key="ts",
        exception_formatter=structlog.dev.plain_traceback,
    )
    return [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts"),
        structlog.processors.format_exc_info,
        _make_plain,
        _quote_controls,
        _WriteConsole(console),
    ]


def _quote_controls(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    shown = {key: printable(value) if isinstance(value, str) else value for key, value in event.items()}
    if isinstance(traceback := event.get("exception"), str):
        # Indented, so that no line of it can pass for one of ours.
        shown["exception"] = "\n".join(f"    {printable(line)}" for line in traceback.splitlines())
    return shown


class _WriteConsole:
    """A line as structlog's console shows it, as bytes."""

    def __init__(self, console: structlog.dev.ConsoleRenderer) -> None:
        self._console = console

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> bytes:
        return f"{self._console(logger, method, event)}\n".encode("utf-8", "backslashreplace")


class _Lines:
    """The end of the chain: hands rendered lines to the sink."""

    def __init__(self, sink: Sink) -> None:
        self._write = sink.write

    def msg(self, line: bytes) -> None:
        self._write(line)

    debug = info = warning = error = critical = exception = msg


class _Forward(logging.Handler):
    """Brings records of Python's `logging` into our log."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        try:
            message = record.getMessage()
        except Exception as error:  # noqa: BLE001 - wrong arguments to a third party's log call
            message = f"{record.msg} ({type(error).__name__} while formatting)"
        level = min(max(record.levelno, 10), 50) // 10 * 10
        self._log.log(level, message, logger=record.name, exc_info=record.exc_info)
