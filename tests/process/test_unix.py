"""Unix sockets on both sides of a running gateway."""

from __future__ import annotations

import os
import signal
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gateway.config.model import ListenerConfig
from gateway.process.listeners import ListenError, close_all, open_listeners, remove_files
from tests.process.gateways import PATIENCE_S, children_of, is_alive, run_gateway, wait_until

CONFIG = """\
listen: [LISTEN, {address: "unix:FOLDER/front.sock", mode: 0600}]
workers: 2
trusted_proxies: [unix]
upstreams: {api: {servers: ["unix:FOLDER/back.sock"]}}
routes: [{name: all, match: {prefix: /}, upstream: api}]
"""
GET = b"GET /books HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\nConnection: close\r\n\r\n"


@contextmanager
def echoing_server(path: Path) -> Iterator[None]:
    """A server on a Unix socket that answers with the head of each request."""

    def serve() -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            with one:
                head = one.recv(65536)
                one.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(head))
                one.sendall(head)

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def ask(path: Path) -> bytes:
    """All that comes back for one request."""
    with socket.socket(socket.AF_UNIX) as one:
        one.settimeout(PATIENCE_S)
        one.connect(str(path))
        one.sendall(GET)
        received = b""
        while data := one.recv(65536):
            received += data
    return received


def test_requests_pass_from_socket_to_socket(tmp_path: Path) -> None:
    """All workers serve it, one that ends does not take it along, and the end of the gateway removes it."""
    front = tmp_path / "front.sock"
    text = CONFIG.replace("FOLDER", str(tmp_path))
    with echoing_server(tmp_path / "back.sock"), run_gateway(tmp_path, text) as gateway:
        assert gateway.events("serving")[0]["listen"][1] == f"unix:{front}"
        assert stat.S_IMODE(front.stat().st_mode) == 0o600
        heard = ask(front)
        assert heard.startswith(b"HTTP/1.1 200 OK\r\n")
        # Whoever connects through the socket is trusted, and so is what it says of its client.
        assert b"Host: localhost\r\n" in heard
        assert b"X-Forwarded-For: 192.0.2.7, unknown\r\n" in heard
        assert b'"unix:' not in heard
        [worker, *_] = children_of(gateway.process.pid)
        os.kill(worker, signal.SIGTERM)
        wait_until(lambda: not is_alive(worker))
        wait_until(lambda: len(children_of(gateway.process.pid)) == 2)
        assert [ask(front)[:12] for _ in range(10)] == [b"HTTP/1.1 200"] * 10
        gateway.signal(signal.SIGTERM)
        assert gateway.wait() == 0
    assert not front.exists()


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    """502 connect_failed, as for any other address."""
    text = CONFIG.replace("FOLDER", str(tmp_path))
    with run_gateway(tmp_path, text) as gateway:
        assert ask(tmp_path / "front.sock").startswith(b"HTTP/1.1 502 ")
        assert gateway.wait_for_event("request")["server"] == f"unix:{tmp_path}/back.sock"


def at(path: Path) -> list[ListenerConfig]:
    return [ListenerConfig(address=f"unix:{path}")]


def test_a_socket_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    """A gateway that was killed must not keep its successor from starting."""
    path = tmp_path / "left.sock"
    close_all(open_listeners(at(path), 1))
    assert path.exists()
    sets = open_listeners(at(path), 2)
    assert sets[0] == sets[1]
    close_all(sets)
    remove_files(sets)
    assert not path.exists()


def test_a_socket_in_use_is_left_alone(tmp_path: Path) -> None:
    """Whoever listens there goes on."""
    path = tmp_path / "used.sock"
    sets = open_listeners(at(path), 1)
    with pytest.raises(ListenError, match=f"cannot listen on unix:{path}: the address is in use by another"):
        open_listeners(at(path), 1)
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(str(path))
    close_all(sets)


def test_another_file_is_left_alone(tmp_path: Path) -> None:
    """A mistyped path must not cost anybody a file."""
    path = tmp_path / "diary.txt"
    path.write_text("dear diary")
    with pytest.raises(ListenError, match="a file that is no socket is in the way"):
        open_listeners(at(path), 1)
    assert path.read_text() == "dear diary"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """One sentence names the address and the cause."""
    with pytest.raises(ListenError, match=f"cannot listen on unix:{tmp_path}/no/x.sock: No such file"):
        open_listeners(at(tmp_path / "no" / "x.sock"), 1)


def test_a_successors_file_is_not_removed(tmp_path: Path) -> None:
    """A gateway that drains leaves the file of the one that has taken its place."""
    path = tmp_path / "one.sock"
    old = open_listeners(at(path), 1)
    close_all(old)
    new = open_listeners(at(path), 1)
    remove_files(old)
    assert path.exists()
    close_all(new)
    remove_files(new)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("unix:relative.sock", "must have the whole path of a socket"),
        ("unix:", "must have the whole path of a socket"),
        ("unix:/folder/", "must have the whole path of a socket"),
        ("unix:/" + "a" * 107, "must have a path of at most 107 bytes"),
    ],
)
def test_paths_that_cannot_be_are_mistakes(address: str, said: str) -> None:
    """Told before anything is opened."""
    with pytest.raises(ValueError, match=said):
        ListenerConfig(address=address)


def test_a_mode_needs_a_file() -> None:
    """An option that does nothing is not taken."""
    with pytest.raises(ValueError, match="must have a unix: address for mode to be of use"):
        ListenerConfig(address="127.0.0.1:0", mode="0660")
