"""The PROXY protocol: which headers are taken, whose address they tell, and that nothing else is let in."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.config.model import LimitsConfig, ListenerTlsConfig
from gateway.followed import FollowedContext
from gateway.http.accepting import Acceptor, Entrance
from gateway.http.proxy_protocol import MOST_V2_BYTES, VERSIONS, BadHeader, header_end, source_of
from gateway.http.server import Server
from gateway.http.tls import follow_listener
from tests.certificates import client_side, write_pair
from tests.envs import ListLog
from tests.http.wires import Client, Rig, until

ANY = VERSIONS["any"]
SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
V1 = b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n"


def v2(family: int, body: bytes, command: int = 0x21, length: int | None = None) -> bytes:
    size = len(body) if length is None else length
    return SIGNATURE + bytes([command, family]) + size.to_bytes(2) + body


def four(source: str = "192.0.2.7") -> bytes:
    return IPv4Address(source).packed + IPv4Address("198.51.100.1").packed + b"\xdc\x04\x01\xbb"


def six(source: str = "2001:db8::7") -> bytes:
    return IPv6Address(source).packed + IPv6Address("2001:db8::1").packed + b"\xdc\x04\x01\xbb"


def sum_of(data: bytes) -> bytes:
    """CRC32C by its definition, bit by bit."""
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0x82F63B78 if remainder & 1 else 0)
    return (remainder ^ 0xFFFFFFFF).to_bytes(4)


def with_sum(family: int, addresses: bytes) -> bytes:
    empty = v2(family, addresses + b"\x03\x00\x04" + bytes(4))
    return empty[:-4] + sum_of(empty)


GOOD: dict[str, tuple[bytes, str | None]] = {
    "v1 over IPv4": (V1, "192.0.2.7"),
    "v1 over IPv6": (b"PROXY TCP6 2001:db8::7 2001:db8::1 1 65535\r\n", "2001:db8::7"),
    "v1, an IPv4 address written as IPv6": (b"PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n", "192.0.2.7"),
    "v1, unknown": (b"PROXY UNKNOWN\r\n", None),
    "v1, unknown and the longest": (b"PROXY UNKNOWN " + b"f" * 91 + b"\r\n", None),
    "v1, port 0": (b"PROXY TCP4 192.0.2.7 198.51.100.1 0 443\r\n", "192.0.2.7"),
    "v2 over IPv4": (v2(0x11, four()), "192.0.2.7"),
    "v2 over IPv6": (v2(0x21, six()), "2001:db8::7"),
    "v2, an IPv4 address written as IPv6": (v2(0x21, six("::ffff:192.0.2.7")), "192.0.2.7"),
    "v2 over a Unix socket": (v2(0x31, b"/run/a".ljust(216, b"\0")), None),
    "v2, unspecified": (v2(0x00, b""), None),
    "v2, extensions": (v2(0x11, four() + b"\x01\x00\x02h2" + b"\xea\x00\x00"), "192.0.2.7"),
    "v2, a checksum": (with_sum(0x11, four()), "192.0.2.7"),
    "v2, the balancer itself": (v2(0x00, b"", 0x20), None),
    "v2, the balancer itself with an address": (v2(0x11, four(), 0x20), None),
    "v2, the balancer itself with anything": (v2(0xFF, b"anything", 0x20), None),
    "v2, the longest": (v2(0x11, four() + b"\x04\x0f\xf1" + bytes(4081)), "192.0.2.7"),
}


@pytest.mark.parametrize(("header", "source"), GOOD.values(), ids=GOOD)
def test_a_header_tells_the_client(header: bytes, source: str | None) -> None:
    """It ends where it ends, whatever follows; every beginning of it wants more."""
    assert header_end(header + GET, ANY) == header_end(header, ANY) == len(header)
    assert source_of(header).address == source
    assert {header_end(header[:count], ANY) for count in range(1, len(header))} == {None}


BAD = {
    "HTTP": GET,
    "TLS": b"\x16\x03\x01\x02\x00",
    "v1 in lower case": b"proxy TCP4",
    "v1 without an end": b"PROXY UNKNOWN " + b"f" * 93,
    "v1 with an end too late": b"PROXY UNKNOWN " + b"f" * 92 + b"\r\n",
    "v1 over UDP": b"PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n",
    "v1, two spaces": b"PROXY TCP4  192.0.2.7 198.51.100.1 1 2\r\n",
    "v1, a word too many": b"PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n",
    "v1, a tab": b"PROXY TCP4\t192.0.2.7 198.51.100.1 1 2\r\n",
    "v1, the other family": b"PROXY TCP4 ::1 ::1 1 2\r\n",
    "v1, an address with zeros": b"PROXY TCP4 192.0.02.7 198.51.100.1 1 2\r\n",
    "v1, a zone": b"PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
    "v1, a name": b"PROXY TCP4 localhost 198.51.100.1 1 2\r\n",
    "v1, a wrong destination": b"PROXY TCP4 192.0.2.7 x 1 2\r\n",
    "v1, a large port": b"PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n",
    "v1, a port with zeros": b"PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n",
    "v1, a signed port": b"PROXY TCP4 192.0.2.7 198.51.100.1 +1 2\r\n",
    "v1, a bare LF": b"PROXY TCP4 192.0.2.7 198.51.100.1 1 2\nGET / HTTP/1.1\r\n",
    "v1, nothing": b"PROXY \r\n",
    "v2, another signature": b"\r\n\r\n\x00\r\nQUIT\r",
    "v2, version 1": v2(0x11, four(), 0x11),
    "v2, an unknown command": v2(0x11, four(), 0x22),
    "v2, too long": v2(0x11, b"", length=MOST_V2_BYTES + 1),
    "v2, no family": v2(0x01, four()),
    "v2 over UDP": v2(0x12, four()),
    "v2, short addresses": v2(0x11, four()[:-1]),
    "v2, IPv4 addresses for IPv6": v2(0x21, four()),
    "v2, half an extension": v2(0x11, four() + b"\x01\x00\x05h2"),
    "v2, a byte of an extension": v2(0x11, four() + b"\x01"),
    "v2, a wrong checksum": with_sum(0x11, four("192.0.2.8")).replace(b"\x08", b"\x09"),
    "v2, a short checksum": v2(0x11, four() + b"\x03\x00\x01a"),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_what_is_no_header_is_refused(data: bytes) -> None:
    """At once, or when it is whole; never read on for ever."""
    with pytest.raises(BadHeader):
        source_of(data[: header_end(data, ANY)])


@pytest.mark.parametrize(
    ("version", "header"), [("v1", v2(0x11, four())), ("v2", V1)], ids=["v2 for v1", "v1 for v2"]
)
def test_a_listener_takes_the_versions_that_it_names(version: str, header: bytes) -> None:
    """The other one is no header there."""
    with pytest.raises(BadHeader):
        header_end(header, VERSIONS[version])


headers = st.sampled_from([header for header, _ in GOOD.values()])


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A header with some bytes replaced, left out or put in."""
    data = bytearray(draw(headers))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(data)


@given(st.one_of(st.binary(max_size=300), broken()), st.sampled_from(list(VERSIONS.values())), st.binary())
def test_any_bytes_are_a_header_or_refused(data: bytes, begins: tuple[bytes, ...], more: bytes) -> None:
    """Nothing else is raised; the cut of packets makes no difference; an address is a plain one."""
    verdicts = []
    for count in range(1, len(data) + 1):
        try:
            end = header_end(data[:count], begins)
        except BadHeader:
            verdicts.append("bad")
            break
        if end is not None:
            assert end == count
            assert header_end(data + more, begins) == end
            try:
                source = source_of(data[:end]).address
            except BadHeader:
                break
            assert source is None or source == str(ip_address(source))
            break
        assert count < 16 + MOST_V2_BYTES
    if verdicts:
        with pytest.raises(BadHeader):
            header_end(data + more, begins)


class Balanced(Rig):
    """The transport behind a listener that expects a header."""

    proxy = ANY
    tls: FollowedContext | None = None

    async def serve(self) -> None:
        if hasattr(self, "_listener"):
            return
        self.log = ListLog()
        self.server = Server(self, self, time.monotonic)
        one = socket.create_server(("127.0.0.1", 0))
        acceptor = Acceptor(self.server, one, Entrance(self.tls, self.proxy), self.log)
        kind = type("Accepting", (), {"sockets": [one], "close": staticmethod(acceptor.close)})
        self._listener = cast("asyncio.Server", kind())

    def told(self, name: bytes = b"X-Forwarded-For") -> list[bytes]:
        """What the upstream was told in this field, by request."""
        return [
            line.partition(b": ")[2]
            for head in self.asked
            for line in head.split(b"\r\n")
            if line.startswith(name + b":")
        ]


async def what_comes(client: Client) -> bytes:
    """All that the client gets, however its connection ends."""
    try:
        return await client.rest()
    except ConnectionError:
        return b""


@pytest.fixture
async def rig() -> AsyncIterator[Balanced]:
    async with Balanced() as rig:
        yield rig


@pytest.mark.parametrize("header", [V1, v2(0x11, four())], ids=["v1", "v2"])
@pytest.mark.parametrize("together", [True, False])
async def test_the_address_in_the_header_is_the_clients(header: bytes, together: bool, rig: Balanced) -> None:
    """For all requests of the connection, in one packet with the first or byte by byte before it."""
    client = await rig.connect()
    if together:
        await client.send(header + GET)
    else:
        for byte in header:
            await client.send(bytes([byte]))
            await asyncio.sleep(0.0005)
        await client.send(GET)
    assert (await client.answer())[0] == 200
    await client.send(GET)
    assert (await client.answer())[0] == 200
    assert rig.told() == [b"192.0.2.7"] * 2


async def test_without_an_address_the_balancer_is_the_client(rig: Balanced) -> None:
    """Its health checks are answered like any other request."""
    client = await rig.connect()
    await client.send(v2(0x00, b"", 0x20) + GET)
    assert (await client.answer())[0] == 200
    assert rig.told() == [b"127.0.0.1"]


async def test_what_the_client_says_of_itself_counts_by_its_own_address(rig: Balanced) -> None:
    """That the balancer is a trusted proxy does not make its clients trusted."""
    rig.trusted_proxies = ["127.0.0.1"]
    client = await rig.connect()
    await client.send(V1 + GET[:-2] + b"X-Forwarded-For: 203.0.113.9\r\n\r\n")
    assert (await client.answer())[0] == 200
    assert rig.told() == [b"192.0.2.7"]


@pytest.mark.parametrize("data", [GET, b"PROXY TCP4 x x 1 2\r\n" + GET, v2(0x12, four()) + GET])
async def test_a_wrong_header_ends_the_connection(data: bytes, rig: Balanced) -> None:
    """Without an answer; it is counted, and the first one is a warning in the log."""
    for _ in range(2):
        client = await rig.connect()
        await client.send(data)
        assert await what_comes(client) == b""
    assert rig.asked == []
    assert rig.server.refused["proxy_protocol"] == 2
    warnings = [event for level, event, _ in rig.log.entries if level == "warning"]
    assert warnings == ["a connection ended before its first request"]


async def test_a_header_has_its_time(rig: Balanced) -> None:
    """Half of one is not waited for."""
    rig.limits = LimitsConfig.model_validate({"proxy_header_timeout": "50ms"})
    client = await rig.connect()
    await client.send(V1[:20])
    assert await what_comes(client) == b""
    await until(lambda: rig.server.refused["proxy_protocol"] == 1)


async def test_a_client_that_leaves_within_the_header_is_let_go(rig: Balanced) -> None:
    """Nobody waits for the rest."""
    client = await rig.connect()
    await client.send(V1[:20])
    await client.close()
    await until(lambda: rig.server.refused["proxy_protocol"] == 1)
    await until(lambda: rig.server.arriving == 0)


async def test_tls_begins_behind_the_header(rig: Balanced, tmp_path: Path) -> None:
    """As a network load balancer sends it that leaves TLS alone; not one byte of the handshake is lost."""
    settings: dict[str, Any] = write_pair(tmp_path)
    rig.tls = follow_listener(ListenerTlsConfig.model_validate(settings), tmp_path)
    await rig.serve()
    loop = asyncio.get_running_loop()
    raw = socket.create_connection(("127.0.0.1", rig.port))
    raw.setblocking(False)
    await loop.sock_sendall(raw, V1)
    client = Client(*await asyncio.open_connection(sock=raw, ssl=client_side(), server_hostname="localhost"))
    await client.send(GET)
    assert (await client.answer())[0] == 200
    assert rig.told() == [b"192.0.2.7"]
    assert rig.told(b"X-Forwarded-Proto") == [b"https"]
    await client.close()
