"""What an upstream is told of a client that has shown a certificate.

Decides the field `X-Forwarded-Client-Cert`, in Envoy's grammar. Refuses to judge the certificate: TLS has
verified it already.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Mapping
from typing import Any

# RFC 4514 §3, and what else is usual.
_SHORT = {
    "commonName": "CN",
    "localityName": "L",
    "stateOrProvinceName": "ST",
    "organizationName": "O",
    "organizationalUnitName": "OU",
    "countryName": "C",
    "streetAddress": "STREET",
    "domainComponent": "DC",
    "userId": "UID",
}
# Alternative names of a certificate that are told. SPIFFE's identities are URIs.
_TOLD = ("URI", "DNS")
MOST_BYTES = 4096


def certificate_line(connection: ssl.SSLObject | ssl.SSLSocket | None) -> bytes:
    """The header line for a verified certificate; b"" where the client has shown none."""
    if connection is None:
        return b""
    shown = connection.getpeercert(binary_form=True)
    # Empty where the client was not asked for one.
    facts = connection.getpeercert()
    if not shown or not facts:
        return b""
    subject = ",".join(
        f"{_SHORT.get(pair[0], pair[0])}={_escaped(pair[1])}" for part in _parts(facts) for pair in part
    )
    parts = [f"Hash={hashlib.sha256(shown).hexdigest()}", f"Subject={_quoted(subject)}"]
    names = facts.get("subjectAltName", ())
    parts += [f"{name[0]}={_quoted(str(name[1]))}" for name in names if name[0] in _TOLD]
    line = f"X-Forwarded-Client-Cert: {';'.join(parts)}\r\n".encode("utf-8", "replace")
    # An upstream's bound on a field must not be the client's to break.
    return line if len(line) <= MOST_BYTES else f"X-Forwarded-Client-Cert: {parts[0]}\r\n".encode()


def _parts(facts: Mapping[str, Any]) -> list[tuple[tuple[str, str], ...]]:
    # RFC 4514 §2.1: the last one first.
    return list(reversed(facts.get("subject", ())))


def _escaped(value: str) -> str:
    # RFC 4514 §2.4
    return "".join(f"\\{char}" if char in ',+"\\<>;=' else char for char in value)


def _quoted(value: str) -> str:
    plain = "".join(char for char in value if char.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
