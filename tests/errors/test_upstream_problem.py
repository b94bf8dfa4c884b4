"""An upstream's own problem document passes where it is valid and harmless, and is repaired where not."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.errors.stage import REQUEST_ID, Stage, reply

TYPE = "application/problem+json"
VALID = {
    "type": "https://problems.example.com/out-of-credit",
    "title": "You do not have enough credit.",
    "status": 403,
    "detail": "Your current balance is 30, but that costs 50.",
    "balance": 30,
    "accounts": ["/account/12345", {"id": 7}],
}


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(VALID, id="RFC 9457 §3"),
        pytest.param({"title": "Forbidden", "status": 403}, id="without a type"),
        pytest.param({"type": "about:blank", "status": 403}, id="about:blank"),
        pytest.param(
            {"type": "urn:ietf:params:jmap:error:limit", "detail": "Too much."}, id="a URN, no status"
        ),
        pytest.param({"title": "Forbidden", "instance": "/x/7"}, id="a relative instance"),
    ],
)
async def test_a_valid_document_passes_byte_for_byte(document: dict[str, Any]) -> None:
    """With its content type, its coding's fields and its validator."""
    raw = json.dumps(document, indent=3).encode()
    answered = await Stage().answer(reply(403, raw, TYPE + "; charset=utf-8", etag='"x"'))
    assert answered.body == raw
    assert answered.field("content-type") == TYPE + "; charset=utf-8"
    assert answered.field("etag") == '"x"'
    assert answered.field("vary") == "Accept"


async def test_a_compressed_valid_document_passes_compressed() -> None:
    """The client asked for that coding; the bytes are the same."""
    raw = gzip.compress(json.dumps(VALID).encode())
    answered = await Stage().answer(reply(403, raw, TYPE, content_encoding="gzip"))
    assert (answered.body, answered.field("content-encoding")) == (raw, "gzip")


@pytest.mark.parametrize(
    ("changed", "member", "expected"),
    [
        pytest.param({"status": 500}, "status", 403, id="status of another answer"),
        pytest.param({"status": "403"}, "status", 403, id="status as text"),
        pytest.param({"status": True}, "status", 403, id="status as boolean"),
        pytest.param({"type": "/out-of-credit"}, "type", "about:blank", id="relative type"),
        pytest.param({"type": ["x"]}, "type", "about:blank", id="type of a wrong kind"),
        pytest.param({"title": 7}, "title", "Forbidden", id="title of a wrong kind"),
        pytest.param({"instance": "no uri"}, "instance", f"urn:uuid:{REQUEST_ID}", id="instance is no URI"),
        pytest.param({"trace": "x"}, "trace", None, id="an extension for developers"),
    ],
)
async def test_an_invalid_document_is_repaired(
    changed: dict[str, Any], member: str, expected: object
) -> None:
    """What is sound stays: the type with its title, and extensions that are plain values."""
    answered = await Stage().answer(reply(403, json.dumps(VALID | changed).encode(), TYPE))
    assert answered.field("content-type") == TYPE
    document = answered.json
    assert document.get(member) == expected
    assert document["balance"] == 30
    assert "accounts" not in document
    if "type" not in changed and "title" not in changed:
        assert document["type"] == VALID["type"]
        assert document["title"] == VALID["title"]
        assert "balance is 30" in document["detail"]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(
            b'{"title": "x", "detail": "at /srv/app/main.py line 3", "detail": "ok"}', id="a member twice"
        ),
        pytest.param(b'{"title": "x"} trailing /srv/app/main.py', id="bytes behind the document"),
        pytest.param(b'{"title": "x", "data": {"deep": ["/srv/app/secret/main.py"]}}', id="deep inside"),
        pytest.param(b'{"title": "x", "/srv/app/secret/main.py": 1}', id="in a name"),
        pytest.param(
            b'{"title": "x", "a": ' + b"[" * 300 + b'"/srv/app/main.py"' + b"]" * 300 + b"}", id="too deep"
        ),
    ],
)
async def test_a_document_with_internals_is_not_passed_on(raw: bytes) -> None:
    """What a strict reader, or washing, would stumble over does not reach the client."""
    answered = await Stage().answer(reply(403, raw, TYPE))
    assert b"/srv/app" not in answered.body
    assert answered.json["status"] == 403


async def test_the_catalog_changes_a_valid_document() -> None:
    """An entry for the upstream's own code has the last word."""
    stage = Stage(
        {"type_base": "https://e.example/", "catalog": {"CREDIT": {"title": "No credit", "status": 402}}}
    )
    answered = await stage.answer(reply(403, json.dumps(VALID | {"code": "CREDIT"}).encode(), TYPE))
    assert answered.status == answered.json["status"] == 402
    assert (answered.json["type"], answered.json["title"]) == ("https://e.example/CREDIT", "No credit")


async def test_a_rule_changes_a_valid_document() -> None:
    """And keeps its type and harmless extensions."""
    stage = Stage({"rules": [{"name": "r", "when": {"status": 403}, "then": {"code": "X-1"}}]})
    answered = await stage.answer(reply(403, json.dumps(VALID).encode(), TYPE))
    assert (answered.json["code"], answered.json["type"], answered.json["balance"]) == (
        "X-1",
        VALID["type"],
        30,
    )


async def test_an_envelope_route_writes_an_envelope() -> None:
    """The document passes only where a problem is what the client gets."""
    answered = await Stage({"format": "envelope"}).answer(reply(403, json.dumps(VALID).encode(), TYPE))
    assert set(answered.json) >= {"code", "message", "detail"}


async def test_a_problem_in_xml_is_written_as_json() -> None:
    """`application/problem+xml` of an upstream is read like any other document."""
    raw = b"<problem xmlns='urn:ietf:rfc:7807'><title>No credit</title><detail>Costs 50.</detail></problem>"
    answered = await Stage().answer(reply(403, raw, "application/problem+xml"))
    assert answered.field("content-type") == TYPE
    assert "No credit" in answered.json["detail"]


@pytest.mark.parametrize("label", ["application/json", "application/json; charset=utf-8", "text/html"])
async def test_a_document_under_a_wrong_label_is_repaired(label: str) -> None:
    """Its type and title are kept, and the media type is put right."""
    answered = await Stage().answer(reply(403, json.dumps(VALID).encode(), label))
    assert answered.field("content-type") == TYPE
    assert (answered.json["type"], answered.json["title"]) == (VALID["type"], VALID["title"])
    assert (answered.json["detail"], answered.json["balance"]) == (VALID["detail"], 30)


async def test_what_only_looks_like_a_document_is_none() -> None:
    """Three members of these names do not make it one: its `type` has to be a URI."""
    other = {"type": "ValidationFailure", "title": "The form is incomplete", "status": 422, "shard": 7}
    answered = await Stage().answer(reply(422, other))
    assert (answered.json["type"], answered.json["title"]) == ("about:blank", "Unprocessable Content")
    assert "shard" not in answered.json


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        pytest.param("https://problems.example.com/out-of-credit", "out-of-credit", id="path"),
        pytest.param("https://problems.example.com/errors#OutOfCredit", "OutOfCredit", id="fragment"),
        pytest.param("https://problems.example.com/out-of-credit/", "out-of-credit", id="final slash"),
        pytest.param("/problems/out-of-credit", "out-of-credit", id="relative"),
        pytest.param("urn:example:problem:limit", "urn:example:problem:limit", id="URN"),
        pytest.param("https://tools.ietf.org/html/rfc9110#section-15.5.4", None, id="section of an RFC"),
        pytest.param("https://httpstatuses.com/403", None, id="the status"),
        pytest.param("https://example.com/", None, id="no name"),
    ],
)
async def test_the_code_of_a_document_is_the_name_of_its_type(kind: str, code: str | None) -> None:
    """A whole address would be no code that anybody could quote."""
    answered = await Stage({"format": "envelope"}).answer(
        reply(403, json.dumps(VALID | {"type": kind}).encode(), TYPE)
    )
    assert answered.json["code"] == (code or "forbidden")


async def test_the_status_of_a_document_is_no_code() -> None:
    """Not even where it contradicts the answer's, or comes with a success."""
    for status, told in ((403, "200"), (200, 403)):
        document = {"title": "Request failed", "type": "about:blank", "status": told}
        answered = await Stage().answer(reply(status, json.dumps(document).encode(), TYPE))
        assert answered.status == 403
        assert "code" not in answered.json


async def test_an_extension_whose_name_is_an_internal_goes() -> None:
    """An upstream may have made a member's name of a key."""
    document = VALID | {"AKIAIOSFODNN7EXAMPLE": "x", "balance": 30, "trace": "x"}
    answered = await Stage().answer(reply(403, json.dumps(document).encode(), TYPE))
    assert "AKIAIOSFODNN7EXAMPLE" not in answered.json
    assert answered.json["balance"] == 30
