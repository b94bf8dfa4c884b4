"""What went wrong, as facts: the Fault, the GatewayError, and the one table of reasons.

Decides which reasons exist and what each means to a client.
Refuses to know how an error is recognized, worded for a team, or written on the wire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from gateway.subclassing import mypyc_attr

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


@mypyc_attr(allow_interpreted_subclasses=True)
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


@dataclass(slots=True)
class FaultItem:
    """One entry of an error that lists several: a field that did not validate, a record that failed."""

    detail: str
    _: KW_ONLY
    code: str | None = None
    # `place` says what `name` is: a JSON Pointer (`#/amount`) into the request's body, or a name
    # where no pointer can be told.
    place: Literal["pointer", "field", "parameter", "header"] | None = None
    name: str | None = None


@mypyc_attr(allow_interpreted_subclasses=True)
class Fault:
    """The facts of one error, whatever its wire format.

    Made by `classify` from an upstream's answer and by `normalize` from a GatewayError; rules change
    it; nothing else does. Texts are as the upstream wrote them: they are washed when they are written.
    """

    __slots__ = (
        "_document",
        "_items",
        "code",
        "confidence",
        "detail",
        "dialect",
        "excerpt",
        "heading",
        "in_band",
        "message",
        "origin",
        "reason",
        "status",
        "text",
        "trace_id",
        "upstream_status",
    )

    def __init__(
        self,
        origin: Origin,
        status: int,
        *,
        reason: str | None = None,
        code: str | None = None,
        message: str | None = None,
        detail: str | None = None,
        heading: str | None = None,
        items: Sequence[FaultItem] = (),
        dialect: str = "none",
        confidence: float = 0.0,
        in_band: bool = False,
        upstream_status: int | None = None,
        document: object = None,
        text: str = "",
        excerpt: str = "",
        trace_id: str | None = None,
    ) -> None:
        self.origin: Origin = origin
        # The status that the client shall see: the upstream's, or for an in-band error what the body
        # or the dialect says, or 502. `upstream_status` is what the upstream sent.
        self.status = status
        self.upstream_status = upstream_status
        # A name of REASONS where errgate made the error; None where the upstream wrote it.
        self.reason = reason
        # The API's own machine code, its main sentence, and its longer second text.
        self.code = code
        self.message = message
        self.detail = detail
        # The reason phrase that the body has as the title of its sentence ("Bad request"), where it has one.
        self.heading = heading
        self._items = list(items)
        # Which family of error bodies this is, and how sure that is, 0 to 1.
        self.dialect = dialect
        self.confidence = confidence
        self.in_band = in_band
        self._document = document
        # The decoded body as text, bounded; "" where there is none.
        self.text = text
        # The beginning of the raw body for the log; redacted when it is logged.
        self.excerpt = excerpt
        # The upstream's own request or trace id, where its body tells one.
        self.trace_id = trace_id

    # Properties, not attributes: an upstream's fault makes both when they are first asked for
    # (errors/readings.py), and compiled code finds an override of a property alone.

    @property
    def items(self) -> list[FaultItem]:
        """The single errors that it lists."""
        return self._items

    @items.setter
    def items(self, items: Sequence[FaultItem]) -> None:
        self._items = list(items)

    @property
    def document(self) -> object:
        """The decoded body for rules: a tree (dict, list, str, int, float, bool, None), bounded.

        Of what is structured (JSON, XML, form); None where there is none.
        """
        return self._document

    @document.setter
    def document(self, document: object) -> None:
        self._document = document

    @property
    def has_items(self) -> bool:
        """Whether it lists single errors."""
        return bool(self.items)

    @classmethod
    def from_error(cls, error: GatewayError) -> Fault:
        """The fault that a GatewayError stands for."""
        reason = error.reason
        return cls(
            reason.origin,
            reason.status,
            reason=reason.name,
            message=error.message,
            dialect="gateway",
            confidence=1.0,
        )

    def __repr__(self) -> str:
        return (
            f"<Fault {self.origin} {self.reason or self.dialect} {self.status} {self.code} {self.message!r}>"
        )
