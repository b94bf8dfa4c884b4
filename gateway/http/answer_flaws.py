"""What is wrong with an answer, or with the way in which it ended.

Decides which answers would be passed on untruthfully, and what the log says of those that broke. Refuses to
know connections.
"""

from __future__ import annotations

import ssl

from gateway.faults import GatewayError
from gateway.http.parsed import AnswerHead
from gateway.http.parsing import (
    EMPTY_PAYLOAD,
    StreamReader,
    is_plain_chunked,
)
from gateway.http.tls import explain_tls_error

# A head in all, and what a chunked body holds besides content. Envoy: 60 KiB; HAProxy: 16 KiB.
HEADER_BYTES = 64 * 1024
_BLANKS = (b" ", b"\t")


def find_flaw(head: AnswerHead, reader: StreamReader, *, with_body: bool) -> str | None:
    """Why this answer cannot be passed on truthfully; None where it can. `with_body`: not to HEAD."""
    if any(name.endswith(_BLANKS) for name, _ in head.raw_headers):
        # RFC 9112 §5.1. The parser knows the framing fields all the same, and whoever reads ours may not.
        return "white space before a colon"
    if head.code < 100:
        return f"status {head.code:03}"
    if head.code == 101 and not head.upgrade:
        return "a switch to no protocol"
    if reader is EMPTY_PAYLOAD:
        if head.code >= 200 and with_body:
            # The parser takes 2^64 - 1 bytes for none.
            return "the length is too large"
    elif (head.chunked or head.should_close) and not is_plain_chunked(head):
        # Another coding would be lost with the field that names it.
        return "an unknown transfer coding"
    return None


def explain_end(exc: BaseException | None) -> GatewayError:
    """What it means that the connection is gone before the answer."""
    if isinstance(exc, ssl.SSLError):
        # In TLS 1.3 a server tells only behind the handshake that it does not accept us.
        return GatewayError("tls_failed", log_detail=explain_tls_error(exc))
    return GatewayError("reset", log_detail=brief(exc) if exc else "closed before an answer")


def brief(error: BaseException) -> str:
    """An error in one line; the parser's messages come with a status, and over several lines."""
    return " ".join(str(getattr(error, "message", error)).split())[:200]
