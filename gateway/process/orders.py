"""What the parent tells a worker: drain, stop, or take another configuration.

Decides the bytes between the two ends of a socket pair, and what a closed one means.
Refuses to know what is done about an order.

Orders are not signals: a signal may also come from a terminal or a service manager, to all processes at
once, and would count twice. Only the parent's orders are unpickled, and only forked children read them.
"""

from __future__ import annotations

import asyncio
import pickle
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass

from gateway.config.model import Config

# A worker that has not taken an order by then is stuck.
PATIENCE_S = 2.0
# All that a worker says: it takes requests now.
SERVING = b"s"

_LENGTH = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Drain:
    """Accept nothing more, let requests in flight finish for so many seconds, and end."""

    timeout_s: float


@dataclass(frozen=True, slots=True)
class Stop:
    """End now."""


@dataclass(frozen=True, slots=True)
class Reload:
    """Serve new requests by this configuration."""

    config: Config


Order = Drain | Stop | Reload


def send_order(channel: socket.socket, order: Order) -> bool:
    """Send one order; False where the worker is gone, or does not read within PATIENCE_S."""
    payload = pickle.dumps(order)
    channel.settimeout(PATIENCE_S)
    try:
        channel.sendall(_LENGTH.pack(len(payload)) + payload)
    except OSError:
        return False
    return True


class Inbox:
    """Puts orders together from pieces."""

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> list[Order]:
        """The orders that are complete with this piece."""
        self._held += data
        orders: list[Order] = []
        while len(self._held) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self._held)[0]
            if len(self._held) < end:
                break
            orders.append(pickle.loads(self._held[_LENGTH.size : end]))  # noqa: S301 - written by our parent
            del self._held[:end]
        return orders


def obey(channel: socket.socket, follow: Callable[[Order], None]) -> None:
    """Have the running loop call `follow` with each order; a parent that is gone is an order to stop."""
    loop = asyncio.get_running_loop()
    channel.setblocking(False)
    inbox = Inbox()

    def read_orders() -> None:
        try:
            data = channel.recv(1 << 16)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            loop.remove_reader(channel)
            follow(Stop())
        for order in inbox.feed(data):
            follow(order)

    loop.add_reader(channel, read_orders)
