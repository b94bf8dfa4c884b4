"""From a server's address to a connection that requests can be sent on: a socket, then TLS.

Decides how long each step may take and what its failure is called. Refuses to know how many connections
there are (pool.py), and what is said on them.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.config.addresses import ServerAddress
from gateway.faults import GatewayError
from gateway.http.connection import as_protocol
from gateway.http.deadlines import NEVER
from gateway.http.tls import explain_tls_error
from gateway.http.upstream_connection import UpstreamConnection

OnEvent = Callable[[UpstreamConnection], None]
# A family of addresses, and one of them.
_Place = tuple[int, Any]

# asyncio's own limit on handshakes must never be the one that counts.
_LATER_S = 60.0
# A server that does not answer our farewell is left without it (RFC 8446 §6.1 does not ask us to wait).
_FAREWELL_S = 1.0


@dataclass(frozen=True, slots=True)
class Dialer:
    """How connections to one server are made."""

    address: ServerAddress
    # None: without TLS.
    tls: ssl.SSLContext | None
    # The name that is asked for (RFC 6066 §3) and that the certificate must be for.
    server_name: str
    connect_timeout_s: float
    tls_timeout_s: float
    read_timeout_s: float
    # None: as read_timeout_s, and called so.
    first_byte_timeout_s: float | None = None
    total_timeout_s: float = NEVER

    async def dial(self, on_free: OnEvent, on_lost: OnEvent) -> UpstreamConnection:
        """A new connection, ready for a request. Raises GatewayError; nothing was sent then."""
        loop = asyncio.get_running_loop()

        connection = UpstreamConnection(
            loop,
            self.read_timeout_s,
            on_free,
            on_lost,
            first_byte_timeout_s=self.first_byte_timeout_s,
            total_timeout_s=self.total_timeout_s,
        )
        make = as_protocol(lambda: connection)
        one = await self._reach(loop)
        if self.address.path:
            await loop.create_unix_connection(make, sock=one)
        elif self.tls is None:
            await loop.create_connection(make, sock=one)
        else:
            await self._secure(loop, make, one, self.tls)
        if connection.transport is None:
            raise GatewayError("reset", nothing_sent=True, log_detail="closed at once")
        return connection

    async def _reach(self, loop: asyncio.AbstractEventLoop) -> socket.socket:
        try:
            async with asyncio.timeout(self.connect_timeout_s):
                return await _connect_to_first(loop, await _look_up(loop, self.address))
        except TimeoutError as error:
            raise GatewayError("connect_timeout", nothing_sent=True) from error
        except OSError as error:
            raise GatewayError("connect_failed", nothing_sent=True, log_detail=str(error)[:200]) from error

    async def _secure(
        self,
        loop: asyncio.AbstractEventLoop,
        make: Callable[[], asyncio.Protocol],
        one: socket.socket,
        context: ssl.SSLContext,
    ) -> None:
        try:
            async with asyncio.timeout(self.tls_timeout_s):
                await loop.create_connection(
                    make,
                    sock=one,
                    ssl=context,
                    server_hostname=self.server_name,
                    ssl_handshake_timeout=self.tls_timeout_s + _LATER_S,
                    ssl_shutdown_timeout=_FAREWELL_S,
                )
        except TimeoutError as error:
            raise GatewayError("tls_timeout", nothing_sent=True) from error
        except OSError as error:
            raise GatewayError(
                "tls_failed", nothing_sent=True, log_detail=explain_tls_error(error)
            ) from error


async def _look_up(loop: asyncio.AbstractEventLoop, address: ServerAddress) -> list[_Place]:
    if address.path:
        return [(socket.AF_UNIX, address.path)]
    found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    return [(family, place) for family, _, _, _, place in found]


async def _connect_to_first(loop: asyncio.AbstractEventLoop, places: list[_Place]) -> socket.socket:
    """A socket that is connected to the first address that can be reached. Raises OSError."""
    failure = OSError("the name has no address")
    for family, place in places:
        one = socket.socket(family, socket.SOCK_STREAM)
        one.setblocking(False)
        try:
            await loop.sock_connect(one, place)
        except OSError as error:
            one.close()
            failure = error
        except BaseException:
            one.close()
            raise
        else:
            return one
    raise failure
