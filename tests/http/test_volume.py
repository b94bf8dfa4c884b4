"""1 GiB each way through a gateway in a process of its own: at flat memory, and every byte."""

from __future__ import annotations

import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pytest

from tests.processes import GATEWAY_ADDRESS, START_S, Process, address_of, run_gateway

GIB = 1 << 30
# What a gateway may grow by: the buffers of one exchange, many times over.
ROOM_BYTES = 24 << 20
PIECE = bytes(range(256)) * 4096
UPSTREAM = "127.0.0.1:9999"

CONFIG = f"""
listen: {GATEWAY_ADDRESS}
workers: 1
log: {{access: false}}
limits: {{body: 2GiB}}
upstreams:
  far: {{servers: ["http://{UPSTREAM}"]}}
routes:
  - {{name: all, match: {{path: /**}}, upstream: far}}
"""


def send_gib(connection: socket.socket) -> None:
    """Send 1 GiB in pieces that differ by place."""
    for _ in range(GIB // len(PIECE)):
        connection.sendall(PIECE)


def receive_gib(connection: socket.socket, got: bytes) -> bool:
    """Receive 1 GiB, `got` of it already; whether its beginning and its end are right."""
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    count, first, last = len(got), got, b""
    while count < GIB:
        size = connection.recv_into(view)
        if not size:
            return False
        if len(first) < 4096:
            first += bytes(view[:size])
        last = (last + bytes(view[max(0, size - 4096) : size]))[-4096:]
        count += size
    return count == GIB and zlib.crc32(first[:4096]) == zlib.crc32(PIECE[:4096]) and last == PIECE[-4096:]


def receive_head(connection: socket.socket) -> tuple[bytes, bytes]:
    """A head, and what came of the body with it."""
    got = b""
    while b"\r\n\r\n" not in got:
        piece = connection.recv(65536)
        assert piece, got
        got += piece
    head, _, rest = got.partition(b"\r\n\r\n")
    return head, rest


@contextmanager
def far_end() -> Iterator[str]:
    """An upstream that sends 1 GiB to GET and takes 1 GiB from POST; its address."""

    def serve(connection: socket.socket) -> None:
        with connection:
            head, rest = receive_head(connection)
            if head.startswith(b"GET"):
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % GIB)
                send_gib(connection)
            else:
                word = b"whole" if receive_gib(connection, rest) else b"bad"
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(word) + word)
            connection.shutdown(socket.SHUT_WR)

    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept() -> None:
            try:
                while True:
                    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield address_of(server)
        server.shutdown(socket.SHUT_RDWR)


def resident_bytes(gateway: Process) -> int:
    """Memory of the gateway's workers together, from the kernel."""
    children = Path(f"/proc/{gateway.pid}/task/{gateway.pid}/children").read_text().split()
    statuses = [Path(f"/proc/{pid}/status").read_text() for pid in [*children, str(gateway.pid)]]
    return sum(int(status.partition("VmRSS:")[2].split()[0]) * 1024 for status in statuses)


class Watch:
    """The most memory that a gateway has had while this was open."""

    def __init__(self, gateway: Process) -> None:
        self._gateway = gateway
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.before = self.most = resident_bytes(gateway)

    def _look(self) -> None:
        while not self._over.wait(0.05):
            self.most = max(self.most, resident_bytes(self._gateway))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A gateway before the far end."""
    folder = tmp_path_factory.mktemp("volume")
    source = folder / "source.yaml"
    source.write_text(CONFIG)
    copies = folder / "copies"
    copies.mkdir()
    with far_end() as address, run_gateway(source, copies, {UPSTREAM: address}) as gateway:
        # Once a worker has answered, its memory is what it is at rest.
        with connect(gateway) as client:
            client.sendall(b"GET /../ HTTP/1.1\r\nHost: a\r\n\r\n")
            receive_head(client)
        yield gateway


def connect(gateway: Process) -> socket.socket:
    """A client of the gateway, patient but not for ever."""
    return socket.create_connection(("127.0.0.1", gateway.port), timeout=START_S)


def test_an_answer_of_1_gib_passes_at_flat_memory(gateway: Process) -> None:
    """From the upstream to a client."""
    with connect(gateway) as client, Watch(gateway) as memory:
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        head, rest = receive_head(client)
        assert head.startswith(b"HTTP/1.1 200 ")
        assert receive_gib(client, rest)
    assert memory.most - memory.before < ROOM_BYTES


def test_a_request_of_1_gib_passes_at_flat_memory(gateway: Process) -> None:
    """From a client to the upstream."""
    with connect(gateway) as client, Watch(gateway) as memory:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % GIB)
        send_gib(client)
        head, rest = receive_head(client)
        assert head.startswith(b"HTTP/1.1 200 ")
        while len(rest) < 5 and (piece := client.recv(5)):
            rest += piece
        assert rest == b"whole"
    assert memory.most - memory.before < ROOM_BYTES
