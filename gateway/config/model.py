"""The configuration as typed, frozen values: one class a section, one field a YAML key.

Decides the grammar of the file apart from its edges (edge_model.py) and the `errors` sections
(error_model.py). Refuses to know YAML, files, positions and what the values are turned into (load.py,
compile.py).
Field descriptions are the reference documentation (docs/configuration.md is made of them).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from gateway.config.addresses import Listen, Listener, Network
from gateway.config.edge_model import (
    LimitsConfig,
    ListenerConfig,
    ListenerTlsConfig,
    UpstreamConfig,
    UpstreamTlsConfig,
)
from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.config.quantities import Duration, Size
from gateway.config.section import Section
from gateway.config.words import (
    Count,
    FieldName,
    HostPattern,
    Method,
    Name,
    PathPattern,
    PathPrefix,
    PathStart,
)

__all__ = [
    "AdminConfig",
    "Config",
    "Count",
    "LimitsConfig",
    "ListenerConfig",
    "ListenerTlsConfig",
    "LogConfig",
    "MatchConfig",
    "Method",
    "Name",
    "PluginEntry",
    "RouteConfig",
    "Section",
    "UpstreamConfig",
    "UpstreamTlsConfig",
]


class AdminConfig(Section):
    """A second port for operators: health, metrics, the state of the upstreams."""

    listen: Listen = Field(description="Address of the admin port, `host:port`. Keep it from the public.")
    tls: ListenerTlsConfig | None = Field(
        default=None,
        description="`https`, and with client certificates a lock on the door; plain `http` without it.",
    )


class LogConfig(Section):
    """What is written to the log."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least severe events that are written."
    )
    format: Literal["json", "console"] = Field(
        default="json", description="One JSON object a line, or coloured text for people."
    )
    access: bool = Field(default=True, description="One line for each request.")
    file: str | None = Field(default=None, description="Where to write; standard error without it.")


class MatchConfig(Section):
    """Which requests a route takes. All that is given must hold; the most specific route wins."""

    hosts: list[HostPattern] = Field(
        default=[], description="`api.example.com` or `*.example.com`; none: any."
    )
    path: PathPattern | list[PathPattern] | None = Field(
        default=None,
        description="`/books/{id}`: a parameter is one segment, as is `*` in the middle; a last `/*` is one "
        "or more segments, a last `/**` none or more.",
    )
    prefix: PathPrefix | None = Field(
        default=None, description="`/api` takes `/api` and everything below, as the path `/api/**` does."
    )
    methods: list[Method] = Field(
        default=[], description="`GET`, `POST`, …; none: any. `HEAD` goes with `GET`."
    )
    headers: dict[FieldName, str] = Field(default={}, description="Name → exact value, or `*` for any value.")

    @model_validator(mode="after")
    def _one_way_to_say_a_path(self) -> Self:
        if self.path is not None and self.prefix is not None:
            raise ValueError("must have either path or prefix, not both")
        return self


# A plugin as listed: a bare name, or one name with its settings, with `use` for one that has no entry point.
PluginEntry = str | dict[str, Any]


class RouteConfig(Section):
    """Requests that match go to the upstream, through the plugins."""

    name: Name = Field(description="What logs and metrics call it; unique.")
    match: MatchConfig = Field(description="Which requests it takes.")
    upstream: Name = Field(description="Where they go: a key of `upstreams`.")
    strip_prefix: PathStart | None = Field(
        default=None, description="Taken off the path before it is forwarded."
    )
    add_prefix: PathStart | None = Field(
        default=None, description="Put before the path when it is forwarded."
    )
    plugins: list[PluginEntry] = Field(
        default=[],
        description="In order: what is listed first sees the request first. A name, or a name with settings.",
    )
    max_body: Size | None = Field(default=None, description="Largest request body here (413).")
    errors: RouteErrorsConfig = Field(
        default=RouteErrorsConfig(), description="What differs from the common `errors` for this route."
    )


class Config(Section):
    """The whole file."""

    listen: Listener | ListenerConfig | Annotated[list[Listener | ListenerConfig], Field(min_length=1)] = (
        Field(
            default="127.0.0.1:8080",
            description="Where clients connect: `host:port`, `unix:/path`, or a section for more than that; "
            "several as a list.",
        )
    )
    workers: Count | None = Field(default=None, description="Processes; the number of CPUs without it.")
    admin: AdminConfig | None = Field(default=None, description="The admin port; none without it.")
    log: LogConfig = Field(default=LogConfig(), description="What is written to the log.")
    limits: LimitsConfig = Field(
        default=LimitsConfig(), description="Bounds on what one client may send and hold."
    )
    trusted_proxies: list[Network] = Field(
        default=[],
        description="Addresses (CIDR) whose X-Forwarded-* and Forwarded are believed; `unix`: whoever "
        "connects through a Unix socket.",
    )
    half_close: bool = Field(
        default=False,
        description="Go on for a client that has closed its sending side; without it such a client is gone, "
        "and so is the request to the upstream. Without effect in TLS.",
    )
    drain_timeout: Duration = Field(default=30.0, description="For requests in flight at shutdown.")
    plugin_folders: list[str] = Field(default=[], description="Folders with plugin files, beside this file.")
    plugins: list[PluginEntry] = Field(
        default=[], description="Plugins for every request, before its route's."
    )
    upstreams: dict[Name, UpstreamConfig] = Field(
        min_length=1, description="Name → an API behind the gateway."
    )
    routes: list[RouteConfig] = Field(min_length=1, description="Which requests go where.")
    errors: ErrorsConfig = Field(default=ErrorsConfig(), description="The one error language of all routes.")

    @property
    def listeners(self) -> list[ListenerConfig]:
        """`listen` in its longest form."""
        entries = self.listen if isinstance(self.listen, list) else [self.listen]
        return [ListenerConfig(address=one) if isinstance(one, str) else one for one in entries]
