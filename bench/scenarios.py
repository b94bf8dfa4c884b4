"""What is asked of every contender, and what counts as a right answer: one table.

Decides requests, upstream answers and checks. Refuses to know contenders and how anything is timed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

SUCCESS = json.dumps(
    {
        "id": 42,
        "title": "REST in Practice",
        "author": "Jim Webber",
        "year": 2010,
        "price": {"amount": "39.90", "currency": "EUR"},
        "stock": [{"shop": "Berlin", "count": 3}],
        "pages": 448,
        "isbn": "97805",
    }
)
# A success with words that errors have too: errgate has to look closer.
SUSPICIOUS = json.dumps({"id": 42, "description": "Messages that fail", "errors": [], "message": None})
APISIX = (
    r'{"error_msg":"Please register at https:\/\/apisix.org\/register to get your API token '
    r'and enjoy unlimited calls"}'
)
SPRING = json.dumps(
    {
        "timestamp": "2019-09-16T22:14:45.624+0000",
        "status": 500,
        "error": "Internal Server Error",
        "message": "No message available",
        "path": "/api/book/1",
    }
)
# With a time and a path of its own in every answer, as Spring sends it; nginx puts its variables in.
SPRING_VARIED = SPRING.replace("22:14:45.624", "$msec").replace("/book/1", "/book/$request_id")
LIST_BYTES = 64 << 10
STREAM_BYTES = 100 << 20
GIANT_BYTES = 1 << 30
POST_BYTES = 1024
TEXTS = {
    "SUCCESS": SUCCESS,
    "SUSPICIOUS": SUSPICIOUS,
    "APISIX": APISIX,
    "SPRING": SPRING,
    "SPRING_VARIED": SPRING_VARIED,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; field names are lower-case. Of a long body only the size is kept."""

    status: int
    fields: Mapping[str, str]
    body: bytes
    size: int


# What is wrong with an answer, as a sentence; None where it is right.
Check = Callable[[Answer], str | None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of request; `rewrites`: only a contender that rewrites error bodies can answer it right."""

    name: str
    title: str
    path: str
    check: Check
    method: str = "GET"
    request_bytes: int = 0
    connections: int = 64
    error: bool = False
    rewrites: bool = False
    # For bodies that outlast a run: a request is as many bytes as this, whether or not it came to its end.
    answer_bytes: int = 0
    default: bool = True


def _is(body: str) -> Check:
    def check(answer: Answer) -> str | None:
        if answer.status != 200:
            return f"status {answer.status}, not 200"
        return None if answer.body == body.encode() else f"another body: {answer.body[:100]!r}"

    return check


def _is_long(size: int) -> Check:
    def check(answer: Answer) -> str | None:
        if answer.status != 200:
            return f"status {answer.status}, not 200"
        return None if answer.size == size else f"{answer.size} bytes, not {size}"

    return check


def _is_problem(status: int, title: str, detail: str) -> Check:
    wanted = {"type": "about:blank", "title": title, "status": status, "detail": detail}

    def check(answer: Answer) -> str | None:
        if answer.status != status:
            return f"status {answer.status}, not {status}"
        if not answer.fields.get("content-type", "").startswith("application/problem+json"):
            return f"content type {answer.fields.get('content-type')}"
        try:
            document = json.loads(answer.body)
        except ValueError:
            return f"no JSON: {answer.body[:100]!r}"
        if not str(document.pop("instance", "")).startswith("urn:uuid:"):
            return "no instance"
        return None if document == wanted else f"another document: {document}"

    return check


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("success", "200-byte success", "/success", _is(SUCCESS)),
        Scenario(
            "apisix",
            "rewritten error, APISIX",
            "/apisix",
            _is_problem(429, "Too Many Requests", json.loads(APISIX)["error_msg"]),
            error=True,
            rewrites=True,
        ),
        Scenario(
            "spring",
            "rewritten error, Spring",
            "/spring",
            _is_problem(500, "Internal Server Error", "No message available"),
            error=True,
            rewrites=True,
        ),
        Scenario(
            "varied",
            "rewritten error, differs",
            "/spring-varied",
            _is_problem(500, "Internal Server Error", "No message available"),
            error=True,
            rewrites=True,
        ),
        Scenario(
            "post",
            "1 KiB POST",
            "/order",
            _is(f'{{"received": {POST_BYTES}}}'),
            method="POST",
            request_bytes=POST_BYTES,
        ),
        Scenario("list", "64 KiB success", "/list", _is_long(LIST_BYTES)),
        Scenario(
            "stream",
            "100 MiB stream",
            "/stream",
            _is_long(STREAM_BYTES),
            connections=4,
            answer_bytes=STREAM_BYTES,
        ),
        Scenario("limited", "rate limit and retry", "/limited/success", _is(SUCCESS)),
        Scenario("suspicious", "success with words of errors", "/suspicious", _is(SUSPICIOUS), default=False),
    )
}


@dataclass(frozen=True, slots=True)
class Goal:
    """errgate as operated costs at most `factor` times the CPU of `other`."""

    scenario: str
    other: str
    factor: float = field(compare=False)


GOALS = (
    Goal("apisix", "nginx+lua", 1.0),
    Goal("spring", "nginx+lua", 1.0),
    Goal("varied", "nginx+lua", 1.0),
    Goal("apisix", "envoy+lua", 0.5),
    Goal("spring", "envoy+lua", 0.5),
    Goal("varied", "envoy+lua", 0.5),
    Goal("success", "nginx", 2.0),
    Goal("success", "envoy", 0.7),
    Goal("success", "aiohttp", 0.2),
    Goal("apisix", "aiohttp", 0.2),
    Goal("spring", "aiohttp", 0.2),
    Goal("varied", "aiohttp", 0.2),
    Goal("list", "nginx", 1.3),
)


def write_files(folder: Path) -> None:
    """The files that the upstream serves; the long ones are holes and need no disk."""
    folder.mkdir()
    row = b'{"id": 1, "title": "REST in Practice", "author": "Jim Webber"},\n'
    (folder / "list").write_bytes((row * (LIST_BYTES // len(row) + 1))[:LIST_BYTES])
    for name, size in (("stream", STREAM_BYTES), ("giant", GIANT_BYTES)):
        with (folder / name).open("wb") as file:
            file.truncate(size)


def ask(port: int, scenario: Scenario, timeout_s: float = 30.0) -> Answer:
    """The answer to one request of this kind. Raises OSError or HTTPException where there is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    try:
        body = b"x" * scenario.request_bytes or None
        connection.request(scenario.method, scenario.path, body)
        response = connection.getresponse()
        start = response.read(LIST_BYTES)
        size = len(start)
        while piece := response.read(1 << 20):
            size += len(piece)
        fields = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, fields, start, size)
    finally:
        connection.close()
