"""Sockets that clients connect to, one set for each worker.

Decides how an address becomes sockets that several processes share. Refuses to know who accepts on them.

Of an internet address each worker gets sockets of its own under SO_REUSEPORT: the kernel spreads
connections over them, and no worker wakes up for another's. They are bound in the parent, so that an address
that cannot be had is told before anything is started, and stay open there, so that a worker's successor finds
the connections that arrived in between. A Unix socket is one for all workers.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from gateway.config.addresses import Address, SocketFile, parse_listener
from gateway.config.model import ListenerConfig
from gateway.process.socket_files import Identity, bind_socket_file, remove_socket_file

# Connections that wait to be accepted, for each socket; the kernel's net.core.somaxconn bounds it as well.
BACKLOG = 4096

# "There is no such kind of address on this machine", as against "this one is taken".
_NO_SUCH_FAMILY = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL)


class ListenError(Exception):
    """An address that cannot be listened on; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Listening:
    """One listening socket of one worker."""

    # Of the entry of `listen` that it belongs to.
    index: int
    socket: socket.socket
    # Of a Unix socket, which all workers share.
    file: Identity | None = None
    path: str = ""

    def close(self) -> None:
        self.socket.close()


def open_listeners(listeners: Iterable[ListenerConfig], workers: int) -> list[list[Listening]]:
    """Listening sockets for each of so many workers, on every address. Raises ListenError.

    A name that stands for several addresses is listened on at each of them that this machine has.
    Nothing is left open, and nobody could connect in between, where one address fails.
    """
    sets: list[list[Listening]] = [[] for _ in range(workers)]
    try:
        for index, listener in enumerate(listeners):
            address = parse_listener(listener.address)
            if isinstance(address, Address):
                _open_address(index, address, sets)
                continue
            shared = _open_file(index, address, listener.mode)
            for sockets in sets:
                sockets.append(shared)
        for one in (one for sockets in sets for one in sockets):
            _listen(one.socket)
    except BaseException:
        close_all(sets)
        remove_files(sets)
        raise
    return sets


def told_place(one: socket.socket) -> str:
    """Where a socket listens, as a configuration says it, with the port that the kernel chose."""
    return str(SocketFile(one.getsockname()) if one.family == socket.AF_UNIX else address_of(one))


def address_of(one: socket.socket) -> Address:
    """The address that an internet socket is bound to, with the port that the kernel chose for port 0."""
    host, port = one.getsockname()[:2]
    return Address(host, port)


def is_wide(one: socket.socket) -> bool:
    """Whether machines other than this one may reach the socket."""
    return not ip_address(address_of(one).host.partition("%")[0]).is_loopback


def close_all(sets: Iterable[Sequence[Listening]]) -> None:
    """Close every socket of these sets."""
    for sockets in sets:
        for one in sockets:
            one.close()


def remove_files(sets: Iterable[Sequence[Listening]]) -> None:
    """Remove the files of Unix sockets: for the end, and by the parent alone."""
    for path, identity in {
        (one.path, one.file) for sockets in sets for one in sockets if one.file is not None
    }:
        remove_socket_file(path, identity)


def _open_file(index: int, address: SocketFile, mode: str | None) -> Listening:
    try:
        one, identity = bind_socket_file(address.path, None if mode is None else int(mode, 8))
    except FileExistsError as error:
        raise ListenError(f"cannot listen on {address}: a file that is no socket is in the way") from error
    except OSError as error:
        raise ListenError(_explain(address, error)) from error
    return Listening(index, one, identity, address.path)


def _open_address(index: int, address: Address, sets: list[list[Listening]]) -> None:
    places = _look_up(address)
    port = address.port
    opened = 0
    for family, place in places:
        try:
            if port:
                # A plain bind first: SO_REUSEPORT would let us share the port of a gateway that runs already.
                _bind(family, (place[0], port, *place[2:]), shared=False).close()
            for sockets in sets:
                one = _bind(family, (place[0], port, *place[2:]), shared=True)
                # For port 0 the kernel chose one that nobody has, and from here on nobody else is given it.
                port = address_of(one).port
                sockets.append(Listening(index, one))
        except OSError as error:
            if error.errno in _NO_SUCH_FAMILY and len(places) > 1:
                continue
            raise ListenError(_explain(Address(address.host, port), error)) from error
        opened += 1
    if not opened:
        raise ListenError(f"cannot listen on {address}: no interface has this address")


def _look_up(address: Address) -> list[tuple[socket.AddressFamily, tuple[Any, ...]]]:
    try:
        found = socket.getaddrinfo(
            address.host or None, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except socket.gaierror as error:
        raise ListenError(f"cannot listen on {address}: the host is not known ({error.strerror})") from error
    # A name may be listed twice for one address.
    return list(dict.fromkeys((family, place) for family, _, _, _, place in found))


def _bind(family: socket.AddressFamily, place: tuple[Any, ...], *, shared: bool) -> socket.socket:
    one = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Connections of a gateway that just ended may linger in TIME_WAIT.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if family == socket.AF_INET6:
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        one.bind(place)
    except BaseException:
        one.close()
        raise
    return one


def _listen(one: socket.socket) -> None:
    try:
        one.listen(BACKLOG)
    except OSError as error:
        raise ListenError(_explain(told_place(one), error)) from error


def _explain(address: object, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"cannot listen on {address}: the address is in use by another process"
    if error.errno == errno.EACCES and isinstance(address, Address):
        return f"cannot listen on {address}: ports below 1024 need the right to bind them"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"cannot listen on {address}: no interface of this machine has this address"
    return f"cannot listen on {address}: {os.strerror(error.errno or 0)}"
