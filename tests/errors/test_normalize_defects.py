"""The outer door when something breaks, what it reports, and its law for arbitrary upstreams."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.exchange import Exchange, Reply
from gateway.faults import Fault, GatewayError
from tests.errors.documents_written import BOOKS, ENVELOPE, PROBLEM_SCHEMA, WRITTEN
from tests.errors.stage import Stage, fields_of, reply

# In the place of a single error: whoever looks at it breaks.
NO_ITEM: Any = 7

PROBLEM = jsonschema.Draft202012Validator(PROBLEM_SCHEMA)


@pytest.fixture
def broken_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON cannot be read, for a reason that nobody foresaw: stands for a recognizer that breaks."""

    def loads(text: object) -> object:
        raise RuntimeError(text)

    monkeypatch.setattr(orjson, "loads", loads)


def broken_steps(stage: Stage) -> list[str]:
    """The steps that were logged as broken; each must be counted too."""
    steps = [values["step"] for _, event, values in stage.log.entries if event == "error_engine_broke"]
    assert stage.metrics.counts.total() >= len(steps)
    assert all(stage.metrics.counts[("broken_steps", f"step={step}")] for step in steps)
    return steps


@pytest.mark.usefixtures("broken_parser")
async def test_a_recognizer_that_breaks_gives_a_generic_error() -> None:
    """Logged and counted; never a 500 of its own and never the raw body."""
    stage = Stage()
    answered = await stage.answer(reply(404, {"message": "secret"}))
    assert (answered.status, answered.json["detail"]) == (404, "The requested resource was not found.")
    assert b"secret" not in answered.body
    assert broken_steps(stage) == ["recognize"]


@pytest.mark.usefixtures("broken_parser")
async def test_a_recognizer_that_breaks_leaves_a_success_alone() -> None:
    """The very same reply."""
    stage = Stage({"rules": [{"name": "r", "when": {"in_band": True, "body": "x"}, "then": {"code": "X"}}]})
    success = reply(200, {"error": "x"})
    answered = await stage.answer(success)
    assert answered.reply is success
    assert broken_steps(stage) == ["recognize_in_band"]


@pytest.mark.parametrize("form", ["problem", "envelope", "books"])
async def test_a_step_that_breaks_gives_the_plainest_answer(form: str) -> None:
    """In the route's format."""
    stage = Stage({"formats": {"books": BOOKS}}, {"format": form})

    async def plugin(exchange: Exchange) -> Reply:
        exchange.route = "books"
        failed = reply(404, b"secret", "text/plain", retry_after="3")
        failed.fault = Fault("upstream", 404, items=[NO_ITEM])
        return failed

    answered = await stage.outside(plugin)
    assert (answered.status, answered.field("retry-after")) == (404, "3")
    assert b"The requested resource was not found." in answered.body
    assert b"secret" not in answered.body
    assert broken_steps(stage) == ["normalize"]


async def test_a_format_that_breaks_gives_a_problem() -> None:
    """The one that cannot break."""
    stage = Stage({"formats": {"books": BOOKS}, "format": "books"}, wall=lambda: float("inf"))
    answered = await stage.answer(reply(404))
    WRITTEN.validate(answered.json)
    assert broken_steps(stage) == ["normalize", "format"]


async def test_an_error_is_logged_once_with_all_that_is_known() -> None:
    """What washing kept from the client is found under the same id."""
    stage = Stage({"rules": [{"name": "hide", "when": {"status": 500}, "then": {"code": "X-1"}}]})
    upstream = reply(500, {"code": "E1", "message": "Failed in /srv/app/main.py", "traceId": "t-1"})
    answered = await stage.answer(upstream)
    assert b"/srv/app" not in answered.body
    (event,) = stage.log.entries
    assert event[:2] == ("warning", "error")
    values = event[2]
    assert values["id"] == answered.exchange.id
    assert (values["rule"], values["code"], values["status"], values["origin"]) == (
        "hide",
        "X-1",
        500,
        "upstream",
    )
    assert "/srv/app/main.py" in values["excerpt"]
    assert answered.exchange.notes is not None
    assert answered.exchange.notes["error"] == "X-1"


@pytest.mark.parametrize(
    ("outcome", "level"),
    [
        (reply(404, {"message": "No such book."}), "debug"),
        (reply(404, {"message": "No file /srv/app/main.py"}), "info"),
        (reply(404, b'{"message": "No such book.", "a', "application/json"), "info"),
        (reply(503, b"x"), "warning"),
        (GatewayError("rate_limited"), "debug"),
        (GatewayError("connect_failed", log_detail="10.0.0.5:80"), "warning"),
        (KeyError("x"), "error"),
    ],
    ids=["client error", "something washed", "something odd", "server error", "refusal", "transport", "bug"],
)
async def test_the_level_follows_whose_fault_it_is(outcome: Reply | Exception, level: str) -> None:
    """One event each. Refusals and a client's mistakes are no alarm: the access line tells them."""
    stage = Stage()
    answered = await stage.answer(outcome)
    assert [event[0] for event in stage.log.entries] == [level]
    assert answered.exchange.notes is not None
    assert "error" in answered.exchange.notes


async def test_errors_are_counted() -> None:
    """By route, origin, reason or dialect, and status."""
    stage = Stage()
    for _ in range(2):
        await stage.answer(GatewayError("read_timeout"))
    assert (
        stage.metrics.counts[("errors", "kind=read_timeout", "origin=upstream", "route=books", "status=504")]
        == 2
    )


SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dcPLANTED"

_PLANTS = st.sampled_from(
    [
        SECRET,
        f"password={SECRET}",
        f"postgres://app:{SECRET}@db.internal:5432/books",
        f"Authorization: Bearer {SECRET}",
        f'Traceback (most recent call last):\n  File "/srv/{SECRET}.py", line 3, in main\n',
    ]
)

_TYPES = st.sampled_from(
    [
        "",
        "application/json",
        "text/html; charset=euc-kr",
        "text/xml",
        "text/plain;charset=utf-16",
        "image/png",
        "application/problem+json",
        "application/x-www-form-urlencoded",
        "text/plain; charset=\udcff",
        "a/b;" * 9,
    ]
)

_SHAPES: list[Any] = [
    lambda text: text.encode("utf-8", "replace"),
    lambda text: json.dumps({"error": {"message": text, "code": text}, "trace": text}).encode(),
    lambda text: json.dumps({"errors": [{"message": text, "field": text, "code": text}]}).encode(),
    lambda text: json.dumps({"title": "x", "detail": text, "extra": text, "status": 500}).encode(),
    lambda text: f"<html><title>{text}</title><h1>Error</h1><p>{text}</p></html>".encode("utf-16", "replace"),
    lambda text: f"<Fault><faultstring>{text}</faultstring></Fault>".encode("cp949", "replace"),
    lambda text: f"ACK=Failure&L_LONGMESSAGE0={text}".encode("utf-8", "replace"),
    lambda text: (json.dumps({"message": text}) + "}}")[:-4].encode("latin-1", "replace"),
]


@cache
def stage_for(form: str) -> Stage:
    """One engine for all examples."""
    return Stage({"format": form})


@st.composite
def planted_bodies(draw: st.DrawFn) -> bytes:
    """Bodies of many shapes and charsets that hold a secret somewhere among rubbish."""
    before, after = draw(st.text(max_size=30)), draw(st.text(max_size=30))
    shape = draw(st.sampled_from(_SHAPES))
    rubbish = draw(st.binary(max_size=4)) * draw(st.integers(0, 1))
    body: bytes = shape(f"{before} {draw(_PLANTS)} {after}")
    return rubbish + body


@settings(max_examples=250)
@given(
    body=st.one_of(planted_bodies(), st.binary(max_size=200)),
    status=st.integers(200, 999),
    content_type=_TYPES,
    coding=st.sampled_from(["", "gzip", "deflate", "br", "nonsense"]),
    request=st.dictionaries(st.sampled_from(["Accept", "Accept-Language", "X"]), st.text(max_size=40)),
    form=st.sampled_from(["problem", "envelope"]),
)
async def test_normalize_never_raises_never_leaks_and_always_validates(
    body: bytes, status: int, content_type: str, coding: str, request: dict[str, str], form: str
) -> None:
    """For any bytes, status, header and charset: a valid error without the planted secret, or a success."""
    clean = {name: value.encode("utf-8", "replace").decode() for name, value in request.items()}
    pairs = [("content-type", content_type)] + ([("content-encoding", coding)] if coding else [])
    answered = await stage_for(form).answer(Reply(status, fields_of(pairs), body), clean)
    if answered.reply.fault is None:
        assert (status < 400, answered.body) == (True, body)
        return
    assert SECRET.encode() not in answered.body
    assert SECRET not in str([(name, value) for name, value in answered.reply.fields.raw])
    # Who asks for XML, a page or lines of text gets these, in whatever case the types are written.
    if (answered.field("content-type") or "").partition(";")[0].endswith("json"):
        asked = clean.get("Accept", "").lower()
        (ENVELOPE if form == "envelope" and "problem" not in asked else PROBLEM).validate(answered.json)
        if answered.body != body and answered.field("content-type") == "application/problem+json":
            WRITTEN.validate(answered.json)
            assert answered.json["status"] == answered.status
    assert 400 <= answered.status <= 599
