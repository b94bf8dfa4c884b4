"""What went wrong, as facts: the Fault and what it lists. With the reasons and their error, for plugins.

Refuses to know how an error is recognized, worded for a team, or written on the wire.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Literal

from gateway.reasons import REASONS, GatewayError, Origin, Reason
from gateway.subclassing import mypyc_attr

__all__ = ["REASONS", "Fault", "FaultItem", "GatewayError", "Origin", "Reason"]


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
