"""TLS on the admin port: for whom it opens, and certificates that change."""

from __future__ import annotations

import signal
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.certificates import client_side, stranger, write_ca, write_pair
from tests.process.gateways import run_gateway, shown_name, wait_until

CONFIG = """\
listen: LISTEN
admin: {listen: ADMIN, tls: {certificate: server.pem, key: server.key}}
workers: 1
upstreams: {api: {servers: ["http://127.0.0.1:9"]}}
routes: [{name: all, match: {prefix: /}, upstream: api}]
"""
LOCKED = CONFIG.replace("key}", "key, client_certificates: required, client_ca: ca.pem}")
OPEN = "the admin port is open to the network: anybody who reaches it can read metrics"


def test_the_pages_are_served_over_tls(tmp_path: Path) -> None:
    """Whoever speaks plain HTTP gets nothing, and the log stays calm."""
    write_pair(tmp_path)
    with run_gateway(tmp_path, CONFIG) as gateway:
        assert gateway.get("/livez", admin=True, tls=client_side()) == (200, "alive\n")
        assert "errgate_worker_up" in gateway.get("/metrics", admin=True, tls=client_side())[1]
        with pytest.raises((OSError, HTTPException)):
            gateway.get("/livez", admin=True)
        assert gateway.get("/livez", admin=True, tls=client_side())[0] == 200
        gateway.signal(signal.SIGTERM)
        assert gateway.wait() == 0
        assert "Traceback" not in gateway.log_file.read_text()


def test_client_certificates_are_a_lock(tmp_path: Path) -> None:
    """Required ones must be of the authority that is named; then it may be open to the network."""
    write_pair(tmp_path)
    write_ca(tmp_path)
    with run_gateway(tmp_path, LOCKED.replace("ADMIN", "0.0.0.0:0")) as gateway:
        gateway.admin = gateway.events("serving")[0]["admin"][0].replace("0.0.0.0", "127.0.0.1")
        known = client_side(write_pair(tmp_path, "scraper", name="scraper"))
        assert gateway.get("/livez", admin=True, tls=known)[0] == 200
        with pytest.raises((OSError, HTTPException)):
            gateway.get("/livez", admin=True, tls=client_side())
        assert gateway.events(OPEN) == []
    with run_gateway(tmp_path, CONFIG.replace("ADMIN", "0.0.0.0:0")) as gateway:
        assert len(gateway.events(OPEN)) == 1


def test_the_authority_of_clients_is_followed(tmp_path: Path) -> None:
    """Who was let in before is not any more where another authority is named."""
    write_pair(tmp_path)
    write_ca(tmp_path, stranger())
    known = client_side(write_pair(tmp_path, "scraper", name="scraper"))
    with run_gateway(tmp_path, LOCKED) as gateway:
        with pytest.raises((OSError, HTTPException)):
            gateway.get("/livez", admin=True, tls=known)
        write_ca(tmp_path)
        gateway.wait_for_event("new certificate")
        assert gateway.get("/livez", admin=True, tls=known)[0] == 200
        write_ca(tmp_path, stranger())
        gateway.wait_for_event("new certificate", count=2)
        with pytest.raises((OSError, HTTPException)):
            gateway.get("/livez", admin=True, tls=known)


def test_a_new_certificate_is_used_without_a_word(tmp_path: Path) -> None:
    """Broken files change nothing; a reload of the configuration does not stop it."""
    write_pair(tmp_path, "old.example")
    with run_gateway(tmp_path, CONFIG) as gateway:
        assert shown_name(gateway.admin) == "old.example"
        (tmp_path / "server.key").write_text("nonsense")
        gateway.wait_for_event("the new certificate cannot be used: the old one stays")
        assert shown_name(gateway.admin) == "old.example"
        write_pair(tmp_path, "new.example")
        wait_until(lambda: shown_name(gateway.admin) == "new.example")
        assert gateway.wait_for_event("new certificate")["worker"] == "admin"
        gateway.signal(signal.SIGHUP)
        gateway.wait_for_event("worker serves the new configuration")
        write_pair(tmp_path, "newer.example")
        wait_until(lambda: shown_name(gateway.admin) == "newer.example")
