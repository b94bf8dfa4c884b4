"""The inner door: which replies are errors, how far they are read, and that a success is left alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.config.error_model import ErrorsConfig, RouteErrorsConfig
from gateway.errors.engine import ErrorEngine
from gateway.exchange import Body, Exchange, Fields, Reply
from gateway.faults import GatewayError
from tests.envs import ListLog
from tests.errors.stage import Pieces, RememberingMetrics, read_all, reply

FAILED = b'{"success": false, "error": {"code": "E77", "message": "Card declined"}}'
IN_BAND_RULE = {
    "name": "rt_cd",
    "when": {"in_band": True, "body": {"$.rt_cd": "1"}},
    "then": {"code": "FEP-1"},
}


async def classified(
    answer: Reply, *, method: str = "GET", route: dict[str, Any] | None = None, **errors: Any
) -> tuple[Reply, Exchange]:
    """What comes out of the inner door for an upstream's answer."""
    engine = ErrorEngine(
        ErrorsConfig.model_validate(errors),
        {"books": RouteErrorsConfig.model_validate(route or {})},
        ListLog(),
        RememberingMetrics(),
    )

    async def upstream(exchange: Exchange) -> Reply:
        return answer

    exchange = Exchange(method, "/", None, Fields())
    return await engine.wrap_classify(upstream, "books")(exchange), exchange


async def test_an_error_gets_its_fault() -> None:
    """The facts of the body, the status, and the fields as they came."""
    answer = reply(404, {"code": "B-7", "message": "No such book."}, retry_after="3")
    found, _ = await classified(answer)
    assert found is answer
    fault = found.fault
    assert fault is not None
    assert (fault.origin, fault.status, fault.upstream_status) == ("upstream", 404, 404)
    assert (fault.code, fault.message, fault.in_band) == ("B-7", "No such book.", False)
    assert fault.document == {"code": "B-7", "message": "No such book."}
    assert fault.excerpt.startswith('{"code"')
    assert found.fields.get("retry-after") == "3"


@pytest.mark.parametrize("body", [b"", Pieces()], ids=["bytes", "stream"])
async def test_an_error_without_a_body_has_a_fault_without_words(body: Body) -> None:
    """As the answer to HEAD is."""
    found, _ = await classified(reply(503, body), method="HEAD")
    assert found.fault is not None
    assert (found.fault.status, found.fault.message) == (503, None)


@pytest.mark.parametrize("status", [600, 700, 999])
async def test_a_status_that_no_error_can_have_becomes_502(status: int) -> None:
    """RFC 9110 §15: beyond 599 there is none; what the upstream sent is kept."""
    found, _ = await classified(reply(status, b"Request denied"))
    assert found.fault is not None
    assert (found.fault.status, found.fault.upstream_status) == (502, status)


async def test_a_streamed_error_body_is_read_to_its_end() -> None:
    """And stays on the reply in one piece."""
    found, _ = await classified(reply(400, Pieces(b'{"message": ', b'"Bad date."}'), "application/json"))
    assert found.body == b'{"message": "Bad date."}'
    assert found.fault is not None
    assert found.fault.message == "Bad date."


@pytest.mark.parametrize("streamed", [True, False])
async def test_an_error_body_over_the_bound_is_read_no_further(streamed: bool) -> None:
    """What was read is recognized; the rest is discarded, and the log says why."""
    start = b'{"message": "Bad date.", "data": "' + b"x" * 1000
    stream = Pieces(start, b"x" * 1000, b'"}')
    found, exchange = await classified(
        reply(400, stream if streamed else start + b"x" * 1000, "application/json"), max_body="1KiB"
    )
    assert found.body == b""
    assert stream.discarded is streamed
    assert found.fault is not None
    assert found.fault.message == "Bad date."
    assert exchange.notes is not None
    assert exchange.notes["error_body"] == "more than 1024 bytes"


async def test_an_error_body_that_breaks_off_is_recognized_as_far_as_it_came() -> None:
    """The client gets a whole answer, the log the reason."""
    found, exchange = await classified(
        reply(500, Pieces(b'{"message": "Out of stock.", "tra', GatewayError("reset")), "application/json")
    )
    assert found.fault is not None
    assert (found.fault.status, found.fault.message) == (500, "Out of stock.")
    assert exchange.notes is not None
    assert exchange.notes["error_body_broken"] == "reset"


async def test_passthrough_keeps_an_error_body_of_any_length() -> None:
    """The fault is made of its beginning; the client will get all of it."""
    pieces = [b'{"message": "Bad date."', b" " * 3000, b"}"]
    found, _ = await classified(
        reply(400, Pieces(*pieces), "application/json"), route={"format": "passthrough"}, max_body="1KiB"
    )
    assert found.fault is not None
    assert await read_all(found.body) == b"".join(pieces)


async def test_passthrough_keeps_a_broken_body_broken() -> None:
    """Never a well-formed lie."""
    found, _ = await classified(
        reply(400, Pieces(b"ab", GatewayError("reset"))), route={"format": "passthrough"}
    )
    assert found.fault is not None
    with pytest.raises(GatewayError):
        await read_all(found.body)


@pytest.mark.parametrize("streamed", [True, False])
async def test_an_in_band_error_is_an_error(streamed: bool) -> None:
    """Plugins see a failure: a status of 400 or more and a fault that knows what was sent."""
    answer = reply(200, Pieces(FAILED[:40], FAILED[40:]) if streamed else FAILED, "application/json")
    found, _ = await classified(answer)
    assert found.fault is not None
    assert found.status == found.fault.status >= 400
    assert (found.fault.upstream_status, found.fault.in_band) == (200, True)
    assert (found.fault.code, found.fault.message) == ("E77", "Card declined")


SUCCESSES = [
    pytest.param("application/json", b'{"code": 0, "msg": "ok"}', id="code 0"),
    pytest.param("application/json", b'{"items": [], "errors": []}', id="no errors"),
    pytest.param(
        "application/json", b'{"jobs": [{"state": "failed", "error": "x"}]}', id="a list of failed jobs"
    ),
    pytest.param("text/html", b"<h1>Welcome</h1>", id="a page"),
    pytest.param("image/png", FAILED, id="an image"),
    pytest.param("application/json", FAILED + b" " * 40_000, id="too large for an error"),
    pytest.param("application/json", b"", id="nothing"),
    pytest.param("application/json", b"\xff\xfe{{{", id="rubbish"),
]


@pytest.mark.parametrize("mode", ["off", "strict"])
@pytest.mark.parametrize("rules", [[], [IN_BAND_RULE]], ids=["no rules", "an in-band rule"])
@pytest.mark.parametrize(("content_type", "body"), SUCCESSES)
async def test_a_success_is_the_very_same_reply(
    content_type: str, body: bytes, rules: list[Any], mode: str
) -> None:
    """The same object with the same bytes."""
    answer = reply(200, body, content_type)
    found, exchange = await classified(answer, in_band=mode, rules=rules)
    assert found is answer
    assert found.body is body
    assert (found.status, found.fault, exchange.notes) == (200, None, None)


@pytest.mark.parametrize("rules", [[], [IN_BAND_RULE]], ids=["no rules", "an in-band rule"])
@pytest.mark.parametrize(("content_type", "body"), SUCCESSES)
async def test_a_streamed_success_keeps_its_bytes(content_type: str, body: bytes, rules: list[Any]) -> None:
    """However far it was read."""
    pieces = [body[at : at + 7000] for at in range(0, len(body), 7000)]
    found, _ = await classified(reply(200, Pieces(*pieces), content_type), rules=rules)
    assert await read_all(found.body) == body
    assert (found.status, found.fault) == (200, None)


@pytest.mark.parametrize(
    ("content_type", "stream", "reads"),
    [
        pytest.param("application/json", Pieces(FAILED, length=1 << 20), 0, id="announced too long"),
        pytest.param("text/event-stream", Pieces(FAILED), 0, id="server-sent events"),
        pytest.param("application/x-ndjson", Pieces(FAILED), 0, id="a line at a time"),
        pytest.param("image/png", Pieces(FAILED), 0, id="an image"),
        pytest.param(
            "application/json", Pieces(b'{"items": [1,', b"2]}"), 1, id="nothing suspicious at its start"
        ),
        pytest.param(
            "application/json", Pieces(FAILED, *[b" " * 4096] * 50), 10, id="too long as it turns out"
        ),
    ],
)
async def test_a_success_is_not_waited_for(content_type: str, stream: Pieces, reads: int) -> None:
    """Design §5: not its timing either. Only what could still be an error is read, within the bound."""
    await classified(reply(200, stream, content_type))
    assert stream.reads <= reads
    assert stream.left


@pytest.mark.parametrize("content_type", ["text/event-stream", "application/x-ndjson; charset=utf-8"])
async def test_streams_are_not_waited_for_by_rules_either(content_type: str) -> None:
    """An in-band rule does not hold server-sent events back."""
    stream = Pieces(b'{"rt_cd": "1"}')
    await classified(reply(200, stream, content_type), rules=[IN_BAND_RULE])
    assert stream.reads == 0


@pytest.mark.parametrize(
    ("status", "method"), [(200, "HEAD"), (204, "GET"), (304, "GET"), (206, "GET"), (101, "GET")]
)
async def test_answers_without_a_whole_body_are_not_looked_at(status: int, method: str) -> None:
    """They cannot say that the call failed."""
    answer = reply(status, FAILED, "application/json")
    assert (await classified(answer, method=method, rules=[IN_BAND_RULE]))[0].fault is None


async def test_a_redirect_is_no_error_in_disguise() -> None:
    """Whatever its body says; one that leads nowhere may be."""
    answer = reply(302, FAILED, "application/json", location="/login")
    assert (await classified(answer, rules=[IN_BAND_RULE]))[0].fault is None
    assert (await classified(reply(302, FAILED, "application/json")))[0].fault is not None


async def test_in_band_errors_can_be_switched_off_by_route() -> None:
    """`in_band: off`."""
    answer = reply(200, FAILED, "application/json")
    found, _ = await classified(answer, route={"in_band": "off"})
    assert (found is answer, found.fault) == (True, None)


@pytest.mark.parametrize("mode", ["off", "strict"])
async def test_a_rule_makes_an_error_of_what_no_dialect_knows(mode: str) -> None:
    """`in_band: true` with `body`; it works where the dialects' own search is off."""
    body = b'{"rt_cd": "1", "msg1": "Certificate expired"}'
    found, _ = await classified(reply(200, body, "application/json"), in_band=mode, rules=[IN_BAND_RULE])
    assert found.fault is not None
    assert found.status == found.fault.status >= 400
    assert (found.fault.in_band, found.fault.upstream_status) == (True, 200)
    other, _ = await classified(reply(200, b'{"rt_cd": "0"}', "application/json"), rules=[IN_BAND_RULE])
    assert other.fault is None


async def test_a_gateway_error_passes_through() -> None:
    """A transport failure is for retry and for the outer door."""
    engine = ErrorEngine(ErrorsConfig(), {"books": RouteErrorsConfig()}, ListLog(), RememberingMetrics())

    async def upstream(exchange: Exchange) -> Reply:
        raise GatewayError("connect_failed")

    with pytest.raises(GatewayError):
        await engine.wrap_classify(upstream, "books")(Exchange("GET", "/", None, Fields()))


async def test_a_fault_keeps_a_bounded_excerpt_for_the_log() -> None:
    """2,048 characters of the decoded body."""
    found, _ = await classified(reply(500, json.dumps({"message": "x" * 9000}).encode(), "application/json"))
    assert found.fault is not None
    assert len(found.fault.excerpt) == 2048
