"""The edges as configuration: listeners, upstreams, TLS on both, and the bounds on what clients may do.

Decides the grammar of these sections. Refuses to know sockets, certificates and what is done with a limit.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from gateway.config.addresses import HostName, Listener, Server, parse_server
from gateway.config.quantities import Duration, Size
from gateway.config.section import Section
from gateway.config.words import Count, FileMode, FileName


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
    requests_per_connection: Count = Field(
        default=10000, description="Most requests of one connection; behind the last one it is closed."
    )
    connections: Count = Field(default=20000, description="Most client connections of one worker.")
    connections_per_client: Count | None = Field(
        default=None,
        description="Most connections of one client address (IPv6: of its /64) to one worker; more are "
        "closed at once. Trusted proxies and Unix sockets are not counted.",
    )
    requests_in_flight: Count | None = Field(
        default=None,
        description="Most requests that one worker answers at a time, upgraded connections included (503).",
    )


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
        "and where it tells of TLS the scheme is `https`, whoever sends it: let nobody but the load balancer "
        "reach this address.",
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
    first_byte_timeout: Duration | None = Field(
        default=None,
        gt=0,
        description="For the answer to begin once the request is sent (504); `read_timeout` without it.",
    )
    total_timeout: Duration | None = Field(
        default=None,
        gt=0,
        description="From a request's first byte to the last one of its answer (504, or the answer breaks "
        "off). Upgraded connections are exempt. Without it an answer may last.",
    )
    idle_timeout: Duration = Field(default=4.0, gt=0, description="How long an unused connection is kept.")
    max_connections: Count = Field(default=512, description="To each server, in each worker.")
    queue_timeout: Duration = Field(default=5.0, description="Longest wait for a free connection (503).")
    preserve_host: bool = Field(default=False, description="Send the client's Host instead of the server's.")

    @model_validator(mode="after")
    def _tls_for_somebody(self) -> Self:
        if self.tls is not None and not any(parse_server(text).scheme == "https" for text in self.servers):
            raise ValueError("must have an https:// server for tls to be of use")
        return self
