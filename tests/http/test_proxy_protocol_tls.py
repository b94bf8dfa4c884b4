"""What a balancer that ends TLS itself tells of it in the PROXY header (proxy-protocol.txt §2.2.6)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gateway.http.proxy_protocol import BadHeader, source_of
from tests.http.test_proxy_protocol import V1, Balanced, four, v2

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def told(flags: int, more: bytes = b"") -> bytes:
    """A header with the extension PP2_TYPE_SSL: flags, a verdict, and what else it tells."""
    value = bytes([flags]) + bytes(4) + more
    return v2(0x11, four() + b"\x20" + len(value).to_bytes(2) + value)


VERSION = b"\x21\x00\x07TLSv1.3"


@pytest.fixture
async def rig() -> AsyncIterator[Balanced]:
    async with Balanced() as rig:
        yield rig


@pytest.mark.parametrize(
    ("header", "scheme"),
    [
        pytest.param(told(0x01, VERSION), b"https", id="over TLS"),
        pytest.param(told(0x07), b"https", id="with a certificate"),
        pytest.param(told(0x00), b"http", id="without TLS"),
        pytest.param(told(0x06), b"http", id="a certificate without TLS"),
        pytest.param(v2(0x11, four()), b"http", id="nothing told"),
        pytest.param(V1, b"http", id="version 1"),
    ],
)
async def test_the_scheme_is_the_one_that_the_client_used(
    header: bytes, scheme: bytes, rig: Balanced
) -> None:
    """For the server, in all the fields that tell it, and so for plugins, whatever the client says."""
    client = await rig.connect()
    await client.send(header + GET[:-2] + b"X-Forwarded-Proto: gopher\r\n\r\n")
    assert (await client.answer())[0] == 200
    assert rig.told(b"X-Forwarded-Proto") == [scheme]
    assert rig.told(b"Forwarded") == [b"for=192.0.2.7;proto=" + scheme]


def test_an_extension_that_is_too_short_is_refused() -> None:
    """Flags without a verdict."""
    with pytest.raises(BadHeader, match="incomplete"):
        source_of(v2(0x11, four() + b"\x20\x00\x01\x01"))
