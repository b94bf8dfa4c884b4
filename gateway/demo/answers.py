"""What the legacy demo can say, as values: requests, answers, and stories that are tables of answers.

Decides how a story is written down and which of its rows answers a request.
Refuses to know sockets, and what any one story tells.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote


@dataclass(frozen=True, slots=True)
class Request:
    """One request as the demo sees it; field names are lower-case, `path` is as received."""

    method: str
    path: str
    fields: Mapping[str, str]
    body: bytes = b""
    # What the row's pattern named, percent-decoded: /book/{id} → {"id": "1"}.
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, with the ways in which it may misbehave."""

    status: int
    body: bytes = b""
    fields: tuple[tuple[str, str], ...] = ()
    chunk_bytes: int = 0
    """Size of the chunks in which the body leaves; 0: in one piece, behind a Content-Length."""
    pause_s: float = 0.0
    """Silence before the first byte."""
    between_s: float = 0.0
    """Silence between two chunks."""
    reset: Literal["never", "at once", "within"] = "never"
    """Whether the connection is reset before any answer, or after half of the body that was announced."""


@dataclass(frozen=True, slots=True)
class Row:
    """Which requests get which answer: a method, a path with `{name}` for a segment, words for people."""

    method: str
    path: str
    what: str
    answer: Answer | Callable[[Request], Answer]

    def match(self, path: str) -> dict[str, str] | None:
        """The parameters of `path`, None where this row is about another path."""
        wanted, given = self.path.split("/"), path.split("/")
        if len(wanted) != len(given):
            return None
        params: dict[str, str] = {}
        for pattern, segment in zip(wanted, given, strict=True):
            if pattern.startswith("{"):
                params[pattern[1:-1]] = unquote(segment)
            elif pattern != segment:
                return None
        return params


@dataclass(frozen=True, slots=True)
class Story:
    """One legacy API: a name, a sentence, and its rows; the first row that matches answers."""

    name: str
    summary: str
    rows: Sequence[Row]


def find_answer(stories: Sequence[Story], request: Request) -> Answer:
    """The answer of the first row that matches; a plain 404 or 405 where none does."""
    allowed: list[str] = []
    method = "GET" if request.method == "HEAD" else request.method
    for row in (row for story in stories for row in story.rows):
        params = row.match(request.path)
        if params is None:
            continue
        if row.method != method:
            allowed.append(row.method)
            continue
        if isinstance(row.answer, Answer):
            return row.answer
        return row.answer(Request(request.method, request.path, request.fields, request.body, params))
    if allowed:
        return text_answer(405, f"{request.method} is not told here.\n", ("Allow", ", ".join(allowed)))
    return text_answer(404, "No story is told here. GET / lists them.\n")


def json_answer(status: int, document: object, *fields: tuple[str, str]) -> Answer:
    """An answer in JSON, UTF-8, one line."""
    body = json.dumps(document, ensure_ascii=False).encode()
    return Answer(status, body, (("Content-Type", "application/json"), *fields))


def text_answer(status: int, text: str, *fields: tuple[str, str]) -> Answer:
    """An answer in plain text, UTF-8."""
    return Answer(status, text.encode(), (("Content-Type", "text/plain; charset=utf-8"), *fields))


def write_index(stories: Sequence[Story]) -> str:
    """Every story with what its paths do, as plain text."""
    lines = []
    for story in stories:
        width = max(len(f"{row.method} {row.path}") for row in story.rows)
        lines += [f"{story.name}: {story.summary}"]
        lines += [f"  {f'{row.method} {row.path}':<{width}}  {row.what}" for row in story.rows]
        lines += [""]
    return "\n".join(lines)
