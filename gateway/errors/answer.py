"""An error as its client shall read it: the values that every format draws from.

Decides which values there are, and their bounds. Refuses to know where they came from (composition.py)
and how they are written (formats.py and its siblings).
"""

from __future__ import annotations

from typing import Literal

Place = Literal["pointer", "field", "parameter", "header"]

# Characters of a code, a name, a pointer; texts are bounded by `values.LONGEST`.
LONGEST_TOKEN = 256
MOST_ITEMS = 100


class AnswerItem:
    """One entry of an error that lists several."""

    __slots__ = ("action", "cause", "code", "detail", "help", "message", "name", "place")

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        place: Place | None = None,
        name: str | None = None,
        message: str | None = None,
    ) -> None:
        # What is wrong with this entry; the short form of it, the same where there is no shorter one.
        self.detail = detail
        self.message = message or detail
        self.code = code
        self.place: Place | None = place
        self.name = name
        # From the catalog's entry for this item's own code.
        self.cause: str | None = None
        self.action: str | None = None
        self.help: str | None = None


# Names of what an answer consists of; compiled, a class does not tell its slots.
MEMBERS = (
    "action",
    "cause",
    "code",
    "detail",
    "entry",
    "explanation",
    "extensions",
    "help",
    "id",
    "instance",
    "items",
    "language",
    "message",
    "method",
    "negotiated_language",
    "path",
    "reason",
    "retryable",
    "rule",
    "stand_in_code",
    "status",
    "title",
    "type",
    "upstream_code",
    "upstream_status",
    "washed",
)


class Answer:
    """One error, washed, worded and bounded."""

    __slots__ = MEMBERS

    def __init__(self, status: int, title: str, message: str) -> None:
        # 400 to 599, and what the status line says.
        self.status = status
        # URI of the kind of error, and its name: never the upstream's sentence.
        self.type = "about:blank"
        self.title = title
        # For people: short, and long, which repeats the short one where nothing more is known.
        self.message = message
        self.detail = message
        # All that was said of this occurrence: the message and what follows it (`detail` of a problem).
        self.explanation = message
        # None where nobody gave one; `stand_in_code` is for formats that must have one.
        self.code: str | None = None
        self.stand_in_code = "error"
        # The upstream's own where `code` is another.
        self.upstream_code: str | None = None
        self.items: list[AnswerItem] = []
        self.cause: str | None = None
        self.action: str | None = None
        self.help: str | None = None
        self.retryable: bool | None = None
        # URI reference of this occurrence; None where the request has no id.
        self.instance: str | None = None
        # Language tag of the catalog's texts; whether there were several to choose from.
        self.language: str | None = None
        self.negotiated_language = False
        # Further members of an upstream's own problem document.
        self.extensions: dict[str, object] | None = None
        # For formats defined in YAML, and for the log.
        self.id = ""
        self.method = ""
        self.path = ""
        self.reason: str | None = None
        self.rule: str | None = None
        # Code of the catalog's entry, where it has one for this error.
        self.entry: str | None = None
        self.upstream_status: int | None = None
        # Whether something that the upstream said was kept from the client.
        self.washed = False
