"""TLS on listeners of a running gateway: certificates that change, and broken ones that change nothing."""

from __future__ import annotations

import http.client
import signal
import socket
import ssl
from pathlib import Path

import pytest

from tests.certificates import client_side, server_side, stranger, write_ca, write_pair
from tests.process.gateways import PATIENCE_S, run_gateway, shown_name, wait_until
from tests.process.upstream import run_upstream

CONFIG = """\
listen: {address: LISTEN, tls: {certificate: server.pem, key: server.key}}
admin: {listen: ADMIN}
workers: 2
upstreams: {api: {servers: ["UPSTREAM"]}}
routes: [{name: all, match: {prefix: /}, upstream: api}]
"""


def test_https_is_served_by_all_workers(tmp_path: Path) -> None:
    """Requests over TLS reach the upstream; the announcement and the metrics know of it."""
    write_pair(tmp_path)
    with (
        run_upstream() as upstream,
        run_gateway(tmp_path, CONFIG.replace("UPSTREAM", upstream.url)) as gateway,
    ):
        for _ in range(6):
            assert gateway.get("/books", tls=client_side()) == (200, "/books")
        # Bytes that are no TLS.
        with pytest.raises((OSError, http.client.HTTPException)):
            gateway.get("/")
        gateway.wait_for_metric('errgate_connections_refused_total{why="tls"} 1.0')
        gateway.signal(signal.SIGTERM)
        assert gateway.wait() == 0


def test_a_new_certificate_is_used_without_a_word(tmp_path: Path) -> None:
    """Files that change are read again by every worker; connections that are open stay."""
    write_pair(tmp_path, "old.example")
    with run_gateway(tmp_path, CONFIG.replace("UPSTREAM", "http://127.0.0.1:9")) as gateway:
        assert shown_name(gateway.address) == "old.example"
        with socket.create_connection(tuple_of(gateway.address), PATIENCE_S) as one:
            context = client_side()
            context.check_hostname = False
            with context.wrap_socket(one) as secured:
                write_pair(tmp_path, "new.example")
                gateway.wait_for_workers("new certificate")
                assert {shown_name(gateway.address) for _ in range(6)} == {"new.example"}
                secured.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                assert secured.recv(12) == b"HTTP/1.1 502"


def test_a_broken_certificate_changes_nothing(tmp_path: Path) -> None:
    """Neither by itself nor with SIGHUP, and the log says what is wrong."""
    write_pair(tmp_path, "good.example")
    with run_gateway(tmp_path, CONFIG.replace("UPSTREAM", "http://127.0.0.1:9")) as gateway:
        (tmp_path / "server.pem").write_text("nonsense")
        event = gateway.wait_for_workers("the new certificate cannot be used: the old one stays")
        assert (event["setting"], event["problem"]) == (
            "certificate",
            "must be a PEM file with a certificate",
        )
        gateway.signal(signal.SIGHUP)
        mistake = gateway.wait_for_event("mistake in the configuration")
        assert mistake["path"] == "listen.tls.certificate"
        assert shown_name(gateway.address) == "good.example"
        write_pair(tmp_path, "new.example")
        gateway.wait_for_workers("new certificate")
        assert shown_name(gateway.address) == "new.example"


def test_a_reload_takes_other_files(tmp_path: Path) -> None:
    """SIGHUP follows `tls`; to turn it on or off takes a restart, and the log says so."""
    write_pair(tmp_path, "one.example")
    write_pair(tmp_path, "two.example", name="other")
    text = CONFIG.replace("UPSTREAM", "http://127.0.0.1:9")
    with run_gateway(tmp_path, text) as gateway:
        gateway.write(text.replace("server.", "other."))
        gateway.signal(signal.SIGHUP)
        gateway.wait_for_event("worker serves the new configuration", count=2)
        assert shown_name(gateway.address) == "two.example"
        gateway.write(text.replace(", tls: {certificate: server.pem, key: server.key}", ""))
        gateway.signal(signal.SIGHUP)
        assert gateway.wait_for_event("changes that need a restart are left out")["keys"] == ["listen"]
        gateway.wait_for_event("worker serves the new configuration", count=4)
        assert shown_name(gateway.address) == "two.example"


def test_an_upstreams_authority_is_followed(tmp_path: Path) -> None:
    """So are the certificate that errgate shows and its key; a broken file changes nothing."""
    write_pair(tmp_path)
    write_pair(tmp_path, name="mine")
    write_ca(tmp_path, stranger())
    text = CONFIG.replace("api: {", "api: {tls: {ca: ca.pem, certificate: mine.pem, key: mine.key}, ")
    with (
        run_upstream(server_side(wants_client=True)) as upstream,
        run_gateway(tmp_path, text.replace("UPSTREAM", upstream.url)) as gateway,
    ):
        assert gateway.get(tls=client_side())[0] == 502
        write_ca(tmp_path)
        gateway.wait_for_workers("new certificate")
        assert {gateway.get(tls=client_side())[0] for _ in range(6)} == {200}
        (tmp_path / "mine.key").write_text("nonsense")
        event = gateway.wait_for_workers("the new certificate cannot be used: the old one stays")
        assert (event["file"], event["setting"]) == (str(tmp_path / "mine.pem"), "key")
        assert {gateway.get(tls=client_side())[0] for _ in range(6)} == {200}


def test_an_old_version_is_refused(tmp_path: Path) -> None:
    """`min_version: 1.3` is kept."""
    write_pair(tmp_path)
    text = CONFIG.replace("UPSTREAM", "http://127.0.0.1:9").replace(
        "server.key", "server.key, min_version: 1.3"
    )
    with run_gateway(tmp_path, text) as gateway:
        context = client_side()
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        with (
            socket.create_connection(tuple_of(gateway.address), PATIENCE_S) as one,
            pytest.raises(ssl.SSLError),
        ):
            context.wrap_socket(one, server_hostname="localhost")
        assert wait_until(lambda: shown_name(gateway.address)) == "localhost"


def test_a_proxy_header_comes_before_tls(tmp_path: Path) -> None:
    """Its address is the client's in the log; who comes without one is let go."""
    write_pair(tmp_path)
    text = CONFIG.replace("UPSTREAM", "http://127.0.0.1:9").replace("LISTEN,", "LISTEN, proxy_protocol: v1,")
    with run_gateway(tmp_path, text) as gateway:
        with socket.create_connection(tuple_of(gateway.address), PATIENCE_S) as one:
            one.sendall(b"PROXY TCP4 192.0.2.7 192.0.2.1 5000 443\r\n")
            with client_side().wrap_socket(one, server_hostname="localhost") as secured:
                secured.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                assert secured.recv(12) == b"HTTP/1.1 502"
        assert gateway.wait_for_event("request")["client"] == "192.0.2.7"
        with (
            socket.create_connection(tuple_of(gateway.address), PATIENCE_S) as one,
            pytest.raises((ssl.SSLError, ConnectionError)),
        ):
            client_side().wrap_socket(one, server_hostname="localhost")
        event = gateway.wait_for_event("a connection ended before its first request")
        assert event["stage"] == "proxy_protocol"


def tuple_of(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port)
