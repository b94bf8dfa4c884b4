"""The outer door: every error leaves in the chosen format, whatever it was and whatever breaks."""

from __future__ import annotations

import asyncio

import pytest

from gateway.exchange import Exchange, Fields, Reply
from gateway.faults import REASONS, GatewayError
from tests.errors.documents_written import BOOKS, ENVELOPE, WRITTEN
from tests.errors.stage import Pieces, Stage, reply


async def test_a_success_is_the_very_same_reply() -> None:
    """Nothing is looked at, nothing is copied."""
    success = reply(200, b"ok", "text/plain")
    answered = await Stage().answer(success)
    assert answered.reply is success


@pytest.mark.parametrize("reason", REASONS)
async def test_each_reason_gives_an_error_of_the_gateway(reason: str) -> None:
    """With its status, its sentence, `no-store`, and no word of what only the log may know."""
    error = GatewayError(reason, log_detail="secret detail", fields=[("Retry-After", "7"), ("Allow", "GET")])
    answered = await Stage().answer(error)
    WRITTEN.validate(answered.json)
    assert answered.status == answered.json["status"] == REASONS[reason].status
    assert answered.json["detail"] == REASONS[reason].message
    assert answered.field("content-type") == "application/problem+json"
    assert answered.field("cache-control") == "no-store"
    assert (answered.field("retry-after"), answered.field("allow")) == ("7", "GET")
    assert b"secret" not in answered.body


async def test_errors_before_routing_are_answered_by_the_common_settings() -> None:
    """404 no route, in the format of the whole configuration."""

    async def dispatch(exchange: Exchange) -> Reply:
        raise GatewayError("no_route")

    answered = await Stage({"format": "envelope"}, {"format": "problem"}).outside(dispatch)
    assert answered.json["code"] == "no_route"
    ENVELOPE.validate(answered.json)


async def test_an_exception_becomes_an_internal_error() -> None:
    """Logged with its traceback; nothing of it reaches the client."""
    stage = Stage()
    broken = ValueError("password=hunter2")
    answered = await stage.answer(broken)
    assert (answered.status, answered.json["code"]) == (500, "internal")
    assert b"hunter2" not in answered.body
    level, event, values = stage.log.entries[-1]
    assert (level, event, values["exc_info"]) == ("error", "error", broken)


async def test_a_cancelled_request_stays_cancelled() -> None:
    """It is no error to be answered."""

    async def cancelled(exchange: Exchange) -> Reply:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Stage().through(cancelled)


async def test_an_error_that_a_plugin_returns_is_written_anew_too() -> None:
    """A reply that never passed the inner door; its origin is the gateway."""
    stage = Stage()

    async def plugin(exchange: Exchange) -> Reply:
        exchange.route = "books"
        return reply(403, b'{"message": "Not on Sundays."}', "application/json")

    answered = await stage.outside(plugin)
    assert answered.json["detail"] == "Not on Sundays."
    assert stage.log.entries[-1][2]["origin"] == "gateway"


async def test_head_gets_the_header_alone() -> None:
    """RFC 9110 §9.3.2."""
    answered = await Stage().answer(GatewayError("no_route"), method="HEAD")
    assert (answered.status, answered.body) == (404, b"")
    assert answered.field("content-type") == "application/problem+json"


async def test_the_header_is_rebuilt() -> None:
    """What described the old body goes, the rest stays, `Cache-Control` of the upstream too."""
    upstream = reply(
        429, b"slow down", "text/plain", etag='"x"', retry_after="9", cache_control="max-age=3", digest="x",
    )  # fmt: skip
    answered = await Stage().answer(upstream)
    assert [name for name, _ in answered.reply.fields.raw] == [
        b"retry-after",
        b"cache-control",
        b"Content-Type",
        b"X-Request-Id",
        b"Vary",
    ]
    assert answered.field("cache-control") == "max-age=3"


async def test_the_reason_phrase_of_the_upstream_is_not_passed_on() -> None:
    """Some servers put an exception there."""
    upstream = Reply(500, Fields(), b"", reason="java.lang.NullPointerException at Main.java:3")
    assert (await Stage().answer(upstream)).reply.reason == ""


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/vnd.books+json"),
        ("application/problem+json", "application/problem+json"),
        ("application/problem+xml;q=0.9, */*;q=0.1", "application/problem+xml"),
    ],
)
async def test_the_format_is_the_routes_unless_accept_prefers_another(accept: str, content_type: str) -> None:
    """A format of the team's own here."""
    formats = {"books": {"content_type": "application/vnd.books+json", **BOOKS}}
    stage = Stage({"formats": formats}, {"format": "books"})
    answered = await stage.answer(reply(404), {"Accept": accept})
    assert (answered.field("content-type"), answered.field("vary")) == (content_type, "Accept")


async def test_without_negotiation_accept_has_no_say() -> None:
    """And `Vary` does not say that it has."""
    answered = await Stage({"negotiate": False}).answer(reply(404), {"Accept": "application/problem+xml"})
    assert (answered.field("content-type"), answered.field("vary")) == ("application/problem+json", None)


async def test_passthrough_leaves_an_upstreams_error_as_it_came() -> None:
    """Body, header and status; retry and the log have seen the fault all the same."""
    stage = Stage(route={"format": "passthrough"})
    upstream = reply(404, b"<h1>nope</h1>", "text/html", etag='"x"', x_debug_token="7")
    raw = upstream.fields.raw
    answered = await stage.answer(upstream)
    assert answered.reply.fault is not None
    assert (answered.status, answered.body, answered.reply.fields.raw) == (404, b"<h1>nope</h1>", raw)
    assert stage.log.entries[-1][2]["upstream_status"] == 404


async def test_passthrough_leaves_an_in_band_error_as_it_came() -> None:
    """Its status was raised for the plugins alone."""
    body = b'{"success": false, "error": {"code": "E7", "message": "Declined"}}'
    upstream = reply(200, body, "application/json")
    upstream.reason = "All Fine"
    answered = await Stage(route={"format": "passthrough"}).answer(upstream)
    assert (answered.status, answered.reply.reason, answered.body) == (200, "All Fine", body)
    assert answered.reply.fault is not None


async def test_passthrough_writes_the_gateways_own_errors_as_problems() -> None:
    """There is nothing to pass through."""
    answered = await Stage(route={"format": "passthrough"}).answer(GatewayError("read_timeout"))
    WRITTEN.validate(answered.json)


async def test_a_body_that_is_not_sent_on_is_let_go() -> None:
    """A plugin may have left a stream on an error that has its fault already."""
    stage = Stage()
    stream = Pieces(b"never read")

    async def plugin(exchange: Exchange) -> Reply:
        failed = reply(500, stream)
        failed.fault = (await stage.answer(reply(500, b"x"))).reply.fault
        return failed

    await stage.outside(plugin)
    assert stream.discarded
