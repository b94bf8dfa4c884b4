"""The PROXY protocol, versions 1 and 2: what a load balancer says of the client before its first byte.

Decides which bytes are such a header, and what it tells of whom, after HAProxy's proxy-protocol.txt, whose
sections the comments name. Refuses to know sockets, and whom to believe: a listener that expects a header
believes whoever connects.

Law: the header is there, whole and right, or the connection is worth nothing. What is no header is refused
with its first byte that differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple

# §2.1: "a 108-byte buffer is always enough" with the zero of C.
MOST_V1_BYTES = 107
# Behind the fixed part. The largest address takes 216; nginx reads 4096 in all.
MOST_V2_BYTES = 4096

_V1 = b"PROXY "
_V2 = b"\r\n\r\n\x00\r\nQUIT\n"
_FIXED_BYTES = 16
_LOCAL, _PROXY = 0x20, 0x21
# §2.2: family and transport → bytes of its addresses. Streams alone: HTTP comes on nothing else.
_UNKNOWN, _TCP4, _TCP6, _UNIX = 0x00, 0x11, 0x21, 0x31
_ADDRESS_BYTES = {_UNKNOWN: 0, _TCP4: 12, _TCP6: 36, _UNIX: 216}
_CRC32C, _SSL = 0x03, 0x20
# §2.2.6: a byte of flags and four of a verdict, before what it tells of the certificate.
_SSL_BYTES = 5
_CLIENT_SSL = 0x01

# A header in all.
MOST_BYTES = _FIXED_BYTES + MOST_V2_BYTES
VERSIONS = {"v1": (_V1,), "v2": (_V2,), "any": (_V1, _V2)}


class Source(NamedTuple):
    """What a header tells of the client."""

    # None: it tells none.
    address: str | None
    # It has come to the balancer over TLS.
    secured: bool = False


class BadHeader(Exception):
    """Bytes that are no header of a version that is expected; the text says why."""


def header_end(data: bytes, begins: tuple[bytes, ...]) -> int | None:
    """Where the header ends that `data` begins with; None where all of `data` belongs to it, and more.

    `begins` is a value of VERSIONS. Raises BadHeader as soon as `data` cannot become a header.
    """
    if data.startswith(_V2) and _V2 in begins:
        return _end_of_v2(data)
    if data.startswith(_V1) and _V1 in begins:
        end = data.find(b"\r\n", 0, MOST_V1_BYTES)
        if end >= 0:
            return end + 2
        if len(data) >= MOST_V1_BYTES:
            raise BadHeader("the header is too long")
        return None
    if any(begin.startswith(data) for begin in begins):
        return None
    raise BadHeader("the connection does not begin with a PROXY header")


def source_of(header: bytes) -> Source:
    """The client as a whole header tells of it. Raises BadHeader."""
    return _source_of_v2(header) if header.startswith(_V2) else _source_of_v1(header)


def _end_of_v2(data: bytes) -> int | None:
    if len(data) < _FIXED_BYTES:
        return None
    if data[12] not in (_LOCAL, _PROXY):
        raise BadHeader("an unknown version or command")
    length = int.from_bytes(data[14:16])
    if length > MOST_V2_BYTES:
        raise BadHeader("the header is too long")
    return _FIXED_BYTES + length if len(data) >= _FIXED_BYTES + length else None


def _source_of_v1(header: bytes) -> Source:
    words = header[:-2].split(b" ")
    if words[1] == b"UNKNOWN":
        # §2.1: whatever follows is to be ignored.
        return Source(None)
    if len(words) != 6 or words[1] not in (b"TCP4", b"TCP6"):
        raise BadHeader("an unknown protocol or a wrong number of words")
    source, _destination = [_address(words[1], word) for word in words[2:4]]
    for word in words[4:]:
        _check_port(word)
    return Source(source)


def _address(family: bytes, word: bytes) -> str:
    text = word.decode("latin-1")
    try:
        if family == b"TCP4":
            return str(IPv4Address(text))
        if "%" in text:
            raise BadHeader("an address with a zone")
        return _plain(IPv6Address(text))
    except AddressValueError as error:
        raise BadHeader("an address that is none") from error


def _check_port(word: bytes) -> None:
    if not word.isdigit() or len(word) > 5 or int(word) > 65535 or (word[:1] == b"0" and word != b"0"):
        raise BadHeader("a port that is none")


def _source_of_v2(header: bytes) -> Source:
    if header[12] == _LOCAL:
        # §2.2: the balancer's own connection, a health check for instance; the rest does not count.
        return Source(None)
    family = header[13]
    size = _ADDRESS_BYTES.get(family)
    if size is None:
        raise BadHeader("a family or transport that HTTP does not come on")
    body = header[_FIXED_BYTES:]
    if len(body) < size:
        raise BadHeader("the addresses are incomplete")
    secured = False
    for kind, start, value in _extensions(body, size):
        if kind == _SSL:
            if len(value) < _SSL_BYTES:
                raise BadHeader("an extension is incomplete")
            secured = bool(value[0] & _CLIENT_SSL)
        elif kind == _CRC32C:
            at = _FIXED_BYTES + start
            _check_sum(header[:at] + bytes(4) + header[at + 4 :], value)
    if family == _TCP4:
        return Source(str(IPv4Address(body[:4])), secured)
    if family == _TCP6:
        return Source(_plain(IPv6Address(body[:16])), secured)
    return Source(None, secured)


def _extensions(body: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    """Type, place and value of each extension (TLV) behind the addresses; they fill the header exactly."""
    while at < len(body):
        start = at + 3
        end = start + int.from_bytes(body[at + 1 : start])
        if start > len(body) or end > len(body):
            raise BadHeader("an extension is incomplete")
        yield body[at], start, body[start:end]
        at = end


def _check_sum(header: bytes, told: bytes) -> None:
    """§2.2.4: the checksum of the header with zeros in its own place."""
    remainder = 0xFFFFFFFF
    for byte in header:
        remainder = _CRC_TABLE[(remainder ^ byte) & 0xFF] ^ (remainder >> 8)
    if (remainder ^ 0xFFFFFFFF).to_bytes(4) != told:
        raise BadHeader("the checksum is wrong")


def _make_crc_table() -> list[int]:
    # RFC 3720 appendix B.4: CRC32C, reflected.
    table = []
    for index in range(256):
        value = index
        for _ in range(8):
            value = (value >> 1) ^ (0x82F63B78 if value & 1 else 0)
        table.append(value)
    return table


_CRC_TABLE = _make_crc_table()


def _plain(address: IPv6Address) -> str:
    # A balancer that listens on both families writes IPv4 addresses as IPv6 ones.
    return str(address.ipv4_mapped or address)
