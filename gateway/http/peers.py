"""Who asks: the client's address behind trusted proxies, and what the upstream is told about it.

Decides which forwarding fields of a request are believed and which lines errgate writes (RFC 7239).
Refuses to know what the address is used for.

A peer that is not trusted is the client, whatever it claims. Behind a trusted peer, the client is the last
address in `X-Forwarded-For` that is not itself a trusted proxy: the first ones may be forged by anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from gateway.exchange import Fields

# RFC 9110 §7.6.3: the version of the message as it was received; every exchange begins with the first.
VIA_11, VIA_10 = b"Via: 1.1 errgate\r\n", b"Via: 1.0 errgate\r\n"

Network = IPv4Network | IPv6Network

# Proxies in one X-Forwarded-For that are looked at, from the last one on.
MAX_HOPS = 32


def compile_trust(networks: Sequence[str]) -> Callable[[str], bool]:
    """A test whether an address belongs to a trusted proxy. `unix` trusts peers without an address."""
    trusted: list[Network] = [ip_network(text, strict=False) for text in networks if text != "unix"]
    trusts_unix = "unix" in networks

    def is_trusted(address: str) -> bool:
        if not address:
            return trusts_unix
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in trusted)

    return is_trusted


def peer_address(peername: object) -> str:
    """The address of a socket's other end, without port and scope; "" for a Unix socket."""
    if not isinstance(peername, tuple):
        return ""
    address = str(peername[0]).partition("%")[0]
    return address.removeprefix("::ffff:") if address.startswith("::ffff:") and "." in address else address


def client_behind(peer: str, fields: Fields, is_trusted: Callable[[str], bool]) -> str:
    """The client's address as a trusted `peer` tells it."""
    # RFC 9110 §5.6.1: empty elements do not count.
    chain = ",".join(fields.get_all("x-forwarded-for"))
    hops = [hop for element in chain.split(",") if (hop := element.strip())]
    client = peer
    for hop in reversed(hops[-MAX_HOPS:]):
        try:
            client = _plain_address(hop)
        except ValueError:
            break
        if not is_trusted(client):
            break
    return client


def _plain_address(text: str) -> str:
    parsed = ip_address(text.partition("%")[0])
    # A proxy that listens on both families writes IPv4 addresses as IPv6 ones.
    return str(parsed.ipv4_mapped or parsed) if parsed.version == 6 else str(parsed)


def forwarding_lines(peer: str, scheme: str) -> bytes:
    """What an upstream is told of a client that connects directly. The same for a whole connection."""
    node = f'"[{peer}]"' if ":" in peer else peer or "unknown"
    return (
        f"X-Forwarded-For: {peer or 'unknown'}\r\nX-Forwarded-Proto: {scheme}\r\n"
        f"Forwarded: for={node};proto={scheme}\r\n"
    ).encode() + VIA_11


def extended_lines(peer: str, scheme: str, fields: Fields) -> bytes:
    """What an upstream is told of a client behind a trusted peer: its account, and the peer added to it."""
    node = f'"[{peer}]"' if ":" in peer else peer or "unknown"
    # RFC 7239 §4: the peer's own element tells of its connection to us, not of the client's.
    elements = ", ".join([*fields.get_all("forwarded"), f"for={node};proto={scheme}"])
    scheme = fields.get("x-forwarded-proto") or scheme
    addresses = ", ".join([*fields.get_all("x-forwarded-for"), peer or "unknown"])
    lines = f"X-Forwarded-For: {addresses}\r\nX-Forwarded-Proto: {scheme}\r\nForwarded: {elements}\r\n"
    if host := fields.get("x-forwarded-host"):
        lines += f"X-Forwarded-Host: {host}\r\n"
    return lines.encode("utf-8", "surrogateescape") + VIA_11
