"""Bodies that are nested as deep as they can be, met with a small stack.

Compiled code (build_hook.py) recurses on the stack of C, where nothing stops it: too deep ends the process.
So whatever walks a document must be bounded by itself.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.errors.documents_written import WRITTEN
from tests.errors.stage import Stage, reply

# Bytes; a worker's is 8 MiB. What the engine's libraries need is less than a quarter of this.
STACK = 1 << 20
# The last that orjson reads are 1,024 deep; libxml2's limit is 256.
DEPTHS = (40, 250, 1000, 1024, 100_000)


def json_of(depth: int) -> dict[str, bytes]:
    """Names of shapes, with a body each that is JSON."""
    return {
        "lists": b"[" * depth + b'"x failed"' + b"]" * depth,
        "objects": b'{"error":' * depth + b'"x failed"' + b"}" * depth,
        "objects of other names": b'{"data":' * depth + b'{"message": "x failed"}' + b"}" * depth,
        "both": b'{"errors":[' * (depth // 2) + b'{"message": "x failed"}' + b"]}" * (depth // 2),
        "beside a message": b'{"message": "x failed", "cause":' * depth + b"null" + b"}" * depth,
        "unfinished": b'{"error":[' * (depth // 2),
    }


def others_of(depth: int) -> dict[str, tuple[str, bytes]]:
    """Names of shapes, with a media type and a body each."""
    return {
        "XML": ("application/xml", b"<error>" * depth + b"x failed" + b"</error>" * depth),
        "SOAP": ("text/xml", b"<Fault><detail>" * (depth // 2) + b"x" + b"</detail></Fault>" * (depth // 2)),
        "HTML": ("text/html", b"<div>" * depth + b"x failed" + b"</div>" * depth),
        "HTML lists": ("text/html", b"<ul><li>x failed" * depth),
        "form": ("application/x-www-form-urlencoded", b"error" + b"[a]" * depth + b"=x+failed"),
        "Python's notation": ("text/plain", b"{'error': [" * (depth // 2) + b"'x'" + b"]}" * (depth // 2)),
        "Ruby's notation": ("text/plain", b'{"error"=>' * depth + b'"x"' + b"}" * depth),
        "brackets": ("text/plain", b"Error: (" * depth + b"x"),
        "multipart": (
            "multipart/mixed; boundary=b",
            b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * depth,
        ),
    }


# Names under which the recognizer looks further.
NAMES = (
    *("error", "errors", "message", "detail", "details", "data", "result", "response", "status", "code"),
    *("cause", "innererror", "children", "violations", "fields", "field", "source", "target", "issues"),
    *("fault", "faultcode", "extensions", "_embedded", "payload", "body", "reason", "exception", "list"),
    *("items", "loc", "id", "resultado", "success", "failed", "x", "params", "title"),
)
WRAPPERS = (
    ('{"%s":', "}"),
    ('{"%s":[', "]}"),
    ('{"%s":["x failed"],"detail":', "}"),
    ('{"detail":["x failed"],"%s":', "}"),
    ('{"message":"x failed","%s":', "}"),
    ('{"message":"x failed","%s":[', "]}"),
    ('{"a":["x failed"],"%s":{"errors":', "}}"),
)


def wrapped(name: str, depth: int) -> dict[str, bytes]:
    """A text within objects of the same name, and within lists in a member of that name."""
    shapes = [(before % name, after) for before, after in WRAPPERS]
    bodies = {f"{name} {at}": b * depth + '"x failed"' + a * depth for at, (b, a) in enumerate(shapes)}
    lists = f"{'[' * depth}1{']' * depth}"
    bodies[f"{name} of lists"] = f'{{"error":"x failed","{name}":{lists}}}'
    bodies[f"{name} of a list"] = f'{{"errors":[{{"message":"x failed","{name}":["a",{lists}]}}]}}'
    return {title: body.encode() for title, body in bodies.items()}


def told_in_itself(depth: int) -> bytes:
    """JSON in a text of JSON, as often as that stays below a megabyte."""
    body = b'{"message": "x failed"}'
    for _ in range(depth):
        wrapped = json.dumps({"message": body.decode()}).encode()
        if len(wrapped) > 1 << 20:
            break
        body = wrapped
    return body


@contextmanager
def small_stack() -> Iterator[None]:
    """Threads that are started meanwhile have STACK."""
    before = threading.stack_size(STACK)
    try:
        yield
    finally:
        threading.stack_size(before)


def answer_all(bodies: dict[str, tuple[str, bytes]], status: int) -> dict[str, int]:
    """The status of each answer, which was found valid; made in a thread with a small stack."""
    statuses: dict[str, int] = {}

    async def answer() -> None:
        stage = Stage({"rules": [{"name": "r", "when": {"body": {"$..code": "7"}}, "then": {"code": "R"}}]})
        for name, (media_type, body) in bodies.items():
            answered = await stage.answer(reply(status, body, media_type))
            if answered.reply.fault is not None:
                WRITTEN.validate(answered.json)
            statuses[name] = answered.status
            assert not [told for _, event, told in stage.log.entries if "broke" in event], name

    with small_stack():
        thread = threading.Thread(target=lambda: asyncio.run(answer()))
        thread.start()
        thread.join()
    return statuses


@pytest.mark.parametrize("depth", DEPTHS)
@pytest.mark.parametrize("media_type", ["application/json", "application/problem+json", "text/html"])
def test_nested_json_is_answered(depth: int, media_type: str) -> None:
    """With the upstream's status and a valid body, under whatever label it comes."""
    bodies = {name: (media_type, body) for name, body in json_of(depth).items()}
    bodies["in itself"] = (media_type, told_in_itself(depth))
    assert answer_all(bodies, 500) == dict.fromkeys(bodies, 500)


@pytest.mark.parametrize("depth", DEPTHS)
def test_other_nested_bodies_are_answered(depth: int) -> None:
    """Markup, forms, and what programs print of themselves."""
    bodies = others_of(depth)
    assert answer_all(bodies, 500) == dict.fromkeys(bodies, 500)


@pytest.mark.parametrize("depth", DEPTHS)
def test_nested_successes_are_looked_at(depth: int) -> None:
    """For errors in band; each has an answer."""
    bodies = {name: ("application/json", body) for name, body in json_of(depth).items()}
    bodies |= {name: told for name, told in others_of(depth).items() if name != "multipart"}
    assert answer_all(bodies, 200).keys() == bodies.keys()


@pytest.mark.parametrize("status", [500, 200])
@pytest.mark.parametrize("name", NAMES)
def test_no_name_leads_too_deep(name: str, status: int) -> None:
    """Wherever the recognizer follows a name into what it holds, it stops by itself."""
    bodies = {title: ("application/json", body) for title, body in wrapped(name, 500).items()}
    assert answer_all(bodies, status).keys() == bodies.keys()
