"""What was read out of one body, and the faults that are made of it.

Decides what of a reading may be shared and what each error gets for itself. Refuses to know how a body is
read (classify.py) and which readings are kept (memory.py).

Laws: a reading is a pure function of the answer's status, of its body with the two fields that say how to
decode it, and of the fields that a recognizer looks at (`telling_fields`). Nothing changes what was read. A
fault made of a reading shares texts and numbers with it, which nobody can change; its list of items and its
document are its own, made when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from gateway.errors.decode import Decoded, decode_body
from gateway.errors.dialects.finding import Finding
from gateway.errors.shapes import hash_shape
from gateway.faults import Fault, FaultItem
from gateway.observe.redaction import Redacted, redact

EXCERPT_LENGTH = 2048
"""Characters of a body that the log may show."""

VERDICTS = 16
"""Verdicts that a reading holds at most. A route has one for most of its errors, and a body few routes."""

# Not a document that a body may hold.
_UNREAD = object()


class Reading:
    """The facts that one answer of an upstream tells; `status` is what the error's own shall be."""

    __slots__ = (
        "_redacted",
        "body",
        "content_encoding",
        "content_type",
        "excerpt",
        "found",
        "internal",
        "is_object",
        "notes",
        "shape",
        "shared",
        "status",
        "text",
        "upstream_status",
        "verdicts",
    )

    def __init__(
        self,
        status: int,
        upstream_status: int,
        body: bytes,
        content_type: str | None,
        content_encoding: str | None,
        decoded: Decoded,
        found: Finding,
    ) -> None:
        self.status = status
        self.upstream_status = upstream_status
        # For reading only, as all of this.
        self.found = found
        self.text = decoded.text
        before = decoded.before[: EXCERPT_LENGTH // 2]
        # Of what stood before the body, and of the body itself.
        self.excerpt = before + decoded.text[: EXCERPT_LENGTH - len(before)]
        # What was odd about the body, for the log; "" where nothing was.
        self.notes = ", ".join(decoded.notes) if decoded.notes else ""
        self.is_object = decoded.document.__class__ is dict
        # Whether it says what only programmers should read; None until somebody looked.
        self.internal: bool | None = None
        # Whether errors to come will share it.
        self.shared = False
        self.body = body
        self.content_type = content_type
        self.content_encoding = content_encoding
        self._redacted: Redacted | None = None
        # Stands for the names of its members; None until somebody asked.
        self.shape: int | None = None
        # What rules were found for it (matching.py).
        self.verdicts: dict[Hashable, int] = {}

    def keep_verdict(self, key: Hashable, verdict: int) -> None:
        """Remember what was found for errors with this body; what was found before makes room."""
        if len(self.verdicts) >= VERDICTS:
            self.verdicts.clear()
        self.verdicts[key] = verdict

    def make_fault(self, document: object = _UNREAD) -> ReadFault:
        """The fault of one error with this body; `document` is its tree, where the caller has one to give."""
        return ReadFault(self, document)

    @property
    def redacted(self) -> Redacted:
        """The excerpt as the log may show it."""
        if self._redacted is None:
            self._redacted = Redacted(redact(self.excerpt))
        return self._redacted

    @property
    def size(self) -> int:
        """Bytes that it holds on to, roughly: its text at four bytes a character, its items."""
        return 4 * len(self.text) + 512 * len(self.found.items)

    def read_document(self) -> object:
        """The tree of the body, made anew each time: whoever gets it may change it."""
        return decode_body(self.body, self.content_type, self.content_encoding).document


class ReadFault(Fault):
    """The fault of an upstream's answer."""

    __slots__ = ("_own_document", "_own_items", "reading")

    def __init__(self, reading: Reading, document: object = _UNREAD) -> None:
        # Slot by slot: this is made for every error, and a call with so many names costs as much again.
        found = reading.found
        self.reading = reading
        self.origin = "upstream"
        self.status = reading.status
        self.upstream_status = reading.upstream_status
        self.reason = None
        self.code = found.code
        self.message = found.message
        self.detail = found.detail
        self.heading = found.heading
        self.dialect = found.dialect
        self.confidence = found.confidence
        self.in_band = reading.upstream_status < 400
        self.text = reading.text
        self.excerpt = reading.excerpt
        self.trace_id = found.trace_id
        self._own_items: list[FaultItem] | None = None
        self._own_document = document

    @property
    def items(self) -> list[FaultItem]:
        if self._own_items is None:
            self._own_items = [
                FaultItem(item.detail, code=item.code, place=item.place, name=item.name)
                for item in self.reading.found.items
            ]
        return self._own_items

    @items.setter
    def items(self, items: Sequence[FaultItem]) -> None:
        self._own_items = list(items)

    @property
    def document(self) -> object:
        if self._own_document is _UNREAD:
            self._own_document = self.reading.read_document()
        return self._own_document

    @document.setter
    def document(self, document: object) -> None:
        self._own_document = document

    @property
    def shape(self) -> int:
        """Stands for the names of the body's members, for the inventory."""
        reading = self.reading
        if reading.shape is None:
            reading.shape = hash_shape(self.document)
        return reading.shape

    @property
    def has_items(self) -> bool:
        """Whether it lists single errors; asked without making the list."""
        return bool(self.reading.found.items if self._own_items is None else self._own_items)

    @property
    def is_shared(self) -> bool:
        """Whether its items and its document are those of a body that repeats: nobody could change them."""
        return self.reading.shared and self._own_items is None and self._own_document is _UNREAD

    @property
    def shared_reading(self) -> Reading | None:
        """What errors to come will share, if the body and the message of this one still say just that."""
        reading = self.reading
        if (
            reading.shared
            and self._own_document is _UNREAD
            and self.message is reading.found.message
            and self.text is reading.text
        ):
            return reading
        return None
