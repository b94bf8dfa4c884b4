"""What is kept from clients is found in the log, under the id that the client was given."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.errors.stage import REQUEST_ID, Stage, reply

_TRACE = "java.lang.IllegalStateException: closed\n\tat com.acme.orders.Orders.place(Orders.java:88)"
_NOTICE = b"<br />\n<b>Notice</b>:  Undefined index: id in <b>/srv/orders.php</b> on line <b>12</b><br />\n"
_PAGE = (
    b"<html><head><title>Error</title></head><body><h1>The order is closed.</h1><pre>[HttpException]: at "
    b"Acme.Web.Orders.Get(Int32 id) in C:\\inetpub\\Orders.cs:line 7</pre></body></html>"
)

_KEPT_BACK: dict[str, tuple[bytes, str, str]] = {
    "the message": (json.dumps({"message": _TRACE}).encode(), "application/json", "Orders.java:88"),
    "the code": (
        json.dumps({"code": "Orders.place(Orders.java:88)", "message": "The order is closed"}).encode(),
        "application/json",
        "Orders.java:88",
    ),
    "a single error": (
        json.dumps(
            {
                "message": "Validation failed",
                "errors": [{"field": "email", "message": "SQLSTATE[23505]: duplicate key value"}],
            }
        ).encode(),
        "application/json",
        "SQLSTATE[23505]",
    ),
    "a debug member": (
        json.dumps({"code": "CLOSED", "message": "The order is closed", "trace": _TRACE}).encode(),
        "application/json",
        "Orders.java:88",
    ),
    "a debug member of a member": (
        json.dumps({"error": {"code": "CLOSED", "message": "Closed", "stackTrace": _TRACE}}).encode(),
        "application/json",
        "Orders.java:88",
    ),
    "an extension of a problem document": (
        json.dumps(
            {
                "type": "https://example.com/p",
                "title": "Closed",
                "detail": "Is closed.",
                "node": "db.internal",
            }
        ).encode(),
        "application/problem+json",
        "db.internal",
    ),
    "a notice before the body": (
        _NOTICE + b'{"success": false, "error": "The id is missing", "error_code": "ORD-1"}',
        "text/html",
        "orders.php",
    ),
    "the trace of a page": (_PAGE, "text/html", "Orders.cs"),
}


@pytest.mark.parametrize(("body", "content_type", "internal"), _KEPT_BACK.values(), ids=_KEPT_BACK)
async def test_what_is_kept_from_the_client_is_in_the_log(
    body: bytes, content_type: str, internal: str
) -> None:
    """At level info for an error of the client's, with the request id; the client sees nothing of it."""
    stage = Stage()
    answered = await stage.answer(reply(400, body, content_type))
    assert internal not in answered.body.decode()
    level, event, values = stage.log.entries[-1]
    assert (level, event, values["id"]) == ("info", "error", REQUEST_ID)
    assert internal in values["excerpt"]


async def test_an_error_of_which_nothing_was_kept_back_is_no_event() -> None:
    """The line of the access log tells it already."""
    stage = Stage()
    await stage.answer(
        reply(400, b'{"code": "CLOSED", "message": "The order is closed"}', "application/json")
    )
    assert [level for level, _, _ in stage.log.entries] == ["debug"]


@pytest.mark.parametrize("body", [b'{"code": "CLOSED", "message": "x y"}', b""], ids=["json", "empty"])
async def test_fields_that_tell_tales_are_in_the_log(body: bytes) -> None:
    """A field whose name says debugging goes no further than the event and the access line."""
    stage = Stage()
    upstream = reply(400, body, "application/json", x_debug_exception="refused by db-7.internal")
    answered = await stage.answer(upstream)
    assert answered.field("x-debug-exception") is None
    level, _, values = stage.log.entries[-1]
    notes: dict[str, Any] = values["notes"]
    assert (level, notes["fields_kept_back"]) == ("info", "x-debug-exception: refused by db-7.internal")


async def test_the_excerpt_holds_what_stood_before_the_body_and_the_body() -> None:
    """Many notices do not push the body out."""
    stage = Stage()
    body = _NOTICE * 15 + b'{"error": "The id is missing", "error_code": "ORD-1"}'
    await stage.answer(reply(400, body, "text/html"))
    excerpt = stage.log.entries[-1][2]["excerpt"]
    assert "orders.php" in excerpt
    assert "ORD-1" in excerpt
    assert len(excerpt) <= 2048


async def test_a_field_that_goes_out_is_not_told_as_kept_back() -> None:
    """Its value was looked at and is harmless."""
    stage = Stage()
    upstream = reply(500, b'{"message": "x y"}', "application/json", x_served_by="cache")
    answered = await stage.answer(upstream)
    assert answered.field("x-served-by") == "cache"
    assert "notes" not in stage.log.entries[-1][2]


async def test_fields_that_are_kept_back_are_logged_without_their_secrets() -> None:
    """One by its name, one by its value; the access line and the event carry the same note."""
    stage = Stage()
    upstream = reply(
        400,
        b'{"code": "CLOSED", "message": "x y"}',
        "application/json",
        x_debug_exception="no login with postgres://app:s3cretPw9@db:5432/orders",
        x_backend="app07.corp.lan?token=Zk3Jd82Kfp0Qx7Vb",
    )
    answered = await stage.answer(upstream)
    assert answered.field("x-backend") is None
    notes: dict[str, Any] = stage.log.entries[-1][2]["notes"]
    assert "app07.corp.lan" in notes["fields_kept_back"]
    assert "s3cretPw9" not in notes["fields_kept_back"]
    assert "Zk3Jd82Kfp0Qx7Vb" not in notes["fields_kept_back"]


async def test_a_field_with_an_internal_goes_on_where_nothing_is_washed() -> None:
    """`washing: {enabled: false}` is for upstreams that are trusted whole."""
    for enabled, told in ((True, None), (False, "10.0.0.5:8080")):
        stage = Stage({"washing": {"enabled": enabled}})
        answered = await stage.answer(
            reply(400, b'{"message": "x y"}', "application/json", x_backend="10.0.0.5:8080")
        )
        assert answered.field("x-backend") == told
