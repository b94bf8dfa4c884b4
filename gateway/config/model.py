"""The configuration as typed, frozen values: one class a section, one field a YAML key.

Decides the grammar of the file apart from the `errors` sections (error_model.py).
Refuses to know YAML, files, positions and what the values are turned into (load.py, compile.py).
Field descriptions are the reference documentation.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.config.quantities import Duration, Size

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Method = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{0,31}$")]
Count = Annotated[int, Field(ge=1)]


class Section(BaseModel):
    """Base of all sections: frozen, unknown keys forbidden, no input echoed (it may be a secret)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class AdminConfig(Section):
    listen: str = Field(description="Address of the admin port: host:port.")


class LogConfig(Section):
    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "console"] = "json"
    access: bool = Field(default=True, description="One line for each request.")
    file: str | None = Field(default=None, description="Where to write; standard error without it.")


class LimitsConfig(Section):
    """Bounds on what one client may send; each has its own reason and status."""

    request_line: Size = Field(default=8192, description="Longest request target (414).")
    header: Size = Field(default=32768, description="Longest header section in all (431).")
    header_fields: Count = Field(default=100, description="Most header fields (431).")
    body: Size = Field(default=1 << 30, description="Largest request body (413).")
    header_timeout: Duration = Field(default=10.0, description="For a request's header to arrive (408).")
    body_timeout: Duration = Field(default=60.0, description="Longest silence within a request body (408).")
    keep_alive_timeout: Duration = Field(default=75.0, description="Longest silence between requests.")
    connections: Count = Field(default=20000, description="Most client connections of one worker.")


class UpstreamConfig(Section):
    """An API behind the gateway."""

    servers: list[str] = Field(
        min_length=1, description="Its addresses: http://host:port or https://host:port."
    )
    connect_timeout: Duration = Field(default=5.0, gt=0)
    read_timeout: Duration = Field(default=60.0, gt=0, description="Longest silence of the server (504).")
    idle_timeout: Duration = Field(default=60.0, gt=0, description="How long an unused connection is kept.")
    max_connections: Count = Field(default=512, description="To each server, in each worker.")
    queue_timeout: Duration = Field(default=5.0, description="Longest wait for a free connection (503).")
    preserve_host: bool = Field(default=False, description="Send the client's Host instead of the server's.")


class MatchConfig(Section):
    """Which requests a route takes. All that is given must hold."""

    hosts: list[str] = Field(default=[], description="api.example.com or *.example.com; none: any.")
    path: str | list[str] | None = Field(
        default=None,
        description="/books/{id}: a parameter is one segment, as is * in the middle; a last /* is one or "
        "more segments, a last /** none or more.",
    )
    prefix: str | None = Field(default=None, description="/api takes /api and everything below: /api/**.")
    methods: list[Method] = Field(default=[], description="GET, POST, …; none: any. HEAD goes with GET.")
    headers: dict[str, str] = Field(default={}, description="Name → exact value, or * for any value.")


# A plugin as listed: a bare name, or one name with its settings, with `use` for one that has no entry point.
PluginEntry = str | dict[str, Any]


class RouteConfig(Section):
    name: Name
    match: MatchConfig
    upstream: Name
    strip_prefix: str | None = Field(default=None, description="Taken off the path before it is forwarded.")
    add_prefix: str | None = Field(default=None, description="Put before the path when it is forwarded.")
    plugins: list[PluginEntry] = Field(default=[])
    max_body: Size | None = Field(default=None, description="Largest request body here (413).")
    errors: RouteErrorsConfig = RouteErrorsConfig()


class Config(Section):
    listen: str | list[str] = Field(default="127.0.0.1:8080", description="host:port, several as a list.")
    workers: Count | None = Field(default=None, description="Processes; the number of CPUs without it.")
    admin: AdminConfig | None = None
    log: LogConfig = LogConfig()
    limits: LimitsConfig = LimitsConfig()
    trusted_proxies: list[str] = Field(
        default=[], description="Addresses (CIDR) whose X-Forwarded-* and Forwarded are believed."
    )
    drain_timeout: Duration = Field(default=30.0, description="For requests in flight at shutdown.")
    plugin_folders: list[str] = Field(default=[], description="Folders with plugin files, beside this file.")
    plugins: list[PluginEntry] = Field(default=[], description="Plugins for every request.")
    upstreams: dict[Name, UpstreamConfig] = Field(min_length=1)
    routes: list[RouteConfig] = Field(min_length=1)
    errors: ErrorsConfig = ErrorsConfig()
