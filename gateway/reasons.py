"""The one table of reasons for which errgate itself fails a request, and the error that is raised with one.

Decides which reasons exist and what each means to a client. Refuses to know how an error is worded.
Plugins find all of it in `gateway.faults`.

Not compiled, and so this is a module of its own: a compiled exception does not tell weak references that it
is gone, and whoever has one reads freed memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Origin = Literal["client", "gateway", "upstream"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One way in which errgate itself fails a request."""

    name: str
    origin: Origin
    status: int
    message: str
    # Whether the same request may well succeed a little later.
    retryable: bool = False


_TABLE = (
    # The client's doing.
    Reason("bad_request", "client", 400, "The request is not valid HTTP."),
    Reason("request_timeout", "client", 408, "The request did not arrive in time.", retryable=True),
    Reason("body_too_large", "client", 413, "The request body is larger than this route allows."),
    Reason("target_too_long", "client", 414, "The request target is too long."),
    Reason("expectation_failed", "client", 417, "The expectation of the request cannot be met."),
    Reason("misdirected", "client", 421, "This request must not be sent over this connection."),
    Reason("header_too_large", "client", 431, "The request header is too large."),
    Reason("client_gone", "client", 499, "The client closed the connection."),
    Reason("not_implemented", "client", 501, "The request uses a feature that is not supported."),
    Reason("version_not_supported", "client", 505, "This version of HTTP is not supported."),
    # The gateway's decision.
    Reason("no_route", "gateway", 404, "No route matches this request."),
    Reason("method_not_allowed", "gateway", 405, "This method is not allowed here."),
    Reason("rate_limited", "gateway", 429, "Too many requests. Try again later.", retryable=True),
    Reason("internal", "gateway", 500, "The gateway could not handle this request."),
    Reason("overloaded", "gateway", 503, "The gateway is overloaded.", retryable=True),
    Reason("breaker_open", "gateway", 503, "The service is unavailable.", retryable=True),
    Reason("pool_timeout", "gateway", 503, "The service is busy.", retryable=True),
    Reason("loop_detected", "gateway", 508, "The request goes in a circle."),
    # The upstream's failure to answer.
    Reason("connect_failed", "upstream", 502, "The service could not be reached.", retryable=True),
    Reason("connect_timeout", "upstream", 504, "The service could not be reached in time.", retryable=True),
    Reason("tls_timeout", "upstream", 504, "The service could not be reached in time.", retryable=True),
    Reason("tls_failed", "upstream", 502, "No secure connection to the service could be made."),
    Reason("reset", "upstream", 502, "The service closed the connection without an answer.", retryable=True),
    Reason("bad_response", "upstream", 502, "The service gave an answer that is not valid HTTP."),
    Reason("first_byte_timeout", "upstream", 504, "The service did not answer in time.", retryable=True),
    Reason("read_timeout", "upstream", 504, "The service did not answer in time.", retryable=True),
    Reason("total_timeout", "upstream", 504, "The service did not answer in time.", retryable=True),
)

REASONS: dict[str, Reason] = {reason.name: reason for reason in _TABLE}


class GatewayError(Exception):
    """A request that errgate fails itself: raised by plugins and transport, worded by `normalize`.

    `reason` is a name of the table above. `message` replaces the table's sentence and is shown to
    clients; `log_detail` goes to the log alone. `fields` are added to the answer's header
    (`Retry-After`, `Allow`, …). `nothing_sent` is true where no byte of the request reached the
    upstream, so that any method may be tried again.
    """

    def __init__(
        self,
        reason: str,
        *,
        message: str | None = None,
        log_detail: str = "",
        fields: Sequence[tuple[str, str]] = (),
        nothing_sent: bool = False,
    ) -> None:
        super().__init__(reason, message, log_detail)
        self.reason = REASONS[reason]
        self.message = message or self.reason.message
        self.log_detail = log_detail
        self.fields = tuple(fields)
        self.nothing_sent = nothing_sent

    def __str__(self) -> str:
        return f"{self.reason.name}: {self.log_detail or self.message}"
