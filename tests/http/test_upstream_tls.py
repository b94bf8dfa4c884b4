"""TLS to upstreams: who is believed, what errgate shows, and why a handshake failed."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from gateway.config.model import UpstreamConfig
from gateway.exchange import Exchange, Fields
from gateway.faults import GatewayError
from gateway.upstreams.upstream import Upstream
from tests.certificates import server_side, stranger, write_ca, write_pair
from tests.http.memory import read_all
from tests.http.serving import serving
from tests.http.wires import PATIENCE_S, until

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Origin:
    """A TLS server, and what its handshakes told."""

    def __init__(self) -> None:
        self.port = 0
        self.accepted = 0
        # Subjects of the certificates that clients showed.
        self.shown: list[Any] = []

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        self.shown.append(writer.get_extra_info("peercert"))
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK)


@asynccontextmanager
async def origin(context: ssl.SSLContext) -> AsyncIterator[Origin]:
    """A server with this TLS."""
    one = Origin()
    async with serving(one.accept, context) as one.port:
        yield one


@asynccontextmanager
async def upstream(port: int, host: str = "localhost", **settings: Any) -> AsyncIterator[Upstream]:
    config = {"servers": [f"https://{host}:{port}"], "idle_timeout": "60s", **settings}
    one = Upstream("legacy", UpstreamConfig.model_validate(config))
    try:
        yield one
    finally:
        one.close()
        # The farewell of TLS.
        await until(lambda: one.servers[0].pool.open_count == 0)


async def ask(one: Upstream) -> bytes:
    reply = await one.handler(None)(Exchange("GET", "/", None, Fields()))
    assert isinstance(reply.body, bytes)
    return reply.body


async def fail(one: Upstream) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        await ask(one)
    assert one.servers[0].pool.open_count == 0
    return caught.value


@pytest.fixture
def ca(tmp_path: Path) -> str:
    return str(write_ca(tmp_path))


async def test_a_server_of_a_known_authority_is_asked_and_kept(ca: str) -> None:
    """The second request goes over the same connection."""
    async with origin(server_side()) as server, upstream(server.port, tls={"ca": ca}) as one:
        assert [await ask(one), await ask(one)] == [b"ok", b"ok"]
        assert server.accepted == 1


@asynccontextmanager
async def one_connection(play: Callable[[socket.socket], None]) -> AsyncIterator[int]:
    """The port of a server whose only connection is played in a thread, to its end."""

    def accept() -> None:
        accepted, _ = listening.accept()
        accepted.settimeout(PATIENCE_S)
        with accepted, suppress(OSError):
            play(accepted)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        # The loop runs on meanwhile: the thread may be waiting for the end of its connection to be closed.
        await asyncio.to_thread(thread.join)


def one_handshake(context: ssl.SSLContext) -> AbstractAsyncContextManager[int]:
    """The port of a server that says why it ends a handshake, as asyncio's does not, and serves nobody."""

    def shake_hands(accepted: socket.socket) -> None:
        with context.wrap_socket(accepted, server_side=True) as secured:
            secured.recv(1000)

    return one_connection(shake_hands)


FLAWS: dict[str, tuple[tuple[str, ...], dict[str, Any], str]] = {
    "expired": ((), {"expired": True}, "the certificate has expired"),
    "another name": (("other.example",), {}, "hostname mismatch"),
    "unknown authority": ((), {"ca": stranger()}, "unknown CA"),
    "old version": ((), {"highest": ssl.TLSVersion.TLSv1_2}, "no TLS version in common"),
    "wants a certificate": ((), {"wants_client": True}, "the server asks for a client certificate"),
}


@pytest.mark.parametrize(("names", "server", "why"), FLAWS.values(), ids=FLAWS)
async def test_a_failed_handshake_says_why(
    names: tuple[str, ...], server: dict[str, Any], why: str, ca: str
) -> None:
    """A 502 with the reason tls_failed; the log says what is wrong with whom."""
    tls = {"ca": ca, "min_version": "1.3"}
    async with one_handshake(server_side(*names, **server)) as port, upstream(port, tls=tls) as client:
        error = await fail(client)
    assert (error.reason.name, error.reason.status) == ("tls_failed", 502)
    assert error.log_detail.startswith(f"{why} (")


async def test_the_authorities_of_the_system_count_without_a_ca() -> None:
    """An `https://` server is verified even where nothing is said about TLS."""
    async with one_handshake(server_side()) as port, upstream(port) as one:
        error = await fail(one)
    assert error.log_detail.startswith("unknown CA")


async def test_a_server_without_tls_is_told_from_others(ca: str) -> None:
    """The log says that the server does not speak TLS, rather than that a record is wrong."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    async with serving(talk) as port, upstream(port, tls={"ca": ca}) as one:
        error = await fail(one)
    assert error.log_detail.startswith("the server does not speak TLS")


@pytest.mark.parametrize("end", ["close", "abort"])
async def test_a_handshake_that_breaks_off_is_a_failure_of_tls(end: str, ca: str) -> None:
    """The connection was there: it is not connect_failed."""

    async def leave(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        getattr(writer.transport, end)()

    async with serving(leave) as port, upstream(port, tls={"ca": ca}) as one:
        error = await fail(one)
    assert error.reason.name == "tls_failed"
    assert error.nothing_sent


async def test_a_silent_server_is_given_up_after_tls_timeout(ca: str) -> None:
    """A 504 of its own: the server took the connection, so connect_timeout would mislead."""

    async def wait(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read(-1)

    async with serving(wait) as port, upstream(port, tls={"ca": ca}, tls_timeout="50ms") as one:
        error = await fail(one)
    assert (error.reason.name, error.reason.status, error.nothing_sent) == ("tls_timeout", 504, True)


async def test_the_name_can_be_given(ca: str) -> None:
    """`server_name` is asked for (SNI), and the certificate must be for it instead of the address."""
    asked: list[str | None] = []
    context = server_side("api.example.com")
    context.sni_callback = lambda _connection, name, _context: asked.append(name)
    tls = {"ca": ca, "server_name": "api.example.com"}
    async with origin(context) as server, upstream(server.port, "127.0.0.1", tls=tls) as one:
        assert await ask(one) == b"ok"
    assert asked == ["api.example.com"]


async def test_errgate_shows_its_certificate_where_it_has_one(ca: str, tmp_path: Path) -> None:
    """A server that demands client certificates gets ours."""
    mine = write_pair(tmp_path, "errgate.internal", name="client")
    async with (
        origin(server_side(wants_client=True)) as server,
        upstream(server.port, tls={"ca": ca, **mine}) as one,
    ):
        assert await ask(one) == b"ok"
    assert server.shown[0]["subjectAltName"] == (("DNS", "errgate.internal"),)


async def test_without_verification_anybody_is_believed() -> None:
    """`verify: false` takes an expired certificate of a stranger for another name."""
    context = server_side("other.example", ca=stranger(), expired=True)
    async with origin(context) as server, upstream(server.port, tls={"verify": False}) as one:
        assert await ask(one) == b"ok"


async def test_http_1_1_is_what_is_agreed_on(ca: str) -> None:
    """A server that knows HTTP/2 too must not choose it."""
    context = server_side()
    context.set_alpn_protocols(["h2", "http/1.1"])
    chosen: list[str | None] = []

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        chosen.append(writer.get_extra_info("ssl_object").selected_alpn_protocol())
        writer.write(OK)

    async with serving(accept, context) as port, upstream(port, tls={"ca": ca}) as one:
        with suppress(GatewayError):
            await ask(one)
    assert chosen == ["http/1.1"]


def one_answer(*, farewell: bool, whole: bool) -> AbstractAsyncContextManager[int]:
    """The port of a server that answers once and ends the connection, with TLS's farewell or without."""
    context = server_side()
    length = b"Content-Length: 8\r\n" if whole else b""

    def answer(accepted: socket.socket) -> None:
        with context.wrap_socket(accepted, server_side=True) as secured:
            secured.recv(1000)
            secured.sendall(b"HTTP/1.1 200 OK\r\n" + length + b"\r\nall of i")
            if farewell:
                secured.unwrap()
            else:
                # Of the connection below, which has not heard of TLS.
                secured.shutdown(socket.SHUT_WR)

    return one_connection(answer)


@pytest.mark.parametrize("whole", [True, False], ids=["with a length", "until the end"])
@pytest.mark.parametrize("farewell", [True, False], ids=["in order", "cut off"])
async def test_a_connection_that_was_cut_off_does_not_end_a_body(
    ca: str, farewell: bool, whole: bool
) -> None:
    """RFC 9112 §9.8: without a farewell of TLS, an answer is complete only if it says so itself."""
    async with one_answer(farewell=farewell, whole=whole) as port, upstream(port, tls={"ca": ca}) as one:
        reply = await one.handler(None)(Exchange("GET", "/", None, Fields()))
        if farewell or whole:
            assert await read_all(reply.body) == b"all of i"
            return
        with pytest.raises(GatewayError) as caught:
            await read_all(reply.body)
    assert (caught.value.reason.name, caught.value.log_detail) == ("reset", "no farewell of TLS")
