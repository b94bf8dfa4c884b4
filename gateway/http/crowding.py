"""How many connections one client may have at a time.

Decides what counts as one client, and when it has enough. Refuses to know what a connection is used for.

Counting is off, and costs nothing, where there is no bound.
"""

from __future__ import annotations

from collections import Counter
from ipaddress import AddressValueError, IPv6Address

# Of an IPv6 address: what a provider gives to one customer at least (RFC 6177 §2).
_NETWORK_BYTES = 8


class Crowd:
    """Connections by client. `most` may be changed at any time; None is no bound."""

    def __init__(self, most: int | None) -> None:
        self.most = most
        self._counts: Counter[str] = Counter()

    def enter(self, peer: str) -> str | None:
        """Count one more connection of `peer`: what `leave` is to be called with; None if it has enough.

        "" where nothing is counted: without a bound, and for peers without an address.
        """
        most = self.most
        if most is None or not peer:
            return ""
        client = client_of(peer)
        if self._counts[client] >= most:
            return None
        self._counts[client] += 1
        return client

    def leave(self, client: str) -> None:
        """One connection of a client is gone."""
        if not client:
            return
        self._counts[client] -= 1
        if not self._counts[client]:
            # Else every address that ever came would stay.
            del self._counts[client]

    def __len__(self) -> int:
        """How many clients are counted."""
        return len(self._counts)


def client_of(peer: str) -> str:
    """An IPv4 address, or the network of an IPv6 address: who has one of these has all of them."""
    if ":" not in peer:
        return peer
    try:
        return IPv6Address(peer).packed[:_NETWORK_BYTES].hex()
    except AddressValueError:
        return peer
