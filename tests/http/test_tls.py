"""TLS on listeners: who is let in, what the upstream hears of it, and that HTTP on it is the same."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest

from gateway.config.model import LimitsConfig, ListenerTlsConfig
from gateway.http.accepting import Acceptor, Entrance
from gateway.http.server import Server
from gateway.http.tls import follow_listener
from tests.certificates import authority, client_side, server_side, stranger, write_ca, write_pair
from tests.envs import ListLog
from tests.http.wires import Client, Rig, parse_head, until

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Accepting:
    """An acceptor where the rig expects asyncio's server."""

    def __init__(self, acceptor: Acceptor, one: socket.socket) -> None:
        self.sockets = [one]
        self.close = acceptor.close


class SecureRig(Rig):
    """The transport behind a listener with TLS."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.log = ListLog()
        self.tls: dict[str, Any] = write_pair(folder)

    async def serve(self) -> None:
        if hasattr(self, "_listener"):
            return
        self.server = Server(self, self, time.monotonic)
        config = ListenerTlsConfig.model_validate(self.tls)
        one = socket.create_server(("127.0.0.1", 0))
        self.acceptor = Acceptor(self.server, one, Entrance(follow_listener(config, self.folder)), self.log)
        self._listener = cast("asyncio.Server", Accepting(self.acceptor, one))

    async def secure(self, context: ssl.SSLContext | None = None) -> Client:
        """A new client connection with TLS."""
        await self.serve()
        client = Client(
            *await asyncio.open_connection(
                "127.0.0.1",
                self.port,
                ssl=context or client_side(),
                server_hostname="localhost",
                limit=1 << 22,
            )
        )
        self._clients.append(client)
        return client


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[SecureRig]:
    async with SecureRig(tmp_path) as rig:
        yield rig


async def is_let_in(rig: SecureRig, context: ssl.SSLContext) -> bool:
    """Whether a client gets an answer. In TLS 1.3 it may learn of a no after its handshake."""
    try:
        client = await rig.secure(context)
        await client.send(GET)
        await client.head()
    except (OSError, asyncio.IncompleteReadError):
        return False
    return True


async def test_the_upstream_hears_https(rig: SecureRig) -> None:
    """The scheme of the client's connection, in both vocabularies."""
    client = await rig.secure()
    await client.send(GET * 2)
    assert [(await client.answer())[0] for _ in range(2)] == [200, 200]
    assert b"X-Forwarded-Proto: https\r\n" in rig.asked[0]
    assert b";proto=https\r\n" in rig.asked[0]
    assert b"Client-Cert" not in rig.asked[0]


async def test_large_bodies_pass_both_ways(rig: SecureRig) -> None:
    """With back-pressure: megabytes, of which neither side may lose one."""
    body = bytes(range(256)) * 16384

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received = await reader.readexactly(len(body))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(received) + received)

    rig.script = echo
    client = await rig.secure()
    sending = asyncio.ensure_future(
        client.send(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    )
    _, _, received = await client.answer()
    await sending
    assert hashlib.sha256(received).digest() == hashlib.sha256(body).digest()


async def test_a_truncated_answer_is_no_whole_one(rig: SecureRig) -> None:
    """The server leaves in the middle of a body: the client's connection is cut as well."""
    arrived = asyncio.Event()

    async def leave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        await arrived.wait()
        writer.transport.abort()

    rig.script = leave
    client = await rig.secure()
    await client.send(GET)
    await client.head()
    assert await client.exactly(10) == b"5\r\nhello\r\n"
    arrived.set()
    rest = b""
    with suppress(OSError):
        rest = await client.rest()
    assert not rest.endswith(b"0\r\n\r\n")
    await until(lambda: rig.finished_exchanges)
    assert rig.finished_exchanges[0][3] == "truncated"


async def test_protocols_are_switched_inside_tls(rig: SecureRig) -> None:
    """A WebSocket's bytes pass both ways, and its end ends both connections."""

    async def switch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        while data := await reader.read(100):
            writer.write(data.upper())
        writer.close()

    rig.script = switch
    client = await rig.secure()
    await client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    assert parse_head(await client.head())[0] == 101
    for _ in range(3):
        await client.send(b"hello")
        assert await client.exactly(5) == b"HELLO"
    await client.close()
    await until(lambda: not rig.server.connections and not rig.connections_open)


CASES = {
    "optional, none": ("optional", False, True),
    "optional, one": ("optional", True, True),
    "required, one": ("required", True, True),
    "required, none": ("required", False, False),
}


@pytest.mark.parametrize(("demand", "has_one", "let_in"), CASES.values(), ids=CASES)
async def test_client_certificates_are_asked_for(
    demand: str, has_one: bool, let_in: bool, rig: SecureRig, tmp_path: Path
) -> None:
    """The upstream is told the subject and names of a good one, and never what a client says of itself."""
    rig.tls |= {"client_certificates": demand, "client_ca": str(write_ca(tmp_path))}
    mine = write_pair(tmp_path, "partner.example", name="client") if has_one else None
    if not let_in:
        assert not await is_let_in(rig, client_side(mine))
        await until(lambda: rig.server.refused["tls"] == 1)
        return
    client = await rig.secure(client_side(mine))
    forged = (
        b"X-Forwarded-Client-Cert: Hash=forged\r\nClient-Cert: :AA==:\r\nX_Forwarded_Client_Cert: forged\r\n"
    )
    await client.send(GET[:-2] + forged + b"\r\n")
    assert (await client.answer())[0] == 200
    told = [line for line in rig.asked[0].split(b"\r\n") if b"ertificate" in line or b"lient-Cert" in line]
    if not has_one:
        assert told == []
        return
    [line] = told
    assert line.startswith(b"X-Forwarded-Client-Cert: Hash=")
    assert b';Subject="' in line
    assert line.endswith(b';DNS="partner.example"')
    assert b"forged" not in rig.asked[0]


async def test_a_strangers_certificate_is_not_accepted(rig: SecureRig, tmp_path: Path) -> None:
    """Also where certificates are optional: a bad one is worse than none."""
    rig.tls |= {"client_certificates": "optional", "client_ca": str(write_ca(tmp_path))}
    theirs = write_pair(tmp_path, "stranger.example", name="client", ca=stranger())
    assert not await is_let_in(rig, client_side(theirs))
    await until(lambda: rig.server.refused["tls"] == 1)


async def test_a_handshake_has_tls_timeout(rig: SecureRig) -> None:
    """A client that connects and says nothing is let go, and counted."""
    rig.limits = LimitsConfig.model_validate({"tls_timeout": "50ms"})
    client = await rig.connect()
    assert await client.rest() == b""
    await until(lambda: rig.server.refused["tls"] == 1)
    await until(lambda: rig.server.arriving == 0)


async def test_handshakes_count_among_connections(rig: SecureRig) -> None:
    """Who is still shaking hands takes a place as well."""
    rig.limits = LimitsConfig.model_validate({"connections": 1})
    silent = await rig.connect()
    await until(lambda: rig.server.arriving == 1)
    refused = await rig.connect()
    assert await refused.rest() == b""
    assert rig.server.refused["connections"] == 1
    await silent.close()
    await until(lambda: rig.server.arriving == 0)
    await (await rig.secure()).send(GET)


async def test_closing_ends_handshakes(rig: SecureRig) -> None:
    """A drain does not wait for those who have not come far enough for a request."""
    client = await rig.connect()
    await until(lambda: rig.server.arriving == 1)
    rig.acceptor.close()
    assert await client.rest() == b""
    await until(lambda: rig.server.arriving == 0)


async def test_bytes_that_are_no_tls_are_let_go(rig: SecureRig) -> None:
    """Plain HTTP on a port with TLS gets no answer that could be taken for one."""
    client = await rig.connect()
    await client.send(GET)
    assert b"HTTP" not in await client.rest()
    await until(lambda: rig.server.refused["tls"] == 1)


async def test_half_a_connection_does_not_exist_in_tls(rig: SecureRig) -> None:
    """`half_close` or not: behind a client's close_notify nothing more is sent, and nothing complains."""
    rig.half_close = True
    rig.reply_delay_s = 0.05
    client = await rig.secure()
    await client.send(GET)
    await until(lambda: rig.asked)
    client.writer.close()
    await until(lambda: rig.finished_exchanges)
    await until(lambda: not rig.server.connections)


def test_the_authorities_differ() -> None:
    """The tests above would prove nothing otherwise."""
    assert authority().cert_pem.bytes() != stranger().cert_pem.bytes()
    assert server_side().minimum_version is ssl.TLSVersion.TLSv1_2
