"""The plugin interface: with `exchange` and `faults`, all that a plugin may import from errgate.

Decides what a plugin is and what it is given. Refuses to know any plugin.

A plugin is a frozen pydantic model: its fields are its YAML keys. `wrap` runs once at start-up for each
place that lists the plugin, and returns the handler that requests go through:

    class Stamp(PluginConfig):
        '''Adds a header field to every reply.'''

        name: str = Field(description="Field name.")

        def wrap(self, call: Handler, env: Env) -> Handler:
            async def stamp(exchange: Exchange) -> Reply:
                reply = await call(exchange)
                reply.fields.set(self.name, "yes")
                return reply

            return stamp

What is listed first sees the request first. A handler returns a reply or raises a GatewayError; it never
writes an error body. No task, `asyncio.timeout` or context-manager decorator in the request's path.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from gateway.config.quantities import Duration, Rate, RateField, Size
from gateway.config.section import Section
from gateway.exchange import Exchange, Reply
from gateway.replay import Recording

__all__ = [
    "Counter",
    "Duration",
    "Env",
    "Handler",
    "Log",
    "Metrics",
    "Plugin",
    "PluginConfig",
    "Rate",
    "RateField",
    "Recording",
    "Size",
    "Store",
    "Table",
]

Handler = Callable[[Exchange], Awaitable[Reply]]


class Log(Protocol):
    """A structured log: an event name and key-value pairs. structlog's bound loggers fit."""

    def debug(self, event: str, **values: Any) -> Any: ...
    def info(self, event: str, **values: Any) -> Any: ...
    def warning(self, event: str, **values: Any) -> Any: ...
    def error(self, event: str, **values: Any) -> Any: ...


class Counter(Protocol):
    """A number that only grows."""

    def inc(self, amount: float = 1.0) -> None: ...


class Metrics(Protocol):
    """Makes the counters of a plugin; their labels `route` and `plugin` are there already."""

    def counter(self, name: str, help: str, **labels: str) -> Counter:
        """The counter `errgate_<name>_total` with these labels; the same one when asked twice."""
        ...


class Table(Protocol):
    """Numbers by key, shared by all workers of this gateway, bounded: what is least in use is forgotten."""

    def get(self, key: str) -> float:
        """The number under `key`, 0.0 where there is none."""
        ...

    def set(self, key: str, value: float) -> None: ...


class Store(Protocol):
    """What plugins keep between requests."""

    def table(self, name: str, slots: int) -> Table:
        """The table of this name, with room for about `slots` keys (16 bytes each)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """What a plugin is given at start-up, for one place in the configuration.

    A worker makes one that is bound to no place; each place gets a copy that is.
    """

    route: str = ""
    """Name of the route, "" for a global plugin."""
    plugin: str = ""
    """Name under which the plugin is listed."""
    clock: Callable[[], float]
    """Monotonic seconds, the same for all workers of this machine."""
    sleep: Callable[[float], Awaitable[None]]
    """Waits for so many seconds."""
    random: Callable[[], float]
    """Uniform in [0, 1)."""
    log: Log
    store: Store
    metrics: Metrics
    on_close: Callable[[Callable[[], Awaitable[None]]], None] = lambda _callback: None
    """Registers what is awaited when this configuration is let go."""


class Plugin(Protocol):
    """A plugin is its own configuration."""

    def wrap(self, call: Handler, env: Env) -> Handler:
        """The handler that stands before `call`; runs once, at start-up.

        Raises ValueError, with a sentence for whoever wrote the configuration, where the settings do not
        suit the place.
        """
        ...


class PluginConfig(Section):
    """The usual base of a plugin: frozen, unknown keys forbidden, no value in its `repr`."""
