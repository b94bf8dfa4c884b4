"""TLS contexts from files, and what a failed handshake means.

Decides what errgate offers and demands in TLS (RFC 8446, RFC 9325), and the sentences about files that
cannot be used. Refuses to know sockets, and whose connections a context is for.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TypeVar

from gateway.config.model import ListenerTlsConfig, UpstreamTlsConfig
from gateway.followed import FollowedContext

Settings = TypeVar("Settings", ListenerTlsConfig, UpstreamTlsConfig)

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
_DEMANDS = {"off": ssl.CERT_NONE, "optional": ssl.CERT_OPTIONAL, "required": ssl.CERT_REQUIRED}

# <openssl/x509_vfy.h>: X509_V_ERR_…
_CERTIFICATE_FLAWS = {
    9: "the certificate is not valid yet",
    10: "the certificate has expired",
    18: "unknown CA: the certificate is self-signed",
    19: "unknown CA",
    20: "unknown CA",
    21: "unknown CA",
    23: "the certificate is revoked",
    62: "hostname mismatch",
    64: "hostname mismatch",
}
# OpenSSL's names of what else goes wrong. The first that occurs counts.
_HANDSHAKE_FLAWS = {
    "CERTIFICATE_REQUIRED": "the server asks for a client certificate",
    "ALERT_UNKNOWN_CA": "the server does not know the CA of the client certificate",
    "ALERT_BAD_CERTIFICATE": "the server does not accept the client certificate",
    "ALERT_CERTIFICATE": "the server does not accept the client certificate",
    "PROTOCOL_VERSION": "no TLS version in common",
    "UNSUPPORTED_PROTOCOL": "no TLS version in common",
    "UNRECOGNIZED_NAME": "the server does not know the name that was asked for",
    "WRONG_VERSION_NUMBER": "the server does not speak TLS",
    "RECORD_LAYER_FAILURE": "the server does not speak TLS",
    "HANDSHAKE_FAILURE": "the server refuses the handshake",
}


class UnusableFile(Exception):
    """A file that TLS cannot be made of; `key` is the setting that names it."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


def make_client_context(config: UpstreamTlsConfig, base: Path) -> ssl.SSLContext:
    """How connections to servers are made; `base` is where relative paths start. Raises UnusableFile."""
    if config.ca is None:
        context = ssl.create_default_context()
    else:
        file = base / config.ca
        _expect_pem("ca", file, "CERTIFICATE")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        _trust(context, "ca", file)
    context.minimum_version = _VERSIONS[config.min_version]
    # Else a server that knows HTTP/2 as well may choose it.
    context.set_alpn_protocols(["http/1.1"])
    if not config.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if config.certificate is not None and config.key is not None:
        _identify(context, base / config.certificate, base / config.key)
    return context


def make_server_context(config: ListenerTlsConfig, base: Path) -> ssl.SSLContext:
    """How clients are received; `base` is where relative paths start. Raises UnusableFile."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = _VERSIONS[config.min_version]
    # RFC 9325 §3.3 and §3.4: no compression; RFC 5746: no renegotiation, which costs the server most.
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION | ssl.OP_CIPHER_SERVER_PREFERENCE
    context.set_alpn_protocols(["http/1.1"])
    _identify(context, base / config.certificate, base / config.key)
    if config.client_ca is not None:
        _expect_pem("client_ca", base / config.client_ca, "CERTIFICATE")
        _trust(context, "client_ca", base / config.client_ca)
    context.verify_mode = _DEMANDS[config.client_certificates]
    return context


def follow_listener(config: ListenerTlsConfig, base: Path) -> FollowedContext:
    """How clients are received, by files that may be replaced meanwhile. Raises UnusableFile."""
    return _follow(make_server_context, config, base, (config.certificate, config.key, config.client_ca))


def follow_upstream(config: UpstreamTlsConfig, base: Path) -> FollowedContext:
    """How connections to servers are made, by files that may be replaced meanwhile. Raises UnusableFile."""
    return _follow(make_client_context, config, base, (config.certificate, config.key, config.ca))


def _follow(
    make: Callable[[Settings, Path], ssl.SSLContext],
    config: Settings,
    base: Path,
    names: Iterable[str | None],
) -> FollowedContext:
    files = [base / name for name in names if name is not None]
    return FollowedContext(partial(make, config, base), files)


def explain_tls_error(error: OSError) -> str:
    """Why a handshake with a server failed, in one line for the log."""
    if isinstance(error, ssl.SSLCertVerificationError):
        flaw = _CERTIFICATE_FLAWS.get(error.verify_code, "the certificate is not accepted")
        return f"{flaw} ({error.verify_message.rstrip('.')})"[:200]
    if not isinstance(error, ssl.SSLError):
        return f"the server ended the handshake ({str(error) or 'end of data'})"[:200]
    reason = error.reason or str(error)
    flaw = next((said for name, said in _HANDSHAKE_FLAWS.items() if name in reason), "the handshake failed")
    return f"{flaw} ({reason})"[:200]


def _identify(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    _expect_pem("certificate", certificate, "CERTIFICATE")
    _expect_pem("key", key, "PRIVATE KEY")
    try:
        # Without a password OpenSSL would ask for one on the terminal.
        context.load_cert_chain(certificate, key, password=_refuse_password)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise UnusableFile("key", "does not belong to the certificate") from error
        raise UnusableFile("certificate", _unusable(error)) from error
    except OSError as error:
        raise UnusableFile("certificate", f"cannot be read: {error.strerror}") from error


def _refuse_password() -> str:
    raise UnusableFile("key", "is encrypted, and errgate has no password for it")


def _trust(context: ssl.SSLContext, key: str, file: Path) -> None:
    try:
        context.load_verify_locations(file)
    except ssl.SSLError as error:
        raise UnusableFile(key, _unusable(error)) from error
    except OSError as error:
        raise UnusableFile(key, f"cannot be read: {error.strerror}") from error


def _expect_pem(key: str, file: Path, kind: str) -> None:
    """OpenSSL does not tell which of two files it means, nor what it missed there."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UnusableFile(key, f"cannot be read: {error.strerror}") from error
    if kind.encode() + b"-----" not in content or b"-----BEGIN " not in content:
        raise UnusableFile(key, f"must be a PEM file with a {kind.lower()}")


def _unusable(error: ssl.SSLError) -> str:
    return f"cannot be used: {(error.reason or 'not valid PEM').replace('_', ' ').lower()}"
