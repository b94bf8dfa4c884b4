"""Certificates for tests: an authority of our own, and files as a configuration names them."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import trustme

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@cache
def authority() -> trustme.CA:
    """The one that gateways under test are told to trust."""
    return trustme.CA()


@cache
def stranger() -> trustme.CA:
    """One that nobody is told of."""
    return trustme.CA()


def write_ca(folder: Path, ca: trustme.CA | None = None) -> Path:
    """The authority's certificate as a PEM file."""
    file = folder / "ca.pem"
    replace(file, (ca or authority()).cert_pem.bytes())
    return file


def replace(file: Path, data: bytes) -> None:
    """Write a file as a whole: whoever watches it never reads half of it."""
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.replace(file)


def write_pair(
    folder: Path, *names: str, name: str = "server", ca: trustme.CA | None = None
) -> dict[str, str]:
    """Settings `certificate` and `key` of a new certificate for these names, as files in `folder`."""
    made = (ca or authority()).issue_cert(*(names or ("localhost", "127.0.0.1")))
    certificate, key = folder / f"{name}.pem", folder / f"{name}.key"
    replace(certificate, b"".join(blob.bytes() for blob in made.cert_chain_pems))
    replace(key, made.private_key_pem.bytes())
    return {"certificate": str(certificate), "key": str(key)}


def server_side(
    *names: str,
    ca: trustme.CA | None = None,
    expired: bool = False,
    highest: ssl.TLSVersion | None = None,
    wants_client: bool = False,
) -> ssl.SSLContext:
    """The TLS of a server for tests, with a certificate for these names."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if highest is not None:
        context.maximum_version = highest
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    names = names or ("localhost", "127.0.0.1")
    made = (ca or authority()).issue_cert(*names, not_after=YESTERDAY if expired else None)
    made.configure_cert(context)
    if wants_client:
        context.verify_mode = ssl.CERT_REQUIRED
        authority().configure_trust(context)
    return context


def client_side(certificate: dict[str, str] | None = None) -> ssl.SSLContext:
    """The TLS of a client for tests, that trusts our authority and shows `certificate`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority().configure_trust(context)
    if certificate is not None:
        context.load_cert_chain(certificate["certificate"], certificate["key"])
    return context
