"""What was read out of one error body.

Decides nothing: a value. Its texts are as the upstream wrote them, unwashed.
"""

from __future__ import annotations

from gateway.faults import FaultItem


class Finding:
    """The facts that a body tells: any of them may be missing."""

    __slots__ = (
        "code",
        "confidence",
        "detail",
        "dialect",
        "heading",
        "items",
        "message",
        "status_hint",
        "trace_id",
    )

    def __init__(
        self,
        dialect: str,
        confidence: float,
        *,
        code: str | None = None,
        message: str | None = None,
        detail: str | None = None,
        heading: str | None = None,
        items: list[FaultItem] | None = None,
        status_hint: int | None = None,
        trace_id: str | None = None,
    ) -> None:
        # Name of the family of bodies, and how sure that is, 0 to 1.
        self.dialect = dialect
        self.confidence = confidence
        # The API's machine code, its main sentence, the longer second text.
        self.code = code
        self.message = message
        self.detail = detail
        # A reason phrase that stands as the title of the sentence.
        self.heading = heading
        self.items: list[FaultItem] = [] if items is None else items
        # The HTTP status that the body itself speaks of, 400 to 599.
        self.status_hint = status_hint
        # The upstream's own request or trace id.
        self.trace_id = trace_id

    def __repr__(self) -> str:
        return f"<Finding {self.dialect} {self.confidence:.2f} {self.code} {self.message!r} {self.items}>"
