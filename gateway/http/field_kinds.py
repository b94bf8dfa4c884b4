"""What becomes of header fields, by their names (RFC 9110 §7.6).

Decides which fields are the connection's, which are errgate's to write, and which go on. Refuses to know how
heads are put together (heads.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

KEEP: Final = 0
DROP: Final = 1
HOST: Final = 2
CONNECTION: Final = 3
LENGTH: Final = 4
CHUNKED: Final = 5
UPGRADE: Final = 6
DATE: Final = 7
VIA: Final = 8
HOPS: Final = 9

HOP_BY_HOP = {
    b"connection": CONNECTION,
    b"keep-alive": DROP,
    b"proxy-connection": DROP,
    b"te": DROP,
    b"trailer": DROP,
    b"transfer-encoding": CHUNKED,
    b"content-length": LENGTH,
    b"upgrade": UPGRADE,
}
# What an upstream believes about its caller comes from errgate alone.
_REQUEST_KINDS = HOP_BY_HOP | {
    b"host": HOST,
    b"max-forwards": HOPS,
    b"via": VIA,
    b"client-cert": DROP,
    b"client-cert-chain": DROP,
    b"forwarded": DROP,
    b"x-forwarded-client-cert": DROP,
    b"x-forwarded-for": DROP,
    b"x-forwarded-host": DROP,
    b"x-forwarded-port": DROP,
    b"x-forwarded-proto": DROP,
    b"x-forwarded-server": DROP,
    b"x-real-ip": DROP,
    b"x-request-id": DROP,
}
_RESPONSE_KINDS = HOP_BY_HOP | {b"date": DATE}

# Field names as seen on the wire → kind: saves lower-casing. Names are the senders' choice, so both their
# number and their length are bounded, and nobody can keep the memo filled.
_MEMO_SIZE = 4096
_MEMO_NAME_BYTES = 64
request_memo: dict[bytes, int] = {}
response_memo: dict[bytes, int] = {}


def request_kind(name: bytes) -> int:
    """What becomes of a request's field of this name, which is in lower case."""
    kind = _REQUEST_KINDS.get(name, KEEP)
    if kind == KEEP and _REQUEST_KINDS.get(name.replace(b"_", b"-"), KEEP) != KEEP:
        # To servers that know variables only (CGI, WSGI, PHP), X_Real_IP is X-Real-IP.
        return DROP
    return kind


def response_kind(name: bytes) -> int:
    """What becomes of an answer's field of this name, which is in lower case."""
    return _RESPONSE_KINDS.get(name, KEEP)


def remember(memo: dict[bytes, int], find_kind: Callable[[bytes], int], name: bytes) -> int:
    """The kind of a field of this name, which may be in any case; `memo` is the one of its messages."""
    kind = find_kind(name.lower())
    if len(name) <= _MEMO_NAME_BYTES:
        if len(memo) >= _MEMO_SIZE:
            memo.clear()
        memo[name] = kind
    return kind
