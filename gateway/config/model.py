"""The configuration as typed, frozen values: one class a section, one field a YAML key.

Decides the grammar of the file apart from the `errors` sections (error_model.py).
Refuses to know YAML, files, positions and what the values are turned into (load.py, compile.py).
Field descriptions are the reference documentation (docs/configuration.md is made of them).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from gateway.config.addresses import HostName, Listen, Listener, Network, Server, parse_server
from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.config.quantities import Duration, Size
from gateway.config.section import Section
from gateway.config.words import (
    Count,
    FieldName,
    FileMode,
    FileName,
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


class LimitsConfig(Section):
    """Bounds on what one client may send; each has its own reason and status."""

    request_line: Size = Field(default=8192, description="Longest request target (414).")
    header: Size = Field(default=32768, description="Longest header section in all (431).")
    header_fields: Count = Field(default=100, description="Most header fields (431).")
    body: Size = Field(default=1 << 30, description="Largest request body (413).")
    header_timeout: Duration = Field(default=10.0, description="For a request's header to arrive (408).")
    body_timeout: Duration = Field(default=60.0, description="Longest silence within a request body (408).")
    proxy_header_timeout: Duration = Field(
        default=5.0, gt=0, description="For the PROXY header where one is expected."
    )
    tls_timeout: Duration = Field(default=10.0, gt=0, description="For a client's TLS handshake.")
    keep_alive_timeout: Duration = Field(default=75.0, description="Longest silence between requests.")
    connections: Count = Field(default=20000, description="Most client connections of one worker.")


# Written without quotes it is a number.
TlsVersion = Annotated[
    Literal["1.2", "1.3"],
    BeforeValidator(lambda value: str(value) if isinstance(value, float) else value),
    WithJsonSchema({"enum": ["1.2", "1.3", 1.2, 1.3]}),
]


class ListenerTlsConfig(Section):
    """What clients of a listener are shown and asked for in TLS."""

    certificate: FileName = Field(description="PEM file with the certificate and its chain.")
    key: FileName = Field(description="PEM file with its private key.")
    client_certificates: Literal["off", "optional", "required"] = Field(
        default="off", description="Whether clients may or must have a certificate."
    )
    client_ca: FileName | None = Field(
        default=None, description="PEM file with the authorities whose client certificates are good."
    )
    min_version: TlsVersion = Field(default="1.2", description="Lowest version of TLS.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.client_ca is None) != (self.client_certificates == "off"):
            raise ValueError("must have client_ca if client_certificates is optional or required, else not")
        return self


class ListenerConfig(Section):
    """Where clients connect, and what comes before HTTP there."""

    address: Listener = Field(
        description="`host:port`, port 0 for any free one; or `unix:/run/errgate.sock`."
    )
    mode: FileMode | None = Field(
        default=None, description="Permissions of a Unix socket such as `0660`; by the umask without it."
    )
    proxy_protocol: Literal["off", "v1", "v2", "any"] = Field(
        default="off",
        description="The PROXY header that every connection must begin with. Its address is the client's, "
        "whoever sends it: let nobody but the load balancer reach this address.",
    )
    tls: ListenerTlsConfig | None = Field(default=None, description="`https`; plain `http` without it.")

    @model_validator(mode="after")
    def _mode_of_a_file(self) -> Self:
        if self.mode is not None and not self.address.startswith("unix:"):
            raise ValueError("must have a unix: address for mode to be of use")
        return self


class UpstreamTlsConfig(Section):
    """How connections to `https://` servers are made safe."""

    verify: bool = Field(
        default=True,
        description="Whether a server's certificate must be good. `false` believes anybody: for tests.",
    )
    ca: FileName | None = Field(
        default=None,
        description="PEM file with the authorities that are trusted; those of the system without it.",
    )
    server_name: HostName | None = Field(
        default=None,
        description="The name that is asked for (SNI) and that the certificate must be for; the server's "
        "host without it.",
    )
    certificate: FileName | None = Field(
        default=None, description="PEM file with the certificate that errgate shows, and its chain."
    )
    key: FileName | None = Field(default=None, description="PEM file with its private key.")
    min_version: TlsVersion = Field(default="1.2", description="Lowest version of TLS.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.certificate is None) != (self.key is None):
            raise ValueError("must have both certificate and key, or neither")
        if self.ca is not None and not self.verify:
            raise ValueError("must not have a ca where verify is false: nothing would be checked against it")
        return self


class UpstreamConfig(Section):
    """An API behind the gateway."""

    servers: list[Server] = Field(
        min_length=1, description="Its addresses: `http://host:port`, `https://host:port` or `unix:/path`."
    )
    tls: UpstreamTlsConfig | None = Field(
        default=None,
        description="For `https://` servers. Without it their certificates must be good by the system's "
        "authorities.",
    )
    connect_timeout: Duration = Field(default=5.0, gt=0, description="For a connection to be made (504).")
    tls_timeout: Duration = Field(
        default=5.0, gt=0, description="For the TLS handshake, once there is a connection (504)."
    )
    read_timeout: Duration = Field(default=60.0, gt=0, description="Longest silence of the server (504).")
    idle_timeout: Duration = Field(default=4.0, gt=0, description="How long an unused connection is kept.")
    max_connections: Count = Field(default=512, description="To each server, in each worker.")
    queue_timeout: Duration = Field(default=5.0, description="Longest wait for a free connection (503).")
    preserve_host: bool = Field(default=False, description="Send the client's Host instead of the server's.")

    @model_validator(mode="after")
    def _tls_for_somebody(self) -> Self:
        if self.tls is not None and not any(parse_server(text).scheme == "https" for text in self.servers):
            raise ValueError("must have an https:// server for tls to be of use")
        return self


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
        "and so is the request to the upstream.",
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
