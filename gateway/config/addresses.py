"""Addresses as people write them: where to listen, where an upstream's server is, whom to trust.

Decides their grammar, once for all of YAML. Refuses to know sockets and DNS: nothing is looked up.
Every function raises ValueError with a sentence.
"""

from __future__ import annotations

import ipaddress
import os
import re
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field

# Linear: one class, one quantifier. Letters of other scripts must be written as punycode (xn--…).
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?\.?")
_PORT = re.compile(r"[0-9]{1,5}")
_UNIX = "unix:"
# <sys/un.h>: sun_path, with the byte that ends it.
MOST_PATH_BYTES = 107
# Among networks: whoever connects through a Unix socket.
UNIX_PEERS = "unix"
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A host (name or IP address, without brackets; "" for every interface) and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class SocketFile(NamedTuple):
    """A Unix socket."""

    path: str

    def __str__(self) -> str:
        return f"{_UNIX}{self.path}"


class ServerAddress(NamedTuple):
    """One server of an upstream."""

    # In lower case.
    scheme: str
    host: str
    port: int
    # Its Unix socket, which then stands for host and port; "" where there is none.
    path: str = ""

    def __str__(self) -> str:
        return str(SocketFile(self.path) if self.path else Address(self.host, self.port))

    @property
    def authority(self) -> str:
        """Host, and port where it is not the scheme's own: what stands in `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def parse_listen(text: str) -> Address:
    """`0.0.0.0:8080`, `[::1]:8080`, `localhost:8080`, `:8080`; port 0 asks the kernel for a free one."""
    host, colon, port = text.rpartition(":")
    if not colon or "://" in text:
        raise ValueError("must be host:port such as 127.0.0.1:8080 or [::1]:8080")
    return Address(_host(host) if host else "", _port(port, lowest=0))


def parse_listener(text: str) -> Address | SocketFile:
    """What `parse_listen` takes, or `unix:/run/errgate.sock`."""
    return SocketFile(_path(text)) if text.startswith(_UNIX) else parse_listen(text)


def parse_server(text: str) -> ServerAddress:
    """`http://10.0.0.5:8000`, `https://api.example.com` or `unix:/run/api.sock`."""
    if text.startswith(_UNIX):
        # RFC 9110 §7.2 wants a Host; servers on sockets expect this one.
        return ServerAddress("http", "localhost", _DEFAULT_PORTS["http"], _path(text))
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in _DEFAULT_PORTS:
        raise ValueError("must start with http://, https:// or unix:/")
    scheme = scheme.lower()
    if "@" in rest:
        # Not "must", so that nobody adds the value: it holds a password.
        raise ValueError("a user name or password cannot stand here")
    rest = rest.removesuffix("/")
    if any(mark in rest for mark in "/?#"):
        raise ValueError("must have no path, query or fragment; add_prefix of a route puts a path before")
    if rest.endswith("]") or ":" not in rest:
        return ServerAddress(scheme, _host(rest), _DEFAULT_PORTS[scheme])
    host, _, port = rest.rpartition(":")
    return ServerAddress(scheme, _host(host), _port(port, lowest=1))


def parse_network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """`10.0.0.0/8`, `2001:db8::/32`, or one address."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        pass
    try:
        wider = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError("must be an IP address or network such as 10.0.0.0/8") from None
    raise ValueError(f"must have no bits behind its prefix: {wider}")


def _path(text: str) -> str:
    path = text.removeprefix(_UNIX)
    if not path.startswith("/") or path.endswith("/") or "\0" in path:
        raise ValueError("must have the whole path of a socket, such as unix:/run/errgate.sock")
    if len(os.fsencode(path)) > MOST_PATH_BYTES:
        raise ValueError(f"must have a path of at most {MOST_PATH_BYTES} bytes")
    return path


def _host(text: str) -> str:
    if text.startswith("[") and text.endswith("]"):
        try:
            return str(ipaddress.IPv6Address(text[1:-1]))
        except ValueError:
            raise ValueError("must have an IPv6 address within the brackets") from None
    if ":" in text:
        raise ValueError("must have an IPv6 address in brackets, such as [::1]:8080")
    if not text:
        raise ValueError("must have a host")
    if not _HOST.fullmatch(text) or ".." in text:
        raise ValueError("must have a valid host name or IP address")
    if text.rpartition(".")[2].isdigit():
        # A last label of digits is an IPv4 address or nothing (WHATWG URL §4.4).
        try:
            return str(ipaddress.IPv4Address(text))
        except ValueError:
            raise ValueError("must have a valid host name or IP address") from None
    return text


def _port(text: str, *, lowest: int) -> int:
    if not _PORT.fullmatch(text) or not lowest <= int(text) <= 65535:
        raise ValueError(f"must have a port from {lowest} to 65535")
    return int(text)


def _checked_listen(text: str) -> str:
    parse_listen(text)
    return text


def _checked_listener(text: str) -> str:
    parse_listener(text)
    return text


def _checked_server(text: str) -> str:
    parse_server(text)
    return text


def _checked_host(text: str) -> str:
    return _host(text)


def _checked_network(text: str) -> str:
    if text != UNIX_PEERS:
        parse_network(text)
    return text


# The text stays as it is written; `parse_…` above gives its parts.
Listen = Annotated[str, AfterValidator(_checked_listen), Field(examples=["127.0.0.1:8080", "[::1]:8080"])]
Listener = Annotated[
    str,
    AfterValidator(_checked_listener),
    Field(examples=["127.0.0.1:8080", "[::1]:8080", "unix:/run/errgate.sock"]),
]
Server = Annotated[str, AfterValidator(_checked_server), Field(examples=["http://10.0.0.5:8000"])]
HostName = Annotated[str, AfterValidator(_checked_host), Field(examples=["api.example.com"])]
Network = Annotated[str, AfterValidator(_checked_network), Field(examples=["10.0.0.0/8"])]
